//! Rows of happenings: sessions of one committee, rounds of one negotiation; and when the next one is due.

use record::{Date, DateRange, Event, EventType};

use super::{content_words, fold};

/// The key of the row an event belongs to; nothing for an event of its own.
///
/// `parties` are the codes of the jurisdictions that take part: rounds of negotiations are told by them, and so are bodies
/// whose names do not name their parties.
pub fn key(event: &Event, parties: &[String]) -> Option<String> {
    if event.kind == EventType::NegotiationRound {
        return (parties.len() >= 2).then(|| format!("rounds of {}", parties.join(" ")));
    }
    let name = event.series.as_deref()?;
    // "FTA Joint Committee", "policy dialogue": many pairs of states have one of these.
    const COMMON: &[&str] =
        &["joint", "committee", "fta", "dialogue", "policy", "meet", "trade", "economic", "council", "ministerial"];
    let common = content_words(name).iter().all(|word| COMMON.contains(&word.as_str()));
    let name = fold(name);
    Some(if common { format!("{name} of {}", parties.join(" ")) } else { name })
}

/// When the session after the last is due: by the stated cadence, else by the usual interval of at least three sessions.
/// Half of the interval to either side is how wide the guess is at most a quarter.
///
/// `sessions` are the first days of past sessions in any order. Nothing is said of a row whose intervals differ widely.
pub fn next(sessions: &[Date], cadence: Option<&str>) -> Option<DateRange> {
    let mut days: Vec<Date> = sessions.to_vec();
    days.sort_unstable();
    days.dedup();
    let last = *days.last()?;
    let (interval, why) = match cadence.and_then(cadence_days) {
        Some(interval) => (interval, format!("{} by its own account", cadence.unwrap_or_default())),
        None => {
            let mut gaps: Vec<i32> =
                days.windows(2).filter_map(|pair| pair[1].since(pair[0]).ok().map(|span| span.get_days())).collect();
            gaps.sort_unstable();
            let (&least, &most) = (gaps.first()?, gaps.last()?);
            if gaps.len() < 2 || least < 14 || most > least * 2 {
                return None;
            }
            (gaps[gaps.len() / 2], format!("every {} days so far", gaps[gaps.len() / 2]))
        }
    };
    let slack = (interval / 8).clamp(3, 45);
    let day = |days: i32| last.checked_add(jiff::Span::new().days(days)).ok();
    Some(DateRange { start: day(interval - slack), end: day(interval + slack), text: why })
}

/// Days between the sessions of a stated cadence.
fn cadence_days(cadence: &str) -> Option<i32> {
    Some(match cadence {
        "weekly" => 7,
        "monthly" => 30,
        "quarterly" => 91,
        "semiannual" => 183,
        "annual" => 365,
        "biennial" => 730,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn cadence_and_custom_tell_the_next_session() {
        let next_day = |sessions: &[&str], cadence| {
            next(&sessions.iter().map(|text| day(text)).collect::<Vec<_>>(), cadence)
                .map(|range| (range.start.expect("a start"), range.end.expect("an end")))
        };
        let (start, end) = next_day(&["2025-12-10"], Some("semiannual")).expect("a next one");
        assert!(start < day("2026-06-10") && day("2026-06-10") < end);
        let (start, end) = next_day(&["2023-11-20", "2025-11-25", "2024-11-22"], None).expect("a next one");
        assert!(start < day("2026-11-25") && day("2026-11-25") < end);
        // One interval is no custom, and neither are intervals that differ.
        assert_eq!(next_day(&["2024-11-22", "2025-11-25"], None), None);
        assert_eq!(next_day(&["2022-01-01", "2024-11-22", "2025-01-25"], None), None);
        assert_eq!(next_day(&[], Some("annual")), None);
    }

    #[test]
    fn rounds_are_told_by_their_parties_and_common_names_too() {
        let event = |kind: &str, series: Option<&str>| -> Event {
            serde_json::from_value(serde_json::json!({"type": kind, "status": "held", "series": series}))
                .expect("an event")
        };
        let parties = ["GB".to_owned(), "KR".to_owned()];
        assert_eq!(key(&event("negotiation-round", None), &parties).as_deref(), Some("rounds of GB KR"));
        assert_eq!(key(&event("negotiation-round", None), &parties[..1]), None);
        assert_eq!(
            key(&event("committee", Some("Joint Committee")), &parties).as_deref(),
            Some("joint committee of GB KR")
        );
        assert_eq!(
            key(&event("committee", Some("Trade Promotion Committee")), &[]).as_deref(),
            Some("trade promotion committee")
        );
        assert_eq!(key(&event("meeting", None), &parties), None);
    }
}
