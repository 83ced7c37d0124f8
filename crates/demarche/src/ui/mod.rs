//! Pages, rendered on the server: fast without script, better with it.

mod add;
mod address;
mod agenda;
mod assets;
mod between;
mod chart;
mod compare;
mod correction;
mod counterparts;
mod desk;
mod documents;
mod frame;
mod instruments;
mod ledger;
mod link;
mod papers;
mod people;
mod review;
mod search;
mod series;
mod sign_in;
mod theme;
mod time;
mod wording;
mod work;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::{get, post};

use crate::http::{Desk, Failure};
use crate::intake;
use frame::Frame;

/// All pages.
pub(crate) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/", get(desk::page))
        .route("/seen", post(desk::seen))
        .route("/ledger", get(ledger::page))
        .route("/ledger.csv", get(ledger::csv))
        .route("/ledger/{fact}", get(ledger::entry))
        .route("/counterparts", get(counterparts::list))
        .route("/counterparts/{who}", get(counterparts::page))
        .route("/counterparts/{who}/since", get(between::page))
        .route("/counterparts/{who}/brief/{format}", get(counterparts::paper))
        .route("/instruments", get(instruments::list))
        .route("/instruments/{id}", get(instruments::page))
        .route("/instruments/{id}/brief/{format}", get(instruments::paper))
        .route("/agenda", get(agenda::page))
        .route("/search", get(search::page))
        .route("/assets/{name}", get(assets::asset))
        .route("/theme", post(theme::choose))
        .route("/time", post(time::choose))
        .route("/home", post(counterparts::home))
        .route("/documents", get(documents::list))
        .route("/documents/{id}", get(documents::page))
        .route("/documents/{id}/revisions", get(documents::revisions))
        .route("/compare/{event}", get(compare::page))
        .route("/people", get(people::list))
        .route("/people/{id}", get(people::page))
        .route("/series", get(series::list))
        .route("/series/{key}", get(series::page))
        .route("/series/{key}/paper", get(series::paper))
        .route("/series/{key}/paper/{format}", get(series::file))
        .route("/review", get(review::show))
        .route("/review/{fact}", post(review::decide))
        .route("/add", get(add::form).post(add::take).layer(DefaultBodyLimit::max(intake::LARGEST + FORM)))
        .route("/add/sample", post(add::sample))
        .route("/add/{job}", get(add::progress))
        .route("/add/{job}/events", get(add::events))
        .route("/mine", get(work::page))
        .route("/mine/read", post(work::read))
        .route("/work", post(work::act))
        .route("/sign-in", get(sign_in::page).post(sign_in::begin))
        .route("/sign-out", post(sign_in::end))
        .layer(axum::middleware::from_fn(time::keep))
}

/// Bytes that a form needs around the files that it sends.
const FORM: usize = 1 << 20;

/// The day of an instant as stored.
fn day(instant: &str) -> &str {
    instant.get(..10).unwrap_or(instant)
}

/// A share as people read it.
fn percent(share: &f32) -> String {
    format!("{:.0} %", f64::from(*share) * 100.0)
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage<'f> {
    frame: Frame,
    failure: &'f Failure,
}

/// Tells people who asked for a page of a failure in a page; programs have it as problem details.
pub(crate) async fn failures(request: Request, next: Next) -> Response {
    // Programs have problem details, whatever they say that they like.
    let person = wants_page(request.headers()) && !request.uri().path().starts_with("/api/");
    let frame = Frame::of(request.headers(), request.uri());
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions_mut().remove::<Failure>().filter(|_| person) else { return response };
    let page = FailurePage { frame: frame.titled(failure.heading()), failure: &failure };
    if let Ok(html) = page.render() {
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::CONTENT_ENCODING);
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
