//! What policy is made with: where each instrument stands, and what hangs on it.

use record::InstrumentType;
use register::identity::Node;
use register::identity::instruments::InstrumentNode;
use register::{Entity, FactFilter, Snapshot};
use serde::Serialize;

use crate::timeline::stations;
use crate::{Entry, Error, LedgerQuery, Line, Party, Position, Source, ledger, line};

/// How many of the latest tellings of its stages make the track of an instrument.
const TELLINGS: usize = 200;

/// How many tellings place an instrument in a list.
const PLACING: usize = 30;

/// How many entries, figures and mentions its sheet has.
const LINES: usize = 40;

/// How many of the latest stages are looked at for the instruments that moved last.
const LATEST: usize = 600;

/// An instrument with all that the record tells of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstrumentSheet {
    /// What it is.
    pub about: Identity,
    /// Where it stands.
    pub position: Position,
    /// Requests and commitments about it.
    pub entries: Vec<Entry>,
    /// There are more of them.
    pub more_entries: bool,
    /// Its figures, the latest first.
    pub figures: Vec<Line>,
    /// What else is told of it, the latest first.
    pub mentions: Vec<Line>,
}

/// What an instrument is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Identity {
    /// Id of its entity.
    pub id: String,
    /// As documents name it.
    pub name: String,
    /// What kind of thing.
    #[serde(rename = "type")]
    pub kind: Option<InstrumentType>,
    /// Codes of those who are bound by it or impose it.
    pub parties: Vec<String>,
    /// Other names and acronyms.
    pub also: Vec<String>,
    /// The goods or field it concerns.
    pub subject: Option<String>,
}

/// A page of the list of instruments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Instruments {
    /// Each with where it stands.
    pub instruments: Vec<(Identity, Position)>,
    /// Where the next page begins; nothing on the last.
    pub next: Option<String>,
}

