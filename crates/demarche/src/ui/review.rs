//! Review: one fact at a time, with its words.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use jiff::Timestamp;
use register::{Author, Scope, Snapshot, StoredFact, Verdict};
use serde::Deserialize;
use views::{Line, Stretch};

use super::correction::{self, Row};
use super::frame::Frame;
use super::{link, wording};
use crate::decision::{self, Refusal, Wrong};
use crate::filter;
use crate::http::answer::{Kept, Query};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};

/// How far the list of doubtful facts can be walked by skipping.
const FARTHEST: usize = 1_000;

/// Which fact is asked for: one of them, or the most doubtful after those skipped.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asking {
    #[serde(deserialize_with = "filter::text")]
    fact: Option<String>,
    #[serde(deserialize_with = "filter::number")]
    skip: Option<usize>,
    /// The decision that was made just now: its word, and the fact.
    #[serde(deserialize_with = "filter::text")]
    decided: Option<String>,
    #[serde(deserialize_with = "filter::text")]
    on: Option<String>,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    frame: Frame,
    subject: Option<Subject>,
    skip: usize,
    decided: Option<(&'static str, String)>,
    may_decide: bool,
    /// Corrections are being made, and what is wrong with them.
    correcting: bool,
    problems: Vec<Wrong>,
    why: String,
}

/// The fact in question.
struct Subject {
    line: Line,
    rule: String,
    context: Vec<Stretch>,
    rows: Vec<Row>,
    actors: Vec<String>,
    instruments: Vec<String>,
}

impl Subject {
    fn of(snapshot: Snapshot<'_>, fact: &StoredFact, sent: Option<&HashMap<String, String>>) -> Result<Self, Failure> {
        let document = snapshot.document(&fact.document)?;
        Ok(Self {
            line: views::line(fact),
            rule: fact.fact.rule().to_owned(),
            context: views::context(snapshot, fact)?,
            rows: correction::rows(fact.fact.body(), sent),
            actors: document.actors.into_iter().map(|actor| actor.name.0).collect(),
            instruments: document.instruments.into_iter().map(|instrument| instrument.name.0).collect(),
        })
    }

    fn is_reviewed(&self) -> bool {
        self.rule == "review"
    }
}

impl ReviewPage {
    /// What is wrong with a field.
    fn wrong(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|one| one.field.as_deref() == Some(field)).map(|one| one.message.as_str())
    }

    /// What is wrong with the fact as a whole.
    fn wrong_at_large(&self) -> impl Iterator<Item = &Wrong> {
        self.problems.iter().filter(|one| one.field.is_none())
    }

    /// The decision made just now can be taken back.
    fn can_undo(&self, word: &str) -> bool {
        self.may_decide && matches!(word, "Accepted" | "Rejected" | "Corrected")
    }

    fn next(&self) -> String {
        format!("/review?skip={}", (self.skip + 1).min(FARTHEST))
    }
}

/// Pages of review are made for one person at one time.
fn page(status: StatusCode, page: &ReviewPage) -> Answered {
    let mut response: Response = (status, Kept::page(page)?.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Gives the next fact.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    frame: Frame,
    Query(asking): Query<Asking>,
) -> Answered {
    let skip = asking.skip.unwrap_or(0).min(FARTHEST);
    let may_decide = caller.allows(Scope::Review);
    let decided = asking.decided.as_deref().and_then(done).zip(asking.on);
    let fact = asking.fact;
    let subject = desk
        .look(None, None, move |snapshot| {
            let fact = match fact {
                Some(id) => Some(snapshot.fact(&id)?),
                None => snapshot.doubtful(skip + 1)?.into_iter().nth(skip),
            };
            fact.map(|fact| Subject::of(snapshot, &fact, None)).transpose()
        })
        .await?;
    let frame = frame.titled("Review").within("/review");
    let page_of = ReviewPage {
        frame,
        subject,
        skip,
        decided,
        may_decide,
        correcting: false,
        problems: Vec::new(),
        why: String::new(),
    };
    page(StatusCode::OK, &page_of)
}

/// A decision's word in the past.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "accept" => "Accepted",
        "reject" => "Rejected",
        "correct" => "Corrected",
        "undo" => "Undone: the fact is as it was read",
        _ => return None,
    })
}

/// Decides on a fact: `decision` is accept, reject or correct; a correction has the fields of the fact.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    frame: Frame,
    Path(fact): Path<String>,
    Form(sent): Form<HashMap<String, String>>,
) -> Answered {
    if !caller.allows(Scope::Review) {
        return Err(Failure::forbidden("your token does not allow to decide on facts: it lacks the scope review"));
    }
    let skip = sent.get("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0).min(FARTHEST);
    let word = sent.get("decision").cloned().unwrap_or_default();
    let why = sent.get("why").map(|why| why.trim().to_owned()).unwrap_or_default();
    let author = Author(caller.name().to_owned());
    if word == "undo" {
        let id = fact.clone();
        desk.write(move |register| Ok(register.undo(&id, &author, &why, Timestamp::now())?)).await?;
        return Ok(
            Redirect::to(&format!("/review?skip={skip}&decided=undo&on={}", link::encoded(&fact))).into_response()
        );
    }
    let verdict = match word.as_str() {
        "accept" => Ok(Verdict::Accept),
        "reject" => Ok(Verdict::Reject),
        "correct" => {
            let (id, form) = (fact.clone(), sent.clone());
            let set = desk.look(None, None, move |snapshot| {
                let stored = snapshot.fact(&id)?;
                let set = match correction::fields_of(stored.fact.body(), &form) {
                    Ok(set) => set,
                    Err(problems) => return Ok(Err(problems)),
                };
                match decision::corrected(snapshot, &id, set) {
                    Ok(verdict) => Ok(Ok(verdict)),
                    Err(Refusal::Wrong(problems)) => Ok(Err(problems)),
                    Err(Refusal::Register(error)) => Err(error.into()),
                }
            });
            set.await?
        }
        _ => return Err(Failure::bad_request("decision is accept, reject, correct or undo")),
    };
    match verdict {
        Ok(verdict) => {
            let id = fact.clone();
            desk.write(move |register| Ok(register.decide(&id, &verdict, &author, &why, Timestamp::now())?)).await?;
            let back = format!("/review?skip={skip}&decided={word}&on={}", link::encoded(&fact));
            Ok(Redirect::to(&back).into_response())
        }
        Err(problems) => {
            let subject = desk
                .look(None, None, move |snapshot| Subject::of(snapshot, &snapshot.fact(&fact)?, Some(&sent)))
                .await?;
            let frame = frame.titled("Review").within("/review");
            let page_of = ReviewPage {
                frame,
                subject: Some(subject),
                skip,
                decided: None,
                may_decide: true,
                correcting: true,
                problems,
                why,
            };
            page(StatusCode::UNPROCESSABLE_ENTITY, &page_of)
        }
    }
}
