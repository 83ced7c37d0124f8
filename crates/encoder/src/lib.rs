//! Text to vectors, and linear heads over them: a native encoder of the BERT family.
//!
//! The [`Tokenizer`] splits a text into word pieces, [`Model::encode`] gives every piece a vector that knows its neighbours, and a
//! [`Head`] turns vectors into scores. Weights are 8-bit integers and their products are summed exactly; what is computed
//! in floating point has a fixed order of operations. So every instruction set gives the same bits, and a text has the same
//! vectors on any processor and on any number of threads.
//!
//! The architecture is that of Devlin et al. 2019, *BERT: pre-training of deep bidirectional transformers for language
//! understanding*; the quantisation is that of Jacob et al. 2018, *Quantization and training of neural networks for efficient
//! integer-arithmetic-only inference*, with scales of activations taken from each vector when it is computed.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let model = encoder::Model::from_bytes(&std::fs::read("reader.encoder")?)?;
//! let tokenizer = model.tokenizer();
//! let pieces = tokenizer.tokenize("Korea and Peru signed a protocol.");
//! let ids: Vec<u32> = std::iter::once(tokenizer.cls())
//!     .chain(pieces.iter().map(|piece| piece.id))
//!     .chain([tokenizer.sep()])
//!     .collect();
//! let vectors = model.encode(&ids);
//! let scores = model.head("statement").ok_or("the model has no such head")?.apply(vectors.as_slice());
//! # let _ = scores;
//! # Ok(())
//! # }
//! ```
//!
//! This crate does not know what a label means.

mod file;
mod head;
mod model;
mod network;
mod tokenizer;
mod vectors;

pub use head::Head;
pub use model::{Model, ModelError};
pub use network::encoder::Scratch;
pub use network::instruction_set::InstructionSet;
pub use network::numeric::{gelu, sigmoid, softmax, tanh};
pub use tokenizer::{Piece, Tokenizer};
pub use vectors::Vectors;
