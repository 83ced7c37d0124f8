//! `GET /timeline`.

use std::sync::Arc;

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::filter::{self, ScopeFilter};
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure};

/// Facts that one timeline has at most.
const MOST: usize = 2_000;

/// Whose timeline.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Of {
    /// An instrument, a happening, a person, an organisation or a country: its name, code or id.
    of: String,
    /// How many facts at most, the latest; 500 if not given.
    #[schemars(with = "Option<usize>", range(min = 1, max = 2000))]
    #[serde(default, deserialize_with = "filter::number")]
    limit: Option<usize>,
}

/// What became of one thing.
pub(super) async fn timeline(
    State(desk): State<Arc<Desk>>,
    Query(of): Query<Of>,
    Query(filter): Query<ScopeFilter>,
    asked: Asked,
) -> Answered {
    let limit = of.limit.unwrap_or(500);
    if !(1..=MOST).contains(&limit) {
        return Err(Failure::bad_request(format!("limit is 1 to {MOST}, not {limit}")));
    }
    answer(&desk, asked, move |snapshot| {
        let what = filter::subject(snapshot, &of.of)?;
        let scope = filter.scope(snapshot, Some(limit))?;
        Kept::json(&views::timeline(snapshot, &what, &scope)?)
    })
    .await
}
