//! What comes next.

use std::collections::BTreeMap;

use record::{Date, DateRange, EventStatus, FactBody};
use register::identity::{Node, series};
use register::{EntryFilter, FactFilter, Snapshot, Status, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::calendar::ENDED;
use crate::{Error, Scope, Source, line, on};

/// The longest time, in days, that a vague date of something to come can span: "next year", told early this year.
const LONGEST: i32 = 2 * 366;

/// How many of the latest happenings tell which series go on.
const RECENT: usize = 120;

/// What comes next, from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Agenda {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// By date, the vague ones after those that begin on the same day.
    pub appointments: Vec<Appointment>,
}

/// Something to come.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Appointment {
    /// Stable over time: the entity of the happening, the fact of the promise, or the series.
    pub id: String,
    /// `event`, `due` (a promise or request falls due) or `expected` (the next of a series).
    pub kind: String,
    /// What.
    pub what: String,
    /// Who.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// When, as wide as the words are vague.
    pub when: DateRange,
    /// It was called off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// Ids of the facts that tell it.
    pub facts: Vec<String>,
    /// All who tell it.
    pub sources: Vec<Source>,
}

/// How many days what fell due and ended before is still among what is settled.
const ENDED_FOR: i32 = 30;

/// How much of what is to come is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// What is to come as things stand.
    Open,
    /// What was put off, moved or withdrawn, too, as cancelled.
    Settled,
}

/// The agenda from the day asked about on, of what is within a scope: its days are those on which something comes.
///
/// # Errors
/// When the database fails.
pub fn agenda(snapshot: Snapshot<'_>, scope: &Scope) -> Result<Agenda, Error> {
    Ok(Agenda { as_of: snapshot.as_of(), appointments: appointments(snapshot, scope, Reach::Open)? })
}

