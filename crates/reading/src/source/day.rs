//! Days as people write them on announcements, where the language engine's reader of dates does not know which number is which.
//!
//! `04.12.2025` is a day of December wherever dots are written; `04/12/2025` is one unless the page is American, which its own
//! language, its address or the way in which its text spells other dates tell.

use std::ops::Range;

use formats::day::calendar;
use record::Date;

use crate::time::{self, TimeKind};

/// Which number comes first in a date between strokes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// What is known of the text around a date.
#[derive(Debug, Clone, Default)]
pub(super) struct Setting {
    /// What the page says of itself.
    order: Option<Order>,
    /// Days that the text spells out.
    spelled: Vec<Date>,
    /// How it spells them.
    style: Option<Order>,
}

/// Days that are looked at to see how a text spells them.
const SPELLED: usize = 12;

/// How near a day must be to one that the text spells out, in days.
const NEAR: i32 = 31;

impl Setting {
    /// That of a text; `language` and `url` are what its source says of itself.
    pub(super) fn of(language: &str, url: &str, text: &str) -> Self {
        let language = language.to_ascii_lowercase().replace('_', "-");
        let host = url.split("//").nth(1).unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
        let american = language == "en-us" || [".gov", ".mil", ".us"].iter().any(|end| host.ends_with(end));
        let order = match () {
            () if american => Some(Order::MonthFirst),
            () if language.contains('-') || (!language.is_empty() && language != "en") => Some(Order::DayFirst),
            () => None,
        };
        let head: String = text.chars().take(20_000).collect();
        let (mut spelled, mut day_first, mut month_first) = (Vec::new(), 0, 0);
        let dates = time::find(&head, None).into_iter().filter(|mention| mention.kind == TimeKind::Date);
        for mention in dates.take(SPELLED) {
            let words = &head[mention.span.start as usize..mention.span.end as usize];
            if !words.contains(char::is_alphabetic) {
                continue;
            }
            spelled.extend(mention.from);
            match words.starts_with(|c: char| c.is_ascii_digit()) {
                true => day_first += 1,
                false if words.contains(|c: char| c.is_ascii_digit()) => month_first += 1,
                false => {}
            }
        }
        let style = match day_first - month_first {
            0 => None,
            1.. => Some(Order::DayFirst),
            _ => Some(Order::MonthFirst),
        };
        Self { order, spelled, style }
    }

    /// The day of two numbers that may each be the month.
    fn settle(&self, first: i8, second: i8, year: i16) -> Option<Date> {
        let (day_first, month_first) = (calendar(year, second, first), calendar(year, first, second));
        let (Some(european), Some(american)) = (day_first, month_first) else { return day_first.or(month_first) };
        let distance = |date: Date| {
            self.spelled.iter().filter_map(|spelled| date.since(*spelled).ok()).map(|span| span.get_days().abs()).min()
        };
        if let (Some(a), Some(b)) = (distance(european), distance(american))
            && a.min(b) <= NEAR
            && a.max(b) > NEAR
        {
            return Some(if a < b { european } else { american });
        }
        match self.order.or(self.style).unwrap_or(Order::DayFirst) {
            Order::DayFirst => Some(european),
            Order::MonthFirst => Some(american),
        }
    }

    /// The first day in a line, and where it stands.
    pub(super) fn find(&self, line: &str) -> Option<(Date, Range<usize>)> {
        let numeric = self.numeric(line);
        let spelled = || {
            let mentions = time::find(line, None);
            // What is written in numbers alone has been looked at.
            let named = |place: &Range<usize>| line[place.clone()].contains(char::is_alphabetic);
            mentions.iter().filter(|mention| mention.kind == TimeKind::Date).find_map(|mention| {
                let place = mention.span.start as usize..mention.span.end as usize;
                mention.from.filter(|_| named(&place)).map(|date| (date, place))
            })
        };
        numeric.or_else(spelled)
    }

