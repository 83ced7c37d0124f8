//! What is new about what somebody follows, since they last looked.

use record::{Act, FactBody};
use register::{Cursor, Snapshot, Status, StoredFact, Subject, SubjectKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::Entry;
use crate::{Error, Explanation, FactChange, Happened, Line, Party, Scope, explain, line, recent, resolve};

/// Changes of one page that is looked at.
const PAGE: usize = 60;

/// So many pages of changes are looked at, at most.
const PAGES: usize = 10;

/// What is new about one subject.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Following {
    /// The subject.
    pub subject: Subject,
    /// Its name, as the record has it now; the one that is given where it knows none.
    pub name: String,
    /// Of an entry, as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Box<Entry>>,
    /// What is new, the latest first.
    pub news: Vec<Development>,
    /// There is more than is shown.
    pub more: bool,
}

/// Something real that happened to what is followed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Development {
    /// What it does to the entry that is followed, as [`crate::Answer::kind`]; empty for what is new by itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The status before and now, where the entry that is followed has another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<(Status, Status)>,
    /// The fact that says so; none where the calendar or a person changed the status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<Box<Line>>,
    /// Earlier entries that it answers, keeps or ends: what it does, and the entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<(String, Line)>,
    /// It was reported otherwise before.
    pub changed: bool,
}

/// What is new about a subject between two snapshots of one register, at most so many.
///
/// # Errors
/// When the database fails. A subject that the record does not know has nothing new.
pub fn following(
    now: Snapshot<'_>,
    before: Snapshot<'_>,
    subject: &Subject,
    name: &str,
    most: usize,
) -> Result<Following, Error> {
    let _reading = now.reading()?;
    let mut all =
        Following { subject: subject.clone(), name: name.to_owned(), entry: None, news: Vec::new(), more: false };
    if subject.kind == SubjectKind::Entry {
        about_entry(now, before, &mut all)?;
    } else {
        let scope = match scope(now, subject, name) {
            Ok((scope, called)) => {
                all.name = called;
                scope
            }
            Err(Error::Unknown { .. } | Error::Nothing { .. }) => return Ok(all),
            Err(error) => return Err(error),
        };
        within(now, before, scope, most + 1, &mut all.news)?;
    }
    all.more = all.news.len() > most;
    all.news.truncate(most);
    Ok(all)
}

/// What narrows the record to a subject, and its name.
fn scope(now: Snapshot<'_>, subject: &Subject, name: &str) -> Result<(Scope, String), Error> {
    let id = &subject.id;
    let mut scope = Scope::default();
    let called = match subject.kind {
        SubjectKind::Counterpart => {
            let party = resolve(now, id).or_else(|_| resolve(now, name))?;
            let called = party.name().to_owned();
            scope.with = Some(party);
            called
        }
        SubjectKind::Instrument => {
            // Entities are named after their least member: as documents come, the id may be another one's.
            let known = now
                .entity(id)
                .map(|entity| entity.id)
                .or_else(|_| crate::resolve_instrument(now, name).map(|entity| entity.id))?;
            let called = now.entity(&known)?.name;
            scope.instrument = Some(known);
            called
        }
        SubjectKind::Person => {
            let known = match now.entity(id) {
                Ok(entity) => entity.id,
                Err(_) => match resolve(now, name)? {
                    Party::Actor { id, .. } => id,
                    Party::Jurisdiction { code, .. } => return Err(Error::Unknown { what: "person", name: code }),
                },
            };
            let called = now.entity(&known)?.name;
            scope.actor = Some(known);
            called
        }
        SubjectKind::Search | SubjectKind::View | SubjectKind::Entry => {
            scope.topic = Some(id.clone());
            id.clone()
        }
    };
    Ok((scope, called))
}

