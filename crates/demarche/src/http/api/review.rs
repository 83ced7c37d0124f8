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
use crate::http::{Answered, Desk, Failure, Fault};

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
    let (values, listed) = values(&media, &bytes)?;
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
                decision.apply(register, &author, "").map_err(|refusal| refused(refusal, decided, listed))?;
                decided += 1;
            }
            Ok(Decided { decided, author: author.0 })
        })
        .await?;
    json(&decided)
}

/// The decisions as they are written, and whether they come as a list.
fn values(media: &str, bytes: &[u8]) -> Result<(Vec<Value>, bool), Failure> {
    let no_json =
        |error: serde_json::Error| Failure::bad_request(format!("this is no JSON: {error}; nothing was decided"));
    match media {
        "application/json" => Ok(match serde_json::from_slice(bytes).map_err(no_json)? {
            Value::Array(all) => (all, true),
            one => (vec![one], false),
        }),
        "application/x-ndjson" | "application/jsonl" => {
            let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
            Ok((values.collect::<Result<_, _>>().map_err(no_json)?, true))
        }
        _ => {
            Err(Failure::unsupported(format!("decisions are application/json or application/x-ndjson, not {media:?}")))
        }
    }
}

/// What is told of a decision that cannot be made.
fn refused(refusal: Refusal, before: usize, listed: bool) -> Failure {
    let place = if listed { format!("/{before}/set") } else { "/set".to_owned() };
    let failure = match refusal {
        Refusal::Register(error) => Failure::from(error),
        Refusal::Wrong(all) => {
            let errors =
                all.iter().map(|one| Fault { pointer: format!("{place}{}", one.pointer), detail: one.message.clone() });
            let errors = errors.collect();
            Failure::unprocessable(Refusal::Wrong(all).to_string()).at(errors)
        }
    };
    failure.with(|detail| format!("decision {}: {detail}; the {before} before it hold", before + 1))
}
