//! Signing in: a password, or a token, is shown once; a session follows.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use register::Scope;
use serde::Deserialize;

use super::frame::Frame;
use crate::http::answer::Kept;
use crate::http::guard::Limits;
use crate::http::session::{COOKIE, Caller, Shown, cookie};
use crate::http::{Answered, Desk, Failure, password};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// Who is signed in, and what they may do.
    holder: Option<(String, Vec<&'static str>)>,
    /// The server asks for tokens.
    needed: bool,
    /// What was wrong: `token` or `password`; empty for nothing.
    wrong: &'static str,
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
    let allowed = |scopes: &[Scope]| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>();
    let holder = match caller {
        Caller::Local => None,
        Caller::Holder(token) => Some((token.name.clone(), allowed(&token.scopes))),
        Caller::Person(account) => Some((account.name, allowed(&account.role.scopes()))),
    };
    let page = SignInPage { frame: frame.titled("Sign in"), holder, needed: desk.settings.tokens, wrong: "" };
    response(StatusCode::OK, &page)
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Begins a session for the holder of a token or an account.
pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    Extension(limits): Extension<Arc<Limits>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    frame: Frame,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Answered {
    let (shown, wrong) = if sent.token.trim().is_empty() {
        (account(&desk, &limits, from.ip(), sent).await?, "password")
    } else {
        let secret = sent.token.trim().to_owned();
        let holds = find(&desk, &limits, from.ip(), &secret).await?;
        (holds.then_some(Shown::Token(secret)), "token")
    };
    if let Some(shown) = shown {
        if let Some(session) = cookie(&headers, COOKIE) {
            desk.sessions.end(session);
        }
        let session = desk.sessions.begin(shown);
        return set(Redirect::to("/").into_response(), &session, 12 * 3600, &headers);
    }
    let page = SignInPage { frame: frame.titled("Sign in"), holder: None, needed: desk.settings.tokens, wrong };
    response(StatusCode::FORBIDDEN, &page)
}

/// The account whose name and password were sent; who tries too many that are none is told to wait.
async fn account(desk: &Arc<Desk>, limits: &Limits, from: IpAddr, sent: Sent) -> Result<Option<Shown>, Failure> {
    let name = sent.name.trim().to_owned();
    let found = desk.ask(move |register| Ok(register.account(&name)?)).await?;
    let account = password::check(found, sent.password).await?;
    if account.is_none() {
        limits.guessed_wrong(from)?;
    }
    Ok(account.map(|account| Shown::Account(account.name)))
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
