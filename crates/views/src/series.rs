//! Happenings in a row: sessions of one committee, rounds of one negotiation, and when the next one is expected.

use record::{Date, DateRange, EventStatus, FactBody};
use register::identity::series::next;
use register::{Snapshot, StoredFact};
use serde::Serialize;

use crate::{Error, Source, line};

/// Tellings of a series that are looked at: the latest.
const TELLINGS: usize = 400;

/// A row of happenings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The key by which documents are joined to it.
    pub key: String,
    /// As documents name it.
    pub name: String,
    /// Its frequency, as documents state it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cadence: Option<String>,
    /// Sessions, the latest first; those to come with them.
    pub sessions: Vec<Session>,
    /// When the next one is expected, with the reason; nothing where one is announced already, or nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<DateRange>,
}

/// One happening of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Session {
    /// Id of the happening.
    pub id: String,
    /// Its number in the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordinal: Option<u32>,
    /// What it is called, with its place.
    pub what: String,
    /// When, as told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<DateRange>,
    /// Where it stands, as told last.
    pub status: EventStatus,
    /// Who took part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// All who tell it.
    pub sources: Vec<Source>,
}

/// A page of the list of series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeriesList {
    /// The series, with their latest sessions.
    pub series: Vec<Series>,
    /// Where the next page begins; nothing on the last.
    pub next: Option<String>,
}

/// Series in the order of their keys, after a key.
///
/// # Errors
/// When the database fails.
pub fn series_list(snapshot: Snapshot<'_>, after: &str, limit: usize) -> Result<SeriesList, Error> {
    let mut keys = snapshot.series_keys(after, limit + 1)?;
    let more = keys.len() > limit;
    keys.truncate(limit);
    let next = keys.last().filter(|_| more).cloned();
    let mut list = Vec::with_capacity(keys.len());
    for key in &keys {
        match series(snapshot, key) {
            Ok(series) => list.push(series),
            // All of its sessions were told after the day asked about.
            Err(Error::Unknown { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(SeriesList { series: list, next })
}

/// A series by its key.
///
/// # Errors
/// When there is none, or the database fails.
pub fn series(snapshot: Snapshot<'_>, key: &str) -> Result<Series, Error> {
    let today = snapshot.as_of();
    let mut ids: Vec<String> = Vec::new();
    for (id, _) in snapshot.sessions(key, TELLINGS)? {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut sessions = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut cadence: Option<(Option<Date>, String)> = None;
    for id in ids {
        let mut tellings = snapshot.tellings(&id)?;
        tellings.retain(|fact| fact.published.is_none_or(|day| day <= today));
        for telling in &tellings {
            if let FactBody::Event(event) = telling.fact.body() {
                names.extend(event.series.clone().or_else(|| event.name.clone()));
                if let Some(stated) = &event.cadence
                    && cadence.as_ref().is_none_or(|(day, _)| *day <= telling.published)
                {
                    cadence = Some((telling.published, stated.clone()));
                }
            }
        }
        sessions.extend(session(id, &tellings));
    }
    if sessions.is_empty() {
        return Err(Error::Unknown { what: "series", name: key.to_owned() });
    }
    let day = |session: &Session| session.when.as_ref().and_then(|when| when.start.or(when.end));
    sessions.sort_by(|one, two| day(two).cmp(&day(one)).then_with(|| two.ordinal.cmp(&one.ordinal)));
    let cadence = cadence.map(|(_, stated)| stated);
    let held: Vec<Date> = sessions
        .iter()
        .filter(|session| session.status == EventStatus::Held)
        .filter_map(|session| session.when.as_ref()?.start)
        .filter(|day| *day <= today)
        .collect();
    let announced = sessions.iter().any(|session| {
        matches!(session.status, EventStatus::Planned | EventStatus::Ongoing)
            && session.when.as_ref().is_some_and(|when| when.end.is_none_or(|end| end >= today))
    });
    let expected = next(&held, cadence.as_deref()).filter(|when| when.end.is_none_or(|end| end >= today));
    Ok(Series {
        key: key.to_owned(),
        name: commonest(names).unwrap_or_else(|| key.to_owned()),
        cadence,
        sessions,
        next: expected.filter(|_| !announced),
    })
}

/// A session as it was told last.
fn session(id: String, tellings: &[StoredFact]) -> Option<Session> {
    let latest = tellings.last()?;
    let FactBody::Event(event) = latest.fact.body() else { return None };
    // Who says that it was held need not say when: an earlier telling may.
    let told = |fact: &StoredFact| match fact.fact.body() {
        FactBody::Event(event) => event.when.clone(),
        _ => None,
    };
    let line = line(latest);
    Some(Session {
        id,
        ordinal: event.ordinal.or_else(|| {
            tellings.iter().find_map(|fact| match fact.fact.body() {
                FactBody::Event(event) => event.ordinal,
                _ => None,
            })
        }),
        what: line.what,
        when: tellings.iter().rev().find_map(told),
        status: event.status,
        who: line.who,
        sources: tellings.iter().map(Source::of).collect(),
    })
}

/// The text that occurs most often; of those that do alike, the longest, then the first in order.
fn commonest(mut texts: Vec<String>) -> Option<String> {
    texts.sort();
    let groups = texts.chunk_by(|one, two| one == two);
    groups.max_by_key(|group| (group.len(), group[0].len(), std::cmp::Reverse(&group[0]))).map(|group| group[0].clone())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_commonest_name_is_the_name() {
        let name = |texts: &[&str]| super::commonest(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(name(&["B", "A", "B"]).as_deref(), Some("B"));
        assert_eq!(name(&["A", "Long"]).as_deref(), Some("Long"));
        assert_eq!(name(&[]), None);
    }
}
