//! The agenda for calendars that come back: when each appointment was told, when it changed last, and what was called off.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use record::{Date, DateRange, Event, EventStatus, FactBody};
use register::identity::fold;
use register::{Cursor, Snapshot, Status, Version};
use serde::Serialize;

use crate::agenda::{Appointment, Reach, appointments};
use crate::{Error, Scope, Source, line};

/// How many of the facts that were closed last are looked at for appointments that were taken back.
const CLOSED: usize = 2_000;

/// How long appointments that were taken back are shown: subscribers come by within.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The agenda with what a calendar needs to know of its own past.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calendar {
    /// The day.
    pub as_of: Date,
    /// When the record changed last, UTC; nothing for an empty record.
    pub changed: Option<String>,
    /// By date.
    pub entries: Vec<CalendarEntry>,
}

/// An appointment with its history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalendarEntry {
    /// The appointment.
    #[serde(flatten)]
    pub appointment: Appointment,
    /// When it was told first, UTC.
    pub made: String,
    /// When something about it was told last, UTC.
    pub modified: String,
    /// Rises whenever its date or its state changes; 0 for one that never did.
    pub sequence: i64,
}

/// What is to come, and what of it was called off, put off, withdrawn or taken back: it stays for a while, as cancelled.
///
/// An appointment of a numbered row has an id of that number, so that it stays the same one when its date moves.
///
/// # Errors
/// When the database fails.
pub fn calendar(snapshot: Snapshot<'_>, scope: &Scope) -> Result<Calendar, Error> {
    let _reading = snapshot.reading()?;
    let mut all: Vec<Dated> = Vec::new();
    let mut known = BTreeSet::new();
    for mut appointment in appointments(snapshot, &Scope { limit: None, ..scope.clone() }, Reach::Settled)? {
        let happening = Some(appointment.id.clone()).filter(|_| appointment.kind == "event");
        if let Some(number) = number(snapshot, &appointment)?
            && !known.contains(&number)
        {
            appointment.id = number;
        }
        known.insert(appointment.id.clone());
        all.push(Dated { appointment, happenings: happening.into_iter().collect() });
    }
    taken_back(snapshot, scope, &mut all)?;
    all.sort_by_key(|Dated { appointment: one, .. }| {
        (one.when.start.or(one.when.end), one.when.end, one.what.clone(), one.id.clone())
    });
    all.truncate(scope.limit.unwrap_or(usize::MAX));
    let changed = match snapshot.operation() {
        0 => None,
        last => Some(snapshot.operation_of(last)?.at),
    };
    let entries = all.into_iter().map(|dated| entry(snapshot, dated)).collect::<Result<_, _>>()?;
    Ok(Calendar { as_of: snapshot.as_of(), changed, entries })
}

/// An appointment, with all the happenings it was told as: one whose date a correction moved was told as two.
struct Dated {
    appointment: Appointment,
    happenings: Vec<String>,
}

