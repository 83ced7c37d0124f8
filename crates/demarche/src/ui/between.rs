//! Two days compared: what changed with a counterpart since the last contact, or since a day.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use serde::Deserialize;
use views::{Between, Party};

use super::frame::Frame;
use super::{link, wording};
use crate::clock;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Between which days; the later is that of the page.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Days {
    /// The earlier day; that of the last contact if not given.
    #[serde(default, deserialize_with = "clock::optional_day")]
    from: Option<Date>,
}

#[derive(Template)]
#[template(path = "between.html")]
struct BetweenPage {
    frame: Frame,
    id: String,
    view: Between,
}

impl BetweenPage {
    fn is_empty(&self) -> bool {
        let view = &self.view;
        view.moved.is_empty() && view.made.is_empty() && view.reported.is_empty() && view.contacts.is_empty()
    }
}

/// Gives the page.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path(who): Path<String>,
    frame: Frame,
    asked: Asked,
    Query(days): Query<Days>,
) -> Answered {
    answer(&desk, asked.by(&frame.key()), move |snapshot| {
        let party = views::resolve(snapshot, &who)?;
        let view = views::between(snapshot, &party, days.from)?;
        let id = match &party {
            Party::Jurisdiction { code, .. } => code.clone(),
            Party::Actor { id, .. } => id.clone(),
        };
        let frame = frame.titled(format!("{}: what has changed", party.name())).within("/counterparts");
        Kept::page(&BetweenPage { frame, id, view })
    })
    .await
}
