//! A feed for each saved view: entries of the ledger as they come to match it, and what changed within other views.

use std::sync::Arc;

use atom_syndication::{Category, Entry, Feed, Generator, Link, Person, Text};
use axum::Extension;
use axum::extract::{Path, State};
use register::{Cursor, Mark};
use url::Url;

use super::changes;
use crate::filter::{LedgerFilter, ScopeFilter};
use crate::http::answer::{Asked, Kept, answer};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::wording::{self, sentence};

/// Entries of a feed.
const ENTRIES: usize = 50;

/// `GET /feeds/views/STEP.atom`.
pub(super) async fn view(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    asked: Asked,
) -> Answered {
    let unknown = || Failure::not_found("there is no view of that number: see Mine for those that there are");
    let step: i64 = name.strip_suffix(".atom").and_then(|step| step.parse().ok()).ok_or_else(unknown)?;
    let who = caller.name().to_owned();
    let views = desk.ask(move |register| Ok(register.marks_of("view", &who)?)).await?;
    let view = views.into_iter().find(|view| view.step == step).ok_or_else(unknown)?;
    let base = desk.settings.base.clone();
    answer(&desk, asked.by(&view.subject.id), move |snapshot| {
        let (path, query) = view.subject.id.split_once('?').unwrap_or((&view.subject.id, ""));
        let wrong = |error: axum::extract::rejection::QueryRejection| Failure::unprocessable(error.body_text());
        let address: axum::http::Uri =
            format!("/?{query}").parse().map_err(|_| Failure::unprocessable("the view has no address"))?;
        let feed = if path == "/ledger" {
            let filter = axum::extract::Query::<LedgerFilter>::try_from_uri(&address).map_err(wrong)?.0;
            let ledger = views::ledger(snapshot, &filter.query(snapshot, Some(ENTRIES))?)?;
            feed(&base, &view, &ledger.entries)?
        } else {
            let mut filter = axum::extract::Query::<ScopeFilter>::try_from_uri(&address).map_err(wrong)?.0;
            let words = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q");
            if let Some((_, words)) = words {
                filter.topic.get_or_insert(words.into_owned());
            }
            let recent = views::recent(snapshot, &filter.scope(snapshot, Some(ENTRIES))?, Cursor::default())?;
            let address = format!("feeds/views/{}.atom", view.step);
            changes::feed(&base, &address, &view.text, Some(&view.at), &views::Recent { next: None, ..recent })?
        };
        Ok(Kept::new("application/atom+xml; charset=utf-8", feed.to_string()))
    })
    .await
}

/// The entries of a view of the ledger: one for each status that an entry has while it matches.
fn feed(base: &Url, view: &Mark, entries: &[views::Entry]) -> Result<Feed, Failure> {
    let link = |relation: &str, address: &str| -> Result<Link, Failure> {
        let href = base.join(address.trim_start_matches('/')).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(Link { rel: relation.to_owned(), href: href.into(), ..Link::default() })
    };
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let status = wording::standing(entry);
        let quotes: Vec<String> =
            entry.source.words.iter().map(|words| format!("“{}”", changes::clean(words))).collect();
        let published = entry.source.published.unwrap_or(entry.since);
        all.push(Entry {
            title: Text::plain(changes::clean(&format!("{} ({status})", sentence::of_entry(entry)))),
            id: changes::uuid(&[&view.subject.id, &entry.fact, entry.status.as_str()]),
            updated: changes::instant(&format!("{}T00:00:00Z", entry.since.max(published)))?,
            authors: vec![Person { name: changes::clean(&wording::source(&entry.source)), ..Person::default() }],
            links: vec![link("alternate", &format!("ledger/{}", entry.fact))?],
            categories: vec![Category {
                term: entry.status.to_string(),
                scheme: Some("urn:demarche:status".to_owned()),
                label: None,
            }],
            content: Some(atom_syndication::Content {
                content_type: Some("text".to_owned()),
                value: Some(quotes.join("\n")),
                ..Default::default()
            }),
            ..Entry::default()
        });
    }
    all.sort_by(|one, two| two.updated.cmp(&one.updated).then_with(|| one.id.cmp(&two.id)));
    let address = format!("feeds/views/{}.atom", view.step);
    Ok(Feed {
        title: Text::plain(format!("Demarche: {}", changes::clean(&view.text))),
        id: changes::uuid(&[&address, &view.subject.id]),
        updated: match all.first() {
            Some(first) => first.updated,
            None => changes::instant(&view.at)?,
        },
        authors: vec![Person { name: "Demarche".to_owned(), ..Person::default() }],
        generator: Some(Generator {
            value: "Demarche".to_owned(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links: vec![link("self", &address)?, link("alternate", &view.subject.id)?],
        entries: all,
        ..Feed::default()
    })
}
