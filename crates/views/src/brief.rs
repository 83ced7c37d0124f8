//! One page before a meeting.

use std::collections::BTreeMap;

use record::{Act, Date, FactBody};
use register::{Direction, FactFilter, Snapshot, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::{Entry, LedgerQuery, ledger};
use crate::timeline::{Station, stations};
use crate::{Appointment, Error, Line, Party, Source, agenda, line};

/// How many lines a section of the page has at most.
const LINES: usize = 8;

/// How many tellings of its stages place an instrument: the latest.
const TELLINGS: usize = 60;

/// What one needs to know before one meets a counterpart.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Brief {
    /// The counterpart.
    pub with: Party,
    /// Code of the jurisdiction that the brief is for, as far as it is known.
    pub from: Option<String>,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// The last contacts, the latest first, each happening once.
    pub contacts: Vec<Line>,
    /// What they asked of us and is open, the oldest first.
    pub their_requests: Vec<Entry>,
    /// What we asked of them and is open, the oldest first.
    pub our_requests: Vec<Entry>,
    /// Promises of both sides that are not kept yet, the overdue first.
    pub promises: Vec<Entry>,
    /// Promises kept, moved or missed of late.
    pub settled: Vec<Entry>,
    /// Concerns put on record, the latest first.
    pub concerns: Vec<Line>,
    /// Where each common instrument stands.
    pub instruments: Vec<Position>,
    /// Figures, the latest first.
    pub figures: Vec<Line>,
    /// People and their offices.
    pub people: Vec<Holder>,
    /// What comes next.
    pub next: Vec<Appointment>,
}

/// Where an instrument stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Position {
    /// Id of the instrument.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The stages told so far, in the order of time.
    pub stations: Vec<Station>,
    /// Who spoke of it last.
    pub last: Option<Source>,
}

/// Who holds an office.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Holder {
    /// The person.
    pub person: String,
    /// The office.
    pub office: String,
    /// When it was told last.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub source: Source,
}

