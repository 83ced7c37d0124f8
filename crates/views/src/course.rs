//! The course of relations with a counterpart: when contacts were dense, which promises ran over.

use record::{Act, Date};
use register::{Snapshot, Status};
use serde::Serialize;

use crate::{Entry, Error, LedgerQuery, Line, Party, ledger};

/// How many of the latest tellings of happenings are looked at.
const TELLINGS: usize = 160;

/// How many of the latest promises are shown.
const PROMISES: usize = 14;

/// What happened between us and a counterpart over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Course {
    /// The day up to which it is told.
    pub as_of: Date,
    /// Meetings, calls and other contacts, each happening once, the earliest first.
    pub contacts: Vec<Contact>,
    /// Promises, those with a day to be kept by before others, the earliest first.
    pub promises: Vec<Promise>,
}

/// A contact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contact {
    /// The first day on which it may have been.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// What is told of it.
    pub line: Line,
}

/// A promise from its making on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Promise {
    /// When it was made.
    pub made: Date,
    /// The last day on which it is in time.
    pub due: Option<Date>,
    /// When it was kept, moved or ended; nothing while it is pending.
    pub ended: Option<Date>,
    /// The entry.
    pub entry: Entry,
}

impl Promise {
    /// How many days it ran, or has run, beyond its day.
    pub fn days_over(&self, today: Date) -> Option<i32> {
        let end = self.ended.unwrap_or(today);
        self.due.filter(|due| *due < end).and_then(|due| end.since(due).ok()).map(|span| span.get_days())
    }
}

/// Gathers the course of relations with a counterpart, from the side of `home` where that is known.
///
/// # Errors
/// When the database fails.
pub fn course(snapshot: Snapshot<'_>, with: &Party, home: Option<&str>) -> Result<Course, Error> {
    let _reading = snapshot.reading()?;
    let today = snapshot.as_of();
    let between = home.filter(|_| with.ids().0.is_some());
    let mut contacts = Vec::new();
    for contact in crate::contacts::contacts(snapshot, with, between, TELLINGS, TELLINGS)? {
        let Some(when) = &contact.line.when else { continue };
        let (Some(from), Some(to)) = (when.start.or(when.end), when.end.or(when.start)) else { continue };
        contacts.push(Contact { from, to: to.min(today), line: contact.line });
    }
    contacts.sort_by(|one, two| one.from.cmp(&two.from).then_with(|| one.line.fact.cmp(&two.line.fact)));

    let query = |statuses: &[Status]| LedgerQuery {
        with: Some(with.clone()),
        acts: vec![Act::Commitment, Act::Agreement],
        statuses: statuses.to_vec(),
        between: between.map(str::to_owned),
        limit: Some(PROMISES * 2),
        ..Default::default()
    };
    let ended =
        [Status::Fulfilled, Status::Slipped, Status::Declined, Status::Withdrawn, Status::Superseded, Status::Missed];
    let mut entries = ledger(snapshot, &query(&[Status::Overdue]))?.entries;
    entries.extend(ledger(snapshot, &query(&ended))?.entries);
    entries.extend(ledger(snapshot, &query(&[Status::Open, Status::InProgress]))?.entries);
    let mut promises: Vec<Promise> = entries
        .into_iter()
        .filter_map(|entry| {
            let made = entry.source.published?;
            let due = entry.due.as_ref().and_then(|due| due.end);
            let ended = (!entry.status.is_pending()).then_some(entry.since);
            Some(Promise { made, due, ended, entry })
        })
        .collect();
    // Where there is no room for all, those stand back that have no day and are still open.
    promises.sort_by_key(|promise| promise.due.is_none() && promise.ended.is_none());
    promises.truncate(PROMISES);
    promises.sort_by(|one, two| one.made.cmp(&two.made).then_with(|| one.entry.fact.cmp(&two.entry.fact)));
    Ok(Course { as_of: today, contacts, promises })
}