/// The appointments of an agenda, in its order.
pub(crate) fn appointments(snapshot: Snapshot<'_>, scope: &Scope, reach: Reach) -> Result<Vec<Appointment>, Error> {
    let _reading = snapshot.reading()?;
    let (jurisdiction, entity) = scope.counterpart();
    // Whom it is with is asked of the store; when it was told does not matter for what is to come.
    let about = Scope { with: None, from: None, to: None, ..scope.clone() };
    let sieve = about.sieve(snapshot);
    let admitted = |facts: &[StoredFact]| -> Result<bool, Error> {
        for fact in facts {
            if about.is_open() || sieve.admits(fact)? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let limit = scope.limit;
    let today = snapshot.as_of();
    let told = |fact: &StoredFact| fact.published.is_none_or(|day| day <= today);
    let mut appointments = Vec::new();
    let events = FactFilter {
        kind: Some("event"),
        jurisdiction,
        entity,
        told_by: Some(today),
        limit: Some(RECENT),
        ..Default::default()
    };
    // What comes is told for a day to come, or, with a vague date, for a time that began lately.
    let begins = today.checked_sub(jiff::Span::new().days(LONGEST)).ok();
    let lately = |fact: &StoredFact| {
        let when = fact.when().and_then(|when| when.start.or(when.end));
        when.zip(begins).is_none_or(|(when, begins)| when >= begins)
    };
    let coming = snapshot.facts(&FactFilter { ends_from: Some(today), limit: None, ..events.clone() })?;
    let mut happenings: BTreeMap<String, Vec<StoredFact>> = BTreeMap::new();
    for fact in coming.into_iter().filter(lately) {
        let own = snapshot.happening(&fact)?;
        let own = own.unwrap_or_else(|| fact.id.clone());
        if happenings.contains_key(&own) {
            continue;
        }
        // All who tell it count: who says that it was held or moved need not say for when.
        let tellings = snapshot.tellings(&own)?;
        let tellings = if tellings.is_empty() { vec![fact] } else { tellings };
        happenings.insert(own, tellings.into_iter().filter(told).collect());
    }
    let past = snapshot.facts(&FactFilter { to: Some(today), ..events })?;
    let mut rows: BTreeMap<String, Vec<StoredFact>> = BTreeMap::new();
    for fact in past {
        if let FactBody::Event(event) = fact.fact.body()
            && event.series.is_some()
            && event.status == EventStatus::Held
            && let Some(own) = snapshot.happening(&fact)?
            && let Some(key) = snapshot.forms(&own)?.into_iter().find_map(|form| match form {
                Node::Event(node) => node.series,
                _ => None,
            })
        {
            rows.entry(key).or_default().push(fact);
        }
    }
    let mut planned_series = Vec::new();
    // Those of the happenings, each with its place among the appointments.
    let mut planned: Vec<(usize, StoredFact)> = Vec::new();
    for (id, mut facts) in happenings {
        // The latest telling counts: what was planned is held by now, or was moved.
        facts.sort_by_key(|fact| (fact.published, fact.document.clone()));
        let Some(latest) = facts.last() else { continue };
        let FactBody::Event(event) = latest.fact.body() else { continue };
        let Some(when) = event.when.clone() else { continue };
        let past = when.end.is_some_and(|end| end < today) || when.end.is_none();
        let off = event.status == EventStatus::Postponed;
        if past || event.status == EventStatus::Held || off && reach == Reach::Open || !admitted(&facts)? {
            continue;
        }
        planned_series.extend(event.series.clone().filter(|_| !off));
        let line = line(latest);
        planned.extend(facts.iter().map(|fact| (appointments.len(), fact.clone())));
        appointments.push(Appointment {
            id,
            kind: "event".to_owned(),
            what: line.what,
            who: line.who,
            when,
            cancelled: off || event.status == EventStatus::Cancelled,
            facts: facts.iter().map(|fact| fact.id.clone()).collect(),
            sources: facts.iter().map(Source::of).collect(),
        });
    }
    // Who asks for few appointments gets them from what is due first.
    let first = limit.filter(|_| about.is_open()).map(|limit| limit * 15);
    let facts = FactFilter {
        jurisdiction,
        entity,
        ends_from: Some(today),
        kind: Some("statement"),
        limit: first,
        ..Default::default()
    };
    let ended = if reach == Reach::Settled { &ENDED[..] } else { &[] };
    let statuses = [&[Status::Open, Status::InProgress], ended].concat();
    let oldest = today.checked_sub(jiff::Span::new().days(ENDED_FOR)).ok();
    for (fact, status, since) in snapshot.entries(&EntryFilter { facts, statuses: &statuses, repeats: false })? {
        if !status.is_pending() && oldest.is_some_and(|oldest| since < oldest) {
            continue;
        }
        let FactBody::Statement(statement) = fact.fact.body() else { continue };
        let Some(when) = statement.due.clone().filter(|due| due.end.is_some()) else { continue };
        if !admitted(std::slice::from_ref(&fact))? {
            continue;
        }
        let line = line(&fact);
        // A promise to hold what stands there as a happening says the same again: its words tell what has no name.
        let spans = |other: DateRange| (other.start, other.end) == (when.start, when.end);
        let same = planned.iter().find(|(_, event)| {
            event.document == fact.document && event.fact.shares_words(&fact.fact) && event.when().is_some_and(spans)
        });
        if let Some((at, event)) = same {
            let appointment: &mut Appointment = &mut appointments[*at];
            if matches!(event.fact.body(), FactBody::Event(event) if event.name.is_none()) {
                appointment.what.clone_from(&line.what);
            }
            appointment.facts.push(fact.id.clone());
            continue;
        }
        appointments.push(Appointment {
            id: fact.id.clone(),
            kind: "due".to_owned(),
            what: format!("{}: {}{}", statement.act, line.what, on(&line.about, &line.what)),
            who: line.who,
            when,
            cancelled: !status.is_pending(),
            facts: vec![fact.id.clone()],
            sources: vec![line.source],
        });
    }
    for (key, facts) in rows {
        let days: Vec<Date> = facts.iter().filter_map(|fact| fact.when().and_then(|when| when.start)).collect();
        let stated = facts.iter().find_map(|fact| match fact.fact.body() {
            FactBody::Event(event) => event.cadence.clone(),
            _ => None,
        });
        let name = facts.iter().find_map(|fact| match fact.fact.body() {
            FactBody::Event(event) => event.series.clone(),
            _ => None,
        });
        let name = name.unwrap_or_else(|| key.clone());
        if planned_series.contains(&name) || !admitted(&facts)? {
            continue;
        }
        if let Some(when) =
            series::next(&days, stated.as_deref()).filter(|when| when.end.is_some_and(|end| end >= today))
        {
            appointments.push(Appointment {
                id: format!("s-{key}"),
                kind: "expected".to_owned(),
                what: format!("next {name}"),
                who: Vec::new(),
                when,
                cancelled: false,
                facts: facts.iter().map(|fact| fact.id.clone()).collect(),
                sources: facts.iter().map(Source::of).collect(),
            });
        }
    }
    appointments.sort_by_key(|one| {
        // What is only "by June" or "first half" stands where it can first happen, but not before today.
        let start = one.when.start.unwrap_or(today).max(today);
        (start, one.when.end, one.what.clone(), one.id.clone())
    });
    appointments.retain(|one| {
        scope.from.is_none_or(|from| one.when.end.is_none_or(|end| end >= from))
            && scope.to.is_none_or(|to| one.when.start.or(one.when.end).is_none_or(|start| start <= to))
    });
    appointments.truncate(limit.unwrap_or(usize::MAX));
    Ok(appointments)
}
