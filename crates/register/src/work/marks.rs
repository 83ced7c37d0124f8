//! What holds at the desk, and who did what.

use record::Date;
use rusqlite::{Connection, OptionalExtension, Row, params};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Subject, SubjectKind};
use crate::{Error, Register, Status};

/// Something that holds by a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// `note`, `owner`, `next`, `status`, `follow` or `view`.
    pub what: String,
    /// What it is about.
    pub subject: Subject,
    /// Who made it.
    pub person: String,
    /// The note, the owner, the next step, the reason, or the name of what is followed.
    pub text: String,
    /// The day of the next step, or from which the status holds.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// The status that was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Only its maker sees it.
    pub private: bool,
    /// When it was made, UTC.
    pub at: String,
    /// The step that made it, by which it is undone.
    pub step: i64,
}

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Its number.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub person: String,
    /// `note`, `owner`, `next`, `status`, `follow`, `unfollow`, `view`, `remove` or `undo`.
    pub what: String,
    /// About what.
    pub subject: Subject,
    /// In which words; of an undo, what was undone.
    pub text: String,
    /// Only the person sees it.
    pub private: bool,
    /// It was undone later.
    pub undone: bool,
}

const MARKS: &str =
    "SELECT mark.what, mark.kind, mark.subject, mark.person, mark.text, mark.day, mark.status, mark.private,
     step.at, mark.made FROM mark JOIN step ON step.id = mark.made WHERE mark.ended IS NULL";

const STEPS: &str = "SELECT id, at, person, what, kind, subject, text, private, undone IS NOT NULL FROM step";

fn subject(kind: &str, id: String) -> Subject {
    Subject { kind: SubjectKind::parse(kind).unwrap_or(SubjectKind::Entry), id }
}

fn mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    let day: Option<String> = row.get(5)?;
    let status: Option<String> = row.get(6)?;
    Ok(Mark {
        what: row.get(0)?,
        subject: subject(&row.get::<_, String>(1)?, row.get(2)?),
        person: row.get(3)?,
        text: row.get(4)?,
        day: day.and_then(|day| day.parse().ok()),
        status: status.and_then(|word| Status::parse(&word)),
        private: row.get(7)?,
        at: row.get(8)?,
        step: row.get(9)?,
    })
}

fn step(row: &Row<'_>) -> rusqlite::Result<Step> {
    Ok(Step {
        id: row.get(0)?,
        at: row.get(1)?,
        person: row.get(2)?,
        what: row.get(3)?,
        subject: subject(&row.get::<_, String>(4)?, row.get(5)?),
        text: row.get(6)?,
        private: row.get(7)?,
        undone: row.get(8)?,
    })
}

/// A step by its number.
pub(super) fn step_of(connection: &Connection, id: i64) -> Result<Option<Step>, Error> {
    Ok(connection.prepare_cached(&format!("{STEPS} WHERE id = ?1"))?.query_row([id], step).optional()?)
}

impl Register {
    /// What holds about a subject, as a person sees it, the earliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn marks_on(&self, subject: &Subject, person: &str) -> Result<Vec<Mark>, Error> {
        let sql = format!(
            "{MARKS} AND mark.subject = ?1 AND mark.kind = ?2 AND (NOT mark.private OR mark.person = ?3) ORDER BY mark.row"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_map(params![subject.id, subject.kind.as_str(), person], mark)?.collect::<Result<_, _>>()?)
    }

    /// What of one sort holds at the desk, as a person sees it, the latest first: `note`, `owner`, `next`, `status`, `follow`, `view`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn marks_of(&self, what: &str, person: &str) -> Result<Vec<Mark>, Error> {
        let sql =
            format!("{MARKS} AND mark.what = ?1 AND (NOT mark.private OR mark.person = ?2) ORDER BY mark.row DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_map([what, person], mark)?.collect::<Result<_, _>>()?)
    }

    /// What was done, the latest first, as a person sees it; about one subject or by one name if these are given.
    ///
    /// # Errors
    /// When the database fails.
    pub fn steps(
        &self,
        viewer: &str,
        about: Option<&Subject>,
        by: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Step>, Error> {
        let sql = format!(
            "{STEPS} WHERE (NOT private OR person = ?1) AND (?2 IS NULL OR kind = ?2 AND subject = ?3)
             AND (?4 IS NULL OR person = ?4) ORDER BY id DESC LIMIT ?5"
        );
        let (kind, id) = (about.map(|about| about.kind.as_str()), about.map(|about| about.id.as_str()));
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_map(params![viewer, kind, id, by, limit], step)?.collect::<Result<_, _>>()?)
    }

    /// The number of the last step; 0 where nobody did anything.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_step(&self) -> Result<i64, Error> {
        let sql = "SELECT coalesce(max(id), 0) FROM step";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Up to which operation and day a person has read what is new about a subject; nothing if never.
    ///
    /// # Errors
    /// When the database fails.
    pub fn seen(&self, person: &str, subject: &Subject) -> Result<Option<(i64, Date)>, Error> {
        let found: Option<(i64, String)> = self
            .connection
            .prepare_cached("SELECT operation, day FROM seen WHERE person = ?1 AND kind = ?2 AND subject = ?3")?
            .query_row(params![person, subject.kind.as_str(), subject.id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(found.and_then(|(operation, day)| Some((operation, day.parse().ok()?))))
    }
}

impl crate::Snapshot<'_> {
    /// Whether a person follows a subject now, whatever the moment that is looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub fn follows(&self, person: &str, subject: &Subject) -> Result<bool, Error> {
        Ok(self
            .connection()
            .prepare_cached(
                "SELECT 1 FROM mark WHERE what = 'follow' AND kind = ?1 AND subject = ?2 AND person = ?3 AND ended IS NULL",
            )?
            .exists(params![subject.kind.as_str(), subject.id, person])?)
    }
}
