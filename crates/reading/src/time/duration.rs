//! Lengths of time: "90 days", "a three-year programme", "one and a half years".

use record::Date;

use super::grammar::Grammar;
use super::interval::shift;
use super::number;
use super::words::{self, Unit};

/// A sum of counted units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length(Vec<(f64, Unit)>);

impl Length {
    pub(super) fn of(count: f64, unit: Unit) -> Self {
        Self(vec![(count, unit)])
    }

    /// The one whole number of one unit, if that is all.
    pub(super) fn single(&self) -> Option<(i64, Unit)> {
        match self.0[..] {
            [(count, unit)] if count.fract() == 0.0 && count < 1e6 => Some((count as i64, unit)),
            _ => None,
        }
    }

    pub(super) fn count(&self) -> Option<i64> {
        self.single().map(|(count, _)| count)
    }

    /// True if nothing in it is shorter than a day.
    pub(super) fn is_in_days(&self) -> bool {
        !self.0.iter().any(|(_, unit)| matches!(unit, Unit::Second | Unit::Minute | Unit::Hour))
    }

    /// A day moved by the length, forwards (1) or backwards (-1).
    pub(super) fn shift(&self, day: Date, sign: i64) -> Option<Date> {
        self.0.iter().try_fold(day, |day, (count, unit)| {
            let (count, unit) = match unit {
                _ if count.fract() == 0.0 => (*count, *unit),
                Unit::Year => (count * 12.0, Unit::Month),
                Unit::Month => (count * 30.0, Unit::Day),
                Unit::Week => (count * 7.0, Unit::Day),
                _ => (*count, *unit),
            };
            (count.abs() < 1e6).then_some(())?;
            shift(day, unit, sign * count as i64)
        })
    }

    /// ISO 8601: `P90D`, `P1Y6M`, `PT2H`.
    pub(super) fn iso(&self) -> String {
        let mut days = String::from("P");
        let mut clock = String::new();
        for (count, unit) in &self.0 {
            match unit {
                Unit::Second => clock += &format!("{count}S"),
                Unit::Minute => clock += &format!("{count}M"),
                Unit::Hour => clock += &format!("{count}H"),
                Unit::Day | Unit::BusinessDay | Unit::Weekend => days += &format!("{count}D"),
                Unit::Week => days += &format!("{count}W"),
                Unit::Fortnight => days += &format!("{}W", count * 2.0),
                Unit::Month => days += &format!("{count}M"),
                Unit::Quarter => days += &format!("{}M", count * 3.0),
                Unit::Half => days += &format!("{}M", count * 6.0),
                Unit::Year => days += &format!("{count}Y"),
                Unit::Decade => days += &format!("{}Y", count * 10.0),
                Unit::Century => days += &format!("{}Y", count * 100.0),
            }
        }
        if clock.is_empty() { days } else { format!("{days}T{clock}") }
    }
}

/// One counted unit, with a fraction before or after it.
fn counted(grammar: &Grammar, at: usize) -> Option<(usize, (f64, Unit))> {
    let row = &grammar.row;
    let (mut end, mut count) = number::cardinal(grammar, at)?;
    let fraction = |at: usize| {
        let table = [(&["and", "a", "half"][..], 0.5), (&["and", "half"], 0.5), (&["and", "a", "quarter"], 0.25)];
        table.iter().find_map(|(phrase, part)| Some((row.phrase(at, phrase)?, *part)))
    };
    if let Some((after, part)) = fraction(end) {
        (end, count) = (after, count + part);
    }
    let joint = if row.is_mark(end, '-') && row.glued(end + 1) { end + 1 } else { end };
    let working = row.skip(joint, &["business", "working", "calendar", "consecutive", "full", "whole"]);
    let letters = words::letter_unit(row.word(joint)).filter(|_| row.glued(joint) && joint == end && row.is_number(at));
    let mut unit = words::unit(row.word(working)).or(letters)?;
    // "a second round" counts rounds.
    if unit == Unit::Second && row.is_word(at, &["a", "an", "another"]) {
        return None;
    }
    // "the three quarters of firms" is a share.
    if unit == Unit::Quarter && row.is_word(working + 1, &["of"]) {
        return None;
    }
    if unit == Unit::Day && row.is_word(joint, &["business", "working"]) {
        unit = Unit::BusinessDay;
    }
    let mut end = working + 1;
    if let Some((after, part)) = fraction(end) {
        (end, count) = (after, count + part);
    }
    Some((end, (count, unit)))
}

/// A length: counted units, largest first, with or without "and".
pub(super) fn length(grammar: &Grammar, at: usize) -> Option<(usize, Length)> {
    let row = &grammar.row;
    let (mut end, first) = counted(grammar, at)?;
    let mut units = vec![first];
    while units.len() < 6 {
        let joint = row.skip(row.skip_mark(end, ','), &["and"]);
        match counted(grammar, joint) {
            Some((after, next))
                if rank(next.1) < rank(units[units.len() - 1].1) && !row.is_word(joint, &["a", "an"]) =>
            {
                units.push(next);
                end = after;
            }
            _ => break,
        }
    }
    Some((end, Length(units)))
}

fn rank(unit: Unit) -> u8 {
    unit as u8
}

/// A length as a mention of its own: "for 90 days", "more than two years", "all week".
pub(super) fn mention(grammar: &Grammar, at: usize) -> Option<(usize, Length)> {
    let row = &grammar.row;
    if row.is_word(at, &["all"]) {
        let unit = words::unit(row.word(at + 1))?;
        return Some((at + 2, Length::of(1.0, unit)));
    }
    let compared = row
        .phrase(at, &["more", "than"])
        .or_else(|| row.phrase(at, &["less", "than"]))
        .or_else(|| row.phrase(at, &["at", "least"]))
        .unwrap_or(at);
    length(grammar, compared)
}
