//! Lengths of time: "90 days", "a three-year programme", "one and a half years".

use record::Date;

use super::grammar::Grammar;
use super::interval::shift;
use super::number;
use super::words::{self, Unit};

/// A sum of counted units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Length {
    parts: Vec<(f64, Unit)>,
    /// The number is not said: "several weeks".
    vague: bool,
}

impl Length {
    pub(super) fn of(count: f64, unit: Unit) -> Self {
        Self { parts: vec![(count, unit)], vague: false }
    }

    /// Some of a unit, nobody says how many.
    fn some(unit: Unit) -> Self {
        Self { parts: vec![(3.0, unit)], vague: true }
    }

    /// The first of the counted units.
    pub(super) fn first(&self) -> Self {
        Self { parts: self.parts[..1].to_vec(), vague: self.vague }
    }

    /// The one whole number of one unit, if that is all.
    pub(super) fn single(&self) -> Option<(i64, Unit)> {
        match self.parts[..] {
            [(count, unit)] if count.fract() == 0.0 && count < 1e6 => Some((count as i64, unit)),
            _ => None,
        }
    }

    pub(super) fn count(&self) -> Option<i64> {
        self.single().map(|(count, _)| count)
    }

    /// True if nothing in it is shorter than a day.
    pub(super) fn is_in_days(&self) -> bool {
        !self.parts.iter().any(|(_, unit)| matches!(unit, Unit::Second | Unit::Minute | Unit::Hour))
    }

    /// A day moved by the length, forwards (1) or backwards (-1).
    pub(super) fn shift(&self, day: Date, sign: i64) -> Option<Date> {
        self.parts.iter().try_fold(day, |day, (count, unit)| {
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
        for (count, unit) in &self.parts {
            if self.vague {
                // "X" stands for a number that is not said, as in TimeML.
                let letter = match unit {
                    Unit::Second => "TXS",
                    Unit::Minute => "TXM",
                    Unit::Hour => "TXH",
                    Unit::Day | Unit::BusinessDay => "XD",
                    Unit::Weekend => "XWE",
                    Unit::Week | Unit::Fortnight => "XW",
                    Unit::Month => "XM",
                    Unit::Quarter | Unit::Half => "XQ",
                    Unit::Year => "XY",
                    Unit::Decade => "XDE",
                    Unit::Century => "XCE",
                };
                days += letter;
                continue;
            }
            match unit {
                Unit::Second => clock += &format!("{count}S"),
                Unit::Minute => clock += &format!("{count}M"),
                Unit::Hour => clock += &format!("{count}H"),
                Unit::Day | Unit::BusinessDay => days += &format!("{count}D"),
                Unit::Weekend => days += &format!("{count}WE"),
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
    // "the 2021 weekend" is no length.
    if unit == Unit::Weekend && (1900.0..2200.0).contains(&count) {
        return None;
    }
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
    let vague = row.is_word(at, &["few", "several", "some"]) || row.phrase(at, &["a", "few"]).is_some();
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
    Some((end, Length { parts: units, vague }))
}

fn rank(unit: Unit) -> u8 {
    unit as u8
}

/// Words that say how exactly a length is meant; they belong to it.
const COMPARED: &[&[&str]] = &[
    &["more", "than"],
    &["less", "than"],
    &["fewer", "than"],
    &["no", "more", "than"],
    &["at", "least"],
    &["at", "most"],
    &["up", "to"],
    &["as", "long", "as"],
    &["almost"],
    &["nearly"],
    &["about"],
    &["around"],
    &["roughly"],
    &["approximately"],
    &["a", "mere"],
];

/// A length as a mention of its own: "for 90 days", "more than two years", "all week", "recent weeks".
pub(super) fn mention(grammar: &Grammar, at: usize) -> Option<(usize, Length)> {
    let row = &grammar.row;
    if row.is_word(at, &["all"]) {
        let unit = words::unit(row.word(at + 1))?;
        return Some((at + 2, Length::of(1.0, unit)));
    }
    if let Some(found) = uncounted(grammar, at) {
        return Some(found);
    }
    let compared = COMPARED.iter().find_map(|phrase| row.phrase(at, phrase)).unwrap_or(at);
    let (end, length) = length(grammar, compared).or_else(|| shared_unit(grammar, at))?;
    // "22-year-old", "6 months and older": an age.
    let joint = row.skip_mark(end, '-');
    let age = row.is_word(joint, &["old", "olds", "older"])
        || row.phrase(end, &["and", "older"]).is_some()
        || row.phrase(end, &["or", "older"]).is_some()
        || row.phrase(end, &["of", "age"]).is_some();
    (!age).then_some((end, length))
}

/// "12" in "between 12 and 18 months".
fn shared_unit(grammar: &Grammar, at: usize) -> Option<(usize, Length)> {
    let row = &grammar.row;
    (row.word_before(at) == "between").then_some(())?;
    let (end, count) = number::cardinal(grammar, at)?;
    let (_, second) = row.is_word(end, &["and"]).then(|| counted(grammar, end + 1))??;
    Some((end, Length::of(count, second.1)))
}

/// "recent weeks", "for years", "it could take months": more than one of a unit, nobody says how many.
fn uncounted(grammar: &Grammar, at: usize) -> Option<(usize, Length)> {
    let row = &grammar.row;
    let adjective = row.is_word(at, &["recent", "coming", "past", "previous", "following", "many"]);
    let joint = at + usize::from(adjective);
    let word = row.word(joint);
    let unit = words::unit(word).filter(|unit| word.len() > 4 && word.ends_with('s') && *unit != Unit::Second)?;
    let led = matches!(
        row.word_before(at),
        "for"
            | "in"
            | "over"
            | "within"
            | "take"
            | "takes"
            | "took"
            | "taken"
            | "taking"
            | "lasted"
            | "last"
            | "spent"
            | "spend"
            | "after"
    );
    // "in quarters", "in minutes of the meeting" are none.
    let plain = !matches!(unit, Unit::Quarter | Unit::Minute | Unit::Weekend) || adjective;
    ((adjective || led) && plain && !row.is_word(joint + 1, &["of"])).then(|| (joint + 1, Length::some(unit)))
}