/// Which instruments are listed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Listing<'l> {
    /// Those whose stages were told or reached last, the latest first.
    Latest,
    /// All in the order of their names, from after a name on.
    Names(&'l str),
    /// Those whose names are or resemble a text.
    Called(&'l str),
    /// Those of a counterpart, the ones spoken of last first.
    With(&'l Party),
}

/// Lists instruments.
///
/// # Errors
/// When the database fails.
pub fn instruments(snapshot: Snapshot<'_>, listing: Listing<'_>, limit: usize) -> Result<Instruments, Error> {
    let _reading = snapshot.reading()?;
    let mut next = None;
    let ids: Vec<String> = match listing {
        Listing::Latest => latest(snapshot, None, limit)?,
        Listing::Names(after) => {
            let names = snapshot.instrument_names(after, limit)?;
            next = names.last().filter(|_| names.len() >= limit).map(|(name, _)| name.clone());
            let mut ids: Vec<String> = names.into_iter().map(|(_, entity)| entity).collect();
            // An instrument of several names stands at the first of them on the page.
            let mut seen = std::collections::BTreeSet::new();
            ids.retain(|id| seen.insert(id.clone()));
            ids
        }
        Listing::Called(text) => {
            let found = snapshot.find(text, 4 * limit)?;
            found.into_iter().filter(|find| find.kind == "instrument").map(|find| find.entity).take(limit).collect()
        }
        Listing::With(Party::Jurisdiction { code, .. }) => {
            snapshot.instruments_of(code, limit)?.into_iter().map(|spoken| spoken.entity).collect()
        }
        Listing::With(Party::Actor { id, .. }) => latest(snapshot, Some(id), limit)?,
    };
    let mut instruments = Vec::with_capacity(ids.len());
    for id in ids {
        let entity = snapshot.entity(&id)?;
        let position = position(snapshot, &entity, PLACING)?;
        instruments.push((identity(&entity), position));
    }
    Ok(Instruments { instruments, next })
}

/// The instruments of the stages reported or reached last, then those that the latest statements are about; of those that name an
/// entity if one is given.
fn latest(snapshot: Snapshot<'_>, entity: Option<&str>, limit: usize) -> Result<Vec<String>, Error> {
    let mut ids: Vec<String> = Vec::new();
    // What is only asked for, promised or feared has no stage yet; it stands behind what has one.
    for (kind, named) in [("stage", "instrument"), ("statement", "about")] {
        gather(snapshot, entity, limit, (kind, named), &mut ids)?;
    }
    ids.truncate(limit);
    Ok(ids)
}

/// Adds the instruments that the latest facts of a kind name in a part.
fn gather(
    snapshot: Snapshot<'_>,
    entity: Option<&str>,
    limit: usize,
    (kind, named): (&'static str, &str),
    ids: &mut Vec<String>,
) -> Result<(), Error> {
    let today = snapshot.as_of();
    let mut skip = 0;
    while ids.len() < limit && skip < LATEST {
        let facts = snapshot.facts(&FactFilter {
            kind: Some(kind),
            entity,
            to: Some(today),
            told_by: Some(today),
            limit: Some(limit),
            skip,
            ..Default::default()
        })?;
        for fact in &facts {
            for (_, id, _) in
                snapshot.names(fact)?.into_iter().filter(|(part, id, _)| part == named && id.starts_with("i-"))
            {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        if facts.len() < limit {
            break;
        }
        skip += limit;
    }
    Ok(())
}

fn position(snapshot: Snapshot<'_>, entity: &Entity, tellings: usize) -> Result<Position, Error> {
    let stages = snapshot.facts(&FactFilter {
        kind: Some("stage"),
        entity: Some(&entity.id),
        told_by: Some(snapshot.as_of()),
        limit: Some(tellings),
        ..Default::default()
    })?;
    let last = snapshot.last_told(&entity.id)?.as_ref().map(Source::of);
    Ok(Position { id: entity.id.clone(), name: entity.name.clone(), stations: stations(&stages), last })
}

fn identity(entity: &Entity) -> Identity {
    let forms: Vec<&InstrumentNode> = entity
        .forms
        .iter()
        .filter_map(|form| match form {
            Node::Instrument(node) => Some(node),
            _ => None,
        })
        .collect();
    let mut parties: Vec<String> = forms.iter().flat_map(|form| form.parties.iter().cloned()).collect();
    parties.sort();
    parties.dedup();
    let mut also: Vec<String> =
        forms.iter().flat_map(|form| form.acronym.iter().chain([&form.name]).cloned()).collect();
    also.sort();
    also.dedup();
    also.retain(|name| *name != entity.name);
    also.truncate(12);
    let own = forms.iter().find(|form| form.name == entity.name).or(forms.first());
    Identity {
        id: entity.id.clone(),
        name: entity.name.clone(),
        kind: own.map(|form| form.kind),
        parties,
        also,
        subject: forms.iter().find_map(|form| form.subject.clone()),
    }
}

/// The sheet of an instrument, by the id of its entity.
///
/// # Errors
/// When the database fails or there is no such instrument.
pub fn instrument(snapshot: Snapshot<'_>, id: &str) -> Result<InstrumentSheet, Error> {
    let _reading = snapshot.reading()?;
    let entity = snapshot.entity(id)?;
    if entity.kind != "instrument" {
        return Err(Error::Unknown { what: "instrument", name: id.to_owned() });
    }
    let query = LedgerQuery { instrument: Some(entity.id.clone()), limit: Some(LINES), ..Default::default() };
    let entries = ledger(snapshot, &query)?;
    let told = |kind: &'static str, terms: &'static [&'static str], limit: usize| {
        snapshot.facts(&FactFilter {
            kind: Some(kind),
            terms,
            entity: Some(&entity.id),
            told_by: Some(snapshot.as_of()),
            limit: Some(limit),
            ..Default::default()
        })
    };
    let figures: Vec<Line> = told("figure", &[], LINES)?.iter().map(line).collect();
    let views = ["concern", "support", "response", "position"].as_slice();
    let mut mentions: Vec<Line> = told("statement", views, LINES / 2)?.iter().map(line).collect();
    mentions.extend(told("event", &[], LINES / 2)?.iter().map(line));
    mentions.sort_by(|one, two| two.source.published.cmp(&one.source.published).then_with(|| one.fact.cmp(&two.fact)));
    Ok(InstrumentSheet {
        about: identity(&entity),
        position: position(snapshot, &entity, TELLINGS)?,
        entries: entries.entries,
        more_entries: entries.more,
        figures,
        mentions,
    })
}
