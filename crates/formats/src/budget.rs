//! How much a file may unpack to.

use std::io::Read;

use crate::FormatError;

/// Bytes that all parts of a file may have together.
const UNPACKED: u64 = 256 << 20;

/// Files in an archive.
const FILES: usize = 5_000;

/// Files in files in files.
const DEPTH: usize = 4;

/// What is left to unpack of one input, with all that is nested in it.
#[derive(Debug)]
pub struct Budget {
    bytes: u64,
    files: usize,
    depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: UNPACKED, files: FILES, depth: DEPTH }
    }
}

impl Budget {
    /// Goes into a file, of which the files in it may be read before [`Budget::leave`].
    ///
    /// # Errors
    /// When that would be a file in a file in too many files.
    pub fn enter(&mut self) -> Result<(), FormatError> {
        self.depth = self.depth.checked_sub(1).ok_or(FormatError::TooDeep)?;
        Ok(())
    }

    /// Comes back out of it.
    pub fn leave(&mut self) {
        self.depth += 1;
    }

    /// Takes a file of an archive.
    pub(crate) fn file(&mut self) -> Result<(), FormatError> {
        self.files = self.files.checked_sub(1).ok_or(FormatError::TooLarge(UNPACKED, FILES))?;
        Ok(())
    }

    /// Unpacks all that a reader gives, as long as there is room.
    pub(crate) fn unpack(&mut self, format: &'static str, reader: impl Read) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::new();
        reader.take(self.bytes + 1).read_to_end(&mut bytes).map_err(|error| FormatError::broken(format, error))?;
        self.bytes = self.bytes.checked_sub(bytes.len() as u64).ok_or(FormatError::TooLarge(UNPACKED, FILES))?;
        Ok(bytes)
    }
}
