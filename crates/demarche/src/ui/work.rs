//! The desk as a place of work: *Mine*, what is done on entries, and what is followed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use jiff::Timestamp;
use register::{Mark, Register, Scope, Snapshot, Step, Subject, SubjectKind};
use serde::Deserialize;

use super::address::Address;
use super::frame::Frame;
use super::{link, theme, wording};
use crate::filter;
use crate::http::answer::{Kept, Query};
use crate::http::session::Caller;
use crate::http::{Answered, Desk, Failure};
use crate::wording::work as words;
use crate::work::{self, Held, LOCAL, Mine, Since};

/// Steps of the log that a page shows.
const LOG: usize = 30;

/// A button that follows a subject, or stops following it.
#[derive(Debug, Clone)]
pub(super) struct Follow {
    /// The subject.
    pub(super) subject: Subject,
    /// Its name.
    pub(super) name: String,
    /// The person follows it.
    pub(super) on: bool,
}

impl Follow {
    /// The button for a person who looks at a subject.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn of(
        snapshot: Snapshot<'_>,
        frame: &Frame,
        kind: SubjectKind,
        id: &str,
        name: &str,
    ) -> Result<Self, Failure> {
        let subject = Subject::new(kind, id);
        let on = snapshot.follows(frame.who(), &subject)?;
        Ok(Self { subject, name: name.to_owned(), on })
    }
}

/// What makes two requests for a page with what people did differ.
///
/// # Errors
/// When the database fails.
pub(super) async fn key(desk: &Arc<Desk>, frame: &Frame) -> Result<String, Failure> {
    let last = desk.ask(|register| Ok(register.last_step()?)).await?;
    Ok(format!("{}\n{last}", frame.key()))
}

/// What people did on an entry, as one of them sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct AtDesk {
    /// What holds.
    pub(super) marks: Vec<Mark>,
    /// What was done, the latest first.
    pub(super) log: Vec<Step>,
    /// What was done just now.
    pub(super) done: Option<Step>,
    /// Names to choose an owner from.
    pub(super) people: Vec<String>,
    /// Who looks.
    pub(super) who: String,
    /// What is shared may be changed.
    pub(super) may_work: bool,
    /// What others did may be undone.
    pub(super) administers: bool,
}

impl AtDesk {
    /// What people did on an entry.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) fn on(register: &Register, fact: &str, caller: &Caller, done: Option<i64>) -> Result<Self, Failure> {
        let who = caller.name().to_owned();
        let subject = Subject::entry(fact);
        let log = register.steps(&who, Some(&subject), None, LOG)?;
        let mut people: Vec<String> = register.accounts()?.into_iter().map(|account| account.name).collect();
        people.extend(register.marks_of("owner", &who)?.into_iter().map(|mark| mark.text));
        people.push(who.clone());
        people.sort();
        people.dedup();
        Ok(Self {
            marks: register.marks_on(&subject, &who)?,
            done: log.iter().find(|step| Some(step.id) == done).cloned(),
            log,
            people,
            may_work: caller.allows(Scope::Write),
            administers: caller.administers(),
            who,
        })
    }

    /// The mark of a sort.
    pub(super) fn one(&self, what: &str) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.what == what)
    }

    /// Its text; empty where there is none.
    pub(super) fn text(&self, what: &str) -> &str {
        self.one(what).map_or("", |mark| mark.text.as_str())
    }

    /// The notes, the earliest first.
    pub(super) fn notes(&self) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(|mark| mark.what == "note")
    }

    /// The person follows it.
    pub(super) fn follows(&self) -> bool {
        self.marks.iter().any(|mark| mark.what == "follow" && mark.person == self.who)
    }

    /// The person may undo a step.
    pub(super) fn may_undo(&self, step: &Step) -> bool {
        !step.undone && (step.person == self.who || self.administers && !step.private)
    }
}

/// When something was done, as a log says it.
pub(super) fn moment(at: &str) -> String {
    let time = at.get(11..16).unwrap_or_default();
    format!("{}, {time} UTC", wording::partial(super::day(at)))
}

/// What a form sends.
#[derive(Debug, Deserialize)]
pub(super) struct Work {
    #[serde(flatten)]
    sent: work::Sent,
    /// The number of the step to undo.
    #[serde(default)]
    step: String,
    #[serde(default)]
    back: String,
}

