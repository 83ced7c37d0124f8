//! Files and standard input, as the commands name them.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The largest file that is read, in bytes. Announcements are small; a larger file is something else.
const LARGEST: u64 = 256 << 20;

/// Announcements of the project's own, to look around with.
pub(crate) const SAMPLE: &[u8] = include_bytes!("../../../corpus/announcements.jsonl");

/// Something to read: a file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// `-`
    Stdin,
    /// The announcements that come with the program.
    Sample,
    /// A file.
    File(PathBuf),
}

impl Input {
    /// What to call it in messages and identifiers.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::Sample => "the sample".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The name without folders and extension, to number what is read from it.
    pub(crate) fn stem(&self) -> String {
        match self {
            Self::Stdin => "stdin".to_owned(),
            Self::Sample => "sample".to_owned(),
            Self::File(path) => {
                path.file_stem().map_or_else(|| "file".to_owned(), |stem| stem.to_string_lossy().into_owned())
            }
        }
    }

    /// All bytes.
    ///
    /// # Errors
    /// When the file cannot be read or is larger than any announcement.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Sample => bytes.extend_from_slice(SAMPLE),
            Self::Stdin => {
                std::io::stdin()
                    .lock()
                    .take(LARGEST + 1)
                    .read_to_end(&mut bytes)
                    .context("cannot read standard input")?;
            }
            Self::File(path) => {
                let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
                file.take(LARGEST + 1)
                    .read_to_end(&mut bytes)
                    .with_context(|| format!("cannot read {}", path.display()))?;
            }
        }
        if bytes.len() as u64 > LARGEST {
            bail!("{} is larger than {} MiB: split it into smaller files", self.name(), LARGEST >> 20);
        }
        Ok(bytes)
    }

    /// The lines of a file that begins with a JSON object in its first line; nothing for other files.
    ///
    /// # Errors
    /// When the file cannot be opened or is larger than any file of announcements.
    pub(crate) fn json_lines(&self) -> Result<Option<std::io::Lines<BufReader<std::fs::File>>>> {
        let Self::File(path) = self else { return Ok(None) };
        let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        if file.metadata().is_ok_and(|metadata| metadata.len() > LARGEST) {
            bail!("{} is larger than {} MiB: split it into smaller files", self.name(), LARGEST >> 20);
        }
        let mut reader = BufReader::new(file);
        let opens = reader.fill_buf().is_ok_and(|bytes| bytes.first() == Some(&b'{'));
        let mut first = String::new();
        if !opens || reader.read_line(&mut first).is_err() || !reading::source::is_json_line(&first) {
            return Ok(None);
        }
        reader.seek(SeekFrom::Start(0)).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Some(reader.lines()))
    }

    /// The text; it must be UTF-8.
    ///
    /// # Errors
    /// As for [`Input::bytes`], and when the bytes are not UTF-8.
    pub(crate) fn text(&self) -> Result<String> {
        let bytes = self.bytes()?;
        let text = String::from_utf8(bytes).map_err(|error| {
            anyhow::anyhow!(
                "{} is not UTF-8 text: byte {} is no part of a character",
                self.name(),
                error.utf8_error().valid_up_to()
            )
        })?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

/// The inputs that arguments name: files, patterns, `-` for standard input, the files of a directory; nothing named is standard input.
///
/// # Errors
/// When a directory cannot be listed. A file that does not exist is told when it is read, so that others are read still.
pub(crate) fn inputs(arguments: &[PathBuf]) -> Result<Vec<Input>> {
    if arguments.is_empty() {
        return Ok(vec![Input::Stdin]);
    }
    let mut found = Vec::new();
    for argument in arguments {
        if argument == Path::new("-") {
            found.push(Input::Stdin);
        } else if argument.is_dir() {
            let entries = std::fs::read_dir(argument).with_context(|| format!("cannot list {}", argument.display()))?;
            let mut files: Vec<PathBuf> = entries
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| path.is_file())
                .collect();
            files.sort();
            found.extend(files.into_iter().map(Input::File));
        } else if let Some(pattern) =
            argument.to_str().filter(|text| text.contains(['*', '?', '[']) && !argument.exists())
        {
            let paths = glob::glob(pattern).with_context(|| format!("{pattern} is no pattern"))?;
            let mut files: Vec<PathBuf> = paths.filter_map(Result::ok).filter(|path| path.is_file()).collect();
            if files.is_empty() {
                bail!("no file matches {pattern}");
            }
            files.sort();
            found.extend(files.into_iter().map(Input::File));
        } else {
            found.push(Input::File(argument.clone()));
        }
    }
    Ok(found)
}
