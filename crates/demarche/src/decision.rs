//! Decisions on facts, as reviewers give them: fields to set become the fact that is meant, or a word on what is wrong.

use std::fmt;

use jiff::Timestamp;
use record::{FactBody, Flaw, Listed};
use register::{Author, Error, Register, Snapshot, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::clock;

/// What is wrong with a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The field that it is about; nothing where it is about the fact as a whole.
    pub(crate) field: Option<String>,
    /// The place in the fact, as a JSON Pointer.
    pub(crate) pointer: String,
    /// What is wrong, and what to do.
    pub(crate) message: String,
}

impl Wrong {
    /// A word on a field.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), pointer: format!("/{field}"), message: message.into() }
    }

    /// A word on the fact as a whole.
    fn at_large(message: impl Into<String>) -> Self {
        Self { field: None, pointer: String::new(), message: message.into() }
    }
}

impl From<Flaw> for Wrong {
    fn from(flaw: Flaw) -> Self {
        let field = flaw.field();
        Self { field: (!field.is_empty()).then(|| field.to_owned()), pointer: flaw.pointer, message: flaw.message }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(formatter, "{field}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}

/// Why a fact cannot be corrected so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The fields do not make a fact of this kind.
    #[error("that is no fact of this kind: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Wrong(Vec<Wrong>),
    /// The register does not answer.
    #[error(transparent)]
    Register(#[from] Error),
}

/// The fact with some of its fields set; null takes a field away.
///
/// # Errors
/// When there is no such fact, or the fields make none: each field is tried alone, so that all that is wrong is told.
pub(crate) fn corrected(snapshot: Snapshot<'_>, fact: &str, set: Map<String, Value>) -> Result<Verdict, Refusal> {
    let stored = snapshot.fact(fact)?;
    let body = serde_json::to_value(stored.fact.body()).unwrap_or_default();
    let Value::Object(body) = body else {
        return Err(Refusal::Wrong(vec![Wrong::at_large("it has no fields")]));
    };
    let kind = stored.fact.body().kind();
    let mut all = body.clone();
    let mut problems = Vec::new();
    for (field, value) in set {
        if field == "kind" {
            if value != kind {
                problems.push(Wrong::field(&field, "the kind of a fact cannot be corrected: reject it instead"));
            }
            continue;
        }
        if !fields(kind).contains(&field.as_str()) {
            problems.push(Wrong::field(&field, format!("a {kind} has no such field")));
            continue;
        }
        let mut alone = body.clone();
        put(&mut alone, &field, value.clone());
        match FactBody::from_json(Value::Object(alone)) {
            Ok(_) => put(&mut all, &field, value),
            Err(flaw) if flaw.pointer.is_empty() => problems.push(Wrong::field(&field, flaw.message)),
            Err(flaw) => problems.push(flaw.into()),
        }
    }
    if !problems.is_empty() {
        return Err(Refusal::Wrong(problems));
    }
    let body = FactBody::from_json(Value::Object(all)).map_err(|flaw| Refusal::Wrong(vec![flaw.into()]))?;
    let document = snapshot.document(&stored.document)?;
    let mut flaws = body.flaws();
    flaws.extend(Listed::of(&document.actors, &document.instruments).flaws(&body));
    if flaws.is_empty() {
        Ok(Verdict::Correct(Box::new(body)))
    } else {
        Err(Refusal::Wrong(flaws.into_iter().map(Wrong::from).collect()))
    }
}

fn put(body: &mut Map<String, Value>, field: &str, value: Value) {
    if value.is_null() {
        body.remove(field);
    } else {
        body.insert(field.to_owned(), value);
    }
}

/// The fields of a kind of fact, in the order in which they are read.
pub(crate) fn fields(kind: &str) -> &'static [&'static str] {
    match kind {
        "statement" => &["act", "speakers", "voiced_by", "addressees", "content", "about", "due", "firmness"],
        "event" => &["type", "name", "series", "ordinal", "cadence", "when", "place", "status", "participants"],
        "stage" => &["instrument", "stage", "as_of", "by"],
        "figure" => &["value", "value_to", "unit", "qualifier", "measure", "subject", "period", "record", "rank"],
        "role" => &["person", "title", "org", "jurisdiction", "as_of"],
        _ => &[],
    }
}

/// A decision as it is written down: in a file of decisions, or sent to the API.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum Decision {
    /// A fact is right.
    Accept(Accept),
    /// A fact is none.
    Reject(Reject),
    /// A fact is something else.
    Correct(Correct),
    /// The decision on a fact is taken back.
    Undo(Undo),
    /// Two actors, instruments or happenings are one.
    Merge(Merge),
    /// A name, or a document's telling, was joined to an entity wrongly.
    Split(Split),
}

/// A fact is right.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accept {
    /// Id of the fact.
    accept: String,
    /// Why.
    #[serde(default)]
    why: String,
}

