//! What people do at the desk: notes, owners, next steps, statuses set by hand, what they follow, and views with a name.
//!
//! Each thing done is a [`Step`] with a person and a time. What holds by it is a [`Mark`], which a later step ends. A step is undone
//! by one of its own, so that the log keeps all of them. Private marks and steps are for the person alone who made them.

mod account;
mod marks;

use jiff::Timestamp;
use record::Date;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

pub use account::{Account, Role};
pub use marks::{Mark, Step};

use crate::register::{instant, operation};
use crate::{Author, Error, Register, Status, derive};

/// Characters of a note, and of any other text that somebody writes, at most.
const LONGEST: usize = 4_000;

/// The thing that a step is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: SubjectKind,
    /// Id of a fact or entity, code of a country, words of a search.
    pub id: String,
}

/// Kinds of things that people work on and follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// An entry of the ledger, by the id of its fact.
    Entry,
    /// An instrument, by the id of its entity.
    Instrument,
    /// A country or bloc by its code, or another actor by the id of its entity.
    Counterpart,
    /// A person or body, by the id of its entity.
    Person,
    /// Words that are searched for.
    Search,
    /// A view with a name, by its address.
    View,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Entry, Self::Instrument, Self::Counterpart, Self::Person, Self::Search, Self::View];

    /// The word in the store and in public formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Instrument => "instrument",
            Self::Counterpart => "counterpart",
            Self::Person => "person",
            Self::Search => "search",
            Self::View => "view",
        }
    }

    /// The kind with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl Subject {
    /// A subject.
    pub fn new(kind: SubjectKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// An entry of the ledger.
    pub fn entry(fact: impl Into<String>) -> Self {
        Self::new(SubjectKind::Entry, fact)
    }
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Writes a note.
    Note {
        /// On what.
        on: Subject,
        /// The note.
        text: String,
        /// Only the writer sees it.
        private: bool,
    },
    /// Gives an entry an owner, or none.
    Own {
        /// The fact of the entry.
        entry: String,
        /// A person or ministry; empty for nobody.
        owner: String,
    },
    /// Sets the next step on an entry, or none.
    Next {
        /// The fact of the entry.
        entry: String,
        /// What is to be done; empty for nothing.
        step: String,
        /// By when.
        day: Option<Date>,
    },
    /// Sets the status of an entry by hand.
    Close {
        /// The fact of the entry.
        entry: String,
        /// The status: fulfilled, declined, or superseded where it is no longer relevant.
        status: Status,
        /// The reason, which must be given.
        why: String,
        /// From which day on.
        day: Date,
    },
    /// Follows a subject.
    Follow {
        /// The subject.
        what: Subject,
        /// Its name, as people know it.
        name: String,
        /// The day of the world from which news count.
        day: Date,
    },
    /// Follows a subject no longer.
    Unfollow {
        /// The subject.
        what: Subject,
    },
    /// Keeps a view under a name.
    Save {
        /// Path and query of the page.
        address: String,
        /// The name.
        name: String,
        /// Only the person sees it.
        private: bool,
    },
    /// Removes a view with a name.
    Remove {
        /// Path and query of the page.
        address: String,
    },
}

