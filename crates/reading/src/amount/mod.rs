//! Amounts.

use record::{Qualifier, Span};

/// What an amount is measured in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// ISO 4217 code, or the name of a currency that has none.
    Currency(&'static str),
    /// Percent.
    Percent,
    /// Percentage points.
    PercentagePoint,
    /// A bare number.
    Number,
}

/// A quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// Where it stands.
    pub span: Span,
    /// The number, the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    pub value_to: Option<f64>,
    /// What it is measured in.
    pub unit: Unit,
    /// How exactly it is meant.
    pub qualifier: Qualifier,
}

/// Finds the amounts of a text.
pub fn find(_text: &str) -> Vec<Amount> {
    Vec::new()
}
