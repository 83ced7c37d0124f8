//! `GET /documents`, `GET /documents/{id}`, `POST /documents`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use record::Document;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Id;
use super::page::Paged;
use crate::filter;
use crate::http::answer::{Asked, Kept, Query, answer};
use crate::http::{Answered, Desk, Failure, Fault};
use crate::intake::{self, File, Outcome, Step, Told};

/// Bytes that may be sent in at once: some thousand announcements.
pub(super) const LARGEST: usize = 16 << 20;

/// Which documents are listed.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Filter {
    /// Only documents with these words; then the best come first, and not more than 400.
    #[schemars(length(max = 1000))]
    #[serde(default, deserialize_with = "filter::text")]
    q: Option<String>,
    /// Only of publishers with these words in their name.
    #[schemars(length(max = 200))]
    #[serde(default, deserialize_with = "filter::text")]
    publisher: Option<String>,
}

/// All documents, the latest first.
pub(super) async fn list(State(desk): State<Arc<Desk>>, Query(filter): Query<Filter>, paged: Paged) -> Answered {
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let (words, publisher) = (filter.q.as_deref(), filter.publisher.as_deref());
        let found = views::documents(snapshot, words, publisher, paged.after.as_deref(), paged.limit)?;
        Kept::json(&paged.page(snapshot, found.documents, found.next))
    })
    .await
}

/// One document with its facts, as a record.
pub(super) async fn document(State(desk): State<Arc<Desk>>, Id(id): Id, asked: Asked) -> Answered {
    answer(&desk, asked, move |snapshot| Kept::json(&snapshot.record(&id)?.to_public())).await
}

/// What came of what was sent in.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Taken {
    /// Each document, in the order of reading.
    documents: Vec<Told>,
}

/// Documents that are sent in as JSON: one, or several.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it stands for its schema")]
pub(super) enum Sent {
    /// One document.
    One(Document),
    /// Several.
    Several(#[schemars(length(min = 1))] Vec<Document>),
}

/// Reads documents into the record.
pub(super) async fn add(State(desk): State<Arc<Desk>>, request: Request) -> Answered {
    let media = media(&request);
    let file = match media.as_str() {
        "application/json" => "sent.json",
        "application/x-ndjson" | "application/jsonl" => "sent.jsonl",
        "text/plain" => "sent.txt",
        "text/html" => "sent.html",
        _ => {
            return Err(Failure::unsupported(format!(
                "documents are application/json, application/x-ndjson, text/plain or text/html, not {media:?}"
            )));
        }
    };
    // Leave first, bytes afterwards: who waits for others holds no memory.
    let permit = desk.intake.permit()?;
    let bytes = body(request).await?;
    if file == "sent.json" {
        documents(&bytes)?;
    }
    let mut told = Vec::new();
    let files = vec![File { name: file.to_owned(), bytes }];
    intake::read(&desk, permit, files, |step| {
        if let Step::Done(one) = step {
            told.push(one);
        }
    })
    .await?;
    if told.iter().all(|one| one.outcome == Outcome::Failed) {
        let why: Vec<&str> = told.iter().filter_map(|one| one.why.as_deref()).take(3).collect();
        let why = if why.is_empty() { "there is no document in it".to_owned() } else { why.join("; ") };
        return Err(Failure::unprocessable(format!("nothing was read: {why}")));
    }
    json(&Taken { documents: told })
}

/// Documents as JSON are taken all or none.
fn documents(bytes: &[u8]) -> Result<(), Failure> {
    let wrong = |what: String| Failure::bad_request(format!("{what}; nothing was read"));
    let sent: Value = serde_json::from_slice(bytes).map_err(|error| wrong(format!("this is no JSON: {error}")))?;
    let (all, listed) = match sent {
        Value::Array(all) => (all, true),
        one => (vec![one], false),
    };
    let mut faults = Vec::new();
    for (index, one) in all.into_iter().enumerate() {
        if let Err(flaw) = Document::from_json(one) {
            let place = if listed { format!("/{index}") } else { String::new() };
            faults.push((index + 1, Fault { pointer: format!("{place}{}", flaw.pointer), detail: flaw.message }));
        }
    }
    let Some((number, first)) = faults.first() else { return Ok(()) };
    let failure = wrong(format!("document {number} is none: {}", first.detail));
    Err(failure.at(faults.into_iter().map(|(_, fault)| fault).collect()))
}

/// The media type of what is sent, without its parameters.
pub(super) fn media(request: &Request) -> String {
    let header = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What is sent, whole.
///
/// # Errors
/// When it is too long, or does not arrive.
pub(super) async fn body(request: Request) -> Result<Bytes, Failure> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::too_large("this is more than is taken at once: send it in parts"),
        _ => Failure::cut_off("what was to be sent did not arrive whole, or not in time"),
    })
}

/// An answer that nobody keeps.
pub(super) fn json<T: Serialize>(value: &T) -> Answered {
    let mut response: Response = (StatusCode::OK, Kept::json(value)?.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}
