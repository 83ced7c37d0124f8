//! The wording of what people do at the desk: the log, why something is shown to them, and what is new.

use register::{Mark, Status, Step, SubjectKind};
use views::{Development, Line};

use super::{day, sentence};

/// A status that was set by hand, in words.
pub(crate) fn closed(status: &Status) -> &'static str {
    match status {
        Status::Fulfilled => "done",
        Status::Declined => "declined",
        _ => "no longer relevant",
    }
}

/// Why something is shown, in a line: "You follow the EU."
pub(crate) fn reason(mark: &Mark, name: &str) -> String {
    if mark.what == "owner" {
        return "You own this entry.".to_owned();
    }
    match mark.subject.kind {
        SubjectKind::Entry => "You follow this entry.".to_owned(),
        SubjectKind::Instrument => format!("You follow the instrument “{name}”."),
        SubjectKind::Counterpart => format!("You follow {}.", sentence::names(&[name.to_owned()])),
        SubjectKind::Person => format!("You follow {name}."),
        SubjectKind::Search | SubjectKind::View => format!("You follow the search “{}”.", mark.subject.id),
    }
}

/// What is new, as a sentence.
pub(crate) fn development(one: &Development) -> String {
    let said = one.fact.as_ref().map(|fact| reported(fact));
    let lead = match (one.kind.as_str(), one.changed) {
        ("", false) => String::new(),
        ("", true) => "Now reported as: ".to_owned(),
        (kind, _) => format!("{}: ", super::link(kind)),
    };
    let status = one.status.map(|(before, now)| {
        format!("Status: {}, before: {}.", super::status(now.as_str()), super::status(before.as_str()))
    });
    match (said, status) {
        (Some(said), Some(status)) => format!("{lead}{said} {status}"),
        (Some(said), None) => format!("{lead}{said}"),
        (None, status) => status.unwrap_or_default(),
    }
}

/// What a fact says, as a sentence; of a stage with its name and day.
fn reported(line: &Line) -> String {
    if line.kind != "stage" {
        return sentence::of_line(line);
    }
    let when = super::stage_when(line);
    let when = if when.is_empty() { when } else { format!(", {when}") };
    format!("{}: {}{when}.", sentence::capital(&line.what), super::stage(&line.term))
}

/// What a new fact does to earlier entries: "answers: Korea asked the EU to wait."
pub(crate) fn answers(kind: &str) -> &'static str {
    match kind {
        "fulfils" => "Keeps",
        "supersedes" => "Replaces",
        "answers" => "Answers",
        "refuses" => "Declines",
        "withdraws" => "Withdraws",
        "misses" => "Reports as not done",
        _ => "Related to",
    }
}

/// A next step with its day: "call the Commission, by 9 January 2026".
pub(crate) fn next(mark: &Mark) -> String {
    match mark.day {
        Some(by) => format!("{}, by {}", mark.text, day(by)),
        None => mark.text.clone(),
    }
}

/// A step of the log, without who and when: "set the owner to Bo".
pub(crate) fn step(step: &Step) -> String {
    let text = &step.text;
    let words = match (step.what.as_str(), text.is_empty()) {
        ("note", _) => format!("wrote a note: {text}"),
        ("owner", false) => format!("set the owner to {text}"),
        ("owner", true) => "removed the owner".to_owned(),
        ("next", false) => format!("set the next step: {text}"),
        ("next", true) => "removed the next step".to_owned(),
        ("status", _) => format!("set the status: {text}"),
        ("follow", false) => format!("followed {text}"),
        ("follow", true) => "followed an entry".to_owned(),
        ("unfollow", _) => "stopped following something".to_owned(),
        ("view", _) => format!("saved the view “{text}”"),
        ("remove", _) => "removed a view".to_owned(),
        ("undo", _) => format!("undid: {}", undone(text)),
        (other, _) => other.to_owned(),
    };
    if step.undone { format!("{words} (undone)") } else { words }
}

fn undone(what: &str) -> &str {
    match what {
        "next" => "next step",
        "unfollow" => "stop following",
        "remove" => "removed view",
        other => other,
    }
}

/// What was done just now, for the page that says so.
pub(crate) fn done(step: &Step) -> &'static str {
    match step.what.as_str() {
        "note" => "Note added.",
        "owner" if step.text.is_empty() => "Owner removed.",
        "owner" => "Owner set.",
        "next" if step.text.is_empty() => "Next step removed.",
        "next" => "Next step set.",
        "status" => "Status set.",
        "follow" => "You follow this now.",
        "unfollow" => "You no longer follow this.",
        "view" => "View saved.",
        "remove" => "View removed.",
        _ => "Undone.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use register::Subject;

    #[test]
    fn a_line_says_why_something_is_shown() {
        let mark = |what: &str, kind| Mark {
            what: what.to_owned(),
            subject: Subject::new(kind, "steel quota"),
            person: "Ines".to_owned(),
            text: String::new(),
            day: jiff::civil::Date::new(2026, 1, 9).ok(),
            status: None,
            private: true,
            at: String::new(),
            step: 1,
        };
        assert_eq!(reason(&mark("follow", SubjectKind::Counterpart), "EU"), "You follow the EU.");
        assert_eq!(reason(&mark("follow", SubjectKind::Search), ""), "You follow the search “steel quota”.");
        assert_eq!(reason(&mark("owner", SubjectKind::Entry), ""), "You own this entry.");
        assert_eq!(
            next(&Mark { text: "call".to_owned(), ..mark("next", SubjectKind::Entry) }),
            "call, by 9 January 2026"
        );
    }
}
