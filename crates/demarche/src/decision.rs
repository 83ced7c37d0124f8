//! Decisions on facts, as reviewers give them: fields to set become the fact that is meant, or a word on what is wrong.

use std::fmt;

use jiff::Timestamp;
use record::FactBody;
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
    /// What is wrong, and what to do.
    pub(crate) message: String,
}

impl Wrong {
    /// A word on a field.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), message: message.into() }
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
    let Value::Object(body) = body else { return Err(wrong(None, "it has no fields")) };
    let mut all = body.clone();
    let mut problems = Vec::new();
    for (field, value) in set {
        if field == "kind" && Some(&value) != body.get("kind") {
            problems.push(Wrong::field("kind", "the kind of a fact cannot be corrected: reject it instead"));
            continue;
        }
        let mut alone = body.clone();
        put(&mut alone, &field, value.clone());
        match serde_json::from_value::<FactBody>(Value::Object(alone)) {
            Ok(fact) if !knows(&fact, &field) => {
                problems.push(Wrong::field(&field, format!("a {} has no such field", fact.kind())));
            }
            Ok(_) => put(&mut all, &field, value),
            Err(error) => problems.push(Wrong::field(&field, error.to_string())),
        }
    }
    if !problems.is_empty() {
        return Err(Refusal::Wrong(problems));
    }
    let body: FactBody = serde_json::from_value(Value::Object(all)).map_err(|error| wrong(None, error.to_string()))?;
    let document = snapshot.document(&stored.document)?;
    let actors: Vec<&str> = document.actors.iter().map(|actor| actor.name.0.as_str()).collect();
    let instruments: Vec<&str> = document.instruments.iter().map(|instrument| instrument.name.0.as_str()).collect();
    let mut strangers = Vec::new();
    let before = names(stored.fact.body());
    for (field, name) in names(&body).into_iter().filter(|name| !before.contains(name)) {
        let known = match field {
            "about" | "instrument" => instruments.contains(&name),
            "subject" => actors.contains(&name) || instruments.contains(&name),
            _ => actors.contains(&name),
        };
        if !known {
            let what = if matches!(field, "about" | "instrument") { "instrument" } else { "actor" };
            strangers.push(Wrong::field(field, format!("the document names no {what} {name:?}: write it as listed")));
        }
    }
    if strangers.is_empty() { Ok(Verdict::Correct(Box::new(body))) } else { Err(Refusal::Wrong(strangers)) }
}

fn wrong(field: Option<&str>, message: impl Into<String>) -> Refusal {
    Refusal::Wrong(vec![Wrong { field: field.map(str::to_owned), message: message.into() }])
}

fn put(body: &mut Map<String, Value>, field: &str, value: Value) {
    if value.is_null() {
        body.remove(field);
    } else {
        body.insert(field.to_owned(), value);
    }
}

/// Facts of this kind have such a field.
fn knows(fact: &FactBody, field: &str) -> bool {
    field == "kind" || fields(fact.kind()).contains(&field)
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

/// The names in a fact, with the field that each stands in.
fn names(body: &FactBody) -> Vec<(&'static str, &str)> {
    match body {
        FactBody::Event(event) => event.participants.iter().map(|one| ("participants", one.actor.0.as_str())).collect(),
        FactBody::Statement(statement) => {
            let speakers = statement.speakers.iter().map(|name| ("speakers", name.0.as_str()));
            let voice = statement.voiced_by.iter().map(|name| ("voiced_by", name.0.as_str()));
            let addressees = statement.addressees.iter().map(|name| ("addressees", name.0.as_str()));
            let about = statement.about.iter().map(|name| ("about", name.0.as_str()));
            speakers.chain(voice).chain(addressees).chain(about).collect()
        }
        FactBody::Stage(stage) => {
            let by = stage.by.iter().map(|name| ("by", name.0.as_str()));
            std::iter::once(("instrument", stage.instrument.0.as_str())).chain(by).collect()
        }
        FactBody::Figure(figure) => figure.subject.iter().map(|name| ("subject", name.as_str())).collect(),
        FactBody::Role(role) => {
            let org = role.org.iter().map(|name| ("org", name.0.as_str()));
            std::iter::once(("person", role.person.0.as_str())).chain(org).collect()
        }
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
        const WORDS: [&str; 5] = ["accept", "reject", "correct", "merge", "split"];
        let named: Vec<&str> = WORDS.into_iter().filter(|word| value.get(word).is_some()).collect();
        let read = match named.as_slice() {
            ["accept"] => serde_json::from_value(value).map(Self::Accept),
            ["reject"] => serde_json::from_value(value).map(Self::Reject),
            ["correct"] => serde_json::from_value(value).map(Self::Correct),
            ["merge"] => serde_json::from_value(value).map(Self::Merge),
            ["split"] => serde_json::from_value(value).map(Self::Split),
            _ => return Err("one decision an object: accept, reject, correct, merge or split".to_owned()),
        };
        read.map_err(|error| error.to_string())
    }

    /// Why, as it is told with it; empty where nothing is told.
    fn why(&self) -> &str {
        match self {
            Self::Accept(Accept { why, .. })
            | Self::Reject(Reject { why, .. })
            | Self::Correct(Correct { why, .. })
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
            Self::Merge(one) => register.merge(&one.merge.0, &one.merge.1, author, &why, now)?,
            Self::Split(one) => register.split(&one.split, &one.form, author, &why, now)?,
        }
        Ok(())
    }
}
