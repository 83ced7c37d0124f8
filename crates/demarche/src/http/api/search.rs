//! `GET /search`.

use std::sync::Arc;

use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page::{Page, Paged};
use crate::filter::ScopeFilter;
use crate::http::answer::{Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Documents that one search gives at most, on all its pages.
const MOST: usize = 1_000;

/// What is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Words {
    /// Words that must all occur; the beginnings of words are enough.
    #[schemars(length(max = 1000))]
    q: String,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Found {
    /// Documents, the best first.
    #[serde(flatten)]
    page: Page<views::Hit>,
    /// Names that are or resemble what was asked for.
    names: Vec<register::Finds>,
    /// What was searched for instead, where nothing was found for a misspelt name.
    instead: Option<String>,
}

/// Searches.
pub(super) async fn search(
    State(desk): State<Arc<Desk>>,
    Query(words): Query<Words>,
    Query(filter): Query<ScopeFilter>,
    paged: Paged,
) -> Answered {
    let skip = paged.offset()?;
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let scope = filter.scope(snapshot, Some((skip + paged.limit + 1).min(MOST)))?;
        let results = views::search(snapshot, &words.q, &scope)?;
        let page = paged.counted(snapshot, results.hits.into_iter().skip(skip))?;
        Kept::json(&Found { page, names: results.names, instead: results.instead })
    })
    .await
}
