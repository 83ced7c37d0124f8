//! Days as machines write them: in feeds, mails and metadata.

use jiff::civil::Date;

/// The day in a stamp such as `2025-12-04T10:00:00+09:00` or `Thu, 04 Dec 2025 10:00:00 GMT`, by the clock that wrote it.
pub fn of_stamp(stamp: &str) -> Option<Date> {
    let stamp = stamp.trim();
    if let Some(date) = stamp.get(..10).and_then(|head| head.parse().ok()) {
        return Some(date);
    }
    if let Some(head) = stamp.get(..8).filter(|head| head.bytes().all(|byte| byte.is_ascii_digit())) {
        return date(&head[..4], &head[4..6], &head[6..8]);
    }
    let words: Vec<&str> = stamp.split([' ', ',', '-', '\t']).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|window| {
        let (day, name, year) = (window[0], window[1], window[2]);
        month(name).and_then(|month| calendar(long_year(year)?, month, day.parse().ok()?)).or_else(|| {
            month(day).and_then(|month| calendar(long_year(year)?, month, name.trim_end_matches(',').parse().ok()?))
        })
    })
}

/// The day in a stamp such as `12/04/2025 10:00:00`, month first.
pub fn of_american_stamp(stamp: &str) -> Option<Date> {
    let mut numbers = stamp.split_whitespace().next()?.split('/');
    let (month, day, year) = (numbers.next()?, numbers.next()?, numbers.next()?);
    date(year, month, day)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A day of the calendar, in the years that announcements are from.
pub fn calendar(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|date| (1900..=2100).contains(&date.year()))
}

fn long_year(year: &str) -> Option<i16> {
    let number: i16 = year.parse().ok()?;
    match year.len() {
        4 => Some(number),
        2 => Some(number + if number < 70 { 2000 } else { 1900 }),
        _ => None,
    }
}

fn month(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = name.get(..3)?.to_ascii_lowercase();
    let letters = name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.');
    NAMES.iter().position(|known| *known == head && letters).map(|at| at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_of_many_machines_give_the_day_of_their_own_clock() {
        for (stamp, day) in [
            ("2025-12-04", "2025-12-04"),
            ("2025-12-04T23:30:00-05:00", "2025-12-04"),
            ("20251204T100000Z", "2025-12-04"),
            ("Thu, 04 Dec 2025 10:00:00 GMT", "2025-12-04"),
            ("4 Dec 25 10:00 +0900", "2025-12-04"),
            ("Thu Dec  4 2025 10:00:00", "2025-12-04"),
            ("December 4, 2025 - 4:15 pm", "2025-12-04"),
        ] {
            assert_eq!(of_stamp(stamp).map(|date| date.to_string()).as_deref(), Some(day), "{stamp}");
        }
        for stamp in ["", "yesterday", "99 Foo 2025", "2025-13-40", "한국의 날", "31 Feb 2025"] {
            assert_eq!(of_stamp(stamp), None, "{stamp}");
        }
        assert_eq!(
            of_american_stamp("12/04/2025 10:00:00").map(|date| date.to_string()).as_deref(),
            Some("2025-12-04")
        );
    }
}
