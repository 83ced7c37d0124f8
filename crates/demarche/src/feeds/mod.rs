//! What other programs subscribe to: calendars, feeds of changes, webhooks.

pub(crate) mod calendar;
pub(crate) mod changes;
mod saved;

pub(crate) mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use url::Url;

use crate::http::Desk;
pub(crate) use changes::uuid;

/// Feeds by address.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/agenda.ics", get(calendar::agenda))
        .route("/changes.atom", get(changes::changes))
        .route("/views/{step}", get(saved::view))
}

/// The address of a document's page at one of its facts.
pub(crate) fn document(base: &Url, document: &str, fact: &str) -> Url {
    let mut address = base.clone();
    if let Ok(mut path) = address.path_segments_mut() {
        path.pop_if_empty().push("documents").push(document);
    }
    address.set_fragment(Some(&format!("fact-{fact}")));
    address
}
