//! Filters as people and programs name them, the same on the command line, in the API, in addresses of pages, feeds and tools.

use jiff::civil::Date;
use record::{Act, Firmness};
use register::{Error, Snapshot, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use views::{LedgerQuery, Party, Scope};

use crate::clock;

/// What a list of acts looks like.
const ACT_LIST: &str = "^(request|proposal|commitment|agreement)(,(request|proposal|commitment|agreement))*$";

/// What a list of kinds of facts looks like.
const KIND_LIST: &str = "^(event|statement|stage|figure|role)(,(event|statement|stage|figure|role))*$";

/// What a list of statuses looks like.
const STATUS_LIST: &str = "^(open|in-progress|fulfilled|overdue|missed|slipped|declined|withdrawn|superseded)(,(open|in-progress|fulfilled|overdue|missed|slipped|declined|withdrawn|superseded))*$";

/// What of the ledger is asked for. What is left out, or empty as forms send it, does not matter.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct LedgerFilter {
    /// Only what concerns a country, bloc or organisation: a code or a name.
    #[serde(deserialize_with = "text")]
    pub(crate) with: Option<String>,
    /// Only what is about an instrument: its name or id.
    #[serde(deserialize_with = "text")]
    pub(crate) instrument: Option<String>,
    /// Only what an actor says, is asked or is named in: a name or id.
    #[serde(deserialize_with = "text")]
    pub(crate) actor: Option<String>,
    /// Only what speaks of this: in its words, in the names and goods of its instruments.
    #[serde(deserialize_with = "text")]
    pub(crate) topic: Option<String>,
    /// Only these acts, separated by commas: request, proposal, commitment, agreement.
    #[schemars(with = "Option<String>", regex(pattern = ACT_LIST))]
    #[serde(deserialize_with = "acts")]
    pub(crate) act: Vec<Act>,
    /// Only these statuses, separated by commas: open (views on record, too), in-progress, fulfilled, overdue,
    /// missed, slipped, declined, withdrawn, superseded.
    #[schemars(with = "Option<String>", regex(pattern = STATUS_LIST))]
    #[serde(deserialize_with = "statuses")]
    pub(crate) status: Vec<Status>,
    /// Only what binds so: firm, aim, considering, conditional.
    #[schemars(with = "Option<String>", extend("enum" = Firmness::ALL))]
    #[serde(deserialize_with = "firmnesses")]
    pub(crate) firmness: Option<Firmness>,
    /// Made no earlier than that day.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(deserialize_with = "clock::optional_day")]
    pub(crate) from: Option<Date>,
    /// Made no later than that day.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(deserialize_with = "clock::optional_day")]
    pub(crate) to: Option<Date>,
}

impl LedgerFilter {
    /// The question to the ledger, its names resolved.
    ///
    /// # Errors
    /// When the record knows none of a name, or the filters contradict.
    pub(crate) fn query(&self, snapshot: Snapshot<'_>, limit: Option<usize>) -> Result<LedgerQuery, Error> {
        let instrument = instrument(snapshot, self.instrument.as_deref())?;
        let (with, actor) = sides(snapshot, self.with.as_deref(), self.actor.as_deref())?;
        Ok(LedgerQuery {
            with,
            instrument,
            actor,
            topic: self.topic.clone(),
            acts: self.act.clone(),
            statuses: self.status.clone(),
            firmness: self.firmness,
            from: self.from,
            to: self.to,
            direction: None,
            between: None,
            skip: 0,
            limit,
        })
    }
}

/// What of the agenda, a timeline, a search or the changes is asked for. What is left out, or empty as forms send it, does not
/// matter.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, clap::Args)]
#[serde(default)]
pub(crate) struct ScopeFilter {
    /// Only what concerns a country, bloc or organisation: a code or a name
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub(crate) with: Option<String>,
    /// Only what names an instrument: its name or id
    #[arg(long, value_name = "WHAT")]
    #[serde(deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub(crate) instrument: Option<String>,
    /// Only what an actor says, is asked or is named in: a name or id
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub(crate) actor: Option<String>,
    /// Only what speaks of this: in its words, in the names and goods of its instruments
    #[arg(long, value_name = "WORDS")]
    #[serde(deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    pub(crate) topic: Option<String>,
    /// Only these kinds of facts, separated by commas: event, statement, stage, figure, role
    #[arg(long, value_delimiter = ',', value_parser = ["event", "statement", "stage", "figure", "role"])]
    #[schemars(with = "Option<String>", regex(pattern = KIND_LIST))]
    #[serde(deserialize_with = "kinds", serialize_with = "listed", skip_serializing_if = "Vec::is_empty")]
    pub(crate) kind: Vec<String>,
    /// No earlier than that day
    #[arg(long, value_name = "DATE", value_parser = clock::first_day)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(deserialize_with = "clock::optional_day", skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<Date>,
    /// No later than that day
    #[arg(long, value_name = "DATE", value_parser = clock::last_day)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(deserialize_with = "clock::optional_day", skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Date>,
}

