//! Looking at another day: what was true *as of* it, and *as known on* it.
//!
//! The day stands in the address of each page, so that an address that is shared shows the same. A cookie keeps it while one
//! goes about: a page that is asked for without a day leads to the same page with it.

use axum::Form;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::address::Address;
use super::theme::back;
use crate::http::session::cookie;
use crate::http::{Answered, Failure};
use crate::{clock, wording};

/// The cookie that keeps the day one looks at.
const TIME: &str = "demarche-time";

/// The parameters of addresses that say it.
const PARAMETERS: [&str; 2] = ["as_of", "known_at"];

/// Pages that show no day of the record.
const TIMELESS: &[&str] = &["/assets/", "/add", "/sign-in", "/review", "/ledger.csv", "/mine"];

/// The days that a page is about, as its address has them; empty for today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Looking {
    /// The day of the world.
    pub(super) as_of: String,
    /// The time of the record.
    pub(super) known_at: String,
}

impl Looking {
    /// As an address says it.
    pub(super) fn of(uri: &Uri) -> Self {
        let address = Address::of(uri.path(), uri.query().unwrap_or_default());
        Self { as_of: address.value("as_of").to_owned(), known_at: address.value("known_at").to_owned() }
    }

    /// It is another day than today.
    pub(super) fn elsewhere(&self) -> bool {
        !self.as_of.is_empty() || !self.known_at.is_empty()
    }

    /// The day of the time of the record; empty for today.
    pub(super) fn known_day(&self) -> &str {
        self.known_at.get(..10).unwrap_or_default()
    }

    /// "as of 10 December 2025, as known on 12 December 2025".
    pub(super) fn words(&self) -> String {
        let day = |text: &str| wording::partial(text.get(..10).unwrap_or(text));
        let parts = [("as of", &self.as_of), ("as known on", &self.known_at)];
        let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
        parts.map(|(name, text)| format!("{name} {}", day(text))).collect::<Vec<_>>().join(", ")
    }

    fn kept(&self) -> Result<HeaderValue, Failure> {
        let value = match self.elsewhere() {
            true => format!("{TIME}={}/{}; Path=/; SameSite=Lax; HttpOnly", self.as_of, self.known_at),
            false => format!("{TIME}=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly"),
        };
        HeaderValue::from_str(&value).map_err(|error| Failure::internal(error.to_string()))
    }

    fn from_cookie(headers: &HeaderMap) -> Option<Self> {
        let kept = cookie(headers, TIME)?;
        let (as_of, known_at) = kept.split_once('/')?;
        let looking = Self { as_of: as_of.to_owned(), known_at: known_at.to_owned() };
        (looking.elsewhere() && looking.holds()).then_some(looking)
    }

    /// Both are days or times, and nothing else.
    fn holds(&self) -> bool {
        let day = self.as_of.is_empty() || self.as_of.len() == 10 && self.as_of.parse::<Date>().is_ok();
        day && (self.known_at.is_empty() || clock::instant(&self.known_at).is_ok())
    }
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    known_at: String,
    back: String,
}

/// Takes the day that somebody wants to look at, and leads back to the page.
pub(super) async fn choose(Form(choice): Form<Choice>) -> Answered {
    let looking = Looking { as_of: choice.as_of.trim().to_owned(), known_at: choice.known_at.trim().to_owned() };
    if !looking.holds() {
        return Err(Failure::bad_request("this is not a date: write it as 2026-01-02"));
    }
    let back = back(&choice.back);
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let mut address = Address::of(path, query);
    for (name, value) in PARAMETERS.iter().zip([&looking.as_of, &looking.known_at]) {
        address = address.with(name, value);
    }
    let mut response = Redirect::to(&address.to_string()).into_response();
    response.headers_mut().append(header::SET_COOKIE, looking.kept()?);
    Ok(response)
}

/// Leads to the day that one looks at, and keeps a day that an address brings.
pub(super) async fn keep(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let page = request.method() == Method::GET
        && super::wants_page(request.headers())
        && !TIMELESS.iter().any(|start| path.starts_with(start));
    if !page {
        return next.run(request).await;
    }
    let (asked, kept) = (Looking::of(request.uri()), Looking::from_cookie(request.headers()));
    // A form that was sent with empty fields asks for nothing, either.
    if let Some(kept) = kept.as_ref().filter(|_| !asked.elsewhere()) {
        let mut address = Address::of(path, request.uri().query().unwrap_or_default());
        for (name, value) in PARAMETERS.iter().zip([&kept.as_of, &kept.known_at]) {
            address = address.with(name, value);
        }
        return Redirect::to(&address.to_string()).into_response();
    }
    let mut response = next.run(request).await;
    let new = asked.elsewhere() && kept.as_ref() != Some(&asked) && asked.holds();
    if new
        && response.status() == StatusCode::OK
        && let Ok(cookie) = asked.kept()
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
