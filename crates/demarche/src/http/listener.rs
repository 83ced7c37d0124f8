//! Connections: how many, how slow, and how they end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Connections at once; more wait in the system's queue.
const CONNECTIONS: usize = 1_024;

/// Bytes that the head of a request may have.
const HEAD: usize = 64 << 10;

/// How long requests under way may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(10);

/// Serves until `stop` is done, then lets requests under way end. `silence` is how long the head of a request may take, and how
/// long nothing may be taken of an answer.
///
/// # Errors
/// When the listener fails.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    silence: Duration,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    // Without encryption browsers speak HTTP/1.1 alone. A builder that tells protocols apart waits for the first bytes without
    // a limit: a client that sends none would stay for ever.
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(silence).max_buf_size(HEAD);
    let graceful = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = std::pin::pin!(stop);
    loop {
        let next = async {
            let permit = Arc::clone(&permits).acquire_owned().await.context("the server has stopped")?;
            anyhow::Ok((permit, listener.accept().await))
        };
        let (permit, accepted) = tokio::select! {
            next = next => next?,
            () = &mut stop => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            // Too many open files, or a client that left: others may still come.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        // A client that neither sends nor takes anything is dropped, whatever it was in the middle of.
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(silence));
        let service = router.clone().layer(axum::Extension(ConnectInfo::<SocketAddr>(from)));
        let service = TowerToHyperService::new(
            service.map_request(|request: axum::http::Request<_>| request.map(axum::body::Body::new)),
        );
        let connection = builder.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %from, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(FAREWELL) => tracing::warn!("requests under way were cut off"),
    }
    Ok(())
}
