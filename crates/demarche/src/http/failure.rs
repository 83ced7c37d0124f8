//! What can go wrong with a request, and the only place that knows status codes.
//!
//! Programs get problem details (RFC 9457); pages turn the same failure into a page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(crate) struct Failure {
    /// A URI reference that names the kind of problem; `about:blank` says that the title tells it all.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What was wrong, where, and what to do.
    detail: String,
    /// What was wrong with what was sent, place by place; absent where the detail says it all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
}

/// What is wrong at one place of what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub(crate) struct Fault {
    /// The place, as a JSON Pointer (RFC 6901) into what was sent.
    pub(crate) pointer: String,
    /// What is wrong there, and what to do.
    pub(crate) detail: String,
}

impl Failure {
    fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("error"),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// There is nothing of that name.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    /// The request makes no sense.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The request is understood, but what it asks for cannot be done.
    pub(crate) fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// What is asked for does not fit what was done before.
    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, detail)
    }

    /// A token is missing, or none that holds.
    pub(crate) fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// The token does not allow it, or the request comes from elsewhere.
    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// More was sent than is taken.
    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    /// What was sent is of no type that is taken.
    pub(crate) fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    /// What was to be sent did not arrive.
    pub(crate) fn cut_off(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, detail)
    }

    /// The same failure, told with more.
    pub(crate) fn with(mut self, tell: impl FnOnce(&str) -> String) -> Self {
        self.detail = tell(&self.detail);
        self
    }

    /// The same failure, with what is wrong place by place.
    pub(crate) fn at(mut self, errors: Vec<Fault>) -> Self {
        self.errors = errors;
        self
    }

    /// More was asked than is answered.
    pub(crate) fn too_many() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too many requests from this address: wait a second")
    }

    /// All hands are full; it can be asked again later.
    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    }

    /// The request took longer than anybody waits.
    pub(crate) fn timed_out() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "the answer took too long: ask for less")
    }

    /// The method is none of this resource.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this resource does not take that method")
    }

    /// The server is going down.
    pub(crate) fn stopping() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping")
    }

    /// A fault of the server's own.
    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    }

    /// Its HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// What was wrong.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// Its kind as people are told it.
    pub(crate) fn heading(&self) -> &'static str {
        match self.status {
            400 => "This cannot be shown as asked",
            401 => "Please sign in",
            403 => "Not allowed",
            404 => "Not found",
            413 => "Too large",
            422 => "This could not be done",
            429 => "Too many requests",
            503 | 504 => "Please try again in a moment",
            _ => "Something went wrong",
        }
    }
}

impl From<register::Error> for Failure {
    fn from(error: register::Error) -> Self {
        use register::Error as E;
        let status = match &error {
            E::Unknown { .. } | E::Nothing { .. } => StatusCode::NOT_FOUND,
            E::Decision(_) => StatusCode::UNPROCESSABLE_ENTITY,
            E::Unwritable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(error = %error, "the register failed");
        }
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status() == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"demarche\", Basic realm=\"demarche\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if self.status() == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        // Pages say the same in their own way.
        response.extensions_mut().insert(self);
        response
    }
}
