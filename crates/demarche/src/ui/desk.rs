//! The desk: what is new, what falls due, what moved, what to review.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use register::Status;
use serde::Deserialize;
use views::Overview;

use super::frame::Frame;
use super::{link, wording};
use crate::http::answer::{Asked, Kept, answer};
use crate::http::session::cookie;
use crate::http::{Answered, Desk, Failure};

/// The cookie that keeps the last operation that somebody has seen.
const SEEN: &str = "demarche-seen";

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    frame: Frame,
    seen: bool,
    view: Overview,
    documents: u64,
    statuses: Vec<(Status, u64)>,
}

/// Gives the page.
pub(super) async fn page(State(desk): State<Arc<Desk>>, frame: Frame, headers: HeaderMap, asked: Asked) -> Answered {
    let seen: Option<i64> = cookie(&headers, SEEN).and_then(|seen| seen.parse().ok()).filter(|seen| *seen >= 0);
    let key = format!("{}\n{}", frame.key(), seen.unwrap_or(-1));
    let shared = Arc::clone(&desk);
    answer(&desk, asked.by(&key), move |snapshot| {
        let totals = shared.totals(snapshot)?;
        Kept::page(&DeskPage {
            frame: frame.titled("Desk").within("/"),
            seen: seen.is_some(),
            view: views::overview(snapshot, seen.unwrap_or(0))?,
            documents: totals.documents,
            statuses: totals.statuses,
        })
    })
    .await
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    /// The last operation that was shown.
    operation: i64,
}

/// Keeps that all was seen up to an operation.
pub(super) async fn seen(Form(seen): Form<Seen>) -> Answered {
    let kept = format!("{SEEN}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", seen.operation.max(0));
    let kept = HeaderValue::from_str(&kept).map_err(|error| Failure::internal(error.to_string()))?;
    let mut response = Redirect::to("/").into_response();
    response.headers_mut().append(header::SET_COOKIE, kept);
    Ok(response)
}
