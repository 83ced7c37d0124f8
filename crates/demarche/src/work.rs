//! What people do at the desk, as forms, programs and commands send it, and what they are shown of it.

use jiff::civil::Date;
use register::{Deed, Mark, Register, Scope, Snapshot, Status, Subject, SubjectKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use views::Following;

use crate::clock;
use crate::http::session::Caller;

/// Who works at a desk that asks nobody to sign in.
pub(crate) const LOCAL: &str = "desk";

/// Developments that are shown of one subject.
pub(crate) const NEWS: usize = 12;

/// One thing to do at the desk.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Sent {
    /// `note`, `owner`, `next`, `status`, `follow`, `unfollow`, `view` or `remove`.
    #[schemars(extend("enum" = ["note", "owner", "next", "status", "follow", "unfollow", "view", "remove"]))]
    pub(crate) what: String,
    /// Kind of the subject: `entry` if not given.
    #[schemars(extend("enum" = ["entry", "instrument", "counterpart", "person", "search"]))]
    pub(crate) kind: String,
    /// Id of a fact or entity, code of a country, words of a search; of a view its address.
    pub(crate) subject: String,
    /// The note, the owner, the next step, the reason, or a name of what is followed or kept.
    pub(crate) text: String,
    /// The day of the next step.
    pub(crate) day: String,
    /// `fulfilled`, `declined`, or `superseded` for what is no longer relevant.
    pub(crate) status: String,
    /// Only its writer sees it: `yes` or nothing.
    pub(crate) private: String,
}

impl Sent {
    /// What it says is to be done.
    ///
    /// # Errors
    /// When it says nothing that can be done, in words for who sent it.
    pub(crate) fn deed(self, today: Date) -> Result<Deed, String> {
        let kind = match self.kind.as_str() {
            "" => SubjectKind::Entry,
            word => SubjectKind::parse(word).ok_or_else(|| format!("{word:?} is not a kind of thing to work on"))?,
        };
        let day = match self.day.trim() {
            "" => None,
            text => Some(clock::last_day(text)?),
        };
        let (entry, text, private) = (self.subject.clone(), self.text, !self.private.is_empty());
        let what = Subject::new(kind, self.subject);
        Ok(match self.what.as_str() {
            "note" => Deed::Note { on: what, text, private },
            "owner" => Deed::Own { entry, owner: text },
            "next" => Deed::Next { entry, step: text, day },
            "status" => {
                let status =
                    Status::parse(&self.status).ok_or("say whether it is done, declined or no longer relevant")?;
                Deed::Close { entry, status, why: text, day: day.unwrap_or(today) }
            }
            "follow" => Deed::Follow { what, name: text, day: today },
            "unfollow" => Deed::Unfollow { what },
            "view" => Deed::Save { address: address(&entry)?, name: text, private },
            "remove" => Deed::Remove { address: entry },
            word => return Err(format!("{word:?} is not something to do here")),
        })
    }
}

/// Pages whose filters can be kept as a view.
const VIEWS: &[&str] = &["/ledger", "/agenda", "/search"];

/// The address of a view, if it is one of the pages that have any.
fn address(text: &str) -> Result<String, String> {
    let path = text.split('?').next().unwrap_or_default();
    if VIEWS.contains(&path) {
        return Ok(text.to_owned());
    }
    Err("a view is the ledger, the agenda or a search, with its filters".to_owned())
}

/// A caller may do this: what is one's own needs the right to look alone.
pub(crate) fn allowed(caller: &Caller, deed: &Deed) -> bool {
    match deed {
        Deed::Follow { .. } | Deed::Unfollow { .. } | Deed::Remove { .. } => caller.allows(Scope::Read),
        Deed::Note { private: true, .. } | Deed::Save { private: true, .. } => caller.allows(Scope::Read),
        _ => caller.allows(Scope::Write),
    }
}

