//! English text to sentences, tokens, tags, dependency trees and named entities.
//!
//! This crate knows language and nothing else: no trade, no documents, no facts.

mod analysis;
mod analyzer;
pub mod attributes;
pub mod conllu;
pub mod lemmatizer;
pub mod lexeme;
pub mod lexicon;
pub mod limits;
mod model;
mod network;
pub mod structure;
pub mod tokenizer;
mod transition;

pub use analysis::{Analysis, NounChunk, Sentence, Token, TokenRecord};
pub use analyzer::Analyzer;
pub use model::{Model, ModelError};
