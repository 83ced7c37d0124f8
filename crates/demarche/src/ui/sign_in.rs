//! Signing in: a token is shown once, a session follows.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::frame::Frame;
use crate::http::answer::Kept;
use crate::http::guard::Limits;
use crate::http::session::{COOKIE, Caller, cookie};
use crate::http::{Answered, Desk, Failure};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// Who is signed in, and what they may do.
    holder: Option<(String, Vec<&'static str>)>,
    /// The server asks for tokens.
    needed: bool,
    wrong: bool,
}

fn response(status: StatusCode, page: &SignInPage) -> Answered {
    let mut response = (status, Kept::page(page)?.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Gives the form, or says who is signed in.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    frame: Frame,
) -> Answered {
    let holder = match caller {
        Caller::Local => None,
        Caller::Holder(token) => {
            Some((token.name.clone(), token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>()))
        }
    };
    let page = SignInPage { frame: frame.titled("Sign in"), holder, needed: desk.settings.tokens, wrong: false };
    response(StatusCode::OK, &page)
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    token: String,
}

/// Begins a session for the holder of a token.
pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    Extension(limits): Extension<Arc<Limits>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    frame: Frame,
    headers: HeaderMap,
    Form(shown): Form<Shown>,
) -> Answered {
    let secret = shown.token.trim().to_owned();
    if find(&desk, &limits, from.ip(), &secret).await? {
        if let Some(session) = cookie(&headers, COOKIE) {
            desk.sessions.end(session);
        }
        let session = desk.sessions.begin(secret);
        return set(Redirect::to("/").into_response(), &session, 12 * 3600, &headers);
    }
    let page = SignInPage { frame: frame.titled("Sign in"), holder: None, needed: desk.settings.tokens, wrong: true };
    response(StatusCode::FORBIDDEN, &page)
}

/// Whether a secret is that of a token; who tries too many that are none is told to wait.
async fn find(desk: &Arc<Desk>, limits: &Limits, from: IpAddr, secret: &str) -> Result<bool, Failure> {
    let secret = secret.to_owned();
    let found = desk.ask(move |register| Ok(register.token(&secret)?)).await?.is_some();
    if !found {
        limits.guessed_wrong(from)?;
    }
    Ok(found)
}

/// Ends the session.
pub(super) async fn end(State(desk): State<Arc<Desk>>, headers: HeaderMap) -> Answered {
    if let Some(session) = cookie(&headers, COOKIE) {
        desk.sessions.end(session);
    }
    set(Redirect::to("/sign-in").into_response(), "", 0, &headers)
}

/// Sets the cookie of the session. Scripts cannot read it, and no other site can send it along.
fn set(mut response: Response, session: &str, age: u32, headers: &HeaderMap) -> Answered {
    // TLS ends at a proxy, which says so.
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"));
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={session}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Failure::internal(error.to_string()))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
