//! How pages put entries of the ledger into words.

use record::Act;
use register::Status;
use views::{Answer, Appointment, Entry, Source};

/// Who has to act, and towards whom.
pub(super) struct Owed {
    /// Who has to act; empty where nobody in particular is addressed.
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

/// What made the status: "since 2025-10-13", "2025-12-15".
pub(super) fn standing(entry: &Entry) -> String {
    let made = |kind: &str| entry.links.iter().find(|link| link.kind == kind).map(|link| link.day.to_string());
    let text = match entry.status {
        Status::Fulfilled => made("fulfils"),
        Status::Slipped | Status::Superseded => made("supersedes"),
        Status::Withdrawn => made("withdraws"),
        Status::Missed => made("misses"),
        Status::Overdue => Some(format!("since {}", entry.since)),
        Status::Declined => made("refuses"),
        Status::Open | Status::InProgress => made("answers").map(|day| format!("answered {day}")),
    };
    let mut text = text.unwrap_or_default();
    if let Some(slippage) = entry.slippage {
        let times = match slippage.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        let mark = if text.is_empty() { "" } else { "; " };
        text.push_str(&format!("{mark}moved {times}, by {} days", slippage.days));
    }
    text
}

/// What another fact does to an entry, as a sentence begins.
pub(super) fn link(answer: &Answer) -> &'static str {
    match answer.kind.as_str() {
        "fulfils" => "Kept by",
        "refuses" => "Declined by",
        "supersedes" => "Replaced by",
        "superseded" => "Takes the place of",
        "answers" => "Answered by",
        "answered" => "Answers",
        "withdraws" => "Taken back by",
        "misses" => "Told not to have happened by",
        "same-as" => "Said again by",
        "due-at" => "Due at",
        _ => "Bears on",
    }
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

/// The acronym that a publisher's name holds in brackets, by which desk officers know it; empty where there is none.
pub(super) fn acronym(publisher: &str) -> &str {
    let inside = publisher.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    let capitals = inside.chars().filter(|c| c.is_uppercase()).count();
    let short = (2..=10).contains(&inside.chars().count()) && capitals >= 2 && !inside.contains(' ');
    if short { inside } else { "" }
}

/// The principal words of a source.
pub(super) fn quote(source: &Source) -> &str {
    source.words.first().map(String::as_str).unwrap_or_default()
}

/// What kind of appointment it is, in words.
pub(super) fn occasion(appointment: &Appointment) -> &'static str {
    match appointment.kind.as_str() {
        "due" => "falls due",
        "expected" => "expected",
        _ => "takes place",
    }
}

/// A text cut at a word's end before so many characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = text[head.len()..].starts_with(' ');
    let end = head.rfind(' ').filter(|end| !whole && *end > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end_matches([',', ';', ' ']))
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(super::cut("keep the quota open", 40), "keep the quota open");
        assert_eq!(super::cut("keep the quota open", 15), "keep the quota…");
        assert_eq!(super::cut("Überschwemmungsgebiet", 8), "Übersch…");
    }

    #[test]
    fn publishers_go_by_their_acronyms() {
        assert_eq!(super::acronym("Ministry of Trade, Industry and Resources (MOTIR), Republic of Korea"), "MOTIR");
        assert_eq!(super::acronym("UK Department for Business and Trade (GOV.UK)"), "GOV.UK");
        assert_eq!(super::acronym("European Commission (press corner)"), "");
        assert_eq!(super::acronym("Council of the European Union"), "");
    }

    #[test]
    fn ages_are_short() {
        assert_eq!(super::age(Some(&34)), "34 d");
        assert_eq!(super::age(Some(&1461)), "4.0 y");
        assert_eq!(super::age(Some(&-3)), "in 3 d");
        assert_eq!(super::age(None), "");
    }
}