/// What was written since, of what counts as news.
fn within(
    now: Snapshot<'_>,
    before: Snapshot<'_>,
    mut scope: Scope,
    most: usize,
    news: &mut Vec<Development>,
) -> Result<(), Error> {
    let of_person = scope.actor.is_some();
    scope.limit = Some(PAGE);
    let mut cursor = Cursor::default();
    for _ in 0..PAGES {
        let page = recent(now, &scope, cursor)?;
        for change in page.changes {
            if change.operation.id <= before.operation() || news.len() >= most {
                return Ok(());
            }
            news.extend(development(now, &change, of_person)?);
        }
        let Some(next) = page.next else { return Ok(()) };
        cursor = next;
    }
    Ok(())
}

/// A change as a development; nothing for what changes nothing for those who follow: views, thanks, figures, corrected wording.
fn development(now: Snapshot<'_>, change: &FactChange, of_person: bool) -> Result<Option<Development>, Error> {
    if change.happened == Happened::Closed {
        return Ok(None);
    }
    let Ok(fact) = now.fact(&change.fact.fact) else { return Ok(None) };
    if !counts(&fact, of_person) {
        return Ok(None);
    }
    let links = now.links(&fact)?;
    let answers = links
        .iter()
        .filter(|link| link.later.id == fact.id && link.kind != "same-as")
        .map(|link| (link.kind.clone(), line(&link.earlier)))
        .collect();
    Ok(Some(Development {
        kind: String::new(),
        status: None,
        changed: change.happened == Happened::Changed,
        fact: Some(Box::new(line(&fact))),
        answers,
    }))
}

fn counts(fact: &StoredFact, of_person: bool) -> bool {
    match fact.fact.body() {
        FactBody::Statement(statement) => {
            statement.act.is_ledger() || of_person || matches!(statement.act, Act::Response | Act::Concern)
        }
        FactBody::Event(_) | FactBody::Stage(_) => true,
        FactBody::Figure(_) => false,
        FactBody::Role(_) => of_person,
    }
}

/// What became of an entry: links by facts that were not known before, and another status.
fn about_entry(now: Snapshot<'_>, before: Snapshot<'_>, all: &mut Following) -> Result<(), Error> {
    let explained = match explain(now, &all.subject.id) {
        Ok(explained) => explained,
        // Its document was deleted, or it was rejected.
        Err(Error::Unknown { .. } | Error::Nothing { .. }) => return Ok(()),
        Err(error) => return Err(error),
    };
    let Explanation::Fact { line, entry: Some(entry), .. } = explained else { return Ok(()) };
    all.name.clone_from(&line.what);
    let status = match explain(before, &all.subject.id) {
        Ok(Explanation::Fact { entry: Some(old), .. }) if old.status != entry.status => {
            Some((old.status, entry.status))
        }
        _ => None,
    };
    for answer in &entry.links {
        let known = before.fact(&answer.fact).is_ok();
        let Ok(fact) = now.fact(&answer.fact) else { continue };
        if !known && answer.kind != "superseded" && answer.kind != "answered" {
            all.news.push(Development {
                kind: answer.kind.clone(),
                status: None,
                fact: Some(Box::new(crate::line(&fact))),
                answers: Vec::new(),
                changed: false,
            });
        }
    }
    match (status, all.news.first_mut()) {
        (Some(status), Some(first)) => first.status = Some(status),
        (Some(_), None) => {
            all.news.push(Development { kind: String::new(), status, fact: None, answers: Vec::new(), changed: false })
        }
        (None, _) => {}
    }
    all.entry = Some(entry);
    Ok(())
}

/// What is new in the whole record between two snapshots of one register, at most so many.
///
/// # Errors
/// When the database fails.
pub fn developments(now: Snapshot<'_>, before: Snapshot<'_>, most: usize) -> Result<Following, Error> {
    let _reading = now.reading()?;
    let mut news = Vec::new();
    within(now, before, Scope::default(), most + 1, &mut news)?;
    let more = news.len() > most;
    news.truncate(most);
    let subject = Subject::new(SubjectKind::Search, "");
    Ok(Following { subject, name: String::new(), entry: None, news, more })
}
