//! What other programs subscribe to: calendars, feeds of changes, webhooks.

use std::sync::Arc;

use axum::Router;

use crate::http::Desk;

/// Feeds by address.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
}

/// Starts what goes on beside requests.
pub(crate) fn start(_desk: &Arc<Desk>) {}
