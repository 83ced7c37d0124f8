//! What is logged of requests, and the id by which one is found in the log.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use rand::RngCore;
use tracing::Instrument;

/// The header that carries the id, both ways.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives a request its id, and writes one line for it.
pub(super) async fn log(request: Request, next: Next) -> Response {
    // A proxy may have given it one; what does not look like an id is not let into the log.
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| is_id(id));
    let id = given.map_or_else(|| format!("{:016x}", rand::rng().next_u64()), str::to_owned);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let start = Instant::now();
    let span = tracing::info_span!("request", id);
    async move {
        let mut response = next.run(request).await;
        tracing::info!(
            %method,
            path,
            status = response.status().as_u16(),
            milliseconds = start.elapsed().as_secs_f64() * 1e3,
            "answered"
        );
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HEADER, id);
        }
        response
    }
    .instrument(span)
    .await
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_short_and_plain() {
        assert!(super::is_id("7f3c-09_a.b"));
        for text in ["", "a b", "a\"b", "é", &"a".repeat(65)] {
            assert!(!super::is_id(text), "{text:?}");
        }
    }
}
