//! The description in the reader's model file: labels of the heads, sizes of windows, biases found in training.

use std::collections::HashMap;

use serde::Deserialize;

use super::labels::{Head, Label};
use crate::settling::Calibration;

/// Why a description cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    /// It is no JSON of the expected form.
    #[error("it cannot be parsed: {0}")]
    Json(#[from] serde_json::Error),
    /// A label is no term of the contract.
    #[error("head {head:?} has the unknown label {label:?}")]
    Label {
        /// The head.
        head: &'static str,
        /// The label.
        label: String,
    },
    /// Labels are not in the order outside, beginning, inside, beginning, inside …
    #[error("the labels of head {0:?} are not O, B-x, I-x, B-y, I-y …")]
    Order(&'static str),
    /// A head is not described.
    #[error("head {0:?} is not described")]
    Missing(&'static str),
    /// The window has no room for a body.
    #[error("windows of {window} pieces leave no room beside {title} pieces of the headline")]
    Window {
        /// Pieces of a window.
        window: usize,
        /// Pieces of the headline in it.
        title: usize,
    },
    /// The links are not described as the heads compute them.
    #[error("the link head is described with {0}")]
    Links(&'static str),
}

#[derive(Debug, Deserialize)]
struct Raw {
    max_pieces: usize,
    title_pieces: usize,
    heads: HashMap<String, Vec<String>>,
    #[serde(default)]
    outside_bias: HashMap<String, f32>,
    #[serde(default)]
    roles: Vec<RawRole>,
    #[serde(default)]
    link_width: usize,
    #[serde(default)]
    links: Option<RawLinks>,
    #[serde(default)]
    calibration: serde_json::Value,
}

#[derive(Debug, Deserialize)]
struct RawRole {
    name: String,
}

#[derive(Debug, Deserialize)]
struct RawLinks {
    distance: Vec<Vec<f32>>,
    bias: Vec<f32>,
    #[serde(default)]
    thresholds: HashMap<String, Threshold>,
}

/// From which score on names fill a place.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Threshold {
    /// The natural logarithm of the least weight of a name.
    pub(super) floor: f32,
    /// The likeliest name fills the place, however likely it is.
    #[serde(default)]
    pub(super) always: bool,
}

/// How links are scored: roles, width of their vectors, and what distance adds.
#[derive(Debug)]
pub(super) struct LinkDescription {
    /// The names of roles in the order of the heads.
    pub(super) roles: Vec<String>,
    /// Width of the vectors of one role.
    pub(super) width: usize,
    /// For each role, what each bucket of distance adds.
    pub(super) distance: Vec<Vec<f32>>,
    /// For each role, what is added everywhere.
    pub(super) bias: Vec<f32>,
    /// By role, from which score on names fill the place; 0 where it is left out.
    pub(super) thresholds: HashMap<String, Threshold>,
}

/// The parsed description.
#[derive(Debug)]
pub(super) struct Metadata {
    /// Pieces of a window, marks included.
    pub(super) window: usize,
    /// Pieces of the headline at most.
    pub(super) title_pieces: usize,
    labels: Vec<Vec<Option<Label>>>,
    outside_bias: Vec<f32>,
    pub(super) links: Option<LinkDescription>,
    pub(super) calibration: Calibration,
}

impl Metadata {
    /// Parses the description of a model.
    pub(super) fn parse(json: &str) -> Result<Self, MetadataError> {
        let raw: Raw = serde_json::from_str(json)?;
        if raw.max_pieces < raw.title_pieces + super::window::MARKS + 16 {
            return Err(MetadataError::Window { window: raw.max_pieces, title: raw.title_pieces });
        }
        let mut labels = Vec::new();
        for head in Head::ALL {
            let terms = raw.heads.get(head.name()).ok_or(MetadataError::Missing(head.name()))?;
            labels.push(parse_labels(head, terms)?);
        }
        let bias = |head: Head| raw.outside_bias.get(head.name()).copied().unwrap_or_default();
        let outside_bias = Head::ALL.into_iter().map(bias).collect();
        let links = raw.links.map(|links| LinkDescription {
            roles: raw.roles.into_iter().map(|role| role.name).collect(),
            width: raw.link_width,
            distance: links.distance,
            bias: links.bias,
            thresholds: links.thresholds,
        });
        let calibration = Calibration::parse(&raw.calibration)?;
        Ok(Self { window: raw.max_pieces, title_pieces: raw.title_pieces, labels, outside_bias, links, calibration })
    }

    /// The labels of a head, outside first, which is none.
    pub(super) fn labels(&self, head: Head) -> &[Option<Label>] {
        &self.labels[head as usize]
    }

    /// What is added to the score of the outside label of a head.
    pub(super) fn outside_bias(&self, head: Head) -> f32 {
        self.outside_bias[head as usize]
    }
}

fn parse_labels(head: Head, terms: &[String]) -> Result<Vec<Option<Label>>, MetadataError> {
    let Some((outside, rest)) = terms.split_first().filter(|(_, rest)| !rest.is_empty() && rest.len() % 2 == 0) else {
        return Err(MetadataError::Order(head.name()));
    };
    let mut labels = vec![None];
    for pair in rest.chunks_exact(2) {
        let term = pair[0].strip_prefix("B-").filter(|term| pair[1].strip_prefix("I-") == Some(term));
        let term = term.ok_or(MetadataError::Order(head.name()))?;
        let unknown = || MetadataError::Label { head: head.name(), label: term.to_owned() };
        let label = Label::parse(head, term).ok_or_else(unknown)?;
        labels.extend([Some(label); 2]);
    }
    if outside != "O" { Err(MetadataError::Order(head.name())) } else { Ok(labels) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least description that is whole.
    fn description(statement: &str) -> String {
        format!(
            r#"{{"max_pieces": 192, "title_pieces": 40, "heads": {{"statement": {statement}, "event": ["O", "B-meeting", "I-meeting"],
            "stage": ["O", "B-signed", "I-signed"], "figure": ["O", "B-figure", "I-figure"], "role": ["O", "B-role", "I-role"],
            "content": ["O", "B-content", "I-content"], "actor": ["O", "B-person", "I-person"],
            "instrument": ["O", "B-instrument", "I-instrument"], "time": ["O", "B-when", "I-when", "B-due", "I-due"]}}, "outside_bias": {{"event": -0.5}}}}"#
        )
    }

    #[test]
    fn labels_are_terms_of_the_contract() {
        let parsed = Metadata::parse(&description(r#"["O", "B-request", "I-request"]"#)).expect("whole");
        assert_eq!(parsed.labels(Head::Statement)[1], Some(Label::Statement(record::Act::Request)));
        assert_eq!(parsed.outside_bias(Head::Event), -0.5);
        assert_eq!(parsed.outside_bias(Head::Stage), 0.0);
    }

    #[test]
    fn what_is_no_description_is_refused() {
        let error = |statement: &str| Metadata::parse(&description(statement)).expect_err("refused").to_string();
        assert!(error(r#"["O", "B-wish", "I-wish"]"#).contains("\"wish\""));
        assert!(error(r#"["B-request", "I-request", "O"]"#).contains("O, B-x"));
        assert!(error(r#"["O", "B-request", "I-concern"]"#).contains("O, B-x"));
        assert!(Metadata::parse("{}").is_err());
    }
}
