//! What stands before every handler: who may ask, how often, and what browsers are told about answers.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use register::Scope;

use super::desk::Desk;
use super::failure::Failure;
use super::metrics;
use super::session::{Caller, Shown};

/// Attempts with a wrong token that one address may make in a second.
const WRONG: NonZeroU32 = NonZeroU32::new(5).unwrap();

/// Bytes that no request may send, whatever its route; routes allow less.
const MOST: u64 = 65 << 20;

type Limiter = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, DefaultClock>;

/// How often one address may ask.
#[derive(Debug)]
pub(crate) struct Limits {
    requests: Limiter,
    wrong: Limiter,
}

impl Limits {
    /// At most `rate` requests a second, and twice as many at once.
    pub(crate) fn new(rate: u32) -> Self {
        let rate = NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
        Self { requests: RateLimiter::keyed(quota), wrong: RateLimiter::keyed(Quota::per_second(WRONG)) }
    }

    /// An address tried a token that does not hold.
    ///
    /// # Errors
    /// When it has tried too many.
    pub(crate) fn guessed_wrong(&self, from: IpAddr) -> Result<(), Failure> {
        self.wrong.check_key(&from).map_err(|_| Failure::too_many())
    }

    /// Forgets addresses that asked for nothing lately.
    pub(crate) fn forget(&self) {
        self.requests.retain_recent();
        self.wrong.retain_recent();
    }
}

/// What the guard needs.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// The shared state.
    pub(crate) desk: Arc<Desk>,
    /// How often one address may ask.
    pub(crate) limits: Arc<Limits>,
}

/// Lets a request through to its handler, or turns it away.
pub(crate) async fn admit(
    State(guard): State<Guard>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", |path| path.as_str()).to_owned();
    let page = !["/api/", "/feeds/", "/mcp"].iter().any(|prefix| request.uri().path().starts_with(prefix));
    let (mut parts, body) = request.into_parts();
    let mut response = match caller(&guard, from.ip(), &parts).await {
        Ok(caller) => {
            parts.extensions.insert(caller);
            parts.extensions.insert(Arc::clone(&guard.limits));
            next.run(Request::from_parts(parts, body)).await
        }
        Err(failure) if page && failure.status() == axum::http::StatusCode::UNAUTHORIZED && method == Method::GET => {
            axum::response::Redirect::to("/sign-in").into_response()
        }
        Err(failure) => failure.into_response(),
    };
    tell_browser(response.headers_mut());
    metrics::count(&method, &route, response.status().as_u16(), start.elapsed().as_secs_f64());
    response
}

/// Paths that anybody may ask for: what is needed to sign in, and to see that the server lives.
fn is_public(path: &str) -> bool {
    path == "/healthz" || path == "/sign-in" || path.starts_with("/assets/")
}

async fn caller(guard: &Guard, from: IpAddr, request: &Parts) -> Result<Caller, Failure> {
    let desk = &guard.desk;
    if guard.limits.requests.check_key(&from).is_err() {
        return Err(Failure::too_many());
    }
    // What is compressed may be a thousand times as large as it looks.
    if request.headers.get_all(header::CONTENT_ENCODING).iter().any(|encoding| encoding != "identity") {
        return Err(Failure::unsupported("send it as it is: compressed bodies are not taken"));
    }
    if announced(request).is_some_and(|length| length > MOST) {
        return Err(Failure::too_large("more is announced than any request may send"));
    }
    let path = request.uri.path();
    let writes = !matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    let shown = desk.sessions.shown(&request.headers);
    if let Some(Shown::Account(name)) = shown {
        let account = desk.ask(move |register| Ok(register.account(&name)?)).await?;
        return match account {
            Some((account, _)) => Ok(Caller::Person(account)),
            None if is_public(path) => Ok(Caller::Local),
            None => Err(Failure::unauthorized("this account was ended: sign in with another")),
        };
    }
    if let Some(Shown::Token(secret)) = shown {
        let token = desk.ask(move |register| Ok(register.token(&secret)?)).await?;
        let Some(token) = token else {
            if is_public(path) {
                return Ok(Caller::Local);
            }
            guard.limits.guessed_wrong(from)?;
            return Err(Failure::unauthorized(
                "this token does not hold: ask for another, or make one with `demarche token make`",
            ));
        };
        if !writes && !token.allows(Scope::Read) && !is_public(path) {
            return Err(Failure::forbidden("this token does not allow to read"));
        }
        return Ok(Caller::Holder(token));
    }
    if desk.settings.tokens {
        if is_public(path) {
            return Ok(Caller::Local);
        }
        return Err(Failure::unauthorized(
            "send a token, as `Authorization: Bearer …`; `demarche token make` makes one",
        ));
    }
    // Without tokens the server trusts this machine alone: a page elsewhere must not reach it under a name of its own.
    if !is_local(request, &desk.settings.hosts) {
        return Err(Failure::forbidden(
            "this server answers to the name of its own machine only; name others with --host, or use tokens",
        ));
    }
    Ok(Caller::Local)
}

/// How many bytes a request says that it sends.
fn announced(request: &Parts) -> Option<u64> {
    request.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The request names this machine as its host.
fn is_local(request: &Parts, hosts: &[String]) -> bool {
    let host = request.uri.host().map(str::to_owned).or_else(|| {
        let host = request.headers.get(header::HOST)?.to_str().ok()?;
        host.parse::<axum::http::uri::Authority>().ok().map(|authority| authority.host().to_owned())
    });
    let Some(host) = host else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        || hosts.iter().any(|known| known.eq_ignore_ascii_case(&host))
}

/// Nothing in a page runs or loads but what this server serves, and nothing frames it.
fn tell_browser(headers: &mut HeaderMap) {
    let said = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in said {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
