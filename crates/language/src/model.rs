//! The file that holds a pipeline: weights, word tables and rules in named sections.
//!
//! `tools/model/convert.py` writes it from a spaCy package and describes the format. The model of the crate is embedded
//! in the binary; another file of the same format can take its place.

use std::borrow::Cow;

use crate::lexeme::murmur_hash_64a;
use crate::lexicon::{LexiconError, Reader};

const MAGIC: &[u8; 8] = b"DEMARCHE";
const FORMAT: u32 = 1;
static EMBEDDED: &[u8] = include_bytes!("../model/en_core_web_sm-3.8.0.demarche");

/// Why a file cannot serve as a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The file is something else.
    #[error(
        "this is not a model file: it does not begin with the mark of one; convert a pipeline with tools/model/convert.py"
    )]
    NotAModel,
    /// The file was written for a later version of the engine.
    #[error(
        "the model file has format {found}, this engine reads format {FORMAT}: convert the pipeline again or update the program"
    )]
    Format {
        /// The version that the file states.
        found: u32,
    },
    /// The file ends early.
    #[error("the model file is cut off after {0} bytes")]
    Truncated(usize),
    /// The bytes are not those that were written.
    #[error("the model file is damaged: its checksum is {found:016x}, it should be {stated:016x}")]
    Damaged {
        /// The checksum that the file states.
        stated: u64,
        /// The checksum of what the file holds.
        found: u64,
    },
    /// A part of the pipeline is missing.
    #[error("the model file has no section {0:?}")]
    Missing(&'static str),
    /// A section cannot be read.
    #[error("section {section:?} of the model file: {source}")]
    Section {
        /// Its name.
        section: &'static str,
        /// What is wrong.
        source: LexiconError,
    },
    /// Two sections do not fit together, or a layer has a shape the engine does not compute.
    #[error("the model file holds a pipeline of another build: {0}")]
    Shape(&'static str),
}

/// A model file in memory.
#[derive(Debug, Clone)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    sections: Vec<(String, std::ops::Range<usize>)>,
    checksum: u64,
}

impl Model {
    /// The model that is part of the binary.
    ///
    /// # Errors
    /// Only when the binary was built with a broken file.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::parse(Cow::Borrowed(EMBEDDED))
    }

    /// Tells the embedded model from others: MurmurHash64A of its bytes, in hexadecimal.
    pub fn embedded_id() -> String {
        format!("{:016x}", crate::lexeme::murmur_hash_64a(EMBEDDED, 0))
    }

    /// A model from the bytes of a file.
    ///
    /// # Errors
    /// When the bytes are no model, are cut off or damaged, or were written for another version of the engine.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ModelError> {
        Self::parse(Cow::Owned(bytes))
    }

    fn parse(bytes: Cow<'static, [u8]>) -> Result<Self, ModelError> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(if MAGIC.starts_with(&bytes) {
                ModelError::Truncated(bytes.len())
            } else {
                ModelError::NotAModel
            });
        };
        let cut = |_| ModelError::Truncated(bytes.len());
        let mut reader = Reader::new(rest);
        let found = reader.u32().map_err(cut)?;
        if found != FORMAT {
            return Err(ModelError::Format { found });
        }
        let stated = reader.u64().map_err(cut)?;
        let payload = MAGIC.len() + reader.position();
        let count = reader.u32().map_err(cut)?;
        let mut sections = Vec::new();
        for _ in 0..count {
            let name = reader.str().map_err(cut)?.to_owned();
            let length = usize::try_from(reader.u64().map_err(cut)?).map_err(|_| ModelError::Truncated(bytes.len()))?;
            let start = MAGIC.len() + reader.position();
            reader.take(length).map_err(cut)?;
            sections.push((name, start..start + length));
        }
        let found = murmur_hash_64a(&bytes[payload..], 0);
        if found != stated {
            return Err(ModelError::Damaged { stated, found });
        }
        Ok(Self { bytes, sections, checksum: found })
    }

    /// The bytes of a section.
    pub(crate) fn section(&self, name: &'static str) -> Result<&[u8], ModelError> {
        let found = self.sections.iter().find(|(known, _)| known == name);
        found.map(|(_, range)| &self.bytes[range.clone()]).ok_or(ModelError::Missing(name))
    }

    /// Reads a section with the function for it.
    pub(crate) fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&[u8]) -> Result<T, LexiconError>,
    ) -> Result<T, ModelError> {
        read(self.section(name)?).map_err(|source| ModelError::Section { section: name, source })
    }

    /// Where the model comes from, as JSON: name, version, author, licence and the SHA-256 of every file converted.
    pub fn about(&self) -> &str {
        self.section("about").ok().and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("{}")
    }

    /// Identifies the model's content, to name the author of what was read with it.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_whole() {
        let model = Model::embedded().expect("the embedded model parses");
        assert!(model.about().contains("en_core_web_sm"), "{}", model.about());
        assert!(EMBEDDED.len() <= 16 << 20);
    }

    #[test]
    fn what_is_no_model_is_told_apart() {
        assert_eq!(Model::from_bytes(b"PK\x03\x04 something else".to_vec()).unwrap_err(), ModelError::NotAModel);
        assert_eq!(Model::from_bytes(EMBEDDED[..3].to_vec()).unwrap_err(), ModelError::Truncated(3));
        assert_eq!(Model::from_bytes(EMBEDDED[..70_000].to_vec()).unwrap_err(), ModelError::Truncated(70_000));
        let mut newer = EMBEDDED[..64].to_vec();
        newer[8] = 9;
        assert_eq!(Model::from_bytes(newer).unwrap_err(), ModelError::Format { found: 9 });
        let mut damaged = EMBEDDED.to_vec();
        let last = damaged.len() - 1;
        damaged[last] ^= 1;
        assert!(matches!(Model::from_bytes(damaged).unwrap_err(), ModelError::Damaged { .. }));
    }
}
