//! The wording of the record: statuses, acts, stages, links and dates, the same on pages, on a terminal, in briefs, feeds and
//! tools. Sentences for facts are in [`sentence`].

pub(crate) mod sentence;
pub(crate) mod work;

use jiff::civil::Date;
use record::DateRange;
use views::{Answer, Appointment, Entry, Ground, Line, Source, Station};

/// A status in words: `slipped` is the contract's term, "postponed" what people say.
pub(crate) fn status(term: &str) -> &str {
    match term {
        "slipped" => "postponed",
        "in-progress" => "in progress",
        "due-unreported" => "due – unreported",
        other => other,
    }
}

/// The status of an entry in words; a shared view that nobody has to act on is on record.
pub(crate) fn standing(entry: &Entry) -> &str {
    status(entry.standing())
}

/// A stage in words.
pub(crate) fn stage(term: &str) -> String {
    match term {
        "in-principle" => "agreed in principle".to_owned(),
        "struck-down" => "struck down".to_owned(),
        "provisional" => "provisionally applied".to_owned(),
        other => other.replace('-', " "),
    }
}

/// The day of a stage; one that is only the day of publication says when the stage was reported, not when it was reached.
pub(crate) fn stage_day(station: &Station) -> String {
    match &station.as_of {
        None => "undated".to_owned(),
        Some(day) if station.is_reported() => format!("reported on {}", partial(day)),
        Some(day) => partial(day),
    }
}

/// The day of a stage that stands in a list; empty where none is known.
pub(crate) fn stage_when(line: &Line) -> String {
    let Some(range) = &line.when else { return String::new() };
    let published = line.source.published;
    let reported =
        published.is_some() && range.end == published && range.start.is_none_or(|day| Some(day) == published);
    if reported { format!("reported on {}", published.map(day).unwrap_or_default()) } else { when(range) }
}

/// What another fact does to an entry, as a sentence begins.
pub(crate) fn link(kind: &str) -> &'static str {
    match kind {
        "fulfils" => "Kept by",
        "supersedes" => "Replaced by",
        "superseded" => "Takes the place of",
        "answers" => "Answered by",
        "answered" => "Answers",
        "refuses" | "declines" => "Declined by",
        "withdraws" => "Withdrawn by",
        "misses" => "Reported as not done by",
        "same-as" => "Said again by",
        "due-at" => "Due at",
        _ => "Related to",
    }
}

/// What made the status of an entry: "since 13 October 2025, nothing reported", "15 December 2025".
pub(crate) fn since(entry: &Entry) -> String {
    let made = |kind: &str| entry.links.iter().find(|link| link.kind == kind).map(|link| day(link.day));
    let text = match entry.status.as_str() {
        "fulfilled" => made("fulfils"),
        "slipped" | "superseded" => made("supersedes"),
        "withdrawn" => made("withdraws"),
        "missed" => made("misses"),
        // Nobody said that it was not done: its day is past, and nothing that was read reports on it.
        "overdue" => Some(format!("since {}, nothing reported", day(entry.since))),
        "open" => made("answers").map(|day| format!("answered {day}")),
        _ => None,
    };
    let mut text = text.unwrap_or_default();
    if let Some(slippage) = entry.slippage {
        let times = match slippage.times {
            1 => "once".to_owned(),
            2 => "twice".to_owned(),
            times => format!("{times} times"),
        };
        let mark = if text.is_empty() { "" } else { "; " };
        text.push_str(&format!("{mark}postponed {times}, by {} in all", days(slippage.days)));
    }
    text
}

/// How it came that an answer is written from a side; empty where it was asked for or set.
pub(crate) fn ground(ground: Option<Ground>) -> &'static str {
    match ground {
        Some(Ground::Publishers) => "the country of most publishers here",
        Some(Ground::Speakers) => "the side that speaks most here",
        Some(Ground::Talks) => "the side that speaks most with it",
        Some(Ground::Asked | Ground::Set) | None => "",
    }
}

/// "1 day", "12 days".
pub(crate) fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// An answer as a sentence.
pub(crate) fn answer(answer: &Answer) -> String {
    let who = sentence::names(&answer.who);
    let what = sentence::tidy(&answer.what);
    if who.is_empty() { what } else { format!("{who}: {what}") }
}

/// "10 December 2025".
pub(crate) fn day(day: Date) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// "10 December 2025" for a day, "December 2025" for a month, "2025" for a year, as texts of the record have them.
pub(crate) fn partial(text: &str) -> String {
    match text.parse::<record::PartialDate>() {
        Ok(record::PartialDate::Day(date)) => day(date),
        Ok(record::PartialDate::Month(year, number)) => format!("{} {year}", month(Date::constant(year, number, 1))),
        _ => text.to_owned(),
    }
}

fn month(day: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[usize::from(day.month().unsigned_abs()) - 1]
}

/// Dates as people write them: "10 December 2025", "1–3 December 2025", "December 2025", "the first half of 2026",
/// "by 30 June 2026"; the words of the text where no day is known.
pub(crate) fn when(range: &DateRange) -> String {
    match (range.start, range.end) {
        (Some(start), Some(end)) if start == end => day(start),
        (Some(start), Some(end)) => span(start, end),
        (Some(start), None) => format!("from {}", day(start)),
        (None, Some(end)) => format!("by {}", day(end)),
        (None, None) => range.text.clone(),
    }
}

