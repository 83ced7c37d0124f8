//! Where results go: standard output, or a file that appears when all is written.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The sink of a command.
#[derive(Debug)]
pub(super) enum Output {
    /// Standard output; colours are taken out where it is no terminal.
    Stdout(anstream::Stdout),
    /// A file beside its final place.
    File {
        /// The file that is written.
        partial: std::fs::File,
        /// Where it is now.
        from: PathBuf,
        /// Where it will be.
        to: PathBuf,
        /// It holds text, of which colours are left out.
        text: bool,
    },
}

impl Output {
    /// Standard output, or a new file for `path`.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        path.map_or_else(|| Ok(Self::Stdout(anstream::stdout())), |to| Self::file(to, true))
    }

    /// A new file for bytes that are no text.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(super) fn open_bytes(to: &Path) -> Result<Self> {
        Self::file(to, false)
    }

    fn file(to: &Path, text: bool) -> Result<Self> {
        let name = to.file_name().with_context(|| format!("{} names no file", to.display()))?;
        let from = to.with_file_name(format!(".{}.{}.partial", name.to_string_lossy(), std::process::id()));
        let partial = std::fs::File::create(&from).with_context(|| format!("cannot write {}", from.display()))?;
        Ok(Self::File { partial, from, to: to.to_owned(), text })
    }

    /// Puts a file in its place.
    ///
    /// # Errors
    /// When the file cannot be written to the disk or renamed.
    pub(super) fn finish(self) -> Result<()> {
        if let Self::File { partial, from, to, .. } = self {
            partial.sync_all().with_context(|| format!("cannot write {}", from.display()))?;
            std::fs::rename(&from, &to).with_context(|| format!("cannot write {}", to.display()))?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { partial, text: false, .. } => partial.write(bytes),
            // A file holds no colours.
            Self::File { partial, .. } => {
                anstream::StripStream::new(&mut *partial).write_all(bytes)?;
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { partial, .. } => partial.flush(),
        }
    }
}
