//! The words a fact came from.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Document;

/// Which text of a document a span points into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// The headline.
    Title,
    /// The text below it.
    Body,
}

/// A half-open range of a text. In bytes inside the code, in Unicode code points in public formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// First position.
    pub start: u32,
    /// One past the last position.
    pub end: u32,
}

impl Span {
    /// The span as an index range.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of positions covered.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True for a span that covers nothing.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// True when the two spans share a position.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

/// A verbatim slice of a document (W3C Web Annotation: a TextPositionSelector with its TextQuoteSelector's `exact`).
///
/// Only [`Evidence::of`] makes one, so `exact` always equals the text it points at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    pub(crate) field: Field,
    #[serde(flatten)]
    pub(crate) span: Span,
    pub(crate) exact: String,
}

/// A span that is not a slice of the text it should point into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Out of bounds, inside of a character, or empty.
    #[error("{field:?} has no text at {start}..{end}")]
    NoText {
        /// The field pointed into.
        field: Field,
        /// First position.
        start: u32,
        /// One past the last position.
        end: u32,
    },
    /// The words there are others.
    #[error("{field:?} at {start}..{end} reads {found:?}, the evidence says {exact:?}")]
    Differs {
        /// The field pointed into.
        field: Field,
        /// First position.
        start: u32,
        /// One past the last position.
        end: u32,
        /// What the evidence claims.
        exact: String,
        /// What the document says.
        found: String,
    },
}

impl Evidence {
    /// The slice of `document` that `span` (in bytes) covers.
    pub fn of(document: &Document, field: Field, span: impl Into<Span>) -> Result<Self, EvidenceError> {
        let span = span.into();
        match document.text(field).get(span.range()) {
            Some(exact) if !exact.is_empty() => Ok(Self { field, span, exact: exact.to_owned() }),
            _ => Err(EvidenceError::NoText { field, start: span.start, end: span.end }),
        }
    }

    /// Checks the slice against the document again.
    pub fn verify(&self, document: &Document) -> Result<(), EvidenceError> {
        let found = Self::of(document, self.field, self.span)?;
        if found.exact == self.exact {
            return Ok(());
        }
        Err(EvidenceError::Differs {
            field: self.field,
            start: self.span.start,
            end: self.span.end,
            exact: self.exact.clone(),
            found: found.exact,
        })
    }

    /// Which text it points into.
    pub fn field(&self) -> Field {
        self.field
    }

    /// Where it points, in bytes.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The words.
    pub fn exact(&self) -> &str {
        &self.exact
    }
}
