//! Counterparts: who there is to deal with, and the brief on one, with the course of relations drawn to scale.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Form};
use jiff::Timestamp;
use register::{Author, Scope, SubjectKind};
use serde::Deserialize;
use views::{Brief, Counterparts, Course, Ground, Party};

use super::address::Address;
use super::chart::Chart;
use super::frame::Frame;
use super::work::{self, Follow};
use super::{link, papers, wording};
use crate::filter::text;
use crate::handout::{self, Handout};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};

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
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
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
    /// Code or name of the jurisdiction; the home of the register if not given.
    #[serde(default, deserialize_with = "text")]
    from: Option<String>,
}

#[derive(Template)]
#[template(path = "counterpart.html")]
struct CounterpartPage {
    frame: Frame,
    follow: Follow,
    /// The code or id, for addresses.
    id: String,
    brief: Brief,
    paper: Handout,
    course: Course,
    chart: Option<Chart>,
    address: Address,
}

impl CounterpartPage {
    /// The side can be kept as the home of the register: it is not yet, and it is not the counterpart's other side.
    fn may_settle(&self) -> bool {
        !matches!(self.brief.ground, None | Some(Ground::Set | Ground::Talks))
    }

    /// The address of the brief as a file.
    fn download(&self, format: &str) -> String {
        self.address.at(&format!("{}/brief/{format}", link::counterpart(&self.id))).to_string()
    }
}

/// Gives the brief.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(who): Path<String>,
    frame: Frame,
    asked: Asked,
    address: Address,
    Query(side): Query<Side>,
) -> Answered {
    let key = work::key(&desk, &frame).await?;
    answer(&desk, asked.by(&key), move |snapshot| {
        let party = views::resolve(snapshot, &who)?;
        let brief = views::brief(snapshot, &party, side.from.as_deref())?;
        let paper = handout::of_brief(&brief);
        let mut course = views::course(snapshot, &party, brief.from.as_ref().and_then(views::Party::code))?;
        // A promise without a day has no length that could be drawn.
        course.promises.retain(|promise| promise.due.is_some());
        let chart = Chart::of(&course);
        let id = match &party {
            Party::Jurisdiction { code, .. } => code.clone(),
            Party::Actor { id, .. } => id.clone(),
        };
        let frame = frame.titled(party.name()).within("/counterparts");
        let follow = Follow::of(snapshot, &frame, SubjectKind::Counterpart, &id, party.name())?;
        Kept::page(&CounterpartPage { frame, id, brief, paper, course, chart, address, follow })
    })
    .await
}

/// Gives the brief as a file.
pub(super) async fn paper(
    State(desk): State<Arc<Desk>>,
    Path((who, format)): Path<(String, String)>,
    asked: Asked,
    Query(side): Query<Side>,
) -> Answered {
    answer(&desk, asked, move |snapshot| {
        let party = views::resolve(snapshot, &who)?;
        let brief = views::brief(snapshot, &party, side.from.as_deref())?;
        papers::file(&handout::of_brief(&brief), &format)
    })
    .await
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    /// Code of the jurisdiction.
    home: String,
    /// The address of the page to go back to.
    #[serde(default)]
    back: String,
}

/// Sets the home of the register.
pub(super) async fn home(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Form(chosen): Form<Chosen>,
) -> Answered {
    if !caller.allows(Scope::Review) {
        return Err(Failure::forbidden(
            "your token does not allow to set the home of the register: it lacks the scope review",
        ));
    }
    let author = Author(caller.name().to_owned());
    let back = Redirect::to(super::theme::back(&chosen.back)).into_response();
    desk.write(move |register| Ok(register.set_home(&chosen.home, &author, Timestamp::now())?)).await?;
    Ok(back)
}
