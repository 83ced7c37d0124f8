//! Dates by the names and numbers of the calendar: days, months, quarters, halves, years.

use super::grammar::{Found, Grammar, Moment, Production};
use super::interval::{Interval, Yearless, containing, date, shift};
use super::words::{self, Unit};
use super::{holiday, number};

/// Everything the calendar names.
pub(super) const PRODUCTIONS: &[Production] = &[
    month_first,
    day_first,
    numeric,
    year_first,
    month,
    year,
    decade,
    century,
    fraction,
    season,
    numbered_week,
    holiday::named,
];

/// A month's name where it is one: "may" and "march" are also verbs, "Sun" and "Mar" also other things.
pub(super) fn month_name(grammar: &Grammar, at: usize) -> Option<(usize, i8)> {
    let row = &grammar.row;
    let month = words::month(row.word(at))?;
    let dotted = row.is_mark(at + 1, '.') && row.glued(at + 1) && row.is_number(at + 2);
    Some((at + 1 + usize::from(dotted), month))
}

/// The year that follows a day or a month: ", 2025", "of 1995", "in 2020", "this year", "last".
pub(super) fn year_after(grammar: &Grammar, at: usize) -> Option<(usize, i64, bool)> {
    let row = &grammar.row;
    let joint = row.skip_mark(at, ',');
    let joint = if row.is_mark_among(joint, &['-', '/']) && row.glued(joint) { joint + 1 } else { joint };
    let of = row.is_word(joint, &["of", "in"]);
    let joint = row.skip(joint, &["of", "in"]);
    if let Some((end, year)) = number::year(grammar, joint) {
        return Some((end, year, false));
    }
    // "April of 87", "31-Oct-74", "May ’98".
    let quoted = row.is_mark_among(joint, &['\'', '’']) && row.glued(joint + 1);
    let short = joint + usize::from(quoted);
    let dashed = row.is_mark(joint.wrapping_sub(1), '-') && at >= 2 && row.is_mark(at - 2, '-') && row.glued(at - 2);
    if let Some((value, false)) = row.digits(short, 2)
        && (dashed || quoted || of && value >= 40 && !row.is_word(short + 1, words::QUANTITIES))
        && (row.word(short + 1).is_empty() || quoted)
        && !row.is_mark(short + 1, '%')
    {
        return Some((short + 1, if value < 40 { 2000 + value } else { 1900 + value }, false));
    }
    let this = i64::from(grammar.today.year());
    let named =
        [(&["this", "year"][..], 0), (&["the", "same", "year"], 0), (&["last", "year"], -1), (&["next", "year"], 1)];
    let (phrase, step) = named.iter().find(|(phrase, _)| row.phrase(joint, phrase).is_some())?;
    Some((joint + phrase.len(), this + step, true))
}

/// Attaches a year, if one follows, to a stretch of the year.
pub(super) fn with_year(grammar: &Grammar, end: usize, stretch: Yearless) -> Found {
    if let Some((after, year, relative)) = year_after(grammar, end)
        && let Some(interval) = stretch.in_year(year)
    {
        return Found { end: after, moment: Moment::Fixed(interval), relative, bound: None };
    }
    if let Some((after, year, relative)) = year_after(grammar, end).filter(|_| stretch.from == stretch.to) {
        // 29 February of a common year.
        let moment = Moment::Impossible(i16::try_from(year).ok(), stretch.from.0, stretch.from.1);
        return Found { end: after, moment, relative, bound: None };
    }
    Found { end, moment: Moment::Yearless(stretch), relative: false, bound: None }
}

fn weekday_prefix(grammar: &Grammar, at: usize) -> usize {
    let row = &grammar.row;
    let start = row.skip(at, &["this", "next", "last"]);
    if words::weekday(row.word(start)).is_none() {
        return at;
    }
    if row.is_mark_among(start + 1, &['(', '-']) && (row.glued(start + 1) || row.is_mark(start + 1, '(')) {
        // "Friday (15 June)", "Friday-Jun-15".
        return start + 2;
    }
    let after = row.skip_mark(row.skip_mark(start + 1, '.'), ',');
    row.skip(after, &["the"])
}