impl ScopeFilter {
    /// The scope, its names resolved.
    ///
    /// # Errors
    /// When the record knows none of a name, or the filters contradict.
    pub(crate) fn scope(&self, snapshot: Snapshot<'_>, limit: Option<usize>) -> Result<Scope, Error> {
        let (with, actor) = sides(snapshot, self.with.as_deref(), self.actor.as_deref())?;
        Ok(Scope {
            with,
            instrument: instrument(snapshot, self.instrument.as_deref())?,
            actor,
            topic: self.topic.clone(),
            kinds: self.kind.clone(),
            from: self.from,
            to: self.to,
            limit,
        })
    }
}

/// The entity of the instrument that a filter names.
fn instrument(snapshot: Snapshot<'_>, text: Option<&str>) -> Result<Option<String>, Error> {
    text.map(|text| Ok(views::resolve_instrument(snapshot, text)?.id)).transpose()
}

/// The counterpart and the entity of the actor that filters name.
fn sides(
    snapshot: Snapshot<'_>,
    with: Option<&str>,
    actor: Option<&str>,
) -> Result<(Option<Party>, Option<String>), Error> {
    let with = party(snapshot, with)?;
    Ok(match (party(snapshot, actor)?, with) {
        (Some(Party::Actor { id, .. }), with) => (with, Some(id)),
        // A country as an actor is a country as a counterpart, unless another is named.
        (country, None) => (country, None),
        (Some(_), Some(_)) => {
            return Err(Error::Decision(
                "an actor is a person or organisation where a counterpart is named, too".to_owned(),
            ));
        }
        (None, with) => (with, None),
    })
}

/// The counterpart that a filter names.
///
/// # Errors
/// When the record knows nobody of that name.
pub(crate) fn party(snapshot: Snapshot<'_>, text: Option<&str>) -> Result<Option<Party>, Error> {
    text.map(|text| views::resolve(snapshot, text)).transpose()
}

/// The one whose timeline is asked for: an instrument, a happening, a person, an organisation or a country.
///
/// # Errors
/// When the record knows nothing of that name.
pub(crate) fn subject(snapshot: Snapshot<'_>, text: &str) -> Result<Party, Error> {
    match views::resolve_instrument(snapshot, text) {
        Ok(entity) if entity.kind != "actor" => Ok(Party::Actor { id: entity.id, name: entity.name }),
        _ => views::resolve(snapshot, text),
    }
}

/// The happening that a text means: its id, its name, or a document that tells it.
///
/// # Errors
/// When the record knows nothing of that name.
pub(crate) fn happening(snapshot: Snapshot<'_>, text: &str) -> Result<String, Error> {
    let told = snapshot.document(text).ok().and_then(|document| document.happening);
    match told {
        Some(id) => Ok(id),
        None => match views::resolve_instrument(snapshot, text) {
            Ok(entity) => Ok(entity.id),
            Err(Error::Unknown { .. }) => Err(crate::shown::nothing_named(snapshot, text)?),
            Err(error) => Err(error),
        },
    }
}

/// Acts that are entries of the ledger.
pub(crate) const ACTS: &[Act] = &[Act::Request, Act::Proposal, Act::Commitment, Act::Agreement];

/// Kinds of facts.
pub(crate) const KINDS: &[&str] = &["event", "statement", "stage", "figure", "role"];

/// The word of a closed vocabulary.
///
/// # Errors
/// When it is none, with the words there are.
pub(crate) fn term<T: Copy + std::fmt::Display>(all: &[T], text: &str) -> Result<T, String> {
    all.iter().copied().find(|term| term.to_string() == text).ok_or_else(|| {
        format!("{text:?} is not one of {}", all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    })
}

/// A text; an empty value is none.
pub(crate) fn text<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
}

/// A whole number; an empty value is none. Queries hold text, whatever it stands for.
pub(crate) fn number<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    let text = text(deserializer)?;
    text.map(|text| text.parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is not a whole number"))))
        .transpose()
}

/// Words as they are read, separated by commas.
fn listed<S: Serializer>(words: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&words.join(","))
}

/// Words of a closed vocabulary, separated by commas.
fn terms<'d, T: Copy + std::fmt::Display, D: Deserializer<'d>>(all: &[T], deserializer: D) -> Result<Vec<T>, D::Error> {
    let words = text(deserializer)?.unwrap_or_default();
    let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| term(all, word).map_err(serde::de::Error::custom)).collect()
}

fn acts<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<Act>, D::Error> {
    terms(ACTS, deserializer)
}

fn kinds<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let kinds = terms(KINDS, deserializer)?;
    Ok(kinds.into_iter().map(str::to_owned).collect())
}

fn statuses<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<Status>, D::Error> {
    terms(&Status::ALL, deserializer)
}

fn firmnesses<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Firmness>, D::Error> {
    let word = text(deserializer)?;
    word.map(|word| term(Firmness::ALL, &word).map_err(serde::de::Error::custom)).transpose()
}
