//! `GET /ledger`.

use std::sync::Arc;

use axum::extract::State;

use super::page::{Page, Paging};
use crate::filter::LedgerFilter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Requests and commitments with their status.
pub(super) async fn ledger(
    State(desk): State<Arc<Desk>>,
    asked: Asked,
    Query(filter): Query<LedgerFilter>,
    Query(paging): Query<Paging>,
) -> Answered {
    let (limit, offset) = (paging.limit()?, paging.offset()?);
    answer(&desk, asked, move |snapshot| {
        let query = filter.query(snapshot, Some(offset + limit))?;
        let ledger = views::ledger(snapshot, &query)?;
        Kept::json(&Page::of(ledger.entries, offset, limit))
    })
    .await
}