/// The bracket behind a day that a weekday stands before: "Friday (15 June)". Without it, the weekday is a day of its own.
fn closed(grammar: &Grammar, prefix: usize, found: Found) -> Option<Found> {
    let row = &grammar.row;
    if prefix == 0 || !row.is_mark(prefix - 1, '(') || words::weekday(row.word(prefix.wrapping_sub(2))).is_none() {
        return Some(found);
    }
    row.is_mark(found.end, ')').then_some(Found { end: found.end + 1, ..found })
}

/// A day of the year with its year, or one that no year has: "30 February". The words behind it must not count something.
fn day_of_year(grammar: &Grammar, end: usize, month: i8, day: i8) -> Option<Found> {
    if exists(month, day) {
        return Some(with_year(grammar, end, Yearless { from: (month, day), to: (month, day) }));
    }
    let row = &grammar.row;
    let (after, year) =
        year_after(grammar, end).map_or((end, None), |(after, year, _)| (after, i16::try_from(year).ok()));
    let counts =
        !row.word(after).is_empty() && !row.is_word(after, &["in", "at", "and", "to", "or", "with", "for", "on", "by"]);
    (!counts).then_some(Found {
        end: after,
        moment: Moment::Impossible(year, month, day),
        relative: false,
        bound: None,
    })
}

fn exists(month: i8, day: i8) -> bool {
    date(2024, i64::from(month), i64::from(day)).is_some()
}

/// "Thursday, December 11", "March 4, 2025", "Oct/2", "june the 28th 2020", "Sep-23-2020".
pub(super) fn month_first(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let prefix = weekday_prefix(grammar, at);
    let (end, month) = month_name(grammar, prefix)?;
    let joint = if row.is_mark_among(end, &['/', '-', ',']) { end + 1 } else { end };
    let (end, day, is_ordinal) = number::day(grammar, row.skip(joint, &["the"]))?;
    // "In June, the two sides" and "in March two ministers" have no day; "May twenty nine" has.
    let in_words = !is_ordinal && !row.is_number(end - 1);
    let loose = in_words
        && (!row.is_number(end) && !row.word(end).is_empty() && number::year(grammar, end).is_none()
            || row.is_mark(joint.wrapping_sub(1), ',')
            || row.is_word(joint, &["the"]));
    // "In June 25 companies joined": a day stands behind "on".
    let counted = row.is_word(prefix.wrapping_sub(1), &["in"])
        && row.word(end).len() > 3
        && row.word(end).ends_with('s')
        && !is_ordinal;
    let quantity = row.is_word(end, words::QUANTITIES) || loose || counted;
    let lower_may = !row.capital(weekday_prefix(grammar, at))
        && matches!(month, 3 | 5)
        && !is_ordinal
        && row.digits(end - 1, 2).is_none();
    // "July 10:30" is an hour, "June 2025" has no day 20.
    let clock = row.is_mark(end, ':') && row.is_number(end + 1);
    if quantity || lower_may || clock {
        return None;
    }
    closed(grammar, prefix, day_of_year(grammar, end, month, day)?)
}

/// "15 September", "the 27th of June 2026", "13 MAR 2026", "second of Aug", "23/Jan/2019", "the 15th day of June".
pub(super) fn day_first(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let prefix = weekday_prefix(grammar, at);
    let start = row.skip(prefix, &["the"]);
    let (end, day, is_ordinal) = number::day(grammar, start)?;
    let joint = if is_ordinal { row.skip(end, &["day"]) } else { end };
    let joint =
        if row.is_mark_among(joint, &['/', '-']) && row.glued(joint) { joint + 1 } else { row.skip(joint, &["of"]) };
    let (end, month) = month_name(grammar, joint)?;
    let verb = matches!(month, 3 | 5) && !row.capital(joint) && joint == start + 1 && row.digits(start, 2).is_none();
    let priced = start > 0
        && (row.is_mark_among(start - 1, &['$', '€', '£']) || row.is_mark(start - 1, '.') && row.glued(start));
    (!verb && !priced).then_some(())?;
    closed(grammar, prefix, day_of_year(grammar, end, month, day)?)
}

