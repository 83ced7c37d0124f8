//! The HTTP API under `/api/v1`: the views as JSON.

mod ledger;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::{Desk, Failure};

/// All routes of the API.
pub(crate) fn routes(_desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    Router::new()
        .route("/ledger", get(ledger::ledger))
        .fallback(|| std::future::ready(Failure::not_found("the API has no such resource: see /api/v1/openapi.json")))
}
