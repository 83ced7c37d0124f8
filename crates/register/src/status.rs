//! Where an entry of the ledger stands, on any day of the world.

use record::{Date, DateRange};

use crate::links::LinkKind;

/// The day that never comes: until then stands what nothing ends.
pub(crate) const NEVER: &str = "9999-12-31";

/// Status of a ledger entry, with the contract's words.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Not due yet, or without a date.
    Open,
    /// Kept.
    Fulfilled,
    /// Past its day, and nothing said.
    Overdue,
    /// Past its day, and told not to have happened.
    Missed,
    /// A later date took its place.
    Slipped,
    /// Taken back.
    Withdrawn,
    /// Something else took its place.
    Superseded,
}

impl Status {
    /// Every status, in the contract's order.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Fulfilled, Self::Overdue, Self::Missed, Self::Slipped, Self::Withdrawn, Self::Superseded];

    /// The word in the store and in public formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fulfilled => "fulfilled",
            Self::Overdue => "overdue",
            Self::Missed => "missed",
            Self::Slipped => "slipped",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }

    /// The status with that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A status from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The first day.
    pub from: Date,
    /// The status.
    pub status: Status,
}

/// The statuses of an entry made on `made` and due by the end of `due`, given what later facts do to it on which day.
///
/// An entry is open from the day it was made, and overdue from the day after it was due; what keeps, moves or ends it
/// first closes it for good, except that a promise overdue or missed can still be kept.
pub fn history(made: Date, due: Option<&DateRange>, links: &[(LinkKind, Date)]) -> Vec<Standing> {
    let mut standings = vec![Standing { from: made, status: Status::Open }];
    let mut closings: Vec<(Date, Status)> = links
        .iter()
        .filter_map(|(kind, day)| {
            let status = match kind {
                LinkKind::Fulfils => Status::Fulfilled,
                LinkKind::Supersedes => Status::Slipped,
                LinkKind::Withdraws => Status::Withdrawn,
                LinkKind::Misses => Status::Missed,
                LinkKind::SameAs | LinkKind::Answers | LinkKind::DueAt => return None,
            };
            Some(((*day).max(made), status))
        })
        .collect();
    closings.sort_unstable();
    // What waits for a happening is due by its last day.
    let awaited = links.iter().filter(|(kind, _)| *kind == LinkKind::DueAt).map(|(_, day)| *day).min();
    if let Some(after) = due.and_then(|due| due.end).or(awaited).and_then(|end| end.tomorrow().ok()) {
        closings.push((after.max(made), Status::Overdue));
        // On one day, a deed counts before the calendar does.
        closings.sort_by_key(|(day, status)| (*day, *status == Status::Overdue));
    }
    for (from, status) in closings {
        let present = standings.last().map_or(Status::Open, |standing| standing.status);
        let closed = match present {
            Status::Open => false,
            Status::Overdue => matches!(status, Status::Overdue),
            Status::Missed => !matches!(status, Status::Fulfilled | Status::Slipped),
            _ => true,
        };
        if closed {
            continue;
        }
        if let Some(last) = standings.last_mut().filter(|last| last.from == from) {
            last.status = status;
        } else {
            standings.push(Standing { from, status });
        }
    }
    standings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due: Option<&str>, links: &[(LinkKind, &str)], expect: &str) {
        let day = |text: &str| -> Date { text.parse().expect("a date") };
        let due = due.map(|due| DateRange { start: None, end: Some(day(due)), text: String::new() });
        let links: Vec<_> = links.iter().map(|(kind, text)| (*kind, day(text))).collect();
        let history = history(day("2025-07-11"), due.as_ref(), &links);
        let text: Vec<String> =
            history.iter().map(|standing| format!("{} {}", standing.from, standing.status)).collect();
        assert_eq!(text.join(", "), expect);
    }

    #[test]
    fn promises_are_kept_missed_and_moved() {
        use LinkKind::{Answers, DueAt, Fulfils, Misses, Supersedes, Withdraws};
        check(None, &[], "2025-07-11 open");
        check(Some("2025-12-31"), &[], "2025-07-11 open, 2026-01-01 overdue");
        check(Some("2025-12-31"), &[(Fulfils, "2025-12-15")], "2025-07-11 open, 2025-12-15 fulfilled");
        check(
            Some("2025-12-31"),
            &[(Fulfils, "2026-02-15")],
            "2025-07-11 open, 2026-01-01 overdue, 2026-02-15 fulfilled",
        );
        check(Some("2025-12-31"), &[(Supersedes, "2025-12-20")], "2025-07-11 open, 2025-12-20 slipped");
        check(
            Some("2025-12-31"),
            &[(Misses, "2025-12-20"), (Fulfils, "2026-01-10")],
            "2025-07-11 open, 2025-12-20 missed, 2026-01-10 fulfilled",
        );
        check(None, &[(Withdraws, "2025-09-01"), (Fulfils, "2025-10-01")], "2025-07-11 open, 2025-09-01 withdrawn");
        check(None, &[(Answers, "2025-09-01")], "2025-07-11 open");
        check(None, &[(DueAt, "2025-10-02"), (DueAt, "2025-12-04")], "2025-07-11 open, 2025-10-03 overdue");
        check(None, &[(DueAt, "2025-10-02"), (Fulfils, "2025-10-02")], "2025-07-11 open, 2025-10-02 fulfilled");
        check(Some("2025-01-31"), &[], "2025-07-11 overdue");
        check(Some("2025-12-31"), &[(Fulfils, "2026-01-01")], "2025-07-11 open, 2026-01-01 fulfilled");
    }
}
