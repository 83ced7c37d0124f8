//! What changed, as a feed (Atom, RFC 4287), in pages (RFC 5005).

use std::sync::Arc;

use atom_syndication::{Category, Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use axum::extract::State;
use register::Cursor;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;
use views::{FactChange, Happened, Recent};

use super::calendar::whom;
use crate::filter::{self, ACTS, ScopeFilter};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Entries of one page of the feed.
const ENTRIES: usize = 50;

/// Which page of the changes is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Before {
    /// Where the page begins: the `next` link of the page before has it.
    #[serde(deserialize_with = "filter::text")]
    before: Option<String>,
}

/// `GET /feeds/changes.atom`.
pub(super) async fn changes(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
    Query(filter): Query<ScopeFilter>,
    Query(page): Query<Before>,
) -> Answered {
    let before = page.before.as_deref().map(parse).transpose()?.unwrap_or_default();
    let base = desk.settings.base.clone();
    let path = asked.address().to_owned();
    answer(&desk, asked, move |snapshot| {
        let scope = filter.scope(snapshot, Some(ENTRIES))?;
        let recent = views::recent(snapshot, &scope, before)?;
        let changed = match snapshot.operation() {
            0 => None,
            last => Some(snapshot.operation_of(last)?.at),
        };
        let mut title = vec!["Changes".to_owned()];
        title.extend(whom(snapshot, &scope)?);
        title.extend(scope.kinds);
        let feed = feed(&base, &path, &title.join(", "), changed.as_deref(), &recent)?;
        Ok(Kept::new("application/atom+xml; charset=utf-8", feed.to_string()))
    })
    .await
}

/// Where a page of changes begins, as its address has it.
pub(crate) fn write(cursor: Cursor) -> String {
    let written = cursor.written.map(|row| row.to_string()).unwrap_or_default();
    let closed = cursor.closed.map(|(operation, row)| format!("{operation}-{row}")).unwrap_or_default();
    format!("{written}.{closed}")
}

/// The place that an address has.
///
/// # Errors
/// When it is none.
pub(crate) fn parse(text: &str) -> Result<Cursor, Failure> {
    let read = || -> Option<Cursor> {
        let (written, closed) = text.split_once('.')?;
        let number = |text: &str| text.parse::<i64>().ok();
        let written = if written.is_empty() { None } else { Some(number(written)?) };
        let closed = match closed.split_once('-') {
            Some((operation, row)) => Some((number(operation)?, number(row)?)),
            None if closed.is_empty() => None,
            None => return None,
        };
        Some(Cursor { written, closed })
    };
    read().ok_or_else(|| {
        Failure::bad_request("there is no such page: follow the `next` link of the page before as it is")
    })
}

