//! The model: tokenizer, encoder and heads of one file.
//!
//! `tools/reader/pack.py` writes the file and describes its format.

use std::collections::BTreeMap;

use crate::file::{FORMAT, File};
use crate::head::Head;
use crate::network::encoder::{Encoder, Scratch, Shape};
use crate::tokenizer::Tokenizer;
use crate::vectors::Vectors;

/// Why bytes cannot serve as a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The file is of another kind.
    #[error("this is not a model of the encoder")]
    NotAModel,
    /// The file was written for an earlier or later version of the program.
    #[error(
        "the model of the encoder has format {found}, this program reads format {FORMAT}: pack the weights again or update the program"
    )]
    Format {
        /// The version that the file states.
        found: u32,
    },
    /// The file ends early.
    #[error("the model of the encoder is cut off after {0} bytes")]
    Truncated(usize),
    /// The bytes are not those that were written.
    #[error("the model of the encoder is damaged: its content does not have the hash that it states")]
    Damaged,
    /// A part is missing.
    #[error("the model of the encoder has no section {0:?}")]
    Missing(String),
    /// A part does not hold what it should.
    #[error("section {0:?} of the model of the encoder does not hold what it should")]
    Section(String),
    /// The encoder has a shape that the kernels do not compute.
    #[error("the encoder has a shape that this program does not compute: {0}")]
    Shape(&'static str),
}

/// An encoder with its tokenizer and heads. It is read-only: threads share one model, each with a [`Scratch`] of its own.
#[derive(Debug)]
pub struct Model {
    id: String,
    metadata: String,
    tokenizer: Tokenizer,
    encoder: Encoder,
    heads: BTreeMap<String, Head>,
}

impl Model {
    /// A model from the bytes of a file that `tools/reader/pack.py` wrote.
    ///
    /// # Errors
    /// When the bytes are not a model, are cut off or damaged, or were written for another version of the program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let file = File::parse(bytes)?;
        let metadata = file.read("metadata", |reader| std::str::from_utf8(reader.rest()).ok().map(str::to_owned))?;
        let shape = file.read("shape", Shape::read)?;
        shape.check()?;
        let tokenizer = file.read("vocabulary", Tokenizer::read)?;
        let encoder = Encoder::read(&file, shape, tokenizer.vocabulary_size())?;
        let mut heads = BTreeMap::new();
        for section in file.names() {
            if let Some(name) = section.strip_prefix("head.") {
                heads.insert(name.to_owned(), file.read(section, Head::read)?);
            }
        }
        Ok(Self { id: file.id, metadata, tokenizer, encoder, heads })
    }

    /// SHA-256 of the content in hexadecimal: names the author of what was read with the model.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the trainer wrote beside the weights, as JSON: labels of the heads, hyperparameters, origin. Opaque here.
    pub fn metadata(&self) -> &str {
        &self.metadata
    }

    /// The tokenizer that the model was trained with.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Length of a vector.
    pub fn width(&self) -> usize {
        self.encoder.width()
    }

    /// The most pieces that can be encoded at once, the special ones included.
    pub fn max_pieces(&self) -> usize {
        self.encoder.positions()
    }

    /// The vectors of a sequence of pieces. The caller cuts long texts into windows and adds the special pieces
    /// ([`Tokenizer::cls`] in front, [`Tokenizer::sep`] at the end) that the model was trained with.
    ///
    /// # Panics
    /// When there are more pieces than [`Model::max_pieces`], or an id that is not in the vocabulary.
    pub fn encode(&self, ids: &[u32]) -> Vectors {
        self.encode_with(ids, &mut Scratch::new())
    }

    /// As [`Model::encode`], in a workspace that is used again for the next sequence.
    ///
    /// # Panics
    /// As [`Model::encode`].
    pub fn encode_with(&self, ids: &[u32], scratch: &mut Scratch) -> Vectors {
        Vectors::new(self.width(), self.encoder.encode(ids, scratch).to_vec())
    }

    /// A head by its name.
    pub fn head(&self, name: &str) -> Option<&Head> {
        self.heads.get(name)
    }

    /// All heads with their names, in the order of the names.
    pub fn heads(&self) -> impl Iterator<Item = (&str, &Head)> {
        self.heads.iter().map(|(name, head)| (name.as_str(), head))
    }
}
