//! The paper for the next session of a standing body: what was decided or promised at the last one, what became of it, what is
//! new in each matter, and what the record leaves open.

use record::{Act, Date, DateRange, EventStatus, FactBody};
use register::identity::fold;
use register::{FactFilter, Snapshot, Status, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::{Entry, entry};
use crate::series::{Session, series};
use crate::{Error, Line, line};

/// Series whose names are compared with what is asked for.
const SERIES: usize = 5_000;

/// Matters that are on the paper.
const MATTERS: usize = 8;

/// What is new in a matter, at most.
const NEWS: usize = 4;

/// Facts of a matter that are looked at for it.
const LOOKED: usize = 24;

/// The paper for the next session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Docket {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// The name of the series.
    pub series: String,
    /// What the last session is called, with its place.
    pub last: Option<String>,
    /// Its number.
    pub ordinal: Option<u32>,
    /// When it was.
    pub held: Option<DateRange>,
    /// When the next one is announced or expected.
    pub next: Option<DateRange>,
    /// What was decided, asked or promised there and is still to be done, the overdue first.
    pub open: Vec<Entry>,
    /// What was decided, asked or promised there or before and is closed.
    pub closed: Vec<Entry>,
    /// What earlier sessions left to be done.
    pub earlier: Vec<Entry>,
    /// What is new in each matter since then.
    pub matters: Vec<Matter>,
    /// What the record leaves open: overdue without a report, asked without an answer.
    pub questions: Vec<Entry>,
}

/// A matter of the session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Matter {
    /// Id of the instrument.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What was said and done since the session, the latest first.
    pub news: Vec<Line>,
}

/// The key of the series that a text means: the key itself, or a part of its name.
///
/// # Errors
/// When there is none, with the names there are.
pub fn resolve_series(snapshot: Snapshot<'_>, text: &str) -> Result<String, Error> {
    let keys = snapshot.series_keys("", SERIES)?;
    if keys.iter().any(|key| key == text) {
        return Ok(text.to_owned());
    }
    let wanted = fold(text);
    let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
    let holds = |key: &&String| {
        let key = fold(key);
        words.iter().all(|word| key.split(' ').any(|part| part.starts_with(word)))
    };
    let found = keys.iter().filter(holds).min_by_key(|key| key.len());
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = keys.iter().take(8).map(String::as_str).collect();
        let hint = if names.is_empty() {
            "no series is on record".to_owned()
        } else {
            format!("series: {}", names.join("; "))
        };
        Error::Nothing { name: text.to_owned(), hint }
    })
}

/// Writes the paper for the next session of a series.
///
/// # Errors
/// When there is no such series, or the database fails.
pub fn docket(snapshot: Snapshot<'_>, key: &str) -> Result<Docket, Error> {
    let _reading = snapshot.reading()?;
    let today = snapshot.as_of();
    let series = series(snapshot, key)?;
    let day = |session: &Session| session.when.as_ref().and_then(|when| when.end.or(when.start));
    let past = |session: &&Session| {
        !matches!(session.status, EventStatus::Cancelled | EventStatus::Postponed)
            && day(session).is_some_and(|day| day <= today)
    };
    let mut held = series.sessions.iter().filter(past);
    let last = held.next();
    let announced = series.sessions.iter().rev().find(|session| day(session).is_some_and(|day| day > today));
    let next = announced.and_then(|session| session.when.clone()).or_else(|| series.next.clone());
    let documents = last.map(documents).unwrap_or_default();
    let said = said(snapshot, &documents)?;
    let mut before = Vec::new();
    for session in held {
        before.extend(self::documents(session).into_iter().filter(|id| !documents.contains(id)));
    }
    before.dedup();
    let since = last.and_then(day);
    let matters = matters(snapshot, &documents, since)?;
    let is_open = |entry: &Entry| matches!(entry.status.as_str(), "open" | "overdue" | "in-progress") && !entry.view;
    let earlier = self::said(snapshot, &before)?;
    let (mut open, mut closed): (Vec<Entry>, Vec<Entry>) = said.into_iter().partition(is_open);
    let (left, done): (Vec<Entry>, Vec<Entry>) = earlier.into_iter().partition(is_open);
    // What was closed before the last session was its business, not that of the next.
    closed.extend(done.into_iter().filter(|entry| since.is_none_or(|day| entry.since >= day)));
    closed.retain(|entry| entry.status != Status::Open);
    open.sort_by_key(|entry| (entry.status != Status::Overdue, entry.due.as_ref().and_then(|due| due.end)));
    let questions = open.iter().chain(&left).filter(|entry| is_question(entry)).cloned().collect();
    Ok(Docket {
        as_of: today,
        series: series.name.clone(),
        last: last.map(|session| session.what.clone()),
        ordinal: last.and_then(|session| session.ordinal),
        held: last.and_then(|session| session.when.clone()),
        next,
        open,
        closed,
        earlier: left,
        matters,
        questions,
    })
}

