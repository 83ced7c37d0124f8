//! Instruments: a list of them, and one with the track of its stages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use register::SubjectKind;
use serde::Deserialize;
use views::{InstrumentSheet, Instruments, Listing};

use super::address::Address;
use super::frame::Frame;
use super::work::{self, Follow};
use super::{link, papers, wording};
use crate::filter::{party, text};
use crate::handout;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Instruments on one page of the list.
const PAGE: usize = 60;

/// Sources that a station shows; more are counted.
const SOURCES: usize = 4;

/// Which instruments are listed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// Words of the name.
    #[serde(default, deserialize_with = "text")]
    q: Option<String>,
    /// Those of a counterpart: a code or a name.
    #[serde(default, deserialize_with = "text")]
    with: Option<String>,
    /// `name` for all by their names.
    #[serde(default, deserialize_with = "text")]
    sort: Option<String>,
    /// The name after which the list by names begins.
    #[serde(default, deserialize_with = "text")]
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "instruments.html")]
struct InstrumentsPage {
    frame: Frame,
    address: Address,
    choice: Choice,
    view: Instruments,
}

/// Gives the list.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    address: Address,
    Query(choice): Query<Choice>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let with = party(snapshot, choice.with.as_deref())?;
        let listing = match (&choice.q, &with, choice.sort.as_deref()) {
            (Some(name), ..) => Listing::Called(name),
            (None, Some(with), _) => Listing::With(with),
            (None, None, Some("name")) => Listing::Names(choice.after.as_deref().unwrap_or_default()),
            (None, None, None) => Listing::Latest,
            (None, None, Some(other)) => {
                return Err(Failure::bad_request(format!("{other:?} is no order: write name, or nothing")));
            }
        };
        let view = views::instruments(snapshot, listing, PAGE)?;
        let frame = frame.titled("Instruments").within("/instruments");
        Kept::page(&InstrumentsPage { frame, address, choice, view })
    })
    .await
}

#[derive(Template)]
#[template(path = "instrument.html")]
struct InstrumentPage {
    frame: Frame,
    view: InstrumentSheet,
    follow: Follow,
}

/// Gives the page of one instrument.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    frame: Frame,
    asked: Asked,
) -> Answered {
    let key = work::key(&desk, &frame).await?;
    answer(&desk, asked.by(&key), move |snapshot| {
        let entity = views::resolve_instrument(snapshot, &id)?;
        let view = views::instrument(snapshot, &entity.id)?;
        let frame = frame.titled(view.about.name.clone()).within("/instruments");
        let follow = Follow::of(snapshot, &frame, SubjectKind::Instrument, &entity.id, &view.about.name)?;
        Kept::page(&InstrumentPage { frame, view, follow })
    })
    .await
}

/// Gives the brief on one instrument as a file.
pub(super) async fn paper(
    State(desk): State<Arc<Desk>>,
    Path((id, format)): Path<(String, String)>,
    asked: Asked,
) -> Answered {
    answer(&desk, asked, move |snapshot| {
        let entity = views::resolve_instrument(snapshot, &id)?;
        let sheet = views::instrument(snapshot, &entity.id)?;
        papers::file(&handout::of_instrument(&sheet, snapshot.as_of()), &format)
    })
    .await
}
