//! The server: one list of routes, and what stands around them.

pub(crate) mod answer;
pub(crate) mod api;
pub(crate) mod desk;
pub(crate) mod failure;
pub(crate) mod guard;
mod listener;
mod metrics;
pub(crate) mod password;
pub(crate) mod session;
mod trace;

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router, body::Body};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::feeds::webhooks::Courier;
pub(crate) use desk::{Answered, Desk, Settings};
pub(crate) use failure::{Failure, Fault};

/// How long a handler may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a handler may take that reads documents.
const READING: Duration = Duration::from_secs(600);

/// How long threads that wait for the disk may take to end when the server stops.
const LAST: Duration = Duration::from_secs(5);

/// Bytes that a request may send, where its route does not allow more.
const SENT: usize = 1 << 20;

/// Serves a register until the process is told to stop.
///
/// # Errors
/// When the register cannot be opened or the address not be had.
pub(crate) fn serve(mut settings: Settings, listen: SocketAddr) -> Result<()> {
    let path = settings.register.clone();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the threads")?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
        let address = listener.local_addr().context("the listener has no address")?;
        if settings.base.port() == Some(0) {
            // Any free port was asked for: now it is known which.
            let _ = settings.base.set_port(Some(address.port()));
        }
        let desk = Desk::open(settings).with_context(|| format!("cannot open the register {}", path.display()))?;
        tracing::info!(%address, register = %path.display(), "serving");
        println!("http://{address}/");
        let recorder = metrics::start()?;
        let courier = Courier::start(&desk);
        let silence = desk.settings.silence;
        listener::serve(listener, router(desk, recorder), silence, stop()).await?;
        courier.stop().await;
        tracing::info!("stopped");
        Ok(())
    });
    // What is being written is written whole or not at all.
    runtime.shutdown_timeout(LAST);
    served
}

/// Done when the process is told to stop.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// All routes there are.
fn router(desk: Arc<Desk>, recorder: PrometheusHandle) -> Router {
    let limits = Arc::new(guard::Limits::new(desk.settings.rate));
    let guard = guard::Guard { desk: Arc::clone(&desk), limits: Arc::clone(&limits) };
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            limits.forget();
        }
    });
    let silence = desk.settings.silence;
    Router::new()
        .merge(crate::ui::routes())
        .nest("/api/v1", api::routes(&desk))
        .nest("/feeds", crate::feeds::routes())
        .merge(crate::mcp::routes(&desk))
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics::metrics))
        .fallback(|| std::future::ready(Failure::not_found("there is no such page")))
        .method_not_allowed_fallback(other_methods)
        .with_state(desk)
        .layer(DefaultBodyLimit::max(SENT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(patience))
        .layer(RequestBodyTimeoutLayer::new(silence))
        .layer(CsrfLayer::new().with_rejection_response(elsewhere))
        .layer(from_fn_with_state(guard, guard::admit))
        // Whatever refuses a request, a browser gets a page; what is laid around it is compressed last.
        .layer(from_fn(crate::ui::failures))
        .layer(CompressionLayer::new())
        .layer(from_fn(trace::log))
        .layer(Extension(recorder))
}

/// Methods that a resource has not; which it has is told in a header.
async fn other_methods(method: Method) -> Response {
    match method {
        Method::OPTIONS => axum::http::StatusCode::NO_CONTENT.into_response(),
        _ => Failure::method_not_allowed().into_response(),
    }
}

/// Nobody waits for an answer for ever.
async fn patience(request: Request, next: Next) -> Response {
    let reads = request.method() == Method::POST && request.uri().path() == "/api/v1/documents";
    let answer = tokio::time::timeout(if reads { READING } else { PATIENCE }, next.run(request)).await;
    answer.unwrap_or_else(|_| Failure::timed_out().into_response())
}

/// The register can be asked.
async fn healthz(State(desk): State<Arc<Desk>>) -> Answered {
    desk.operation().await?;
    Ok("ok\n".into_response())
}

/// A request that another site's page made a browser send.
fn elsewhere(_: ProtectionError) -> Response<Body> {
    Failure::forbidden("this request comes from a page of another site").into_response()
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler failed");
    Failure::internal("the server failed to answer this; others are not concerned").into_response()
}
