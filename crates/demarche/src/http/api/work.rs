//! `GET /mine`, `GET /work/{id}`, `POST /work`: what people do at the desk.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use jiff::Timestamp;
use register::{Mark, Step, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Id;
use super::documents::{body, json, media};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::work::{self, Mine, Sent, Since};

/// Steps that are listed.
const STEPS: usize = 200;

/// What holds on an entry, and what was done.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OnEntry {
    /// Notes, owner, next step, status set by hand, and whether one follows it.
    marks: Vec<Mark>,
    /// What was done, the latest first.
    steps: Vec<Step>,
}

/// What came of a step.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Done {
    /// Its number, by which it is undone.
    step: i64,
    /// Under which name.
    person: String,
}

/// What is sent: something to do, or the number of a step to undo.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct ToDo {
    #[serde(flatten)]
    sent: Sent,
    /// The step to undo, where `what` is `undo`.
    #[serde(default)]
    step: Option<i64>,
}

/// What the caller owns and follows.
pub(super) async fn mine(State(desk): State<Arc<Desk>>, Extension(caller): Extension<Caller>) -> Answered {
    let (day, who) = (desk.today(), caller.name().to_owned());
    let mine: Mine =
        desk.ask(move |register| Ok(work::mine(register, register.snapshot(day, None)?, &who, Since::Seen)?)).await?;
    json(&mine)
}

/// What people did on an entry.
pub(super) async fn entry(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Id(fact): Id,
) -> Answered {
    let (day, who) = (desk.today(), caller.name().to_owned());
    let found: OnEntry = desk
        .ask(move |register| {
            register.snapshot(day, None)?.fact(&fact)?;
            let subject = Subject::entry(fact);
            Ok(OnEntry {
                marks: register.marks_on(&subject, &who)?,
                steps: register.steps(&who, Some(&subject), None, STEPS)?,
            })
        })
        .await?;
    json(&found)
}

/// Does something at the desk, in the name of the caller.
pub(super) async fn act(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Answered {
    let media = media(&request);
    if media != "application/json" {
        return Err(Failure::unsupported(format!("what is to be done is application/json, not {media:?}")));
    }
    let bytes = body(request).await?;
    let todo: ToDo = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::bad_request(format!("this is not something to do: {error}")))?;
    let (person, others) = (caller.name().to_owned(), caller.administers());
    let name = person.clone();
    let step = if todo.sent.what == "undo" {
        let step = todo.step.ok_or_else(|| Failure::unprocessable("say which step to undo"))?;
        desk.write(move |register| Ok(register.undo_step(step, &name, others, Timestamp::now())?)).await?
    } else {
        let deed = todo.sent.deed(desk.today()).map_err(Failure::unprocessable)?;
        desk.write(move |register| Ok(register.work(&deed, &name, Timestamp::now())?)).await?
    };
    json(&Done { step, person })
}
