//! Search over documents, facts and names.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use register::{Finds, Snapshot, SubjectKind};
use serde::Deserialize;
use views::{Hit, Results};

use super::address::Address;
use super::frame::Frame;
use super::link;
use super::work::{self, Follow};
use crate::filter::{KINDS, ScopeFilter, text};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Documents found on one page.
const PAGE: usize = 20;

/// Facts that each of them shows.
const FACTS: usize = 6;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// The words.
    #[serde(default, deserialize_with = "text")]
    q: Option<String>,
}

/// A name that was found, with its page.
struct Name {
    find: Finds,
    address: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    choice: Choice,
    address: Address,
    names: Vec<Name>,
    results: Option<Results>,
    follow: Follow,
}

/// Gives the page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    address: Address,
    Query(choice): Query<Choice>,
    Query(filter): Query<ScopeFilter>,
) -> Answered {
    let key = work::key(&desk, &frame).await?;
    answer(&desk, asked.by(&key), move |snapshot| {
        let scope = filter.scope(snapshot, Some(PAGE))?;
        let mut results = match &choice.q {
            Some(words) => Some(views::search(snapshot, words, &scope)?),
            None => None,
        };
        let found = results.as_mut().map(|results| std::mem::take(&mut results.names)).unwrap_or_default();
        let names = found.into_iter().map(|find| Name { address: page_of(snapshot, &find), find }).collect();
        let words = choice.q.clone().unwrap_or_default();
        let follow = Follow::of(snapshot, &frame, SubjectKind::Search, words.trim(), words.trim())?;
        let title = if words.is_empty() { "Search".to_owned() } else { format!("{words}: search") };
        let frame = frame.titled(title).within("/search").searching(words);
        Kept::page(&SearchPage { frame, choice, address, names, results, follow })
    })
    .await
}

/// The page of what bears a name.
fn page_of(snapshot: Snapshot<'_>, find: &Finds) -> String {
    match find.kind.as_str() {
        "instrument" => link::instrument(&find.entity),
        "event" => link::compare(&find.entity),
        _ => match views::resolve(snapshot, &find.entity) {
            Ok(views::Party::Jurisdiction { code, .. }) => link::counterpart(&code),
            _ => link::person(&find.entity),
        },
    }
}

/// A text in pieces, each with whether it is one of the words found. Marks are positions of characters.
fn pieces(hit: &Hit) -> Vec<(String, bool)> {
    let characters: Vec<char> = hit.snippet.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut take = |from: usize, to: usize, marked: bool| {
        let text: String = characters.get(from..to.min(characters.len())).unwrap_or_default().iter().collect();
        if !text.is_empty() {
            pieces.push((text, marked));
        }
    };
    for (from, to) in &hit.marks {
        take(at, *from, false);
        take(*from, *to, true);
        at = *to;
    }
    take(at, usize::MAX, false);
    pieces
}

#[cfg(test)]
mod tests {
    use views::Hit;

    #[test]
    fn marks_part_the_text() {
        let mut hit = Hit {
            document: String::new(),
            title: String::new(),
            publisher: String::new(),
            published: None,
            snippet: "Die größte <b>Quote</b>".to_owned(),
            marks: vec![(14, 19)],
            facts: Vec::new(),
        };
        let text = |pieces: &[(String, bool)]| pieces.iter().map(|(text, _)| text.clone()).collect::<String>();
        let pieces = super::pieces(&hit);
        assert_eq!(pieces[1], ("Quote".to_owned(), true));
        assert_eq!(text(&pieces), hit.snippet);
        hit.marks.clear();
        assert_eq!(super::pieces(&hit), [(hit.snippet.clone(), false)]);
    }
}
