//! Two days compared: what changed with a counterpart between them, by default between the last contact and today.

use record::Date;
use register::{Snapshot, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::contacts::contacts;
use crate::ledger::{Entry, LedgerQuery, ledger};
use crate::people::Meeting;
use crate::since::since;
use crate::{Error, Line, Party};

/// Entries that are looked at.
const ENTRIES: usize = 400;

/// Lines of other news.
const LINES: usize = 24;

/// Tellings of events that are looked at.
const TELLINGS: usize = 200;

/// What changed between two days.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Between {
    /// The counterpart.
    pub with: Party,
    /// The earlier day, which is no longer part of it.
    #[schemars(with = "String", extend("format" = "date"))]
    pub from: Date,
    /// The later day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub to: Date,
    /// The earlier day is that of the last contact.
    pub last_contact: bool,
    /// Events held since, the latest first.
    pub contacts: Vec<Meeting>,
    /// Entries that had another status on the earlier day.
    pub moved: Vec<Moved>,
    /// Requests, promises and agreements that were made since.
    pub made: Vec<Entry>,
    /// Answers, concerns and stages that were reported since.
    pub reported: Vec<Line>,
}

/// An entry with another status than before.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Moved {
    /// The status on the earlier day.
    pub before: Status,
    /// The entry, as it is on the later day.
    pub entry: Entry,
}

/// Compares two days; the later is the snapshot's. Where no earlier day is given it is that of the last contact before the later.
///
/// # Errors
/// When the earlier day is not before the later, or none is given and no contact is on record.
pub fn between(snapshot: Snapshot<'_>, with: &Party, from: Option<Date>) -> Result<Between, Error> {
    let _reading = snapshot.reading()?;
    let to = snapshot.as_of();
    let held = contacts(snapshot, with, None, TELLINGS, TELLINGS)?;
    let day_of = |meeting: &Meeting| meeting.line.when.as_ref().and_then(|when| when.end.or(when.start));
    let last = held.iter().filter_map(day_of).filter(|day| *day < to).max();
    let Some(day) = from.or(last) else {
        return Err(Error::Nothing {
            name: format!("a contact with {}", with.name()),
            hint: "name the earlier day".to_owned(),
        });
    };
    if day >= to {
        return Err(Error::Decision(format!("{day} is not before {to}: the earlier day comes first")));
    }
    let query = LedgerQuery { with: Some(with.clone()), limit: Some(ENTRIES), ..LedgerQuery::default() };
    let (mut moved, mut made) = (Vec::new(), Vec::new());
    for entry in ledger(snapshot, &query)?.entries {
        if entry.source.published.is_some_and(|published| published > day) {
            made.push(entry);
        } else if entry.since > day {
            let history = snapshot.history(&snapshot.fact(&entry.fact)?)?;
            let earlier = day.to_string();
            let before = history.iter().rfind(|(_, from)| *from <= earlier);
            if let Some(before) =
                before.and_then(|(status, _)| Status::parse(status)).filter(|one| *one != entry.status)
            {
                moved.push(Moved { before, entry });
            }
        }
    }
    moved.sort_by(|one, two| two.entry.since.cmp(&one.entry.since).then_with(|| one.entry.fact.cmp(&two.entry.fact)));
    made.sort_by(|one, two| two.source.published.cmp(&one.source.published).then_with(|| one.fact.cmp(&two.fact)));
    let mut reported = since(snapshot, with, None, day, LINES)?;
    reported.retain(|line| made.iter().all(|entry| entry.fact != line.fact));
    let contacts = held.into_iter().filter(|meeting| day_of(meeting).is_some_and(|held| held > day && held <= to));
    Ok(Between {
        with: with.clone(),
        from: day,
        to,
        last_contact: from.is_none(),
        contacts: contacts.collect(),
        moved,
        made,
        reported,
    })
}