/// A fact is none.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reject {
    /// Id of the fact.
    reject: String,
    /// Why.
    #[serde(default)]
    why: String,
}

/// A fact is something else.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correct {
    /// Id of the fact.
    correct: String,
    /// Fields to set, with the contract's words; null takes a field away.
    set: Map<String, Value>,
    /// Why.
    #[serde(default)]
    why: String,
}

/// The decision on a fact is taken back: it is as it was read, also where it had been rejected.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undo {
    /// Id of the fact.
    undo: String,
    /// Why.
    #[serde(default)]
    why: String,
}

/// Two actors, instruments or happenings are one.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// Ids of both.
    merge: (String, String),
    /// Why.
    #[serde(default)]
    why: String,
}

/// A name, or a document's telling, was joined to an entity wrongly.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    /// Id of the entity.
    split: String,
    /// The name; for a happening, the id of the document.
    form: String,
    /// Why.
    #[serde(default)]
    why: String,
}

impl Decision {
    /// Takes a decision as it is written.
    ///
    /// # Errors
    /// When it is none, in words that say what it lacks.
    pub(crate) fn read(value: Value) -> Result<Self, String> {
        const WORDS: [&str; 6] = ["accept", "reject", "correct", "undo", "merge", "split"];
        let named: Vec<&str> = WORDS.into_iter().filter(|word| value.get(word).is_some()).collect();
        let read = match named.as_slice() {
            ["accept"] => serde_json::from_value(value).map(Self::Accept),
            ["reject"] => serde_json::from_value(value).map(Self::Reject),
            ["correct"] => serde_json::from_value(value).map(Self::Correct),
            ["undo"] => serde_json::from_value(value).map(Self::Undo),
            ["merge"] => serde_json::from_value(value).map(Self::Merge),
            ["split"] => serde_json::from_value(value).map(Self::Split),
            _ => return Err("one decision an object: accept, reject, correct, undo, merge or split".to_owned()),
        };
        read.map_err(|error| error.to_string())
    }

    /// Why, as it is told with it; empty where nothing is told.
    fn why(&self) -> &str {
        match self {
            Self::Accept(Accept { why, .. })
            | Self::Reject(Reject { why, .. })
            | Self::Correct(Correct { why, .. })
            | Self::Undo(Undo { why, .. })
            | Self::Merge(Merge { why, .. })
            | Self::Split(Split { why, .. }) => why,
        }
    }

    /// Writes it to the register; `reason` is why, where it does not say so itself.
    ///
    /// # Errors
    /// When there is nothing of that name, or it makes no sense.
    pub(crate) fn apply(self, register: &mut Register, author: &Author, reason: &str) -> Result<(), Refusal> {
        let now = Timestamp::now();
        let why = if self.why().is_empty() { reason.to_owned() } else { self.why().to_owned() };
        match self {
            Self::Accept(one) => register.decide(&one.accept, &Verdict::Accept, author, &why, now)?,
            Self::Reject(one) => register.decide(&one.reject, &Verdict::Reject, author, &why, now)?,
            Self::Correct(one) => {
                let verdict = corrected(register.snapshot(clock::today(), None)?, &one.correct, one.set)?;
                register.decide(&one.correct, &verdict, author, &why, now)?;
            }
            Self::Undo(one) => register.undo(&one.undo, author, &why, now)?,
            Self::Merge(one) => register.merge(&one.merge.0, &one.merge.1, author, &why, now)?,
            Self::Split(one) => register.split(&one.split, &one.form, author, &why, now)?,
        }
        Ok(())
    }
}