/// "2025-10-07", "10/7/2025", "22/04", "20161016", "2016 10 16", "5.12": month first, as in the United States, unless
/// the month could not be one.
fn numeric(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let prefixed = weekday_prefix(grammar, at);
    let start = if prefixed > at { prefixed } else { row.skip(at, &["this", "next"]) };
    if let Some((value, false)) = row.digits(start, 8).filter(|(value, _)| *value >= 15_000_101) {
        let day = date(value / 10_000, value / 100 % 100, value % 100).filter(|day| day.year() < 2200)?;
        return (!row.glued(start) || row.is_mark(start - 1, '-')).then(|| Found::fixed(start + 1, Interval::day(day)));
    }
    let preceding = start > 0 && row.glued(start) && row.is_mark_among(start - 1, &['$', '€', '£', '/', '.', '(']);
    let (first, false) = row.digits(start, 4)? else { return None };
    let separator = ['/', '-', '.'].into_iter().find(|mark| row.is_mark(start + 1, *mark));
    let step = if separator.is_some() { 2 } else { 1 };
    if separator.is_some() && !(row.glued(start + 1) && row.glued(start + 2)) {
        return None;
    }
    // "12-2015", "2/2013": a month and a year.
    if let Some((year @ 1900..=2199, false)) = row.digits(start + 2, 4).filter(|_| matches!(separator, Some('/' | '-')))
        && (1..=12).contains(&first)
        && !preceded_by_label(grammar, start)
        && !(row.glued(start) && start > 0)
        && !(row.is_mark_among(start + 3, &['/', '-']) && row.glued(start + 3))
    {
        return Some(Found::fixed(start + 3, Interval::months(year, first, 1)?));
    }
    let (second, false) = row.digits(start + step, 2)? else { return None };
    let same = |place: usize| {
        separator.is_none_or(|mark| row.is_mark(place, mark) && row.glued(place) && row.glued(place + 1))
    };
    let third = if same(start + 2 * step - 1) { row.digits(start + 2 * step, 4) } else { None };
    if (1500..2200).contains(&first) {
        let (day, false) = third? else { return None };
        let end = start + 2 * step + 1;
        let impossible = separator.is_some() && (1..=12).contains(&second) && (1..=31).contains(&day);
        return match date(first, second, day) {
            Some(found) => Some(Found::fixed(end, Interval::day(found))),
            None => impossible.then(|| none_such(end, first, second, day))?,
        };
    }
    let mark = separator?;
    let (month, day) = if (1..=12).contains(&first) { (first, second) } else { (second, first) };
    if let Some((year, false)) = third {
        let year = match year {
            0..=39 => year + 2000,
            40..=99 => year + 1900,
            _ => year,
        };
        if date(year, month, day).is_none() && year >= 1500 && (1..=12).contains(&month) && (1..=31).contains(&day) {
            return none_such(start + 5, year, month, day);
        }
        let found = date(year, month, day).filter(|day| day.year() >= 1500)?;
        return Some(Found::fixed(start + 5, Interval::day(found)));
    }
    // Two numbers alone are a date only with a slash and company that asks for one: "1/3 of exports" is a share.
    let leading = prefixed > at
        || start > at
        || row.is_word(start.wrapping_sub(1), words::LEADING)
        || row.is_mark(start.wrapping_sub(1), '-')
        || row.is_word(start.wrapping_sub(1), &["to", "and", "or"])
        || start == 0
        || row.is_mark_among(start.wrapping_sub(1), &[',', '?', '!']);
    let share = row.is_word(start + 3, &["of", "percent", "majority", "hours"]) || row.is_mark(start + 3, '%');
    let opens_range = row.is_mark(start + 3, '-') && row.is_number(start + 4) && row.is_mark(start + 5, '/');
    let plausible = (mark == '/' && (leading || opens_range))
        || prefixed > at
        || (mark == '-' && start > at)
        || (mark == '.' && row.is_word(start.wrapping_sub(1), &["on"]));
    if !plausible || share || preceding && mark != '/' {
        return None;
    }
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    if !exists(month, day) {
        return None;
    }
    let stretch = Yearless { from: (month, day), to: (month, day) };
    if row.is_word(start.wrapping_sub(1), &["next"]) || row.is_word(at, &["next"]) && prefixed == at {
        return Some(Found::relative(start + 3, stretch.in_year(i64::from(grammar.today.year()) + 1)?));
    }
    Some(with_year(grammar, start + 3, stretch))
}