pub(super) fn feed(
    base: &Url,
    path: &str,
    title: &str,
    changed: Option<&str>,
    recent: &Recent,
) -> Result<Feed, Failure> {
    let here = base.join(path).map_err(|error| Failure::bad_request(error.to_string()))?;
    let mut first = here.clone();
    // The feed is the same on each of its pages, and at every day that it may be asked about.
    let kept: Vec<(String, String)> = here
        .query_pairs()
        .filter(|(name, _)| name != "before")
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    first.set_query(None);
    if !kept.is_empty() {
        first.query_pairs_mut().extend_pairs(&kept);
    }
    let mut links = vec![link("self", here.as_str(), ATOM), link("alternate", base.as_str(), "text/html")];
    if here != first {
        links.push(link("first", first.as_str(), ATOM));
    }
    if let Some(next) = recent.next {
        let mut address = first.clone();
        address.query_pairs_mut().append_pair("before", &write(next));
        links.push(link("next", address.as_str(), ATOM));
    }
    let updated = recent.changes.first().map(|change| change.operation.at.as_str()).or(changed);
    Ok(Feed {
        title: Text::plain(format!("Demarche: {}", clean(title))),
        id: uuid(&[first.path(), first.query().unwrap_or_default()]),
        updated: instant(updated.unwrap_or("1970-01-01T00:00:00Z"))?,
        authors: vec![author("Demarche")],
        generator: Some(Generator {
            value: "Demarche".to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links,
        entries: recent.changes.iter().map(|change| entry(base, change)).collect::<Result<_, _>>()?,
        ..Feed::default()
    })
}

fn author(name: &str) -> Person {
    Person { name: name.to_owned(), ..Person::default() }
}

const ATOM: &str = "application/atom+xml";

fn link(relation: &str, address: &str, media: &str) -> Link {
    Link { rel: relation.to_owned(), href: address.to_owned(), mime_type: Some(media.to_owned()), ..Link::default() }
}

fn entry(base: &Url, change: &FactChange) -> Result<Entry, Failure> {
    let fact = &change.fact;
    let who = if fact.who.is_empty() { String::new() } else { format!("{}: ", fact.who.join(", ")) };
    let lead = match change.happened {
        Happened::Recorded => "",
        Happened::Changed => "Now reported as: ",
        Happened::Closed => "No longer reported: ",
    };
    let page = super::document(base, &fact.source.document, &fact.fact);
    let mut links = vec![link("alternate", page.as_str(), "text/html")];
    if change.happened == Happened::Closed {
        // What is told no longer has no place in the document.
        let mut document = page;
        document.set_fragment(None);
        links = vec![link("alternate", document.as_str(), "text/html")];
    }
    if ACTS.iter().any(|act| act.as_str() == fact.term)
        && let Ok(row) = base.join(&format!("ledger/{}", fact.fact))
    {
        links.push(link("related", row.as_str(), "text/html"));
    }
    Ok(Entry {
        title: Text::plain(clean(&format!("{lead}{} ({}): {who}{}", fact.kind, fact.term, fact.what))),
        id: uuid(&[&fact.fact, &change.operation.id.to_string(), change.happened.as_str()]),
        updated: instant(&change.operation.at)?,
        authors: vec![author(&publisher(change))],
        links,
        categories: vec![
            category("kind", &fact.kind),
            category("term", &fact.term),
            category("change", change.happened.as_str()),
        ],
        content: Some(Content {
            content_type: Some("text".to_owned()),
            value: Some(content(change)),
            ..Content::default()
        }),
        ..Entry::default()
    })
}

/// Who published what the entry is about; the record where nobody is told.
fn publisher(change: &FactChange) -> String {
    let publisher = clean(&change.fact.source.publisher);
    if publisher.is_empty() { "Demarche".to_owned() } else { publisher }
}

fn category(scheme: &str, term: &str) -> Category {
    Category { term: clean(term), scheme: Some(format!("urn:demarche:{scheme}")), label: None }
}

/// The evidence and where it stands, as plain text: nothing of a document is markup here.
fn content(change: &FactChange) -> String {
    let fact = &change.fact;
    let mut lines: Vec<String> = fact.source.words.iter().map(|words| format!("“{}”", clean(words))).collect();
    let published = fact.source.published.map(|day| format!(", {day}")).unwrap_or_default();
    lines.push(format!("— {} ({}{published})", clean(&fact.source.title), clean(&fact.source.document)));
    if let Some(when) = &fact.when {
        lines.push(format!("When: {}", clean(&views::dates(when))));
    }
    if let Some(before) = &change.before {
        lines.push(format!("Before: {}", clean(&before.what)));
    }
    lines.join("\n")
}

/// The time of an operation.
pub(super) fn instant(at: &str) -> Result<FixedDateTime, Failure> {
    at.parse().map_err(|_| Failure::internal(format!("an operation has no time, but {at:?}")))
}

/// The same id for the same words: a UUID of the eighth version (RFC 9562), from their SHA-256.
pub(crate) fn uuid(words: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update((word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    let mut bytes: Vec<u8> = hasher.finalize()[..16].to_vec();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Text without what XML cannot hold (XML 1.0, 2.2): a character of a document must not make a feed unreadable.
pub(super) fn clean(text: &str) -> String {
    let holds = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if holds(c) { c } else { ' ' }).collect()
}