/// Does what a form says, and leads back to its page.
pub(super) async fn act(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<Work>,
) -> Answered {
    let (person, others) = (caller.name().to_owned(), caller.administers());
    let made = if form.sent.what == "undo" {
        let step = form.step.parse().map_err(|_| Failure::bad_request("say which step to undo"))?;
        desk.write(move |register| Ok(register.undo_step(step, &person, others, Timestamp::now())?)).await?
    } else {
        let deed = form.sent.deed(desk.today()).map_err(Failure::unprocessable)?;
        if !work::allowed(&caller, &deed) {
            return Err(Failure::forbidden("your account may read and follow: an officer does this"));
        }
        desk.write(move |register| Ok(register.work(&deed, &person, Timestamp::now())?)).await?
    };
    let back = theme::back(&form.back);
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let address = Address::of(path, query);
    // These say what was done, and undo it; elsewhere the button that was used does.
    let (address, anchor) = match path {
        "/mine" => (address.with("done", made), ""),
        _ if path.starts_with("/ledger/") => (address.with("done", made), "#work"),
        _ => (address, ""),
    };
    Ok(Redirect::to(&format!("{address}{anchor}")).into_response())
}

/// What was done just now, as the address of a page has it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Done {
    /// The number of the step.
    #[serde(default, deserialize_with = "filter::text")]
    pub(super) done: Option<String>,
}

impl Done {
    /// The number of the step.
    pub(super) fn step(&self) -> Option<i64> {
        self.done.as_ref()?.parse().ok()
    }
}

#[derive(Template)]
#[template(path = "mine.html")]
struct MinePage {
    frame: Frame,
    mine: Mine,
    log: Vec<Step>,
    done: Option<Step>,
    operation: i64,
    day: jiff::civil::Date,
    who: String,
}

impl MinePage {
    /// Entries with a next step, the earliest day first.
    fn ahead(&self) -> Vec<&Held> {
        let mut ahead: Vec<&Held> = self.mine.all().filter(|held| held.next.is_some()).collect();
        ahead.sort_by_key(|held| {
            let day = held.next.as_ref().and_then(|next| next.day);
            (day.is_none(), day, held.mark.subject.clone())
        });
        ahead.dedup_by_key(|held| held.mark.subject.clone());
        ahead
    }

    fn is_past(&self, held: &Held) -> bool {
        held.next.as_ref().and_then(|next| next.day).is_some_and(|day| day < self.day)
    }
}

/// What a thing that is followed is called, as a title.
pub(super) fn title(held: &Held) -> String {
    match &held.following.entry {
        Some(entry) => wording::sentence::of_entry(entry),
        None if held.following.name.is_empty() => held.mark.subject.id.clone(),
        None => held.following.name.clone(),
    }
}

/// The page of a subject.
pub(super) fn page_of(subject: &Subject) -> String {
    match subject.kind {
        SubjectKind::Entry => link::entry(&subject.id),
        SubjectKind::Instrument => link::instrument(&subject.id),
        SubjectKind::Counterpart => link::counterpart(&subject.id),
        SubjectKind::Person => link::person(&subject.id),
        SubjectKind::Search => format!("/search?q={}", link::encoded(&subject.id)),
        SubjectKind::View => subject.id.clone(),
    }
}

/// Gives *Mine*.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    frame: Frame,
    Query(done): Query<Done>,
) -> Answered {
    let (day, who) = (desk.today(), caller.name().to_owned());
    let person = who.clone();
    let (mine, log, operation) = desk
        .ask(move |register| {
            let now = register.snapshot(day, None)?;
            let mine = work::mine(register, now, &person, Since::Seen)?;
            Ok((mine, register.steps(&person, None, Some(&person), LOG)?, now.operation()))
        })
        .await?;
    let done = log.iter().find(|step| Some(step.id) == done.step()).cloned();
    let frame = frame.titled("Mine").within("/mine");
    let mut response: Response =
        (StatusCode::OK, Kept::page(&MinePage { frame, mine, log, done, operation, day, who })?.body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// What the form sends that says that all was read.
#[derive(Debug, Deserialize)]
pub(super) struct Read {
    operation: i64,
}

/// Keeps that a person has read what is new about all that is theirs.
pub(super) async fn read(
    State(desk): State<Arc<Desk>>,
    Extension(caller): Extension<Caller>,
    Form(read): Form<Read>,
) -> Answered {
    let (day, person) = (desk.today(), caller.name().to_owned());
    desk.write(move |register| {
        let owned = register.marks_of("owner", &person)?;
        let followed = register.marks_of("follow", &person)?;
        let subjects: Vec<Subject> = owned.into_iter().chain(followed).map(|mark| mark.subject).collect();
        Ok(register.mark_seen(&person, &subjects, read.operation, day)?)
    })
    .await?;
    Ok(Redirect::to("/mine").into_response())
}

impl Frame {
    /// Who looks at the page.
    pub(super) fn who(&self) -> &str {
        if self.person.is_empty() { LOCAL } else { &self.person }
    }
}
