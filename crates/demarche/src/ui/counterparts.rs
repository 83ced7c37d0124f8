//! Counterparts: who there is to deal with, and the brief on one, with the course of relations drawn to scale.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use views::{Brief, Counterparts, Course, Party};

use super::chart::Chart;
use super::frame::Frame;
use super::{link, wording};
use crate::filter::text;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Countries on one page of the list.
const PAGE: usize = 60;

/// Which part of the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    /// The code after which it begins.
    #[serde(default, deserialize_with = "text")]
    after: Option<String>,
    /// A name to go to.
    #[serde(default, deserialize_with = "text")]
    who: Option<String>,
}

#[derive(Template)]
#[template(path = "counterparts.html")]
struct CounterpartsPage {
    frame: Frame,
    first: bool,
    view: Counterparts,
}

/// Gives the list, or goes to the one that is named.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    frame: Frame,
    asked: Asked,
    Query(part): Query<Part>,
) -> Answered {
    if let Some(who) = part.who {
        return Ok(Redirect::to(&link::counterpart(&who)).into_response());
    }
    answer(&desk, asked.by(frame.key()), move |snapshot| {
        let after = part.after.unwrap_or_default();
        Kept::page(&CounterpartsPage {
            frame: frame.titled("Counterparts").within("/counterparts"),
            first: after.is_empty(),
            view: views::counterparts(snapshot, &after, PAGE)?,
        })
    })
    .await
}

/// Whose side a brief is written from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Side {
    /// Code of the jurisdiction; the one that speaks most in the record if not given.
    #[serde(default, deserialize_with = "text")]
    from: Option<String>,
}

#[derive(Template)]
#[template(path = "counterpart.html")]
struct CounterpartPage {
    frame: Frame,
    /// The code or id, for addresses.
    id: String,
    brief: Brief,
    course: Course,
    chart: Option<Chart>,
}

/// Gives the brief.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(who): Path<String>,
    frame: Frame,
    asked: Asked,
    Query(side): Query<Side>,
) -> Answered {
    answer(&desk, asked.by(frame.key()), move |snapshot| {
        let party = views::resolve(snapshot, &who)?;
        let brief = views::brief(snapshot, &party, side.from.as_deref())?;
        let course = views::course(snapshot, &party, brief.from.as_ref().and_then(views::Party::code))?;
        let chart = Chart::of(&course);
        let id = match &party {
            Party::Jurisdiction { code, .. } => code.clone(),
            Party::Actor { id, .. } => id.clone(),
        };
        let frame = frame.titled(party.name()).within("/counterparts");
        Kept::page(&CounterpartPage { frame, id, brief, course, chart })
    })
    .await
}