impl Deed {
    fn word(&self) -> &'static str {
        match self {
            Self::Note { .. } => "note",
            Self::Own { .. } => "owner",
            Self::Next { .. } => "next",
            Self::Close { .. } => "status",
            Self::Follow { .. } => "follow",
            Self::Unfollow { .. } => "unfollow",
            Self::Save { .. } => "view",
            Self::Remove { .. } => "remove",
        }
    }

    fn subject(&self) -> Subject {
        match self {
            Self::Note { on, .. } => on.clone(),
            Self::Own { entry, .. } | Self::Next { entry, .. } | Self::Close { entry, .. } => Subject::entry(entry),
            Self::Follow { what, .. } | Self::Unfollow { what } => what.clone(),
            Self::Save { address, .. } | Self::Remove { address } => Subject::new(SubjectKind::View, address),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Note { text, .. } => text,
            Self::Own { owner, .. } => owner,
            Self::Next { step, .. } => step,
            Self::Close { why, .. } => why,
            Self::Follow { name, .. } | Self::Save { name, .. } => name,
            Self::Unfollow { .. } | Self::Remove { .. } => "",
        }
    }

    /// What somebody follows is nobody else's business; notes and views are as their writer says.
    fn is_private(&self) -> bool {
        match self {
            Self::Note { private, .. } | Self::Save { private, .. } => *private,
            Self::Follow { .. } | Self::Unfollow { .. } => true,
            Self::Own { .. } | Self::Next { .. } | Self::Close { .. } | Self::Remove { .. } => false,
        }
    }

    fn day(&self) -> Option<Date> {
        match self {
            Self::Next { day, .. } => *day,
            Self::Close { day, .. } => Some(*day),
            _ => None,
        }
    }

    /// Looks whether it makes sense.
    fn check(&self) -> Result<(), Error> {
        let refuse = |text: &str| Err(Error::Decision(text.to_owned()));
        if self.text().chars().count() > LONGEST {
            return refuse("that is too long: at most 4,000 characters are kept");
        }
        match self {
            Self::Note { text, .. } if text.trim().is_empty() => refuse("a note needs words"),
            Self::Close { why, .. } if why.trim().is_empty() => refuse("say why: a status set by hand needs a reason"),
            Self::Close { status, .. }
                if !matches!(status, Status::Fulfilled | Status::Declined | Status::Superseded) =>
            {
                refuse("by hand, an entry is marked as done, declined or no longer relevant")
            }
            Self::Next { step, day: Some(_), .. } if step.trim().is_empty() => {
                refuse("say what is to be done by that day")
            }
            Self::Save { name, .. } if name.trim().is_empty() => refuse("a view needs a name"),
            Self::Follow { what, .. } if what.id.trim().is_empty() => refuse("say what to follow"),
            _ => Ok(()),
        }
    }
}

impl Register {
    /// Does something at the desk, and gives the number of the step, by which it is undone.
    ///
    /// # Errors
    /// When it makes no sense, there is no such entry, or the file cannot be written.
    pub fn work(&mut self, deed: &Deed, person: &str, at: Timestamp) -> Result<i64, Error> {
        deed.check()?;
        if person.trim().is_empty() {
            return Err(Error::Decision("it is not known who does this".to_owned()));
        }
        let transaction = self.write()?;
        let subject = deed.subject();
        if subject.kind == SubjectKind::Entry && !derive::is_entry(&transaction, &subject.id)? {
            return Err(Error::Unknown { what: "entry of the ledger", name: subject.id });
        }
        let step = log(&transaction, at, person, deed.word(), &subject, deed.text().trim(), deed.is_private())?;
        perform(&transaction, deed, &subject, person, step, at)?;
        transaction.commit()?;
        Ok(step)
    }

    /// Undoes a step: what it made ends, and what it ended holds again.
    ///
    /// # Errors
    /// When there is no such step, it is another's and `others` is not set, it was undone, or a later one builds on it.
    pub fn undo_step(&mut self, id: i64, person: &str, others: bool, at: Timestamp) -> Result<i64, Error> {
        let transaction = self.write()?;
        let unknown = || Error::Unknown { what: "step", name: id.to_string() };
        let step = marks::step_of(&transaction, id)?.ok_or_else(unknown)?;
        if step.person != person && (step.private || !others) {
            return Err(if step.private {
                unknown()
            } else {
                Error::Decision(format!("{} did this: an administrator may undo it", step.person))
            });
        }
        if step.undone {
            return Err(Error::Decision("this was undone before".to_owned()));
        }
        let later = Error::Decision("a later step builds on this one: undo that first".to_owned());
        let built: bool =
            transaction.prepare_cached("SELECT 1 FROM mark WHERE made = ?1 AND ended IS NOT NULL")?.exists([id])?;
        let taken: bool = transaction
            .prepare_cached(
                "SELECT 1 FROM mark AS old JOIN mark AS new ON new.subject = old.subject AND new.kind = old.kind
                 AND new.what = old.what AND new.ended IS NULL AND new.made != ?1
                 AND (old.what IN ('owner', 'next', 'status') OR new.person = old.person AND old.what IN ('follow', 'view'))
                 WHERE old.ended = ?1",
            )?
            .exists([id])?;
        if built || taken {
            return Err(later);
        }
        let undo = log(&transaction, at, person, "undo", &step.subject, &step.what, step.private)?;
        transaction.execute("UPDATE mark SET ended = ?2 WHERE made = ?1", params![id, undo])?;
        transaction.execute(
            "INSERT INTO mark (what, kind, subject, person, text, day, status, private, made)
             SELECT what, kind, subject, person, text, day, status, private, ?2 FROM mark WHERE ended = ?1",
            params![id, undo],
        )?;
        transaction.execute("UPDATE step SET undone = NULL WHERE undone = ?1", [id])?;
        transaction.execute("UPDATE step SET undone = ?2 WHERE id = ?1", params![id, undo])?;
        let was_status: bool = transaction
            .prepare_cached("SELECT 1 FROM mark WHERE what = 'status' AND (made IN (?1, ?2) OR ended IN (?1, ?2))")?
            .exists(params![id, undo])?;
        if was_status {
            restand(&transaction, at, person, "undo", &step.subject.id)?;
        }
        transaction.commit()?;
        Ok(undo)
    }