/// A day that the calendar has not, in digits.
fn none_such(end: usize, year: i64, month: i64, day: i64) -> Option<Found> {
    let moment =
        Moment::Impossible(Some(i16::try_from(year).ok()?), i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Some(Found { end, moment, relative: false, bound: None })
}

/// The number of a law or document: "Regulation (EU) 2019/10", "No. 2/2013".
fn preceded_by_label(grammar: &Grammar, at: usize) -> bool {
    let row = &grammar.row;
    (at.saturating_sub(4)..at)
        .any(|place| row.is_word(place, words::LABELS) || row.is_mark_among(place, &[')', '#', '§']))
}

/// "2019/aug/01", "2025 March 4", "2017 april", "2025-03", "2017-q1", "2019 H2".
fn year_first(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (year, false) = row.digits(at, 4).filter(|(year, _)| (1500..2200).contains(year))? else { return None };
    let marked = row.is_mark_among(at + 1, &['-', '/']) && row.glued(at + 1) && row.glued(at + 2);
    let next = at + 1 + usize::from(marked);
    if let Some((end, month)) =
        month_name(grammar, next).filter(|_| marked || row.capital(next) || !row.is_word(next, words::DOUBTFUL))
    {
        let joint = if row.is_mark_among(end, &['-', '/']) && row.glued(end) { end + 1 } else { end };
        if marked && joint > end {
            let (end, day, _) = number::day(grammar, joint)?;
            return Some(Found::fixed(end, Interval::day(date(year, i64::from(month), i64::from(day))?)));
        }
        return Some(Found::fixed(end, Interval::months(year, i64::from(month), 1)?));
    }
    if let Some((end, months)) = letter_fraction(grammar, next) {
        return Some(Found::fixed(end, Interval::months(year, months.0, months.1)?));
    }
    let (month @ 1..=12, false) = row.digits(next, 2)? else { return None };
    let closing = !(row.is_mark_among(next + 1, &['-', '/', '.']) && row.glued(next + 1) && row.is_number(next + 2));
    // "2024/25" and "2011-12" are pairs of years.
    let pair = month == (year + 1) % 100;
    let slashed = row.is_mark(at + 1, '/')
        && !preceded_by_label(grammar, at)
        && !row.glued(next + 1)
        && row.digits(next, 1).is_none();
    (marked && closing && !pair && (row.is_mark(at + 1, '-') || slashed)).then_some(())?;
    Some(Found::fixed(next + 1, Interval::months(year, month, 1)?))
}

/// "in June", "December 2025", "Sept. 2024", "February this year", "Dec/2018".
fn month(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (end, month) = month_name(grammar, at)?;
    let found = with_year(grammar, end, Yearless { from: (month, 1), to: (month, 0) });
    if found.end > end {
        return Some(found);
    }
    let name = row.word(at);
    if words::DOUBTFUL.contains(&name) {
        let led = row.is_word(at.wrapping_sub(1), words::LEADING)
            || row.is_mark(at.wrapping_sub(1), '-')
            || (row.is_word(at.wrapping_sub(1), &["the", "to", "and", "or"])
                && row.capital(at)
                && (name == "may" || name == "march" || name.len() == 3)
                && words_around_are_months(grammar, at));
        let verb = !row.capital(at) && name == "march";
        let range = row.is_word(end, &["to", "through", "until"]) && words::month(row.word(end + 1)).is_some();
        return (led && !verb || (row.is_mark(end, '-') || range) && row.capital(at)).then_some(found);
    }
    (row.capital(at)
        || name.len() > 3
        || row.is_word(at.wrapping_sub(1), words::LEADING)
        || row.is_word(at.wrapping_sub(1), &["to", "and"]))
    .then_some(found)
}

/// "from March to May", "April and May": a doubtful month in the company of a sure one.
fn words_around_are_months(grammar: &Grammar, at: usize) -> bool {
    let row = &grammar.row;
    at >= 2
        && (words::month(row.word(at - 2)).is_some()
            || row.is_number(at - 2)
            || words::month(row.word(at.wrapping_sub(3))).is_some())
}

/// "2024", "the year 2008", "calendar year 2008", "2024/25".
fn year(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let (joint, named) = if let Some(after) =
        ["calendar", "marketing", "crop"].iter().find_map(|kind| row.phrase(start, &[kind, "year"]))
    {
        (row.skip(after, &["of"]), true)
    } else if row.is_word(start, &["cy"])
        && let Some((short, false)) = row.digits(start + 1, 2)
    {
        return Some(Found::fixed(start + 2, Interval::year(2000 + short)?));
    } else if row.is_word(start, &["year", "cy"]) {
        (start + 1, true)
    } else if start == at {
        (at, false)
    } else {
        return None;
    };
    let (end, first) = number::year(grammar, joint)?;
    if !named {
        let before = at.wrapping_sub(1);
        let label = row.is_word(before, words::LABELS)
            || row.is_mark_among(before, &['$', '€', '£', '¥', '₩', '#', '.', '/', ':', '+', '§']) && row.glued(at)
            || row.is_mark(before, '.') && row.word(before.wrapping_sub(1)) == "no"
            || row.glued(end) && row.is_mark(end, '/') && row.is_number(end + 1) && preceded_by_label(grammar, at)
            || row.glued(at) && !row.word(before).is_empty()
            || row.is_mark(before, '-')
                && row.glued(at)
                && !row.is_number(before.wrapping_sub(1))
                && row.glued(before)
                && row.word(before.wrapping_sub(1)).len() <= 4
                && row.capital(before.wrapping_sub(1))
                && words::month(row.word(before.wrapping_sub(1))).is_none();
        let spoken = row.digits(joint, 4).is_none() && !row.is_word(before, words::LEADING);
        let code = row.glued(end)
            && row.is_mark_among(end, &['-', '/'])
            && row.is_number(end + 1)
            && row.digits(end + 1, 4).is_none();
        if label || spoken || code {
            return None;
        }
    }
    let paired = row.is_mark_among(end, &['/', '-']) && row.glued(end) && row.glued(end + 1);
    if let Some((second, false)) = row.digits(end + 1, 2).filter(|_| paired)
        && second == (first + 1) % 100
        && row.digits(joint, 4).is_some()
    {
        return Some(Found::fixed(end + 2, Interval::months(first, 1, 24)?));
    }
    Some(Found::fixed(end, Interval::year(first)?))
}

/// "the 1990s", "nineties".
fn decade(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = at;
    let at = row.skip(at, &["the"]);
    // "the ’90s", "mid-80s".
    let quoted = row.is_mark_among(at, &['\'', '’', '‘']) && row.glued(at + 1);
    if let Some((short @ 30..=90, false)) = row.digits(at + usize::from(quoted), 2)
        && short % 10 == 0
        && row.is_word(at + usize::from(quoted) + 1, &["s", "'s"])
        && row.glued(at + usize::from(quoted) + 1)
        && (quoted || at > start || row.is_word(at.wrapping_sub(2), &["mid", "early", "late"]))
    {
        return Some(Found::fixed(at + usize::from(quoted) + 2, Interval::months(1900 + short, 1, 120)?));
    }
    if let Some(short) = words::decade(row.word(at)) {
        return Some(Found::fixed(at + 1, Interval::months(1900 + short, 1, 120)?));
    }
    let (year, false) = row.digits(at, 4)? else { return None };
    let plural = row.is_word(at + 1, &["s", "'s"]);
    (plural && year % 10 == 0 && (1500..2200).contains(&year)).then_some(())?;
    Some(Found::fixed(at + 2, Interval::months(year, 1, 120)?))
}

/// "the 21st century".
fn century(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (end, ordinal) = number::ordinal(grammar, at)?;
    (row.is_word(end, &["century"]) && (10..=25).contains(&ordinal)).then_some(())?;
    Some(Found::fixed(end + 1, Interval::months((ordinal - 1) * 100, 1, 1200)?))
}

/// First month and number of months of "Q3" or "H1".
fn letter_fraction(grammar: &Grammar, at: usize) -> Option<(usize, (i64, i64))> {
    let row = &grammar.row;
    let (number, false) = row.digits(at + 1, 1)? else { return None };
    row.glued(at + 1).then_some(())?;
    match (row.word(at), number) {
        ("q", 1..=4) => Some((at + 2, (number * 3 - 2, 3))),
        ("h", 1..=2) => Some((at + 2, (number * 6 - 5, 6))),
        _ => None,
    }
}

/// "the first half of", "third quarter", "Q3", "the second month": first month and number of months.
pub(super) fn part_of_year(grammar: &Grammar, at: usize) -> Option<(usize, (i64, i64))> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    if let Some(found) = letter_fraction(grammar, start) {
        return Some(found);
    }
    let (end, ordinal) = match row.word(start) {
        "latter" => (start + 1, 2),
        "last" | "final" if row.phrase(start + 1, &["quarter", "of"]).is_some() => (start + 1, 4),
        _ => number::ordinal(grammar, start)?,
    };
    let end =
        if row.is_mark(end, '-') && row.glued(end + 1) { end + 1 } else { row.skip(end, &["fiscal", "calendar"]) };
    match (row.word(end), ordinal) {
        ("half", 1..=2) => Some((end + 1, (ordinal * 6 - 5, 6))),
        ("quarter" | "qtr", 1..=4) => Some((end + 1, (ordinal * 3 - 2, 3))),
        ("month", 1..=12) => Some((end + 1, (ordinal, 1))),
        _ => None,
    }
}

