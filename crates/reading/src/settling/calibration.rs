//! How sure the reader is: what rules and the encoder say, turned into the share that reviewers would accept.
//!
//! The coefficients are those of logistic regressions, fitted by `tools/reader/calibrate.py` on announcements of publishers
//! that the model had not seen, and are kept in the model file.

use record::FactBody;
use serde::Deserialize;

use crate::perception::{Label, logistic};

/// Kinds of fact that are weighed apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Events.
    Event,
    /// Requests, proposals, commitments and agreements.
    Ledger,
    /// Other statements.
    Other,
    /// Stages.
    Stage,
    /// Figures.
    Figure,
    /// Roles.
    Role,
}

impl Kind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Event, "event"),
        (Self::Ledger, "ledger"),
        (Self::Other, "other"),
        (Self::Stage, "stage"),
        (Self::Figure, "figure"),
        (Self::Role, "role"),
    ];

    /// Its name in the description of a model.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The kind of a fact.
    pub(super) fn of(body: &FactBody) -> Self {
        match body {
            FactBody::Event(_) => Self::Event,
            FactBody::Statement(statement) if statement.act.is_ledger() => Self::Ledger,
            FactBody::Statement(_) => Self::Other,
            FactBody::Stage(_) => Self::Stage,
            FactBody::Figure(_) => Self::Figure,
            FactBody::Role(_) => Self::Role,
        }
    }

    /// The kind of the fact that a label speaks of; none for mentions.
    pub(super) fn of_label(label: Label) -> Option<Self> {
        Some(match label {
            Label::Event(_) => Self::Event,
            Label::Statement(act) if act.is_ledger() => Self::Ledger,
            Label::Statement(_) => Self::Other,
            Label::Stage(_) => Self::Stage,
            Label::Figure => Self::Figure,
            Label::Role => Self::Role,
            Label::Content | Label::Actor(_) | Label::Instrument | Label::When | Label::Due => return None,
        })
    }
}

/// How a fact was weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The kind by whose figures it was weighed.
    pub kind: Kind,
    /// The confidence of the rule that read it; nothing where the encoder alone saw it.
    pub stated: Option<f32>,
    /// Mean probability of its label in its words, by the encoder.
    pub seen: f32,
    /// What comes of both.
    pub confidence: f32,
}

impl Weighed {
    pub(super) fn of_span(kind: Kind, seen: f32, confidence: f32) -> Self {
        Self { kind, stated: None, seen, confidence }
    }
}

/// Coefficients of one kind.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Coefficients {
    /// For a fact of a rule: constant, weight of the rule's confidence, weight of the encoder's probability (both as log-odds).
    rule: [f32; 3],
    /// For a span of the encoder alone: constant and weight of its log-odds.
    span: [f32; 2],
    /// Below this confidence it is no fact.
    floor: f32,
}

/// The coefficients of all kinds.
#[derive(Debug, Clone)]
pub(crate) struct Calibration([Coefficients; 6]);

impl Calibration {
    /// The coefficients by the names of kinds, as the description of a model has them.
    pub(crate) fn parse(raw: &serde_json::Value) -> Result<Self, serde_json::Error> {
        let mut found = [Coefficients { rule: [0.0, 1.0, 0.0], span: [0.0, 1.0], floor: 0.5 }; 6];
        for (kind, name) in Kind::ALL {
            if let Some(own) = raw.get(name) {
                found[kind as usize] = serde_json::from_value(own.clone())?;
            }
        }
        Ok(Self(found))
    }

    /// Confidence in a fact of a rule.
    pub(super) fn rule(&self, kind: Kind, stated: f32, seen: f32) -> f32 {
        let [constant, by_rule, by_encoder] = self.0[kind as usize].rule;
        logistic(constant + by_rule * log_odds(stated) + by_encoder * log_odds(seen))
    }

    /// Confidence in a span that no rule has read.
    pub(super) fn span(&self, kind: Kind, seen: f32) -> f32 {
        let [constant, weight] = self.0[kind as usize].span;
        logistic(constant + weight * log_odds(seen))
    }

    /// Confidence below which there is no fact.
    pub(super) fn floor(&self, kind: Kind) -> f32 {
        self.0[kind as usize].floor
    }
}

/// The log-odds of a probability, which is kept from 0 and 1.
fn log_odds(probability: f32) -> f32 {
    let kept = probability.clamp(0.005, 0.995);
    ln(kept / (1.0 - kept))
}

/// The natural logarithm of a positive number, in arithmetic that every processor rounds alike: the exponent, and the series of
/// the inverse hyperbolic tangent for the rest.
fn ln(value: f32) -> f32 {
    let bits = value.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0)));
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * ratio * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_close_to_that_of_the_library() {
        for value in [0.0051, 0.25, 0.5, 0.999, 1.0, 1.7, 3.0, 198.0] {
            assert!((ln(value) - value.ln()).abs() < 2e-4, "{value}: {} for {}", ln(value), value.ln());
        }
    }

    #[test]
    fn confidence_grows_with_what_both_say() {
        let raw = serde_json::json!({"ledger": {"rule": [-1.0, 0.5, 1.0], "span": [-0.5, 1.0], "floor": 0.4}});
        let calibration = Calibration::parse(&raw).expect("whole");
        let of = |stated, seen| calibration.rule(Kind::Ledger, stated, seen);
        assert!(of(0.9, 0.9) > of(0.9, 0.1) && of(0.9, 0.1) > of(0.6, 0.1));
        assert!(of(1.0, 1.0) < 1.0 && of(0.0, 0.0) > 0.0, "never certain");
        assert!((calibration.span(Kind::Ledger, 0.5) - logistic(-0.5)).abs() < 1e-6);
        assert_eq!(calibration.floor(Kind::Ledger), 0.4);
        assert_eq!(calibration.floor(Kind::Event), 0.5, "what is not described keeps the defaults");
        assert!(Calibration::parse(&serde_json::json!({"event": {"floor": 1}})).is_err());
    }
}
