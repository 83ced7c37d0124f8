//! Where an entry of the ledger stands, on any day of the world.

use record::{Act, Date, DateRange};

use crate::links::LinkKind;

/// The day that never comes: until then stands what nothing ends.
pub(crate) const NEVER: &str = "9999-12-31";

/// Status of a ledger entry, with the contract's words.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not due yet, or without a date.
    Open,
    /// Taken up by those who were asked, or granted in part.
    InProgress,
    /// Kept.
    Fulfilled,
    /// Past its day, and nothing said.
    Overdue,
    /// Past its day, and told not to have happened.
    Missed,
    /// A later date took its place.
    Slipped,
    /// Those who were asked said no, or not now.
    Declined,
    /// Taken back.
    Withdrawn,
    /// Something else took its place.
    Superseded,
}

impl Status {
    /// Every status, in the contract's order.
    pub const ALL: [Self; 9] = [
        Self::Open,
        Self::InProgress,
        Self::Fulfilled,
        Self::Overdue,
        Self::Missed,
        Self::Slipped,
        Self::Declined,
        Self::Withdrawn,
        Self::Superseded,
    ];

    /// Something is still to be done, and its time has come or not.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Open | Self::InProgress | Self::Overdue)
    }

    /// The word in the store and in public formats.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in-progress",
            Self::Fulfilled => "fulfilled",
            Self::Overdue => "overdue",
            Self::Missed => "missed",
            Self::Slipped => "slipped",
            Self::Declined => "declined",
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

/// The statuses of an entry with this act made on `made` and due by the end of `due`, given what later facts do to it on which day.
///
/// An entry is open from the day it was made, and overdue from the day after it was due. An answer takes a request or proposal up;
/// a refusal declines it until it is taken up or done after all. What keeps or ends an entry first closes it for good; one that
/// is overdue, missed, moved or declined can still be kept.
pub fn history(act: Act, made: Date, due: Option<&DateRange>, links: &[(LinkKind, Date)]) -> Vec<Standing> {
    let mut standings = vec![Standing { from: made, status: Status::Open }];
    let asked = matches!(act, Act::Request | Act::Proposal);
    let mut turns: Vec<(Date, Status)> = links
        .iter()
        .filter_map(|(kind, day)| {
            let status = match kind {
                LinkKind::Fulfils => Status::Fulfilled,
                LinkKind::Supersedes => Status::Slipped,
                LinkKind::Withdraws => Status::Withdrawn,
                LinkKind::Misses => Status::Missed,
                LinkKind::Refuses => Status::Declined,
                LinkKind::Answers if asked => Status::InProgress,
                LinkKind::SameAs | LinkKind::Answers | LinkKind::DueAt => return None,
            };
            Some(((*day).max(made), status))
        })
        .collect();
    turns.sort_unstable();
    // What waits for a happening is due by its last day.
    let awaited = links.iter().filter(|(kind, _)| *kind == LinkKind::DueAt).map(|(_, day)| *day).min();
    if let Some(after) = due.and_then(|due| due.end).or(awaited).and_then(|end| end.tomorrow().ok()) {
        turns.push((after.max(made), Status::Overdue));
        // On one day, a deed counts before the calendar does.
        turns.sort_by_key(|(day, status)| (*day, *status == Status::Overdue));
    }
    for (from, status) in turns {
        let present = standings.last().map_or(Status::Open, |standing| standing.status);
        if !follows(present, status) {
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

/// An entry with one status can have another after it.
fn follows(present: Status, next: Status) -> bool {
    use Status as S;
    match present {
        S::Open => true,
        S::InProgress => next != S::InProgress,
        S::Overdue => !matches!(next, S::Overdue | S::InProgress),
        S::Missed => matches!(next, S::Fulfilled | S::Slipped | S::Withdrawn | S::Declined),
        S::Slipped => next == S::Fulfilled,
        S::Declined => matches!(next, S::InProgress | S::Fulfilled | S::Withdrawn),
        S::Fulfilled | S::Withdrawn | S::Superseded => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(due: Option<&str>, links: &[(LinkKind, &str)], expect: &str) {
        check_act(Act::Commitment, due, links, expect);
    }

    fn check_act(act: Act, due: Option<&str>, links: &[(LinkKind, &str)], expect: &str) {
        let day = |text: &str| -> Date { text.parse().expect("a date") };
        let due = due.map(|due| DateRange { start: None, end: Some(day(due)), text: String::new() });
        let links: Vec<_> = links.iter().map(|(kind, text)| (*kind, day(text))).collect();
        let history = history(act, day("2025-07-11"), due.as_ref(), &links);
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

    #[test]
    fn requests_are_taken_up_and_declined() {
        use LinkKind::{Answers, Fulfils, Refuses, Withdraws};
        let check = |links: &[(LinkKind, &str)], expect: &str| check_act(Act::Request, None, links, expect);
        check(&[(Answers, "2025-09-01")], "2025-07-11 open, 2025-09-01 in-progress");
        check(
            &[(Refuses, "2025-07-11"), (Answers, "2025-09-01"), (Fulfils, "2025-10-01")],
            "2025-07-11 declined, 2025-09-01 in-progress, 2025-10-01 fulfilled",
        );
        check(
            &[(Answers, "2025-08-01"), (Refuses, "2025-09-01"), (Withdraws, "2025-12-01")],
            "2025-07-11 open, 2025-08-01 in-progress, 2025-09-01 declined, 2025-12-01 withdrawn",
        );
        check(&[(Fulfils, "2025-09-01"), (Refuses, "2025-10-01")], "2025-07-11 open, 2025-09-01 fulfilled");
    }
}
