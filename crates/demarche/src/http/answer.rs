//! Answers that are computed once and given many times: pages, API and feeds alike.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use register::{Damage, Snapshot};
use schemars::JsonSchema;
use serde::Deserialize;

use super::desk::{Answer, Answered, Desk, Turn};
use super::failure::Failure;
use crate::{clock, left_out};

/// The two times of a question.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
pub(crate) struct Times {
    /// What held in the world on that day; today if not given.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(default, deserialize_with = "clock::optional_day")]
    pub(crate) as_of: Option<Date>,
    /// What the record knew at that time (RFC 3339, or a day, whose end is meant); all that it knows if not given.
    #[schemars(with = "Option<String>", extend("anyOf" = [{"format": "date-time"}, {"format": "date"}]))]
    #[serde(default, deserialize_with = "clock::optional_instant")]
    pub(crate) known_at: Option<Timestamp>,
}

/// What a query says, or why it says nothing.
#[derive(Debug, Clone)]
pub(crate) struct Query<T>(pub(crate) T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| {
            // What people are told is which parameter is wrong and how to write it, not which program took it apart.
            let text = rejection.body_text();
            Failure::bad_request(text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text))
        })
    }
}

/// A request as answers look at it: what makes two requests the same, and what the asker has already.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Path and query, with what else the answer hangs on.
    key: String,
    /// The two times.
    pub(crate) times: Times,
    /// The state of the record that is asked about; the present one, or that of the times, if none.
    pub(crate) pin: Option<Pin>,
    if_none_match: Option<String>,
}

/// A state of the record: what was known after an operation, asked about a day of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pin {
    /// The operation.
    pub(crate) operation: i64,
    /// The day.
    pub(crate) day: Date,
}

impl Asked {
    /// Path and query.
    pub(crate) fn address(&self) -> &str {
        self.key.split('\n').next().unwrap_or_default()
    }

    /// The same request, whose answer hangs on something else too, as a preference in a cookie.
    pub(crate) fn by(mut self, what: &str) -> Self {
        self.key.push('\n');
        self.key.push_str(what);
        self
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Query(times) = Query::<Times>::from_request_parts(parts, state).await?;
        // The whole address: a page and an object of the API may have the same one below their folders.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let key = uri.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default();
        Ok(Self { key, times, pin: None, if_none_match: text(&parts.headers, header::IF_NONE_MATCH) })
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// An answer's content.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// Its media type.
    pub(crate) media: &'static str,
    /// Its bytes.
    pub(crate) body: Bytes,
    tag: HeaderValue,
}

impl Kept {
    /// Content of a media type.
    pub(crate) fn new(media: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&body);
        let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        // It is a weak one: the same answer may be sent compressed. Hexadecimal digits in quotes are always a header value.
        let tag = HeaderValue::from_str(&format!("W/\"{hex}\"")).unwrap_or(HeaderValue::from_static("W/\"\""));
        Self { media, body, tag }
    }

    /// An object of the API.
    ///
    /// # Errors
    /// When it has no JSON.
    pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<Self, Failure> {
        let body = serde_json::to_vec(value).map_err(|error| Failure::internal(error.to_string()))?;
        Ok(Self::new("application/json", body))
    }

    /// A page.
    ///
    /// # Errors
    /// When the template fails.
    pub(crate) fn page(template: &impl askama::Template) -> Result<Self, Failure> {
        let html = template.render().map_err(|error| Failure::internal(error.to_string()))?;
        Ok(Self::new("text/html; charset=utf-8", html))
    }

    /// With word of the facts that it leaves out, where its form has room for that.
    ///
    /// # Errors
    /// When it is not what its media type says.
    fn without(self, left_out: &[Damage]) -> Result<Self, Failure> {
        for damage in left_out {
            tracing::warn!(%damage, "a fact is damaged and left out");
        }
        if left_out.is_empty() {
            return Ok(self);
        }
        let broken = |error: &dyn std::fmt::Display| Failure::internal(error.to_string());
        if self.media == "application/json" {
            let mut answer = serde_json::from_slice(&self.body).map_err(|error| broken(&error))?;
            left_out::add_to(&mut answer, left_out);
            return Self::json(&answer);
        }
        if self.media.starts_with("text/html") {
            let page = std::str::from_utf8(&self.body).map_err(|error| broken(&error))?;
            return Ok(Self::new(self.media, left_out::on_page(page, left_out)));
        }
        Ok(self)
    }

    /// The response, or word that the asker has it already.
    pub(crate) fn respond(self, asked: &Asked) -> Response {
        let known = asked.if_none_match.as_deref().is_some_and(|tags| {
            let mine = self.tag.to_str().unwrap_or_default().trim_start_matches("W/");
            tags.trim() == "*" || tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == mine)
        });
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(header::CONTENT_TYPE, self.media)], self.body).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::ETAG, self.tag);
        // It may be kept, but is asked for again each time: the record may have grown.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Authorization"));
        response
    }
}

/// Answers a request from a snapshot. What was answered before is given again as long as nothing was written; of many that ask
/// for the same at once, one has it computed.
///
/// # Errors
/// Those of the question.
pub(crate) async fn answer(
    desk: &Arc<Desk>,
    asked: Asked,
    make: impl FnOnce(Snapshot<'_>) -> Result<Kept, Failure> + Send + 'static,
) -> Answered {
    let day = asked.pin.map(|pin| pin.day).or(asked.times.as_of).unwrap_or_else(|| desk.today());
    let make = move |snapshot: Snapshot<'_>| {
        // What a question that failed left out is not word of this one.
        drop(snapshot.left_out());
        let kept = make(snapshot)?;
        kept.without(&snapshot.left_out())
    };
    let operation = desk.operation().await?;
    let (pin, known_at) = (asked.pin, asked.times.known_at);
    let computed = {
        let desk = Arc::clone(desk);
        move |turn: Turn| async move {
            let kept = match pin {
                Some(pin) => desk.ask(move |register| make(register.snapshot_at(pin.day, pin.operation))).await?,
                None => desk.look(Some(day), known_at, make).await?,
            };
            desk.keep(turn, kept.clone());
            Ok::<Kept, Failure>(kept)
        }
    };
    let kept = match desk.turn((asked.key.clone(), day), operation).await {
        Answer::Present(kept) => kept,
        Answer::Stale(kept, turn) => {
            tokio::spawn(async move {
                if let Err(failure) = computed(turn).await {
                    tracing::error!(error = failure.detail(), "an answer could not be computed anew");
                }
            });
            kept
        }
        Answer::Missing(turn) => computed(turn).await?,
    };
    Ok(kept.respond(&asked))
}
