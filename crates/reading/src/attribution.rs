//! Who is the source of a quotation or of a reported claim.

use language::Analysis;
use record::Span;

/// A source, the words that attribute, and what is attributed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The words that name the source.
    pub source: Span,
    /// The verb or phrase of saying.
    pub cue: Span,
    /// What is said.
    pub content: Span,
}

/// Finds the attributions of a text.
pub fn find(_analysis: &Analysis) -> Vec<Attribution> {
    Vec::new()
}
