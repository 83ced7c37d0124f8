//! Changes as CloudEvents 1.0, in structured mode.

use register::{Error, Snapshot};
use serde::Serialize;
use serde_json::json;
use url::Url;
use views::Happened;

use super::super::changes::uuid;
use crate::filter::ScopeFilter;
use crate::http::Failure;

/// The event's id, the document whose words it has, and the event.
type Written = (String, String, String);

/// The events of the last operation of a snapshot; `before` is the snapshot without it.
///
/// # Errors
/// When the database fails.
pub(super) fn events(
    now: Snapshot<'_>,
    before: Snapshot<'_>,
    filter: &ScopeFilter,
    base: &Url,
) -> Result<Vec<Written>, Failure> {
    let scope = match filter.scope(now, None) {
        Ok(scope) => scope,
        // Whom the record does not know yet, or no longer, nothing concerns.
        Err(Error::Unknown { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let news = views::news(now, before, &scope)?;
    let (id, at) = (news.operation.id.to_string(), &news.operation.at);
    let mut events: Vec<Written> = Vec::new();
    let mut add = |event: Written| {
        // One operation tells one thing once, however it came about.
        if events.iter().all(|known| known.0 != event.0) {
            events.push(event);
        }
    };
    for change in &news.facts {
        let kind = match change.happened {
            Happened::Recorded => "fact.recorded",
            Happened::Changed => "fact.changed",
            Happened::Closed => "fact.closed",
        };
        add(written(base, kind, &change.fact.fact, &id, at, &change.fact.source.document, change)?);
    }
    for status in &news.statuses {
        add(written(
            base,
            "ledger.status-changed",
            &status.entry.fact,
            &id,
            at,
            &status.entry.source.document,
            status,
        )?);
    }
    for document in &news.forgotten {
        add(written(base, "document.forgotten", document, &id, at, "", &json!({ "document": document }))?);
    }
    Ok(events)
}

/// An event that tells nothing but that it came.
///
/// # Errors
/// When it has no JSON.
pub(crate) fn test(base: &Url, at: &str, nonce: &str) -> Result<(String, String), Failure> {
    let data = json!({ "test": true });
    written(base, "webhook.test", "test", nonce, at, "", &data).map(|(id, _, body)| (id, body))
}

fn written<T: Serialize>(
    base: &Url,
    kind: &str,
    subject: &str,
    operation: &str,
    at: &str,
    document: &str,
    data: &T,
) -> Result<Written, Failure> {
    // The same change has the same id, whoever tells it and how often.
    let id = uuid(&[kind, subject, operation]).trim_start_matches("urn:uuid:").to_owned();
    let body = json!({
        "specversion": "1.0",
        "id": id,
        "source": base.as_str(),
        "type": format!("app.demarche.{kind}"),
        "subject": subject,
        "time": at,
        "datacontenttype": "application/json",
        "data": data,
    });
    Ok((id, document.to_owned(), body.to_string()))
}
