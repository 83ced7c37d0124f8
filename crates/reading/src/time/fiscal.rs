//! Fiscal years: "FY2025", "fiscal 2026", "the 2024/25 financial year", "the year ended June 2025", and their quarters.
//!
//! A fiscal year is the calendar year in some countries and begins in April, July or October in others; one number names it
//! after the year in which it begins or in which it ends.

use record::Date;

use super::calendar::month_name;
use super::grammar::{Found, Grammar, Production};
use super::interval::{Interval, shift};
use super::number;
use super::words::Unit;

/// How a country counts its fiscal years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fiscal {
    /// The month in which a year begins.
    first: i8,
    /// One number names the year in which it ends: "FY2025" of the United States ends in September 2025.
    by_end: bool,
}

impl Fiscal {
    /// The calendar year.
    pub const CALENDAR: Self = Self { first: 1, by_end: false };

    /// The fiscal years of a country, by its ISO code; the calendar year where nothing else is known.
    pub fn of(country: &str) -> Self {
        let (first, by_end) = match country {
            "JP" | "GB" | "CA" | "HK" | "SG" | "ZA" | "BN" | "LS" | "BW" => (4, false),
            "IN" => (4, true),
            "AU" | "NZ" | "KE" | "UG" | "TZ" | "RW" | "EG" | "PK" | "BD" | "BT" | "NP" => (7, true),
            "US" | "TH" => (10, true),
            _ => return Self::CALENDAR,
        };
        Self { first, by_end }
    }

    /// The fiscal year that one number names.
    fn named(self, year: i64) -> Option<Interval> {
        Interval::months(year - i64::from(self.by_end), i64::from(self.first), 12)
    }

    /// The fiscal year that two numbers name, "2024/25". Where nothing is known of the country, it begins in April.
    fn pair(self, year: i64) -> Option<Interval> {
        Interval::months(year, if self.first == 1 { 4 } else { i64::from(self.first) }, 12)
    }

    /// The fiscal year some steps from that of a day.
    pub(super) fn beside(self, day: Date, steps: i64) -> Option<Interval> {
        let begun = if day.month() >= self.first { 0 } else { -1 };
        Interval::months(i64::from(day.year()) + begun + steps, i64::from(self.first), 12)
    }
}

/// Words that name a fiscal year.
pub(super) const WORDS: &[&str] = &["fiscal", "financial", "fy", "budget"];

pub(super) const PRODUCTIONS: &[Production] = &[with_fraction, year_to, pair_alone];

/// "fiscal year 2025", "FY2025-26", "fiscal 2026", "the 2024/25 financial year": one past it, and its days.
pub(super) fn year(grammar: &Grammar, at: usize) -> Option<(usize, Interval)> {
    let row = &grammar.row;
    let fiscal = grammar.fiscal_at(at);
    let start = row.skip(at, &["the"]);
    if row.is_word(start, &["fy"]) {
        return numbers(grammar, row.skip_mark(start + 1, '\''), fiscal);
    }
    if row.is_word(start, WORDS) {
        let joint = row.skip(row.skip(start + 1, &["year", "years"]), &["of"]);
        return numbers(grammar, joint, fiscal).filter(|_| joint > start + 1 || row.word(start) == "fiscal");
    }
    let (end, days) = numbers(grammar, start, fiscal)?;
    let end = if row.is_word(end, &["fy"]) {
        end + 1
    } else {
        row.is_word(end, &["fiscal", "financial", "budget"]).then(|| row.phrase(end + 1, &["year"]))??
    };
    Some((end, days))
}

/// "2025", "25", "2025-26", "2025/2026" behind or before the words of a fiscal year.
fn numbers(grammar: &Grammar, at: usize, fiscal: Fiscal) -> Option<(usize, Interval)> {
    let row = &grammar.row;
    let full = |(value, ordinal): (i64, bool)| match value {
        _ if ordinal => None,
        0..=99 => Some(2000 + value),
        1990..=2199 => Some(value),
        _ => None,
    };
    let first = full(row.digits(at, 4)?)?;
    let paired = row.is_mark_among(at + 1, &['/', '-']) && row.glued(at + 1) && row.glued(at + 2);
    let second = row.digits(at + 2, 4).filter(|_| paired).and_then(full);
    if second == Some(first + 1) {
        return Some((at + 3, fiscal.pair(first)?));
    }
    Some((at + 1, fiscal.named(first)?))
}

