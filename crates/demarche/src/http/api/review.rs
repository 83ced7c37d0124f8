//! `GET /review`, `POST /review/decisions`.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use register::Author;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::documents::{body, json, media};
use super::page::Paged;
use crate::decision::{Decision, Refusal};
use crate::http::answer::{Kept, answer};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};

/// Facts that can be listed by doubt.
const MOST: usize = 10_000;

/// Facts by doubt, the least sure first.
pub(super) async fn doubtful(State(desk): State<Arc<Desk>>, paged: Paged) -> Answered {
    let skip = paged.offset()?;
    answer(&desk, paged.asked.clone(), move |snapshot| {
        let facts = snapshot.doubtful((skip + paged.limit + 1).min(MOST))?;
        Kept::json(&paged.counted(snapshot, facts.iter().skip(skip).map(views::line))?)
    })
    .await
}

/// Decisions that are sent as JSON: one, or several.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "it stands for its schema")]
pub(super) enum Sent {
    /// One decision.
    One(Decision),
    /// Several, in order.
    Several(Vec<Decision>),
}

/// What came of decisions.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Decided {
    /// How many hold now.
    decided: usize,
    /// Under which name.
    author: String,
}

/// Decides on facts and names, in the name of the token.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Answered {
    let media = media(&request);
    let bytes = body(request).await?;
    let values = values(&media, &bytes)?;
    let decisions = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| {
            Decision::read(value)
                .map_err(|why| Failure::bad_request(format!("decision {}: {why}; nothing was decided", index + 1)))
        })
        .collect::<Result<Vec<Decision>, Failure>>()?;
    let author = caller.name().to_owned();
    let decided = desk
        .write(move |register| {
            let author = Author(author);
            let mut decided = 0;
            for decision in decisions {
                decision.apply(register, &author, "").map_err(|refusal| refused(refusal, decided))?;
                decided += 1;
            }
            Ok(Decided { decided, author: author.0 })
        })
        .await?;
    json(&decided)
}

/// The decisions as they are written.
fn values(media: &str, bytes: &[u8]) -> Result<Vec<Value>, Failure> {
    let no_json =
        |error: serde_json::Error| Failure::bad_request(format!("this is no JSON: {error}; nothing was decided"));
    match media {
        "application/json" => Ok(match serde_json::from_slice(bytes).map_err(no_json)? {
            Value::Array(all) => all,
            one => vec![one],
        }),
        "application/x-ndjson" | "application/jsonl" => {
            let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
            values.collect::<Result<_, _>>().map_err(no_json)
        }
        _ => {
            Err(Failure::unsupported(format!("decisions are application/json or application/x-ndjson, not {media:?}")))
        }
    }
}

/// What is told of a decision that cannot be made.
fn refused(refusal: Refusal, before: usize) -> Failure {
    let failure = match refusal {
        Refusal::Register(error) => Failure::from(error),
        wrong @ Refusal::Wrong(_) => Failure::unprocessable(wrong.to_string()),
    };
    failure.with(|detail| format!("decision {}: {detail}; the {before} before it hold", before + 1))
}