/// Nothing reported though it is due, or nobody answered.
fn is_question(entry: &Entry) -> bool {
    entry.status == Status::Overdue
        || matches!(entry.act, Act::Request | Act::Proposal)
            && entry.status == Status::Open
            && entry.linked("answers").next().is_none()
}

/// Ids of the documents that report on a session.
fn documents(session: &Session) -> Vec<String> {
    let mut ids: Vec<String> = session.sources.iter().map(|source| source.document.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Entries of the ledger that documents state, repeated ones once.
fn said(snapshot: Snapshot<'_>, documents: &[String]) -> Result<Vec<Entry>, Error> {
    let today = snapshot.as_of();
    let mut entries = Vec::new();
    for document in documents {
        for fact in snapshot.facts_of(document)? {
            if let Some((status, since)) = standing(snapshot, &fact, today)? {
                entries.extend(entry(snapshot, &fact, status, since)?);
            }
        }
    }
    Ok(entries)
}

/// Where an entry of the ledger is on a day, and since when; nothing for other facts.
fn standing(snapshot: Snapshot<'_>, fact: &StoredFact, day: Date) -> Result<Option<(Status, Date)>, Error> {
    let ledger = matches!(fact.fact.body(), FactBody::Statement(statement) if statement.act.is_ledger());
    if !ledger {
        return Ok(None);
    }
    let day = day.to_string();
    let history = snapshot.history(fact)?;
    let present = history.iter().rfind(|(_, from)| *from <= day);
    Ok(present.and_then(|(status, from)| Some((Status::parse(status)?, from.parse().ok()?))))
}

/// What is new, since a day, in the matters that documents are about.
fn matters(snapshot: Snapshot<'_>, documents: &[String], since: Option<Date>) -> Result<Vec<Matter>, Error> {
    let Some(since) = since else { return Ok(Vec::new()) };
    let today = snapshot.as_of();
    let mut ids: Vec<String> = Vec::new();
    for document in documents {
        for fact in snapshot.facts_of(document)? {
            let named = snapshot.names(&fact)?.into_iter();
            let about =
                named.filter(|(part, id, _)| matches!(part.as_str(), "about" | "instrument") && id.starts_with("i-"));
            for (_, id, _) in about {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
    }
    let mut matters = Vec::new();
    for id in ids {
        let mut news = Vec::new();
        for kind in ["stage", "statement", "event"] {
            let facts = snapshot.facts(&FactFilter {
                kind: Some(kind),
                entity: Some(&id),
                told_by: Some(today),
                limit: Some(LOOKED),
                ..Default::default()
            })?;
            let fresh = facts.iter().filter(|fact| !documents.contains(&fact.document));
            news.extend(fresh.filter(|fact| fact.published.is_some_and(|day| day > since)).map(line));
        }
        if news.is_empty() {
            continue;
        }
        news.sort_by(|one, two| two.source.published.cmp(&one.source.published).then_with(|| one.fact.cmp(&two.fact)));
        news.truncate(NEWS);
        matters.push(Matter { name: snapshot.entity(&id)?.name, id, news });
        if matters.len() == MATTERS {
            break;
        }
    }
    Ok(matters)
}