/// Writes the brief.
///
/// `from` is the code of the jurisdiction it is for; where nothing is given it is the one that speaks most in what concerns
/// the counterpart.
///
/// # Errors
/// When the database fails.
pub fn brief(snapshot: Snapshot<'_>, with: &Party, from: Option<&str>) -> Result<Brief, Error> {
    let today = snapshot.as_of();
    let (jurisdiction, entity) = match with {
        Party::Jurisdiction { code, .. } => (Some(code.as_str()), None),
        Party::Actor { id, .. } => (None, Some(id.as_str())),
    };
    let home = match (from, jurisdiction) {
        (Some(code), _) => Some(code.to_uppercase()),
        (None, Some(code)) => snapshot.other_side(code)?,
        (None, None) => None,
    };
    // What they settle with third parties is not between us.
    let between = home.as_deref().filter(|_| jurisdiction.is_some());
    let latest = |kind: &'static str, terms: &'static [&'static str], limit: usize| {
        snapshot.facts(&FactFilter {
            kind: Some(kind),
            terms,
            jurisdiction,
            entity,
            told_by: Some(today),
            limit: Some(limit),
            ..Default::default()
        })
    };

    let mut contacts: Vec<(Line, String)> = Vec::new();
    let events = snapshot.facts(&FactFilter {
        kind: Some("event"),
        jurisdiction,
        entity,
        between,
        to: Some(today),
        told_by: Some(today),
        limit: Some(LINES * 8),
        ..Default::default()
    })?;
    for fact in events {
        let FactBody::Event(event) = fact.fact.body() else { continue };
        let held = matches!(event.status, record::EventStatus::Held | record::EventStatus::Ongoing);
        let past = event.when.as_ref().is_some_and(|when| when.start.or(when.end).is_some_and(|day| day <= today));
        if !(held && past && contacts.len() < LINES) {
            continue;
        }
        let own = snapshot.happening(&fact)?;
        let own = own.unwrap_or_else(|| fact.id.clone());
        if contacts.iter().all(|(_, known)| *known != own) {
            contacts.push((line(&fact), own));
        }
    }

    let entries = |acts: &[Act], statuses: &[Status], direction: Option<Direction>, limit: usize| {
        let query = LedgerQuery {
            with: Some(with.clone()),
            acts: acts.to_vec(),
            statuses: statuses.to_vec(),
            direction,
            between: between.map(str::to_owned),
            limit: Some(limit),
            ..Default::default()
        };
        ledger(snapshot, &query).map(|ledger| ledger.entries)
    };
    let pending = [Status::Open, Status::Overdue, Status::Missed];
    let requests = |direction| -> Result<Vec<Entry>, Error> {
        // The page has room for the latest; the oldest of them stand first.
        let mut requests = entries(&[Act::Request, Act::Proposal], &pending, Some(direction), LINES)?;
        requests.sort_by_key(|entry| std::cmp::Reverse(entry.age_days));
        Ok(requests)
    };
    let their_requests = requests(Direction::From)?;
    let our_requests = requests(Direction::Toward)?;
    let promises = entries(&[Act::Commitment, Act::Agreement], &pending, None, LINES + 4)?;
    let settled_statuses = [Status::Fulfilled, Status::Slipped, Status::Withdrawn, Status::Superseded];
    let settled = entries(&[], &settled_statuses, None, LINES)?;
    let concerns: Vec<Line> = latest("statement", &["concern"], LINES)?.iter().map(line).collect();

    let mut instruments = Vec::new();
    let ids = match jurisdiction {
        Some(code) => snapshot.instruments_of(code, 40)?,
        None => Vec::new(),
    };
    for id in ids {
        let entity = snapshot.entity(&id)?;
        // Common is what both are bound by, and what one of them imposes; not what the other has with third parties.
        let common = entity.forms.iter().any(|form| match form {
            register::identity::Node::Instrument(node) => {
                node.parties.len() < 2 || home.as_ref().is_none_or(|home| node.parties.contains(home))
            }
            _ => false,
        });
        if !common {
            continue;
        }
        let stages = snapshot.facts(&FactFilter {
            kind: Some("stage"),
            entity: Some(&id),
            told_by: Some(today),
            limit: Some(TELLINGS),
            ..Default::default()
        })?;
        let last = snapshot.last_told(&id)?.as_ref().map(Source::of);
        instruments.push(Position { id, name: entity.name, stations: stations(&stages), last });
        if instruments.len() == LINES {
            break;
        }
    }
    let figures: Vec<Line> = latest("figure", &[], LINES)?.iter().map(line).collect();
    let mut holders: BTreeMap<String, Holder> = BTreeMap::new();
    for fact in &latest("role", &[], LINES * 6)? {
        if let FactBody::Role(role) = fact.fact.body() {
            let person = snapshot.names(fact)?.into_iter().find(|(part, ..)| part == "person");
            let person = person.map_or_else(|| role.person.0.clone(), |(_, entity, _)| entity);
            let org = role.org.as_ref().map(|org| format!(", {org}")).unwrap_or_default();
            // The latest telling comes first; a telling of the same day that names the organisation says more.
            let holder = Holder {
                person: role.person.0.clone(),
                office: format!("{}{org}", role.title),
                as_of: fact.published,
                source: Source::of(fact),
            };
            // One person may hold several offices; one office told at several times is told once.
            let office = role.org.as_ref().map_or(role.title.as_str(), |org| org.0.as_str());
            holders.entry(format!("{person} {office}")).or_insert(holder);
        }
    }
    let mut people: Vec<Holder> = holders.into_values().collect();
    people.sort_by(|one, two| two.as_of.cmp(&one.as_of).then_with(|| one.person.cmp(&two.person)));
    people.truncate(LINES);
    let next = agenda(snapshot, Some(with), Some(LINES))?.appointments;
    Ok(Brief {
        with: with.clone(),
        from: home,
        as_of: today,
        contacts: contacts.into_iter().map(|(line, _)| line).collect(),
        their_requests,
        our_requests,
        promises,
        settled,
        concerns,
        instruments,
        figures,
        people,
        next,
    })
}
