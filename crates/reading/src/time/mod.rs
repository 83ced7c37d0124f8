//! Time expressions in English prose, resolved against the publication date.
//!
//! The reader is a grammar of its own and does not need the parser: text in, mentions out. [`lexer`] cuts the text
//! into words, numbers and marks; productions in [`calendar`], [`relative`], [`part`], [`range`], [`duration`] and
//! [`set`] read one kind of expression each; at every token the longest reading wins. No production looks further
//! than a fixed number of tokens, so that time is linear in the text.
//!
//! Intervals are inclusive at both ends and as wide as the words are vague: "early" a year is its first quarter,
//! "late October" its last third, "within the year" has an end only.
//!
//! A date without a year ("on December 12", "in June") has a past and a future reading. [`TimeMention::from`] and
//! [`TimeMention::to`] give the likelier one; [`TimeMention::resolve`] lets the tense of the verb decide.

mod calendar;
mod duration;
mod fiscal;
mod grammar;
mod holiday;
mod interval;
mod lexer;
mod number;
mod part;
mod range;
mod relative;
mod set;
#[cfg(test)]
mod tests;
mod words;

use record::{Date, Span};

pub use fiscal::Fiscal;
use grammar::{Found, Grammar, Moment};
use interval::Interval;
use lexer::{Kind, Row};
pub(crate) use words::ordinal as ordinal_word;

/// What kind of time expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeKind {
    /// A day.
    Date,
    /// An interval, closed or open on one side.
    Range,
    /// A length of time.
    Duration,
    /// A frequency.
    Set,
}

/// The tense in which a sentence speaks of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// "met in June".
    Past,
    /// "will meet in June".
    Future,
}

/// A time expression resolved against the publication date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeMention {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
    /// First day, if bounded.
    pub from: Option<Date>,
    /// Last day (inclusive), if bounded.
    pub to: Option<Date>,
    /// An ISO 8601 or EDTF string: `2025-12-11`, `2025-12`, `2026-01/2026-06`, `2024-01-01/..`, `P90D`, `R/P1Y`.
    /// `XXXX` stands for what cannot be known without a publication date.
    pub value: String,
    /// First and last day of the reading that has begun by publication, where the words leave the year or week open.
    pub past: Option<(Option<Date>, Option<Date>)>,
    /// First and last day of the reading that has not ended before publication, where the words leave the year or
    /// week open.
    pub future: Option<(Option<Date>, Option<Date>)>,
}

impl TimeMention {
    /// First and last day as the tense of the sentence has it. Only an expression without year or week has two
    /// readings; any other gives the same interval in both tenses.
    pub fn resolve(&self, tense: Tense) -> (Option<Date>, Option<Date>) {
        let reading = match tense {
            Tense::Past => self.past,
            Tense::Future => self.future,
        };
        reading.unwrap_or((self.from, self.to))
    }

    /// The tense that a present leaves open, "enters into force on 1 November": that of the likelier reading.
    pub fn likely_tense(&self) -> Tense {
        if self.future == Some((self.from, self.to)) { Tense::Future } else { Tense::Past }
    }
}

/// Finds the time expressions of a text, in order and without overlap. Without a publication date, what would have
/// to be counted from it stays without days.
///
/// A fiscal year is taken for the calendar year; [`find_with`] is told whose years they are.
pub fn find(text: &str, published: Option<Date>) -> Vec<TimeMention> {
    find_with(text, published, &|_| Fiscal::CALENDAR)
}

/// Finds the time expressions of a text; `fiscal` says whose fiscal years are meant at a byte of it.
pub fn find_with(text: &str, published: Option<Date>, fiscal: &dyn Fn(usize) -> Fiscal) -> Vec<TimeMention> {
    let today = published.unwrap_or(Date::constant(2000, 1, 1));
    let row = Row(lexer::tokens(text));
    let words = row.0.iter().enumerate();
    let is_fiscal =
        |token: &lexer::Token| matches!(&token.kind, Kind::Word(word) if fiscal::WORDS.contains(&word.as_str()));
    let named = words
        .filter(|(at, token)| is_fiscal(token) || fiscal::opens_pair(&row, *at))
        .map(|(at, token)| (at, fiscal(token.start)))
        .collect();
    let mut grammar = Grammar { row, today, anchor: None, fiscal: named, to_come: None };
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < grammar.row.0.len() {
        grammar.to_come = grammar.speaks_of_future(at);
        match next(&grammar, at, published.is_some()) {
            Some((mention, end, interval)) => {
                grammar.anchor = interval.or(grammar.anchor);
                mentions.push(mention);
                at = end;
            }
            None => at += 1,
        }
    }
    mentions
}