/// "Q3 2025", "H1 of 2026", "the first half of next year", "the third quarter", "next year's first quarter".
fn fraction(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let step = match row.word(at) {
        "next" => Some(1),
        "this" => Some(0),
        "last" => Some(-1),
        _ => None,
    };
    if let Some(step) = step.filter(|_| row.phrase(at + 1, &["year", "'s"]).is_some()) {
        let (end, months) = part_of_year(grammar, at + 3)?;
        return Some(Found::relative(
            end,
            Interval::months(i64::from(grammar.today.year()) + step, months.0, months.1)?,
        ));
    }
    let (end, months) = part_of_year(grammar, at)?;
    if let Some((end, year, relative)) = year_after(grammar, end) {
        return Some(Found {
            end,
            moment: Moment::Fixed(Interval::months(year, months.0, months.1)?),
            relative,
            bound: None,
        });
    }
    let this_year =
        row.phrase(end, &["of", "the", "year"]).or_else(|| row.phrase(end, &["of", "the", "current", "year"]));
    let following = row
        .phrase(end, &["of", "the", "following", "year"])
        .or_else(|| row.phrase(end, &["of", "the", "coming", "year"]));
    let of_year = this_year.map(|end| (end, 0)).or(following.map(|end| (end, 1)));
    if let Some((end, step)) = of_year {
        return Some(Found::relative(
            end,
            Interval::months(i64::from(grammar.today.year()) + step, months.0, months.1)?,
        ));
    }
    // Without a year only a quarter or half that is plainly one: not "the second half of the match".
    let plain = months.1 != 1 && !row.is_word(end, &["of"]) && (months.1 == 3 || !row.word(at).is_empty());
    let first = i8::try_from(months.0).ok()?;
    let last = i8::try_from(months.0 + months.1 - 1).ok()?;
    plain.then(|| Found::yearless(end, (first, 1), (last, 0)))
}

