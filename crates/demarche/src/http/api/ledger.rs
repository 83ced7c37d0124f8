//! `GET /ledger`.

use std::sync::Arc;

use axum::extract::State;

use super::page::Paged;
use crate::filter::LedgerFilter;
use crate::http::answer::{Kept, Query, answer};
use crate::http::{Answered, Desk};

/// Requests and commitments with their status.
pub(super) async fn ledger(
    State(desk): State<Arc<Desk>>,
    Query(filter): Query<LedgerFilter>,
    paged: Paged,
) -> Answered {
    let skip = paged.offset()?;
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let mut query = filter.query(snapshot, Some(paged.limit))?;
        query.skip = skip;
        let ledger = views::ledger(snapshot, &query)?;
        let next = ledger.more.then(|| (skip + paged.limit).to_string());
        Kept::json(&paged.page(snapshot, ledger.entries, next))
    })
    .await
}
