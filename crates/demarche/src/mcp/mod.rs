//! The tool server: the Model Context Protocol over standard input and output, and over HTTP.

use std::sync::Arc;

use axum::Router;

use crate::http::Desk;

/// The protocol over HTTP.
pub(crate) fn routes(_desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    Router::new()
}