/// "in the autumn", "spring 2026", "summer of 2024": meteorological seasons of the northern hemisphere.
fn season(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let first = words::season(row.word(start))?;
    let last = if first == 12 { 2 } else { first + 2 };
    let found = with_year(grammar, start + 1, Yearless { from: (first, 1), to: (last, 0) });
    let led = start > at
        && matches!(row.word_before(at), "in" | "by" | "until" | "since" | "during" | "of" | "before" | "after");
    let bare = row.is_word(at.wrapping_sub(1), &["in", "by", "until", "since", "early", "late", "mid"])
        && row.word(start) != "fall";
    (found.end > start + 1 || ((led || bare) && !row.word(start + 1).ends_with("ing"))).then_some(found)
}

/// "week 31", "week 3 of 2027": ISO weeks.
fn numbered_week(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    row.is_word(at, &["week"]).then_some(())?;
    let (week @ 1..=53, false) = row.digits(at + 1, 2)? else { return None };
    let (end, year, relative) = year_after(grammar, at + 2).unwrap_or((at + 2, i64::from(grammar.today.year()), true));
    let first = containing(date(year, 1, 4)?, Unit::Week)?.from?;
    let monday = shift(first, Unit::Week, week - 1)?;
    Some(Found { end, moment: Moment::Fixed(containing(monday, Unit::Week)?), relative, bound: None })
}
