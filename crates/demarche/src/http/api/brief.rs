//! `GET /brief`.

use std::sync::Arc;

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::filter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// With whom, and for whom.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct With {
    /// The counterpart: a country, bloc or organisation, by code or name.
    with: String,
    /// Whom it is for, a code or name; the home of the register if not given.
    #[serde(default, deserialize_with = "filter::text")]
    from: Option<String>,
}

/// One page before a meeting.
pub(super) async fn brief(State(desk): State<Arc<Desk>>, Query(with): Query<With>, asked: Asked) -> Answered {
    answer(&desk, asked, move |snapshot| {
        let party = views::resolve(snapshot, &with.with)?;
        Kept::json(&views::brief(snapshot, &party, with.from.as_deref())?)
    })
    .await
}
