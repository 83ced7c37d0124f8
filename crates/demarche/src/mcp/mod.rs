//! The tool server: the Model Context Protocol over standard input and output, and over HTTP.
//!
//! Its tools look only. Words of announcements are quoted in its answers, and marked as such: whoever wrote an announcement
//! may have written it for an assistant to read.

mod answer;
mod input;
mod tools;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use register::Scope;
use rmcp::ServiceExt;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use crate::http::session::Caller;
use crate::http::{Desk, Failure, Settings};
use tools::Tools;

/// Bytes of one request.
const SENT: usize = 1 << 18;

/// The protocol over HTTP. Each request stands for itself: there are no sessions that could pile up.
pub(crate) fn routes(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    let tools = Tools::new(Arc::clone(desk));
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        // The guard has looked at the name that was asked for.
        .disable_allowed_hosts()
        // Pages of this server alone may ask from a browser.
        .with_allowed_origins([desk.settings.base.origin().ascii_serialization()])
        .enforce_origin_validation()
        .with_max_request_body_bytes(SENT);
    let service =
        StreamableHttpService::new(move || Ok(tools.clone()), Arc::new(NeverSessionManager::default()), config);
    Router::new().route_service("/mcp", service).layer(from_fn(readers))
}

/// Whoever may not look at the record is turned away: all requests are posts here, which the guard takes for writing.
async fn readers(Extension(caller): Extension<Caller>, request: Request, next: Next) -> Response {
    if caller.allows(Scope::Read) {
        next.run(request).await
    } else {
        Failure::forbidden("this token does not allow to read").into_response()
    }
}

/// Serves the program that started this one, until it closes standard input.
///
/// # Errors
/// When the register cannot be opened, or the other side does not speak the protocol.
pub(crate) fn stdio(settings: Settings) -> Result<()> {
    let path = settings.register.clone();
    let desk = Desk::open(settings).with_context(|| format!("cannot open the register {}", path.display()))?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the threads")?;
    runtime.block_on(async {
        let service =
            Tools::new(desk).serve(rmcp::transport::stdio()).await.context("the client left before it began")?;
        service.waiting().await.context("the tool server stopped")?;
        Ok(())
    })
}