    /// Keeps that a person has read what is new about subjects up to an operation and a day.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_seen(&mut self, person: &str, subjects: &[Subject], operation: i64, day: Date) -> Result<(), Error> {
        let transaction = self.write()?;
        for subject in subjects {
            see(&transaction, person, subject, operation, day)?;
        }
        Ok(transaction.commit()?)
    }
}

fn see(transaction: &Transaction<'_>, person: &str, what: &Subject, operation: i64, day: Date) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO seen (person, kind, subject, operation, day) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET operation = excluded.operation, day = excluded.day",
        )?
        .execute(params![person, what.kind.as_str(), what.id, operation, day.to_string()])?;
    Ok(())
}

fn log(
    transaction: &Transaction<'_>,
    at: Timestamp,
    person: &str,
    what: &str,
    subject: &Subject,
    text: &str,
    private: bool,
) -> Result<i64, Error> {
    transaction
        .prepare_cached(
            "INSERT INTO step (at, person, what, kind, subject, text, private) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![instant(at), person, what, subject.kind.as_str(), subject.id, text, private])?;
    Ok(transaction.last_insert_rowid())
}

/// Ends what a deed replaces, and writes what holds by it.
fn perform(
    transaction: &Transaction<'_>,
    deed: &Deed,
    subject: &Subject,
    person: &str,
    step: i64,
    at: Timestamp,
) -> Result<(), Error> {
    let what = match deed.word() {
        "unfollow" => "follow",
        "remove" => "view",
        word => word,
    };
    // An entry has one owner, one next step and one status; each person follows a subject or keeps a view once.
    let own = matches!(what, "follow" | "view");
    let ended = match what {
        "note" => 0,
        _ => transaction
            .prepare_cached(
                "UPDATE mark SET ended = ?1 WHERE what = ?2 AND kind = ?3 AND subject = ?4 AND ended IS NULL
                 AND (NOT ?5 OR person = ?6)",
            )?
            .execute(params![step, what, subject.kind.as_str(), subject.id, own, person])?,
    };
    let ends = match deed {
        Deed::Unfollow { .. } | Deed::Remove { .. } => true,
        Deed::Own { owner: text, .. } | Deed::Next { step: text, .. } => text.trim().is_empty(),
        _ => false,
    };
    if ends {
        return if ended == 0 { Err(Error::Decision("there is nothing to end".to_owned())) } else { Ok(()) };
    }
    let status = match deed {
        Deed::Close { status, .. } => Some(status.as_str()),
        _ => None,
    };
    transaction
        .prepare_cached(
            "INSERT INTO mark (what, kind, subject, person, text, day, status, private, made)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            what,
            subject.kind.as_str(),
            subject.id,
            person,
            deed.text().trim(),
            deed.day().map(|day| day.to_string()),
            status,
            deed.is_private(),
            step
        ])?;
    match deed {
        Deed::Close { why, .. } => restand(transaction, at, person, why, &subject.id),
        // What was known before is no news.
        Deed::Follow { what, day, .. } => {
            let last =
                transaction.query_row("SELECT coalesce(max(id), 0) FROM operation", [], |row| row.get::<_, i64>(0))?;
            see(transaction, person, what, last, *day)
        }
        _ => Ok(()),
    }
}

/// Lets an entry stand anew, as an operation: its status is part of the record.
fn restand(transaction: &Transaction<'_>, at: Timestamp, person: &str, why: &str, entry: &str) -> Result<(), Error> {
    let operation = operation(transaction, at, "mark", &Author(person.to_owned()), why.trim())?;
    derive::stand_anew(transaction, operation, entry)
}
