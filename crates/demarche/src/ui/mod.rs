//! Pages, rendered on the server: fast without script, better with it.

mod assets;
mod desk;
mod frame;
mod theme;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};

use crate::http::{Desk, Failure};
use frame::Frame;

/// All pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/", get(desk::page))
        .route("/assets/{name}", get(assets::asset))
        .route("/theme", post(theme::choose))
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'f> {
    frame: Frame,
    failure: &'f Failure,
}

/// Tells people who asked for a page of a failure in a page; programs have it as problem details.
pub(crate) async fn failures(request: Request, next: Next) -> Response {
    let person = wants_page(request.headers());
    let frame = Frame::of(request.headers(), request.uri());
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions_mut().remove::<Failure>().filter(|_| person) else { return response };
    let page = FailurePage { frame: frame.titled(failure.title()), failure: &failure };
    if let Ok(html) = page.render() {
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        *response.body_mut() = html.into();
    }
    response
}

/// The asker prefers a page to JSON, as browsers do.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
