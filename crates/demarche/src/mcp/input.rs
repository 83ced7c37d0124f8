//! What the tools are asked: filters as everywhere, in the form of the protocol.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::filter::{self, LedgerFilter, ScopeFilter};
use crate::http::answer::Times;

/// A question, or why it is none: an assistant is told in an answer, which it can read and mend.
#[derive(Debug)]
pub(super) struct Said<T>(pub(super) Result<T, String>);

impl<'d, T: DeserializeOwned> Deserialize<'d> for Said<T> {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self(serde_json::from_value(value).map_err(|error| error.to_string())))
    }
}

impl<T: JsonSchema> JsonSchema for Said<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// What `search` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Search {
    /// Words that must all occur in a document, or a name; the beginnings of words are enough.
    pub(super) words: String,
    #[serde(flatten)]
    pub(super) filter: ScopeFilter,
    /// How many documents at most; 10 if not given, no more than 50.
    #[schemars(range(min = 1, max = 50))]
    pub(super) limit: Option<usize>,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `brief` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Brief {
    /// The counterpart: a country, bloc or organisation, by code or name.
    pub(super) with: String,
    /// Whom it is for, a code or name; the home of the register if not given.
    #[serde(default, deserialize_with = "filter::text")]
    pub(super) from: Option<String>,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `ledger` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Ledger {
    #[serde(flatten)]
    pub(super) filter: LedgerFilter,
    /// How many entries at most; 50 if not given, no more than 200.
    #[schemars(range(min = 1, max = 200))]
    pub(super) limit: Option<usize>,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `timeline` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Timeline {
    /// An instrument, a happening, a person, an organisation or a country: its name, code or id.
    pub(super) what: String,
    #[serde(flatten)]
    pub(super) filter: ScopeFilter,
    /// How many facts at most, the latest; 100 if not given, no more than 500.
    #[schemars(range(min = 1, max = 500))]
    pub(super) limit: Option<usize>,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `agenda` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Agenda {
    #[serde(flatten)]
    pub(super) filter: ScopeFilter,
    /// How many appointments at most; 50 if not given, no more than 200.
    #[schemars(range(min = 1, max = 200))]
    pub(super) limit: Option<usize>,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `show` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Show {
    /// Id of a document, a fact, an actor, an instrument or a happening, as another answer has it.
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// What `compare` is asked.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Compare {
    /// The happening: its id, its name, or the id of a document that tells it.
    pub(super) happening: String,
    #[serde(flatten)]
    pub(super) times: Times,
}

/// How many are asked for, within bounds.
pub(super) fn limit(asked: Option<usize>, usual: usize, most: usize) -> usize {
    asked.unwrap_or(usual).clamp(1, most)
}
