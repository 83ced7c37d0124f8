//! Documents: the list, one with its evidence marked in place, and how its revisions differ.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use views::{Difference, Documents, Noted, Paper, Side, Stretch};

use super::frame::Frame;
use super::{link, wording};
use crate::filter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Documents on one page of the list.
const PAGE: usize = 50;

/// What of the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    #[serde(deserialize_with = "filter::text")]
    q: Option<String>,
    #[serde(deserialize_with = "filter::text")]
    publisher: Option<String>,
    #[serde(deserialize_with = "filter::text")]
    after: Option<String>,
    /// Ids that no path can hold are asked for so.
    id: Option<String>,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct ListPage {
    frame: Frame,
    asking: Asking,
    list: Documents,
}

impl ListPage {
    fn next(&self) -> Option<String> {
        let after = self.list.next.as_ref()?;
        let part = |name: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{name}={}&", link::encoded(value))).unwrap_or_default()
        };
        let (q, publisher) = (part("q", &self.asking.q), part("publisher", &self.asking.publisher));
        Some(format!("/documents?{q}{publisher}after={}", link::encoded(after)))
    }
}

/// Gives the list.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Query(asking): Query<Asking>,
) -> Answered {
    if let Some(id) = asking.id {
        return one(&desk, frame, asked, id).await;
    }
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let list = views::documents(
            snapshot,
            asking.q.as_deref(),
            asking.publisher.as_deref(),
            asking.after.as_deref(),
            PAGE,
        )?;
        Kept::page(&ListPage { frame: frame.titled("Documents").within("/documents"), asking, list })
    })
    .await
}

/// A line of the text, with the facts whose words begin in it.
struct Passage<'p> {
    stretches: &'p [Stretch],
    notes: Vec<&'p Noted>,
}

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage<'p> {
    frame: Frame,
    paper: &'p Paper,
    title: Passage<'p>,
    passages: Vec<Passage<'p>>,
    /// Facts whose words do not begin in a line that is shown.
    elsewhere: Vec<&'p Noted>,
}

impl<'p> DocumentPage<'p> {
    fn of(frame: Frame, paper: &'p Paper) -> Self {
        let mut placed = vec![false; paper.facts.len()];
        let mut passage = |stretches: &'p [Stretch]| {
            let mut notes = Vec::new();
            for &place in stretches.iter().flat_map(|stretch| &stretch.begins) {
                if !std::mem::replace(&mut placed[place], true) {
                    notes.push(&paper.facts[place]);
                }
            }
            Passage { stretches, notes }
        };
        let title = passage(&paper.title);
        let passages = paper.lines.iter().map(|line| passage(line)).collect();
        let elsewhere = paper.facts.iter().zip(&placed).filter(|(_, placed)| !**placed).map(|(fact, _)| fact).collect();
        Self { frame: frame.titled(&paper.document.title).within("/documents"), paper, title, passages, elsewhere }
    }

    /// The id of a fact by its place.
    fn fact(&self, place: &usize) -> &str {
        &self.paper.facts[*place].line.fact
    }

    /// The ids of the facts that a stretch is evidence of.
    fn ids(&self, stretch: &Stretch) -> String {
        stretch.facts.iter().map(|place| self.fact(place)).collect::<Vec<_>>().join(" ")
    }

    /// The fact that a stretch leads to: the one that begins last before it, the narrowest as a rule.
    fn leads(&self, stretch: &Stretch) -> &str {
        stretch.facts.last().map_or("", |place| self.fact(place))
    }
}

/// What another fact does to a fact, as the note of that fact says it.
fn relation(tie: &views::Tie) -> &str {
    match (tie.kind.as_str(), tie.later) {
        ("refuses", true) => "declined by",
        ("refuses", false) => "declines",
        ("fulfils", true) => "kept by",
        ("fulfils", false) => "keeps",
        ("supersedes", true) => "replaced by",
        ("supersedes", false) => "replaces",
        ("answers", true) => "answered by",
        ("answers", false) => "answers",
        ("withdraws", true) => "withdrawn by",
        ("same-as", _) => "also reported as",
        (kind, _) => kind,
    }
}

/// Gives a document.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(id): Path<String>,
) -> Answered {
    one(&desk, frame, asked, id).await
}

async fn one(desk: &Arc<Desk>, frame: Frame, asked: Asked, id: String) -> Answered {
    answer(desk, asked.by(&frame.key()), move |snapshot| {
        let paper = views::paper(snapshot, &id)?;
        Kept::page(&DocumentPage::of(frame, &paper))
    })
    .await
}

/// Which revisions are compared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Revisions {
    #[serde(deserialize_with = "filter::number")]
    from: Option<usize>,
    #[serde(deserialize_with = "filter::number")]
    to: Option<usize>,
}

#[derive(Template)]
#[template(path = "revisions.html")]
struct RevisionsPage {
    frame: Frame,
    difference: Difference,
}

/// Compares revisions of a document: the last two if none are named.
pub(super) async fn revisions(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(id): Path<String>,
    Query(asking): Query<Revisions>,
) -> Answered {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (from, to) = (asking.from.map(number), asking.to.map(number));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let address = format!("{}/revisions?from={to}&to={from}", link::document(&id));
        return Ok(Redirect::to(&address).into_response());
    }
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let last = snapshot.revisions(&id)?.last().map(|revision| revision.number);
        let last = last.ok_or_else(|| Failure::not_found(format!("the register has no document {id:?}")))?;
        let to = to.unwrap_or(last);
        let from = from.unwrap_or(to.saturating_sub(1).max(1));
        let difference = views::difference(snapshot, &id, from, to)?;
        let title = format!("Revisions {from} and {to} of {}", difference.document.title);
        Kept::page(&RevisionsPage { frame: frame.titled(title).within("/documents"), difference })
    })
    .await
}
