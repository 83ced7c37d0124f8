//! Series: sessions of one committee, rounds of one negotiation, and the next one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use serde::Deserialize;
use views::{Series, SeriesList};

use super::frame::Frame;
use super::{link, papers, wording};
use crate::filter;
use crate::handout::{self, Handout};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Series on one page of the list.
const PAGE: usize = 40;

/// Where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    #[serde(deserialize_with = "filter::text")]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "series_list.html")]
struct ListPage {
    frame: Frame,
    list: SeriesList,
    today: jiff::civil::Date,
}

impl ListPage {
    /// The latest session that is past, and the first one announced to come.
    fn last<'s>(&self, series: &'s Series) -> Option<&'s views::Session> {
        series.sessions.iter().find(|session| !self.is_ahead(session))
    }

    fn coming<'s>(&self, series: &'s Series) -> Option<&'s views::Session> {
        series.sessions.iter().rev().find(|session| self.is_ahead(session))
    }

    fn is_ahead(&self, session: &views::Session) -> bool {
        is_ahead(session, self.today)
    }
}

/// A session that is announced and not over.
fn is_ahead(session: &views::Session, today: jiff::civil::Date) -> bool {
    use record::EventStatus::{Ongoing, Planned};
    matches!(session.status, Planned | Ongoing)
        && session.when.as_ref().is_some_and(|when| when.end.is_none_or(|end| end >= today))
}

/// Gives the list.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Query(asking): Query<Asking>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let list = views::series_list(snapshot, asking.after.as_deref().unwrap_or_default(), PAGE)?;
        let today = snapshot.as_of();
        Kept::page(&ListPage { frame: frame.titled("Series").within("/series"), list, today })
    })
    .await
}

#[derive(Template)]
#[template(path = "series.html")]
struct SeriesPage {
    frame: Frame,
    series: Series,
    today: jiff::civil::Date,
}

impl SeriesPage {
    fn is_ahead(&self, session: &views::Session) -> bool {
        is_ahead(session, self.today)
    }
}

#[derive(Template)]
#[template(path = "paper.html")]
struct PaperPage {
    frame: Frame,
    key: String,
    paper: Handout,
}

/// Gives the paper for the next session.
pub(super) async fn paper(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(key): Path<String>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let paper = handout::of_session(&views::docket(snapshot, &key)?);
        Kept::page(&PaperPage { frame: frame.titled(&paper.title).within("/series"), key, paper })
    })
    .await
}

/// Gives the paper for the next session as a file.
pub(super) async fn file(
    State(desk): State<Arc<Desk>>,
    Path((key, format)): Path<(String, String)>,
    asked: Asked,
) -> Answered {
    answer(&desk, asked, move |snapshot| papers::file(&handout::of_session(&views::docket(snapshot, &key)?), &format))
        .await
}

/// Gives the page of a series.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Path(key): Path<String>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let series = views::series(snapshot, &key)?;
        let today = snapshot.as_of();
        Kept::page(&SeriesPage { frame: frame.titled(&series.name).within("/series"), series, today })
    })
    .await
}
