//! The container of a model file: a header with a hash, and named sections of little-endian numbers.

use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::model::ModelError;

/// The first bytes of every model file.
const MAGIC: &[u8; 8] = b"DMENCODE";

/// The version of the format that this crate reads.
pub(crate) const FORMAT: u32 = 1;

/// A model file whose bytes are those that were written.
#[derive(Debug)]
pub(crate) struct File<'a> {
    bytes: &'a [u8],
    sections: Vec<(&'a str, Range<usize>)>,
    pub(crate) id: String,
}

impl<'a> File<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            let cut = MAGIC.starts_with(bytes);
            return Err(if cut { ModelError::Truncated(bytes.len()) } else { ModelError::NotAModel });
        };
        let cut = || ModelError::Truncated(bytes.len());
        let mut reader = Reader { bytes: rest, at: 0 };
        let found = reader.u32().ok_or_else(cut)?;
        if found != FORMAT {
            return Err(ModelError::Format { found });
        }
        let stated = reader.take(32).ok_or_else(cut)?;
        let content = &rest[reader.at..];
        let count = reader.u32().ok_or_else(cut)?;
        let mut sections = Vec::new();
        for _ in 0..count {
            let length = reader.u16().ok_or_else(cut)?;
            let name = reader.take(length.into()).ok_or_else(cut)?;
            let length = usize::try_from(reader.u64().ok_or_else(cut)?).map_err(|_| cut())?;
            let start = MAGIC.len() + reader.at;
            reader.take(length).ok_or_else(cut)?;
            sections.push((std::str::from_utf8(name).map_err(|_| ModelError::Damaged)?, start..start + length));
        }
        if Sha256::digest(content).as_slice() != stated || reader.at != rest.len() {
            return Err(ModelError::Damaged);
        }
        let id = stated.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { bytes, sections, id })
    }

    /// Reads a section to its end with the function for it, which gives nothing if the section does not hold what it should.
    pub(crate) fn read<T>(&self, name: &str, read: impl FnOnce(&mut Reader<'a>) -> Option<T>) -> Result<T, ModelError> {
        let (_, range) = self
            .sections
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        let mut reader = Reader { bytes: &self.bytes[range.clone()], at: 0 };
        let value = read(&mut reader).filter(|_| reader.at == reader.bytes.len());
        value.ok_or_else(|| ModelError::Section(name.to_owned()))
    }

    /// Names of the sections in the order of the file.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.sections.iter().map(|(name, _)| *name)
    }
}

/// A cursor over one section.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// All bytes that are left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn size(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// Numbers that must all be finite.
    pub(crate) fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let bytes = self.take(count.checked_mul(4)?)?;
        let values: Vec<f32> = bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        values.iter().all(|value| value.is_finite()).then_some(values)
    }

    pub(crate) fn string(&mut self) -> Option<&'a str> {
        let length = self.u16()?;
        std::str::from_utf8(self.take(length.into())?).ok()
    }
}