/// The longest expression that begins at a token, one past its last token, and its days.
fn next(grammar: &Grammar, at: usize, dated: bool) -> Option<(TimeMention, usize, Option<Interval>)> {
    let found = grammar.longest(at, range::PRODUCTIONS);
    let reach = found.map_or(at, |found| found.end);
    let plain = |kind, end, value| {
        let span = grammar.row.span(at, end)?;
        Some((TimeMention { span, kind, from: None, to: None, value, past: None, future: None }, end, None))
    };
    if let Some((end, value)) = set::mention(grammar, at).filter(|(end, _)| *end > reach) {
        return plain(TimeKind::Set, end, value);
    }
    if let Some((end, length)) = duration::mention(grammar, at).filter(|(end, _)| *end > reach) {
        return plain(TimeKind::Duration, end, length.iso());
    }
    let Some(found) = found.filter(|found| found.end > at) else {
        let (end, value) = reference(grammar, at)?;
        return plain(TimeKind::Date, end, value.to_owned());
    };
    if let Moment::Impossible(year, month, day) = found.moment {
        let year = year.map_or("XXXX".to_owned(), |year| format!("{year:04}"));
        return plain(TimeKind::Date, found.end, format!("{year}-{month:02}-{day:02}"));
    }
    let bounded = |interval: Interval| found.bound.map_or(Some(interval), |bound| bound.apply(interval));
    let interval = grammar.settle(found.moment, found.bound).and_then(bounded)?;
    let (end, hour) = part_of_day(grammar, found.end).filter(|_| interval.is_day()).unwrap_or((found.end, ""));
    let found = Found { end, ..found };
    let span = grammar.row.span(at, found.end)?;
    let kind = if interval.is_day() { TimeKind::Date } else { TimeKind::Range };
    if !dated && (found.relative || !matches!(found.moment, Moment::Fixed(_))) {
        let mention =
            TimeMention { span, kind, from: None, to: None, value: unknown(&found), past: None, future: None };
        return Some((mention, found.end, None));
    }
    let open = !matches!(found.moment, Moment::Fixed(_));
    let reading =
        |reading: Option<Interval>| reading.filter(|_| open).and_then(bounded).map(|days| (days.from, days.to));
    let mention = TimeMention {
        span,
        kind,
        from: interval.from,
        to: interval.to,
        value: interval.edtf() + hour,
        past: reading(grammar.past(found.moment)),
        future: reading(grammar.future(found.moment)),
    };
    Some((mention, found.end, Some(interval)))
}

/// "Sunday night", "tomorrow morning": one past the part of the day that stands behind it, or that ends it, and its mark in TimeML.
fn part_of_day(grammar: &Grammar, at: usize) -> Option<(usize, &'static str)> {
    let part = |at: usize| {
        Some(match grammar.row.word(at) {
            "morning" => "TMO",
            "afternoon" => "TAF",
            "evening" => "TEV",
            "night" | "tonight" => "TNI",
            _ => return None,
        })
    };
    let own = at.checked_sub(1).and_then(&part).map(|part| (at, part));
    own.or_else(|| part(at).map(|part| (at + 1, part)))
}

/// "now", "currently", "at present": the time of writing, which is no day of anything that happens.
fn reference(grammar: &Grammar, at: usize) -> Option<(usize, &'static str)> {
    const PRESENT: &[&[&str]] =
        &[&["at", "present"], &["at", "the", "moment"], &["currently"], &["presently"], &["nowadays"], &["now"]];
    let row = &grammar.row;
    let end = PRESENT.iter().find_map(|phrase| row.phrase(at, phrase))?;
    // "now that", "by now", "until now" say something else.
    let other = row.is_word(at, &["now"])
        && (row.is_word(end, &["that", "famous", "defunct"])
            || row.is_word(at.wrapping_sub(1), &["by", "until", "till", "from", "to"])
            || row.is_mark(end, '-'));
    (!other).then_some((end, "PRESENT_REF"))
}

/// The value of an expression whose year cannot be known.
fn unknown(found: &Found) -> String {
    match found.moment {
        Moment::Yearless(stretch) if stretch.to.1 == 0 && stretch.from == (stretch.to.0, 1) => {
            format!("XXXX-{:02}", stretch.from.0)
        }
        Moment::Yearless(stretch) if stretch.from == stretch.to => {
            format!("XXXX-{:02}-{:02}", stretch.from.0, stretch.from.1)
        }
        Moment::Yearless(_) | Moment::Fixed(_) | Moment::Weekday(_) | Moment::Impossible(..) => "XXXX".to_owned(),
    }
}
