//! People and bodies: the list, and who somebody is.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use record::ActorKind;
use register::SubjectKind;
use serde::Deserialize;
use views::{People, Profile};

use super::frame::Frame;
use super::work::{self, Follow};
use super::{link, wording};
use crate::filter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Names on one page of the list.
const PAGE: usize = 60;

/// What of the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    #[serde(deserialize_with = "filter::text")]
    q: Option<String>,
    #[serde(deserialize_with = "filter::text")]
    kind: Option<String>,
    #[serde(deserialize_with = "filter::text")]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "people.html")]
struct ListPage {
    frame: Frame,
    asking: Asking,
    list: People,
}

impl ListPage {
    fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let asked = self.asking.kind.as_deref().unwrap_or_default();
        [("", "People and bodies"), ("person", "People"), ("organisation", "Bodies")]
            .into_iter()
            .map(move |(value, name)| (value, name, value == asked))
    }

    fn next(&self) -> Option<String> {
        let after = self.list.next.as_ref()?;
        let kind = self.asking.kind.as_ref().map(|kind| format!("kind={}&", link::encoded(kind))).unwrap_or_default();
        Some(format!("/people?{kind}after={}", link::encoded(after)))
    }
}

/// Gives the list.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Query(asking): Query<Asking>,
) -> Answered {
    if let Some(kind) = &asking.kind
        && !matches!(kind.as_str(), "person" | "organisation")
    {
        return Err(Failure::bad_request(format!("{kind:?} is none of person, organisation")));
    }
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let after = asking.after.as_deref().unwrap_or_default();
        let list = views::people(snapshot, asking.q.as_deref(), asking.kind.as_deref(), after, PAGE)?;
        Kept::page(&ListPage { frame: frame.titled("People and bodies").within("/people"), asking, list })
    })
    .await
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    profile: Profile,
    follow: Follow,
}

impl PersonPage {
    fn is_person(&self) -> bool {
        self.profile.kind == ActorKind::Person
    }

    /// An entry of the ledger, by the word of its act.
    fn is_entry(&self, act: &str) -> bool {
        record::Act::parse(act).is_some_and(record::Act::is_ledger)
    }
}

/// Gives the page of a person or body.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(id): Path<String>,
) -> Answered {
    let key = work::key(&desk, &frame).await?;
    answer(&desk, asked.by(&key), move |snapshot| {
        let profile = views::profile(snapshot, &id)?;
        let follow = Follow::of(snapshot, &frame, SubjectKind::Person, &profile.id, &profile.name)?;
        Kept::page(&PersonPage { frame: frame.titled(&profile.name).within("/people"), profile, follow })
    })
    .await
}
