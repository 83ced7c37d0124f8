//! Time expressions.

use record::{Date, Span};

/// What kind of time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeKind {
    /// A day.
    Date,
    /// An interval.
    Range,
    /// A length of time.
    Duration,
    /// A frequency.
    Set,
}

/// A time expression resolved against the publication date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMention {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
    /// First day, if bounded.
    pub from: Option<Date>,
    /// Last day, if bounded.
    pub to: Option<Date>,
    /// ISO 8601 or EDTF.
    pub value: String,
}

/// Finds the time expressions of a text.
pub fn find(_text: &str, _published: Option<Date>) -> Vec<TimeMention> {
    Vec::new()
}
