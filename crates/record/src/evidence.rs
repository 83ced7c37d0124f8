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

impl Field {
    /// The contract's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
        }
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
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
        self.end.saturating_sub(self.start) as usize
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
/// [`Evidence::of`] takes the words from the document, so that `exact` equals the text it points at; a store
/// that kept the words beside the document has [`Evidence::kept`]. A record compares all its slices with its document once more ([`crate::Record::new`]).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Evidence {
    field: Field,
    span: Span,
    exact: String,
}

/// A span that is not a slice of the text it should point into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// Out of bounds, inside of a character, or empty.
    #[error("the {field} has no text at {start}..{end}: positions count from 0, and the end is one past the last")]
    NoText {
        /// The field pointed into.
        field: Field,
        /// First position.
        start: u32,
        /// One past the last position.
        end: u32,
    },
    /// The words there are others.
    #[error(
        "the {field} at {start}..{end} reads {found:?}, the evidence says {exact:?}: quote the text as it is stored"
    )]
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

    /// The slice of `document` that `span` (in bytes) covers, if it reads as `exact` says.
    ///
    /// # Errors
    /// When there is no text, or other text.
    pub fn quoting(
        document: &Document,
        field: Field,
        span: impl Into<Span>,
        exact: &str,
    ) -> Result<Self, EvidenceError> {
        let found = Self::of(document, field, span)?;
        if found.exact == exact {
            return Ok(found);
        }
        let Span { start, end } = found.span;
        Err(EvidenceError::Differs { field, start, end, exact: exact.to_owned(), found: found.exact })
    }

    /// A slice that a store kept beside its document, taken without looking at the text: the words must be as long as the
    /// span. The store compares it with the document before it answers from it ([`Evidence::verify`]).
    ///
    /// # Errors
    /// When the words cannot be those of the span.
    pub fn kept(field: Field, span: impl Into<Span>, exact: String) -> Result<Self, EvidenceError> {
        let span = span.into();
        if exact.is_empty() || span.end < span.start || exact.len() != span.len() {
            return Err(EvidenceError::NoText { field, start: span.start, end: span.end });
        }
        Ok(Self { field, span, exact })
    }

    /// Checks the slice against the document again.
    ///
    /// # Errors
    /// When the document has no text there, or other text.
    pub fn verify(&self, document: &Document) -> Result<(), EvidenceError> {
        Self::quoting(document, self.field, self.span, &self.exact).map(|_| ())
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
