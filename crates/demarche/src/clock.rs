//! The clock, and times as people write them.
//!
//! The command line takes dates as people type them ("yesterday", "last friday", "2025-12", "10 December 2025"); programs and
//! addresses of pages write ISO dates.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use record::PartialDate;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Today, in UTC.
pub(crate) fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// How a date may be written, for messages.
const FORMS: &str =
    "write 2026-01-02, 2026-01, 2026, \"2 January 2026\", today, yesterday, \"last friday\" or \"3 days ago\"";

/// The last day of a date as people type it: of "2025-12" the 31st.
///
/// # Errors
/// When it is not a date, in words that show the right form.
pub(crate) fn last_day(text: &str) -> Result<Date, String> {
    typed(text, today()).map(PartialDate::last_day).ok_or_else(|| format!("this is not a date; {FORMS}"))
}

/// The first day of a date as people type it: of "2025-12" the 1st.
///
/// # Errors
/// When it is not a date, in words that show the right form.
pub(crate) fn first_day(text: &str) -> Result<Date, String> {
    typed(text, today()).map(PartialDate::first_day).ok_or_else(|| format!("this is not a date; {FORMS}"))
}

/// A date as people type it. A date of which nobody can say whether day or month comes first is none.
fn typed(text: &str, today: Date) -> Option<PartialDate> {
    if let Ok(date) = text.trim().parse::<PartialDate>() {
        return Some(date);
    }
    let lower = text.trim().to_lowercase().replace([',', '-', '_'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let ago = |days: i64| today.checked_sub(Span::new().try_days(days).ok()?).ok().map(PartialDate::Day);
    match words.as_slice() {
        ["today" | "now"] => ago(0),
        ["yesterday"] => ago(1),
        ["tomorrow"] => ago(-1),
        ["last" | "next", unit @ ("week" | "month" | "year")] | [unit @ ("week" | "month" | "year"), "ago"] => {
            let count = if words[0] == "next" { -1 } else { 1 };
            past(count, unit, today)
        }
        ["in", count, unit] => past(-count.parse::<i64>().ok()?, unit, today),
        [count, unit, "ago"] => past(count.parse().ok()?, unit, today),
        ["last", day] | [day] if weekday(day).is_some() => {
            today.nth_weekday(-1, weekday(day)?).ok().map(PartialDate::Day)
        }
        ["next", day] => today.nth_weekday(1, weekday(day)?).ok().map(PartialDate::Day),
        [name, year] => Some(PartialDate::Month(year_of(year)?, month(name)?)),
        [one, two, year] => {
            let (day, name) = if month(one).is_some() { (two, one) } else { (one, two) };
            let day = day.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()?;
            Date::new(year_of(year)?, month(name)?, day).ok().map(PartialDate::Day)
        }
        _ => None,
    }
}

fn past(count: i64, unit: &str, today: Date) -> Option<PartialDate> {
    let span = match unit.trim_end_matches('s') {
        "day" => Span::new().try_days(count),
        "week" => Span::new().try_weeks(count),
        "month" => Span::new().try_months(count),
        "year" => Span::new().try_years(count),
        _ => return None,
    };
    today.checked_sub(span.ok()?).ok().map(PartialDate::Day)
}

fn year_of(text: &str) -> Option<i16> {
    text.parse().ok().filter(|_| text.len() == 4)
}

fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const WHOLE: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.trim_end_matches('.');
    let at =
        WHOLE.iter().position(|month| *month == name).or_else(|| MONTHS.iter().position(|month| *month == name))?;
    i8::try_from(at + 1).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// An instant as people type it: RFC 3339, or a date, whose end is meant.
///
/// # Errors
/// When it is neither, in words that show the right form.
pub(crate) fn typed_instant(text: &str) -> Result<Timestamp, String> {
    instant(text).or_else(|_| {
        let day = last_day(text)
            .map_err(|_| format!("this is not a time; {FORMS} (the end of the day, UTC), or 2026-01-02T15:04:05Z"))?;
        instant(&day.to_string())
    })
}

/// An instant as programs give it: RFC 3339, or a day, of which the end is meant.
///
/// # Errors
/// When it is neither, in words that say what to write.
pub(crate) fn instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let day: PartialDate = text.parse().map_err(|_| {
        format!("{text:?} is not a time: write 2026-01-02 (its end is meant, UTC) or 2026-01-02T15:04:05Z")
    })?;
    let end = day.last_day().tomorrow().and_then(|end| TimeZone::UTC.to_timestamp(end.at(0, 0, 0, 0)));
    // The last day of the calendar has no end that could be told.
    let Ok(end) = end else { return Ok(Timestamp::MAX) };
    Ok(end - jiff::SignedDuration::from_nanos(1))
}

/// A day in a query; an empty value, as forms send it, is none.
///
/// # Errors
/// When it is no day.
pub(crate) fn optional_day<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let day = text.parse::<Date>().ok().filter(|day| day.year() >= 1 && text.len() == 10);
    day.map(Some).ok_or_else(|| D::Error::custom(format!("{text:?} is not a date: write 2026-01-02")))
}

/// An instant in a query; an empty value is none.
///
/// # Errors
/// When it is no instant.
pub(crate) fn optional_instant<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.filter(|text| !text.is_empty()).map(|text| instant(&text).map_err(D::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_as_people_type_them() {
        let today: Date = "2025-12-20".parse().expect("a Saturday");
        for (text, first, last) in [
            ("2025-12-01", "2025-12-01", "2025-12-01"),
            ("2025-12", "2025-12-01", "2025-12-31"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("Yesterday", "2025-12-19", "2025-12-19"),
            ("last friday", "2025-12-19", "2025-12-19"),
            ("saturday", "2025-12-13", "2025-12-13"),
            ("next monday", "2025-12-22", "2025-12-22"),
            ("3 days ago", "2025-12-17", "2025-12-17"),
            ("last week", "2025-12-13", "2025-12-13"),
            ("10 December 2025", "2025-12-10", "2025-12-10"),
            ("Dec. 5th, 2025", "2025-12-05", "2025-12-05"),
            ("march 2024", "2024-03-01", "2024-03-31"),
        ] {
            let date = typed(text, today).unwrap_or_else(|| panic!("{text} is a date"));
            assert_eq!(
                (date.first_day().to_string(), date.last_day().to_string()),
                (first.to_owned(), last.to_owned())
            );
        }
        for text in ["11/12/2025", "11.12.2025", "soon", "", "32 December 2025", "2025-13"] {
            assert_eq!(typed(text, today), None, "{text}");
        }
        assert!(last_day("soon").expect_err("not a date").contains("2026-01-02"));
    }
}
