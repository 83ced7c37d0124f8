//! Days that go by a name in every country that keeps them: "Christmas", "New Year’s Eve", "Easter". What differs by country,
//! such as an independence day, is not read.

use record::Date;

use super::calendar::{with_year, year_after};
use super::grammar::{Found, Grammar};
use super::interval::{Interval, Yearless, date, shift};
use super::words::Unit;

/// Names of a fixed day, the longer first.
const FIXED: &[(&[&str], (i8, i8))] = &[
    (&["christmas", "eve"], (12, 24)),
    (&["christmas", "day"], (12, 25)),
    (&["christmas"], (12, 25)),
    (&["boxing", "day"], (12, 26)),
    (&["new", "year", "'s", "eve"], (12, 31)),
    (&["new", "years", "eve"], (12, 31)),
    (&["new", "year", "'s", "day"], (1, 1)),
    (&["new", "years", "day"], (1, 1)),
    (&["new", "year", "day"], (1, 1)),
    (&["new", "year"], (1, 1)),
    (&["valentine", "'s", "day"], (2, 14)),
    (&["saint", "patrick", "'s", "day"], (3, 17)),
    (&["st", "patrick", "'s", "day"], (3, 17)),
    (&["saint", "patrick"], (3, 17)),
    (&["earth", "day"], (4, 22)),
    (&["may", "day"], (5, 1)),
    (&["international", "workers", "day"], (5, 1)),
    (&["halloween"], (10, 31)),
];

/// Names of a day that moves: days from Easter Sunday, or the fourth Thursday of November.
const MOVABLE: &[(&[&str], Rule)] = &[
    (&["good", "friday"], Rule::Easter(-2)),
    (&["easter", "sunday"], Rule::Easter(0)),
    (&["easter", "monday"], Rule::Easter(1)),
    (&["easter"], Rule::Easter(0)),
    (&["thanksgiving", "day"], Rule::Thanksgiving(0)),
    (&["thanksgiving"], Rule::Thanksgiving(0)),
    (&["black", "friday"], Rule::Thanksgiving(1)),
];

#[derive(Debug, Clone, Copy)]
enum Rule {
    Easter(i64),
    Thanksgiving(i64),
}

impl Rule {
    fn day(self, year: i64) -> Option<Date> {
        match self {
            Self::Easter(days) => shift(easter(year)?, Unit::Day, days),
            Self::Thanksgiving(days) => {
                let first = date(year, 11, 1)?;
                let thursday = i64::from((4 - first.weekday().to_monday_one_offset()).rem_euclid(7));
                shift(first, Unit::Day, thursday + 21 + days)
            }
        }
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
fn easter(year: i64) -> Option<Date> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    date(year, sum / 31, sum % 31 + 1)
}

/// A day by its name, with the year or "next" and "last" if they stand there.
pub(super) fn named(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let steps = match row.word(at) {
        "next" | "following" | "coming" => 1,
        "last" | "previous" | "past" => -1,
        "this" => 2,
        _ => 0,
    };
    let start = at + usize::from(steps != 0);
    // "the new year" and "a new year" are no day; "may day" in small letters is none either.
    let article = row.is_word(start.wrapping_sub(1), &["the", "a", "lunar", "chinese", "this", "every", "each"]);
    let this = i64::from(grammar.today.year());
    let moved = |years: &dyn Fn(i64) -> Option<Interval>| match steps {
        1 => (0..3).filter_map(|ahead| years(this + ahead)).find(|day| day.from > Some(grammar.today)),
        -1 => (0..3).filter_map(|back| years(this - back)).find(|day| day.to < Some(grammar.today)),
        _ => years(this),
    };
    let fixed = FIXED.iter().find_map(|(phrase, day)| Some((row.phrase(start, phrase)?, *day)));
    if let Some((end, day)) = fixed.filter(|(end, _)| {
        !(row.is_word(start, &["new", "may"])
            && (article && *end == start + 2 || row.is_word(start, &["may"]) && !row.capital(start)))
    }) {
        let stretch = Yearless { from: day, to: day };
        if steps != 0 {
            return Some(Found::relative(end, moved(&|year| stretch.in_year(year))?));
        }
        return Some(with_year(grammar, end, stretch));
    }
    let (end, rule) = MOVABLE.iter().find_map(|(phrase, rule)| Some((row.phrase(start, phrase)?, *rule)))?;
    let days = |year: i64| rule.day(year).map(Interval::day);
    if steps != 0 {
        return Some(Found::relative(end, moved(&days)?));
    }
    if let Some((end, year, relative)) = year_after(grammar, end) {
        return Some(Found { relative, ..Found::fixed(end, days(year)?) });
    }
    let near = (-1..=1).filter_map(|step| days(this + step));
    let told = |day: &Interval| match grammar.to_come {
        Some(true) => day.to >= Some(grammar.today),
        Some(false) => day.from <= Some(grammar.today),
        None => true,
    };
    let found = near.filter(told).min_by_key(|day| day.distance(grammar.today))?;
    Some(Found::relative(end, found))
}
