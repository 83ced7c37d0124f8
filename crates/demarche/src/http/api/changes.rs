//! `GET /changes`.

use std::sync::Arc;

use axum::extract::State;

use super::page::Paged;
use crate::feeds::changes as place;
use crate::filter::ScopeFilter;
use crate::http::answer::{Kept, Query, answer};
use crate::http::{Answered, Desk};

/// What changed, fact by fact.
pub(super) async fn changes(
    State(desk): State<Arc<Desk>>,
    Query(filter): Query<ScopeFilter>,
    paged: Paged,
) -> Answered {
    let before = paged.after.as_deref().map(place::parse).transpose()?.unwrap_or_default();
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let recent = views::recent(snapshot, &filter.scope(snapshot, Some(paged.limit))?, before)?;
        Kept::json(&paged.page(snapshot, recent.changes, recent.next.map(place::write)))
    })
    .await
}