    /// A day in numbers, with any of the marks between them that people write.
    fn numeric(&self, line: &str) -> Option<(Date, Range<usize>)> {
        let mut at = 0;
        while let Some(start) = line[at..].find(|c: char| c.is_ascii_digit()).map(|found| at + found) {
            let glued = line[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '-' | ','));
            if let Some((first, rest)) = number(&line[start..]).filter(|_| !glued) {
                let found = separator(rest).and_then(|(mark, rest)| {
                    let (second, rest) = number(rest)?;
                    let (other, rest) = separator(rest)?;
                    let (third, rest) = number(rest)?;
                    // "4.12" of a section and "1/2/3" of an address are no days.
                    let date = match (first.len(), second.len(), third.len()) {
                        (4, 1..=2, 1..=2) if mark.alike(other) => date(first, second, third)?,
                        (1..=2, 1..=2, 4) if mark == other => match mark {
                            Mark::Dot => calendar(third.parse().ok()?, second.parse().ok()?, first.parse().ok()?)?,
                            Mark::Stroke | Mark::Dash => {
                                self.settle(first.parse().ok()?, second.parse().ok()?, third.parse().ok()?)?
                            }
                            _ => return None,
                        },
                        _ => return None,
                    };
                    Some((date, line.len() - rest.trim_start_matches(['.', '일', '日']).len()))
                });
                if let Some((date, end)) = found {
                    return Some((date, start..end));
                }
                at = start + first.len();
            } else {
                at = start + line[start..].bytes().take_while(u8::is_ascii_digit).count();
            }
        }
        None
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn number(text: &str) -> Option<(&str, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&digits).then(|| text.split_at(digits))
}

/// What stands between the numbers of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Dot,
    Stroke,
    Dash,
    /// 년 or 年.
    Year,
    /// 월 or 月.
    Month,
}

impl Mark {
    fn alike(self, other: Self) -> bool {
        self == other || (self == Self::Year && other == Self::Month)
    }
}

/// The mark that a text begins with, and what stands behind it and its spaces.
fn separator(text: &str) -> Option<(Mark, &str)> {
    let mut chars = text.chars();
    let mark = match chars.next()? {
        '.' => Mark::Dot,
        '/' => Mark::Stroke,
        '-' => Mark::Dash,
        '년' | '年' => Mark::Year,
        '월' | '月' => Mark::Month,
        _ => return None,
    };
    let rest = chars.as_str();
    let spaced = matches!(mark, Mark::Dot | Mark::Year | Mark::Month);
    Some((mark, if spaced { rest.trim_start_matches(' ') } else { rest }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, language: &str, url: &str, text: &str) -> Option<String> {
        Setting::of(language, url, text).find(line).map(|(date, _)| date.to_string())
    }

    #[test]
    fn numbers_are_told_by_their_marks_and_by_the_page() {
        for (line, day) in [
            ("04.12.2025", "2025-12-04"),
            ("2025. 12. 4.(목) 11:00", "2025-12-04"),
            ("2025년 12월 4일", "2025-12-04"),
            ("2025年12月4日", "2025-12-04"),
            ("2025/12/04", "2025-12-04"),
            ("Published: 04/12/2025 10:00", "2025-12-04"),
            ("31/12/2025", "2025-12-31"),
            ("12/31/2025", "2025-12-31"),
            ("4 December 2025", "2025-12-04"),
        ] {
            assert_eq!(found(line, "", "", "").as_deref(), Some(day), "{line}");
        }
        for line in ["Article 4.12", "version 1.2.3", "call 02-4203-5555", "1/2/3", "99.99.2025"] {
            assert_eq!(found(line, "", "", ""), None, "{line}");
        }
        let american = Some("2025-04-12");
        assert_eq!(found("04/12/2025", "en-US", "", "").as_deref(), american);
        assert_eq!(found("04/12/2025", "en", "https://ustr.gov/a", "").as_deref(), american);
        assert_eq!(found("04/12/2025", "en", "", "On April 10, 2025 they met.").as_deref(), american);
        assert_eq!(found("04/12/2025", "en-US", "", "On 3 December 2025 they met.").as_deref(), Some("2025-12-04"));
    }
}