/// When something is due: "by 30 June 2026", "in the first half of 2026", "6–12 October 2025".
pub(crate) fn due(range: &DateRange) -> String {
    let words = when(range);
    let dated = range.start.is_some() && range.end.is_some();
    let period = !words.starts_with(|c: char| c.is_ascii_digit()) || words.len() == 4;
    if dated && period { format!("in {words}") } else { words }
}

/// How many of those who take part in something to come are named.
const NAMED: usize = 4;

/// Something to come, on one line: what first, for the list of who may be long. Of a promise the words of the promise; its act
/// and instruments stand elsewhere.
pub(crate) fn appointment(one: &Appointment) -> String {
    let promised = one.kind == "due";
    let words = match one.what.split_once(": ").filter(|_| promised) {
        Some((_, words)) => words.rsplit_once(" [on ").map_or(words, |(words, _)| words),
        None => one.what.as_str(),
    };
    let what = sentence::tidy(words);
    let (few, more) = one.who.split_at(one.who.len().min(NAMED));
    let who = match more.len() {
        0 => sentence::names(few),
        more => format!("{} and {more} more", few.join(", ")),
    };
    match (who.is_empty(), promised) {
        (true, _) => sentence::capital(&what),
        (false, true) => format!("{}: {what}", sentence::capital(&who)),
        (false, false) => format!("{}: {who}", sentence::capital(&what)),
    }
}

fn span(start: Date, end: Date) -> String {
    let whole = start.day() == 1 && end == end.last_of_month() && start.year() == end.year();
    if whole {
        let year = start.year();
        match (start.month(), end.month()) {
            (1, 12) => return year.to_string(),
            (one, two) if one == two => return format!("{} {year}", month(start)),
            (1, 6) => return format!("the first half of {year}"),
            (7, 12) => return format!("the second half of {year}"),
            (1, 3) => return format!("the first quarter of {year}"),
            (4, 6) => return format!("the second quarter of {year}"),
            (7, 9) => return format!("the third quarter of {year}"),
            (10, 12) => return format!("the last quarter of {year}"),
            _ => return format!("{} – {} {year}", month(start), month(end)),
        }
    }
    match (start.year() == end.year(), start.month() == end.month()) {
        (true, true) => format!("{}–{}", start.day(), day(end)),
        (true, false) => format!("{} {} – {}", start.day(), month(start), day(end)),
        (false, _) => format!("{} – {}", day(start), day(end)),
    }
}

/// The acronym that a publisher's name holds in brackets, by which desk officers know it; empty where there is none.
pub(crate) fn acronym(publisher: &str) -> &str {
    let inside = publisher.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    let capitals = inside.chars().filter(|c| c.is_uppercase()).count();
    let short = (2..=10).contains(&inside.chars().count()) && capitals >= 2 && !inside.contains(' ');
    if short { inside } else { "" }
}

/// Where something comes from, never a bare date: "MOTIR, 10 December 2025"; the title where no publisher is known.
pub(crate) fn source(source: &Source) -> String {
    let short = acronym(&source.publisher);
    let name = match (short, source.publisher.as_str(), source.title.as_str()) {
        ("", "", "") => source.document.clone(),
        ("", "", title) => format!("“{}”", cut(title, 60)),
        ("", publisher, _) => publisher.to_owned(),
        (short, ..) => short.to_owned(),
    };
    match source.published {
        Some(published) => format!("{name}, {}", day(published)),
        None => name,
    }
}

/// A text cut at a word's end before so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
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
    use super::*;

    fn range(start: &str, end: &str) -> DateRange {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a date"));
        DateRange { start: date(start), end: date(end), text: "soon".to_owned() }
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        for (start, end, words) in [
            ("2025-12-10", "2025-12-10", "10 December 2025"),
            ("2025-12-01", "2025-12-03", "1–3 December 2025"),
            ("2025-11-28", "2025-12-03", "28 November – 3 December 2025"),
            ("2025-11-10", "2026-11-10", "10 November 2025 – 10 November 2026"),
            ("2025-12-01", "2025-12-31", "December 2025"),
            ("2026-01-01", "2026-06-30", "the first half of 2026"),
            ("2026-01-01", "2026-12-31", "2026"),
            ("", "2026-06-30", "by 30 June 2026"),
            ("2024-01-05", "", "from 5 January 2024"),
            ("", "", "soon"),
        ] {
            assert_eq!(when(&range(start, end)), words);
        }
        assert_eq!(partial("2024-03"), "March 2024");
        assert_eq!(due(&range("2026-01-01", "2026-06-30")), "in the first half of 2026");
        assert_eq!(due(&range("2026-01-01", "2026-12-31")), "in 2026");
        assert_eq!(due(&range("", "2026-06-30")), "by 30 June 2026");
        assert_eq!(due(&range("2025-10-06", "2025-10-12")), "6–12 October 2025");
    }

    #[test]
    fn texts_are_cut_at_words() {
        assert_eq!(cut("keep the quota open", 40), "keep the quota open");
        assert_eq!(cut("keep the quota open", 15), "keep the quota…");
        assert_eq!(cut("Überschwemmungsgebiet", 8), "Übersch…");
    }

    #[test]
    fn publishers_go_by_their_acronyms() {
        assert_eq!(acronym("Ministry of Trade, Industry and Resources (MOTIR), Republic of Korea"), "MOTIR");
        assert_eq!(acronym("UK Department for Business and Trade (GOV.UK)"), "GOV.UK");
        assert_eq!(acronym("European Commission (press corner)"), "");
        assert_eq!(acronym("Council of the European Union"), "");
    }
}
