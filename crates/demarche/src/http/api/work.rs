//! `GET /mine`, `GET /work/{id}`, `POST /work`: what people do at the desk.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use register::{Mark, Step, Subject, SubjectKind};
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

/// Something to do at the desk.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "lowercase")]
pub(super) enum ToDo {
    /// Writes a note.
    Note {
        /// Kind of the subject.
        #[serde(default = "entry_kind")]
        kind: SubjectKind,
        /// Id of a fact or entity, code of a country, or words of a search.
        subject: String,
        /// The note.
        #[schemars(length(max = 4000), regex(pattern = r"\w"))]
        text: String,
        /// Only its writer sees it.
        #[serde(default)]
        private: bool,
    },
    /// Sets the owner of an entry; without a name, nobody owns it.
    Owner {
        /// Id of the fact.
        subject: String,
        /// A person or body.
        #[schemars(length(max = 4000))]
        text: String,
    },
    /// Sets the next step of an entry.
    Next {
        /// Id of the fact.
        subject: String,
        /// What is to be done.
        #[schemars(length(max = 4000), regex(pattern = r"\w"))]
        text: String,
        /// By which day.
        #[serde(default)]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        day: Option<record::Date>,
    },
    /// Sets the status of an entry by hand.
    Status {
        /// Id of the fact.
        subject: String,
        /// `fulfilled`, `declined`, or `superseded` for what is no longer relevant.
        #[schemars(extend("enum" = ["fulfilled", "declined", "superseded"]))]
        status: String,
        /// Why.
        #[schemars(length(max = 4000), regex(pattern = r"\w"))]
        text: String,
        /// Since which day; today if not given.
        #[serde(default)]
        #[schemars(with = "Option<String>", extend("format" = "date"))]
        day: Option<record::Date>,
    },
    /// Follows something.
    Follow {
        /// Kind of the subject.
        #[serde(default = "entry_kind")]
        kind: SubjectKind,
        /// Id of a fact or entity, code of a country, or words of a search.
        #[schemars(regex(pattern = r"\w"))]
        subject: String,
        /// Its name in lists.
        #[serde(default)]
        #[schemars(length(max = 4000))]
        text: String,
    },
    /// Follows it no more.
    Unfollow {
        /// Kind of the subject.
        #[serde(default = "entry_kind")]
        kind: SubjectKind,
        /// Its id, code or words.
        subject: String,
    },
    /// Keeps a view under a name.
    View {
        /// Its address: the ledger, the agenda or a search, with filters.
        #[schemars(regex(pattern = r"^/(ledger|agenda|search)\?[a-z]+=[a-z]+\Z"))]
        subject: String,
        /// Its name.
        #[schemars(length(max = 4000), regex(pattern = r"\w"))]
        text: String,
        /// Only its keeper sees it.
        #[serde(default)]
        private: bool,
    },
    /// Removes a view.
    Remove {
        /// Its address.
        subject: String,
    },
    /// Undoes a step.
    Undo {
        /// The number of the step.
        step: i64,
    },
}

fn entry_kind() -> SubjectKind {
    SubjectKind::Entry
}

impl ToDo {
    /// What it says is to be done; nothing where a step is undone.
    fn sent(self) -> Sent {
        let day = |day: Option<record::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let yes = |set: bool| if set { "yes".to_owned() } else { String::new() };
        let sent = |what: &str, kind: SubjectKind, subject: String, text: String| Sent {
            what: what.to_owned(),
            kind: kind.as_str().to_owned(),
            subject,
            text,
            ..Sent::default()
        };
        match self {
            Self::Note { kind, subject, text, private } => {
                Sent { private: yes(private), ..sent("note", kind, subject, text) }
            }
            Self::Owner { subject, text } => sent("owner", SubjectKind::Entry, subject, text),
            Self::Next { subject, text, day: by } => {
                Sent { day: day(by), ..sent("next", SubjectKind::Entry, subject, text) }
            }
            Self::Status { subject, status, text, day: since } => {
                Sent { status, day: day(since), ..sent("status", SubjectKind::Entry, subject, text) }
            }
            Self::Follow { kind, subject, text } => sent("follow", kind, subject, text),
            Self::Unfollow { kind, subject } => sent("unfollow", kind, subject, String::new()),
            Self::View { subject, text, private } => {
                Sent { private: yes(private), ..sent("view", SubjectKind::View, subject, text) }
            }
            Self::Remove { subject } => sent("remove", SubjectKind::View, subject, String::new()),
            Self::Undo { .. } => Sent::default(),
        }
    }
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
    let done = if let ToDo::Undo { step } = todo {
        desk.write(move |register| Ok(register.undo_step(step, &name, others, Timestamp::now())?)).await
    } else {
        let deed = todo.sent().deed(desk.today()).map_err(Failure::unprocessable)?;
        desk.write(move |register| Ok(register.work(&deed, &name, Timestamp::now())?)).await
    };
    // What is well said and still refused does not fit what others have done before.
    let refused = |failure: Failure| match failure.status() {
        StatusCode::UNPROCESSABLE_ENTITY => Failure::conflict(failure.detail()),
        _ => failure,
    };
    let step = done.map_err(refused)?;
    json(&Done { step, person })
}