/// "2023-24" where years are counted from another month than January: one year, and not two.
fn pair_alone(grammar: &Grammar, at: usize) -> Option<Found> {
    let fiscal = grammar.fiscal_at(at);
    if fiscal == Fiscal::CALENDAR || !opens_pair(&grammar.row, at) {
        return None;
    }
    let (end, days) = numbers(grammar, at, fiscal)?;
    (end == at + 3).then(|| Found::fixed(end, days))
}

/// Four digits, a stroke and two digits without a space between.
pub(super) fn opens_pair(row: &super::lexer::Row, at: usize) -> bool {
    let joined = row.is_mark_among(at + 1, &['/', '-']) && row.glued(at + 1) && row.glued(at + 2);
    let long = row.digits(at, 4).is_some_and(|(value, ordinal)| value >= 1990 && !ordinal);
    joined && long && row.digits(at + 2, 2).is_some_and(|(_, ordinal)| !ordinal)
}

/// A fiscal year, or a quarter or half of one: "the first quarter of fiscal 2026", "FY2026 Q1", "Q1 FY26".
fn with_fraction(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let slice = |whole: Interval, (first, count): (i64, i64)| {
        let from = shift(whole.from?, Unit::Month, first - 1)?;
        Some(Interval::new(from, shift(shift(from, Unit::Month, count)?, Unit::Day, -1)?))
    };
    if let Some((end, months)) = super::calendar::part_of_year(grammar, at) {
        let joint = row.skip_mark(row.skip(row.skip(end, &["of", "in"]), &["the"]), ',');
        let (end, whole) = year(grammar, joint).or_else(|| beside(grammar, joint))?;
        return Some(Found::fixed(end, slice(whole, months)?));
    }
    // "March of fiscal 2026"
    if let Some((end, month)) = month_name(grammar, at) {
        let (end, whole) = year(grammar, row.skip(end, &["of", "in"]))?;
        let first = i64::from(whole.from?.month());
        return Some(Found::fixed(end, slice(whole, ((i64::from(month) - first).rem_euclid(12) + 1, 1))?));
    }
    if let Some((end, whole)) = year(grammar, at) {
        let joint = row.skip_mark(row.skip(end, &["'s"]), ',');
        if let Some((end, months)) = super::calendar::part_of_year(grammar, joint) {
            return Some(Found::fixed(end, slice(whole, months)?));
        }
        return Some(Found::fixed(end, whole));
    }
    let (end, whole) = beside(grammar, at)?;
    Some(Found::relative(end, whole))
}

/// "last fiscal year", "the current financial year".
fn beside(grammar: &Grammar, at: usize) -> Option<(usize, Interval)> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let steps = match row.word(start) {
        "this" | "current" | "present" => 0,
        "last" | "previous" | "past" => -1,
        "next" | "coming" => 1,
        _ => return None,
    };
    let end = row.is_word(start + 1, WORDS).then(|| row.phrase(start + 2, &["year"]))??;
    Some((end, grammar.fiscal_at(at).beside(grammar.today, steps)?))
}

/// "the year ended June 2025", "the year to March 2025", "the 12 months to 30 September 2025".
fn year_to(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let joint = if row.is_word(start, &["year"]) {
        start + 1
    } else {
        let (end, count) = number::cardinal(grammar, start)?;
        (count == 12.0 && row.is_word(end, &["months"])).then_some(end + 1)?
    };
    let joint = row.is_word(joint, &["ended", "ending", "to"]).then_some(row.skip(joint + 1, &["in", "on"]))?;
    let day = number::day(grammar, joint).filter(|(end, ..)| month_name(grammar, *end).is_some());
    let (end, month) = month_name(grammar, day.map_or(joint, |(end, ..)| end))?;
    let (end, year) = number::year(grammar, row.skip_mark(end, ','))?;
    let last = Interval::months(year, i64::from(month), 1)?;
    Some(Found::fixed(end, Interval::new(shift(last.from?, Unit::Month, -11)?, last.to?)))
}
