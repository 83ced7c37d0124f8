//! `GET /agenda`.

use std::sync::Arc;

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::page::Paged;
use crate::filter;
use crate::http::answer::{Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Whose agenda.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct With {
    /// Only what concerns a country, bloc or organisation: a code or a name.
    #[serde(default, deserialize_with = "filter::text")]
    with: Option<String>,
}

/// What comes next.
pub(super) async fn agenda(State(desk): State<Arc<Desk>>, Query(with): Query<With>, paged: Paged) -> Answered {
    let skip = paged.offset()?;
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let with = filter::party(snapshot, with.with.as_deref())?;
        let agenda = views::agenda(snapshot, &views::Scope { with, ..views::Scope::default() })?;
        Kept::json(&paged.counted(snapshot, agenda.appointments.into_iter().skip(skip))?)
    })
    .await
}