/// The id of an appointment by its number in a row of such.
fn number(snapshot: Snapshot<'_>, appointment: &Appointment) -> Result<Option<String>, Error> {
    for id in &appointment.facts {
        if let FactBody::Event(event) = snapshot.fact(id)?.fact.body()
            && let Some(number) = number_of(event)
        {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

fn number_of(event: &Event) -> Option<String> {
    let (series, ordinal) = (event.series.as_deref()?, event.ordinal?);
    Some(format!("n-{}-{ordinal}", fold(series).replace(' ', "-")))
}

/// Adds appointments to come whose every telling was taken back of late: their documents were corrected, or their facts
/// rejected. Where the same number is told for another day, it is that appointment that moved.
fn taken_back(snapshot: Snapshot<'_>, scope: &Scope, all: &mut Vec<Dated>) -> Result<(), Error> {
    let entities = scope.entities();
    let filter = scope.changes(&entities, Cursor::default());
    // What it names is asked of the store, which knows what was named once, too.
    let about = Scope { with: None, instrument: None, actor: None, from: None, to: None, ..scope.clone() };
    let sieve = about.sieve(snapshot);
    let today = snapshot.as_of();
    let Some(oldest) = oldest(snapshot)? else { return Ok(()) };
    for (fact, operation) in snapshot.closed(&filter, CLOSED)? {
        let Some(when) = fact.when().filter(|when| when.end.is_some_and(|end| end >= today)) else { continue };
        let outside = scope.to.is_some_and(|to| when.start.or(when.end).is_some_and(|start| start > to))
            || scope.from.is_some_and(|from| when.end.is_some_and(|end| end < from));
        if outside || !sieve.admits(&fact)? {
            continue;
        }
        let (id, kind, happening) = match fact.fact.body() {
            FactBody::Event(event) => {
                // A happening that is told still has its tellings; so has one that was held, or is told for another day.
                let Some(happening) = snapshot.once_told(&fact)? else { continue };
                if !snapshot.tellings(&happening)?.is_empty() {
                    continue;
                }
                (number_of(event).unwrap_or_else(|| happening.clone()), "event", Some(happening))
            }
            FactBody::Statement(statement) if statement.act.is_ledger() => (fact.id.clone(), "due", None),
            _ => continue,
        };
        if let Some(dated) = all.iter_mut().find(|dated| dated.appointment.id == id) {
            dated.happenings.extend(happening.filter(|one| !dated.happenings.contains(one)));
            continue;
        }
        if snapshot.operation_of(operation)?.at.parse::<Timestamp>().is_ok_and(|at| at < oldest) {
            break;
        }
        let line = line(&fact);
        all.push(Dated {
            appointment: Appointment {
                id,
                kind: kind.to_owned(),
                what: line.what,
                who: line.who,
                when,
                cancelled: true,
                facts: vec![fact.id.clone()],
                sources: vec![Source::of(&fact)],
            },
            happenings: happening.into_iter().collect(),
        });
    }
    Ok(())
}

/// The time until which what was taken back is shown: the clock is not asked, the record's last operation tells the time.
fn oldest(snapshot: Snapshot<'_>) -> Result<Option<Timestamp>, Error> {
    if snapshot.operation() == 0 {
        return Ok(None);
    }
    let last: Option<Timestamp> = snapshot.operation_of(snapshot.operation())?.at.parse().ok();
    Ok(last.and_then(|last| last.checked_sub(KEPT).ok()))
}

fn entry(snapshot: Snapshot<'_>, Dated { appointment, happenings }: Dated) -> Result<CalendarEntry, Error> {
    let history = match appointment.kind.as_str() {
        "event" => {
            let mut versions = Vec::new();
            for happening in &happenings {
                versions.extend(snapshot.versions_of_happening(happening)?);
            }
            of_happening(versions)
        }
        "due" => of_promise(snapshot, &appointment.id)?,
        _ => of_series(snapshot, &appointment.facts)?,
    };
    let at = |operation: i64| snapshot.operation_of(operation).map(|operation| operation.at);
    Ok(CalendarEntry { made: at(history.first)?, modified: at(history.last)?, sequence: history.sequence, appointment })
}

/// Which operations told of an appointment first and last, and how often it changed.
struct History {
    first: i64,
    last: i64,
    sequence: i64,
}

/// Counts how often what is true of an appointment changed from one operation to the next.
fn history<T: PartialEq>(operations: &BTreeSet<i64>, state: impl Fn(i64) -> T) -> History {
    let mut sequence = 0;
    let mut before: Option<T> = None;
    for operation in operations {
        let now = state(*operation);
        if before.as_ref().is_some_and(|before| *before != now) {
            sequence += 1;
        }
        before = Some(now);
    }
    History {
        first: operations.first().copied().unwrap_or_default(),
        last: operations.last().copied().unwrap_or_default(),
        sequence,
    }
}

fn operations(versions: &[Version]) -> BTreeSet<i64> {
    versions.iter().flat_map(|version| [Some(version.from), version.to]).flatten().collect()
}

fn alive(version: &Version, operation: i64) -> bool {
    version.from <= operation && version.to.is_none_or(|to| to > operation)
}

fn of_happening(versions: Vec<Version>) -> History {
    history(&operations(&versions), |operation| {
        // As on the agenda, the latest telling counts.
        let told = versions.iter().filter(|version| alive(version, operation)).map(|version| &version.fact);
        let latest = told.max_by_key(|fact| (fact.published, fact.document.clone(), fact.ordinal))?;
        let FactBody::Event(event) = latest.fact.body() else { return None };
        let off = matches!(event.status, EventStatus::Cancelled | EventStatus::Postponed);
        Some((days(event.when.as_ref()), off))
    })
}

fn of_promise(snapshot: Snapshot<'_>, fact: &str) -> Result<History, Error> {
    let versions = snapshot.versions(fact)?;
    let standings = snapshot.standings(fact)?;
    let mut all = operations(&versions);
    all.extend(standings.iter().flat_map(|(_, from, to)| [Some(*from), *to]).flatten());
    Ok(history(&all, |operation| {
        let due = versions.iter().find(|version| alive(version, operation)).and_then(|version| version.fact.when());
        let stands = standings.iter().find(|(_, from, to)| *from <= operation && to.is_none_or(|to| to > operation));
        (days(due.as_ref()), stands.is_some_and(|(status, ..)| ENDED.contains(status)))
    }))
}

/// The next of a series moves with each that was held: what was told last numbers it.
fn of_series(snapshot: Snapshot<'_>, facts: &[String]) -> Result<History, Error> {
    let mut all = BTreeSet::new();
    for fact in facts {
        all.extend(snapshot.versions(fact)?.iter().map(|version| version.from));
    }
    let last = all.last().copied().unwrap_or_default();
    Ok(History { first: all.first().copied().unwrap_or_default(), last, sequence: last })
}

/// Statuses of what no longer falls due on its day.
pub(crate) const ENDED: [Status; 4] = [Status::Withdrawn, Status::Superseded, Status::Slipped, Status::Declined];

/// The first and last day: words alone change nothing.
fn days(range: Option<&DateRange>) -> Option<(Option<Date>, Option<Date>)> {
    range.map(|range| (range.start, range.end))
}
