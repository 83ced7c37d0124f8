//! Numbers for those who watch the server (Prometheus text format).

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Extension;
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::{Answered, Desk};

/// Upper bounds of the buckets that answering times are counted in, in seconds.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Begins to count.
///
/// # Errors
/// When something else counts already.
pub(super) fn start() -> Result<PrometheusHandle> {
    let recorder = PrometheusBuilder::new().set_buckets(&BUCKETS).context("there are no buckets")?;
    let recorder = recorder.install_recorder().context("metrics cannot be recorded")?;
    metrics::describe_counter!("demarche_http_requests_total", "Requests by method, route and status.");
    metrics::describe_histogram!("demarche_http_request_seconds", "Time until an answer began, by method and route.");
    metrics::describe_gauge!("demarche_documents", "Documents in the register.");
    metrics::describe_gauge!("demarche_operation", "The last operation on the register.");
    Ok(recorder)
}

/// `GET /metrics`.
pub(super) async fn metrics(
    State(desk): State<Arc<Desk>>,
    Extension(recorder): Extension<PrometheusHandle>,
) -> Answered {
    let day = desk.today();
    let (operation, documents) = desk
        .ask(move |register| {
            let snapshot = register.snapshot(day, None)?;
            Ok((snapshot.operation(), snapshot.document_count()?))
        })
        .await?;
    metrics::gauge!("demarche_operation").set(operation as f64);
    metrics::gauge!("demarche_documents").set(documents as f64);
    recorder.run_upkeep();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder.render()).into_response())
}

/// Counts an answer. Labels come from small closed sets, whatever is asked for.
pub(super) fn count(method: &Method, route: &str, status: u16, seconds: f64) {
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("demarche_http_requests_total", &labels).increment(1);
    metrics::histogram!("demarche_http_request_seconds", &labels[..2]).record(seconds);
}