/// What one person has at the desk.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Mine {
    /// Whose it is.
    pub(crate) person: String,
    /// Entries that the person owns, with what is new about them.
    pub(crate) owned: Vec<Held>,
    /// What the person follows, with what is new about it.
    pub(crate) followed: Vec<Held>,
    /// Views that were kept with a name.
    pub(crate) views: Vec<Mark>,
}

/// Something that somebody owns or follows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(crate) struct Held {
    /// The mark that says so.
    pub(crate) mark: Mark,
    /// The next step on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<Mark>,
    /// What is new about it.
    pub(crate) following: Following,
}

/// Since when something counts as new.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Since {
    /// Since the person looked at it last.
    Seen,
    /// Since an operation, and the day of it.
    Moment(i64, Date),
}

/// What one person owns and follows, and what is new about it.
///
/// # Errors
/// When the database fails.
pub(crate) fn mine(
    register: &Register,
    now: Snapshot<'_>,
    person: &str,
    since: Since,
) -> Result<Mine, register::Error> {
    let next = register.marks_of("next", person)?;
    let held = |mark: Mark, named: &str| -> Result<Held, register::Error> {
        let (operation, day) = match since {
            Since::Moment(operation, day) => (operation, day),
            Since::Seen => match register.seen(person, &mark.subject)? {
                Some(seen) => seen,
                // What was given to somebody is new from then on.
                None => {
                    let at = mark
                        .at
                        .parse()
                        .map_or(0, |at| register.snapshot(now.as_of(), Some(at)).map_or(0, |then| then.operation()));
                    (at, now.as_of())
                }
            },
        };
        let before = register.snapshot_at(day, operation);
        let following = views::following(now, before, &mark.subject, named, NEWS)?;
        let next = next.iter().find(|next| next.subject == mark.subject).cloned();
        Ok(Held { mark, next, following })
    };
    let is_mine = |mark: &Mark| mark.text.trim().to_lowercase() == person.trim().to_lowercase();
    let owned = register.marks_of("owner", person)?.into_iter().filter(is_mine);
    let owned = owned.map(|mark| held(mark, "")).collect::<Result<_, _>>()?;
    let followed = register.marks_of("follow", person)?.into_iter().filter(|mark| mark.person == person);
    let followed = followed.map(|mark| {
        let name = mark.text.clone();
        held(mark, &name)
    });
    let followed = followed.collect::<Result<_, _>>()?;
    Ok(Mine { person: person.to_owned(), owned, followed, views: register.marks_of("view", person)? })
}

impl Mine {
    /// All that something may be new about.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Held> {
        self.owned.iter().chain(&self.followed)
    }

    /// What has something new, each subject once.
    pub(crate) fn news(&self) -> Vec<&Held> {
        let mut seen = Vec::new();
        let mut news = Vec::new();
        for held in self.all().filter(|held| !held.following.news.is_empty()) {
            if !seen.contains(&&held.mark.subject) {
                seen.push(&held.mark.subject);
                news.push(held);
            }
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = jiff::civil::date(2025, 12, 20);

    #[test]
    fn forms_become_deeds() {
        let sent = |what: &str, text: &str| Sent {
            what: what.to_owned(),
            subject: "f1".to_owned(),
            text: text.to_owned(),
            ..Sent::default()
        };
        let next = Sent { day: "2026-01-09".to_owned(), ..sent("next", "call them") };
        let expect =
            Deed::Next { entry: "f1".to_owned(), step: "call them".to_owned(), day: "2026-01-09".parse().ok() };
        assert_eq!(next.deed(TODAY), Ok(expect));
        assert!(sent("status", "why").deed(TODAY).is_err(), "it says no status");
        assert!(sent("dance", "").deed(TODAY).is_err());
        assert!(Sent { day: "soon".to_owned(), ..sent("next", "call") }.deed(TODAY).is_err());
        assert!(sent("view", "name").deed(TODAY).is_err(), "only pages with filters are views");
        assert!(Sent { subject: "/ledger?with=EU".to_owned(), ..sent("view", "EU") }.deed(TODAY).is_ok());
    }
}
