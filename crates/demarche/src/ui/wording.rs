//! How pages put entries of the ledger into words, beside the wording that all outlets share.

use record::Act;
use views::{Answer, Appointment, Entry, Source};

pub(super) use crate::wording::{
    answer, appointment, cut, due, partial, sentence, since, source, stage, stage_day, stage_when, standing, status,
    when,
};

/// "10 December 2025". Templates hand what they hold over by reference.
pub(super) fn day(day: &jiff::civil::Date) -> String {
    crate::wording::day(*day)
}

/// "12 days".
pub(super) fn days(count: &i32) -> String {
    crate::wording::days(*count)
}

/// How it came that a page is written from a side; empty where it was asked for or set.
pub(super) fn ground(ground: &views::Ground) -> &'static str {
    crate::wording::ground(Some(*ground))
}

/// Who has to act, and towards whom.
pub(super) struct Owed {
    /// Who has to act; empty where no addressee is named.
    pub(super) by: String,
    /// Towards whom, in words.
    pub(super) relation: String,
}

/// Who owes whom.
pub(super) fn owed(entry: &Entry) -> Owed {
    let speakers = entry.speakers.join(", ");
    let addressees = entry.addressees.join(", ");
    let voice = entry.voiced_by.as_ref().map(|voice| format!(" (by {voice})")).unwrap_or_default();
    match entry.act {
        Act::Request => Owed { by: addressees, relation: format!("asked by {speakers}{voice}") },
        Act::Proposal => Owed { by: addressees, relation: format!("proposed by {speakers}{voice}") },
        Act::Agreement if addressees.is_empty() => Owed { by: speakers, relation: format!("as agreed{voice}") },
        Act::Agreement => Owed { by: speakers, relation: format!("as agreed with {addressees}{voice}") },
        _ if addressees.is_empty() => Owed { by: speakers, relation: voice.trim().to_owned() },
        _ => Owed { by: speakers, relation: format!("to {addressees}{voice}") },
    }
}

/// What another fact does to an entry, as a sentence begins.
pub(super) fn link(answer: &Answer) -> &'static str {
    crate::wording::link(&answer.kind)
}

/// An age in days, as short as a column needs it.
pub(super) fn age(days: Option<&i32>) -> String {
    match days {
        Some(days) if *days < 0 => format!("in {} d", -days),
        Some(days) if *days < 800 => format!("{days} d"),
        Some(days) => format!("{:.1} y", f64::from(*days) / 365.25),
        None => String::new(),
    }
}

/// The principal words of a source.
pub(super) fn quote(source: &Source) -> &str {
    source.words.first().map(String::as_str).unwrap_or_default()
}

/// What kind of appointment it is, in words.
pub(super) fn occasion(appointment: &Appointment) -> &'static str {
    match appointment.kind.as_str() {
        "due" => "due",
        "expected" => "expected",
        _ => "takes place",
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn ages_are_short() {
        assert_eq!(super::age(Some(&34)), "34 d");
        assert_eq!(super::age(Some(&1461)), "4.0 y");
        assert_eq!(super::age(Some(&-3)), "in 3 d");
        assert_eq!(super::age(None), "");
    }
}
