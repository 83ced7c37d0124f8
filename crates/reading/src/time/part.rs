//! Parts of periods: "late October", "early next year", "mid-August", "the end of 2025".

use super::grammar::{Found, Grammar, Moment, Production};
use super::interval::{Interval, Yearless, shift};
use super::words::Unit;
use super::{calendar, relative};

/// Parts and what they are parts of.
pub(super) const PRODUCTIONS: &[Production] = &[part, year_end];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Early,
    Middle,
    Late,
}

fn which(grammar: &Grammar, at: usize) -> Option<(usize, Part)> {
    let row = &grammar.row;
    let start = row.skip(at, &["the", "very"]);
    let part = match row.word(start) {
        "early" | "beginning" | "start" | "outset" => Part::Early,
        "mid" | "middle" => Part::Middle,
        "late" | "end" | "close" => Part::Late,
        _ => return None,
    };
    let joint = row.skip_mark(start + 1, '-');
    let noun = row.is_word(start, &["beginning", "start", "outset", "middle", "end", "close"]);
    let after = if noun { row.skip(joint, &["of"]) } else { row.skip(joint, &["in"]) };
    // "end June" is said; "start June" and "close June" are commands.
    let bare = noun && after == joint && row.word(start) != "end";
    (!bare).then_some((after, part))
}

fn whole(grammar: &Grammar, at: usize) -> Option<Found> {
    if let Some((end, interval)) = relative::this_period(grammar, at) {
        return Some(Found::relative(end, interval));
    }
    let bare = grammar.row.is_word(at, &["year", "month"]) && grammar.row.is_word(at.wrapping_sub(1), &["of", "end"]);
    if bare {
        let unit = if grammar.row.is_word(at, &["year"]) { Unit::Year } else { Unit::Month };
        return Some(Found::relative(at + 1, super::interval::containing(grammar.today, unit)?));
    }
    let found = grammar
        .longest(at, calendar::PRODUCTIONS)
        .into_iter()
        .chain(grammar.longest(at, relative::POINTS))
        .chain(grammar.longest(at, super::fiscal::PRODUCTIONS))
        .max_by_key(|found| found.end)?;
    let day = matches!(found.moment, Moment::Weekday(_))
        || matches!(found.moment, Moment::Fixed(interval) if interval.is_day())
        || matches!(found.moment, Moment::Yearless(stretch) if stretch.from == stretch.to);
    (!day).then_some(found)
}

/// The last day of a period whose end is named: "the end of June" after "by".
pub(super) fn edge(grammar: &Grammar, at: usize) -> Option<(Found, bool)> {
    let (joint, part) = which(grammar, at)?;
    let found = whole(grammar, joint)?;
    let named =
        grammar.row.is_word(grammar.row.skip(at, &["the", "very"]), &["end", "close", "start", "beginning", "outset"]);
    (named && part != Part::Middle).then_some((found, part == Part::Late))
}

fn part(grammar: &Grammar, at: usize) -> Option<Found> {
    let (joint, part) = which(grammar, at)?;
    let found = whole(grammar, joint)?;
    let moment = match found.moment {
        Moment::Fixed(interval) => Moment::Fixed(slice(interval, part)?),
        Moment::Yearless(stretch) if stretch.from.0 == stretch.to.0 => {
            let month = stretch.from.0;
            Moment::Yearless(match part {
                Part::Early => Yearless { from: (month, 1), to: (month, 10) },
                Part::Middle => Yearless { from: (month, 11), to: (month, 20) },
                Part::Late => Yearless { from: (month, 21), to: (month, 0) },
            })
        }
        Moment::Yearless(stretch) => {
            let last = if stretch.to.0 >= stretch.from.0 { stretch.to.0 } else { stretch.to.0 + 12 };
            let third = (last - stretch.from.0 + 1).max(3) / 3;
            let wrap = |month: i8| (month - 1).rem_euclid(12) + 1;
            let first = match part {
                Part::Early => stretch.from.0,
                Part::Middle => stretch.from.0 + third,
                Part::Late => last - third + 1,
            };
            Moment::Yearless(Yearless { from: (wrap(first), 1), to: (wrap(first + third - 1), 0) })
        }
        weekday => weekday,
    };
    Some(Found { moment, ..found })
}

/// Early a year is its first quarter, late its last, and the middle what four months stand around midsummer; of a
/// month the first ten days, the second ten, and the rest; of anything else a third.
fn slice(interval: Interval, part: Part) -> Option<Interval> {
    let (from, to) = interval.ends()?;
    let year = i64::from(from.year());
    if interval == Interval::year(year)? {
        return match part {
            Part::Early => Interval::months(year, 1, 3),
            Part::Middle => Interval::months(year, 5, 4),
            Part::Late => Interval::months(year, 10, 3),
        };
    }
    let days = i64::from(interval.distance(to.tomorrow().ok()?)) + i64::from(from.until(to).ok()?.get_days());
    let third = if (28..=31).contains(&days) { 10 } else { days / 3 };
    let second = shift(from, Unit::Day, third)?;
    let last = shift(second, Unit::Day, third)?;
    let before = |day| shift(day, Unit::Day, -1);
    Some(match part {
        Part::Early => Interval::new(from, before(second)?.max(from)),
        Part::Middle => Interval::new(second, before(last)?.max(second)),
        Part::Late => Interval::new(last, to.max(last)),
    })
}

/// "year-end", "the year's end", "EOY".
fn year_end(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let hyphen = row.word(start) == "year" && row.is_mark(start + 1, '-') && row.word(start + 2) == "end";
    let possessive = row.phrase(start, &["year", "'s", "end"]).is_some();
    let end = if hyphen || possessive {
        start + 3
    } else if row.word(start) == "eoy" {
        start + 1
    } else if row.is_word(start, &["eom", "eoq"]) {
        let unit = if row.word(start) == "eom" { Unit::Month } else { Unit::Quarter };
        return Some(Found::relative(start + 1, slice(super::interval::containing(grammar.today, unit)?, Part::Late)?));
    } else {
        return None;
    };
    Some(Found::relative(end, Interval::months(i64::from(grammar.today.year()), 10, 3)?))
}
