//! Intervals with two ends or one: "from December 1 to December 3", "March 26–29", "since January 2024", "by 2030",
//! "within 90 days".

use super::grammar::{Bound, Found, Grammar, Moment, Production};
use super::interval::{Interval, Yearless, shift};
use super::words::Unit;
use super::{calendar, duration, fiscal, number, part, relative};

/// Single points and periods, of which ranges are made.
pub(super) const SIMPLE: &[Production] = &[
    |grammar, at| grammar.longest(at, part::PRODUCTIONS),
    |grammar, at| grammar.longest(at, fiscal::PRODUCTIONS),
    |grammar, at| grammar.longest(at, calendar::PRODUCTIONS),
    |grammar, at| grammar.longest(at, relative::POINTS),
];

/// Everything: the longest reading wins, and of equals the first.
pub(super) const PRODUCTIONS: &[Production] = &[
    two_ended,
    days_of_month,
    within,
    half_open,
    measured,
    so_far,
    trailing,
    listed_day,
    |grammar, at| grammar.longest(at, part::PRODUCTIONS),
    |grammar, at| grammar.longest(at, fiscal::PRODUCTIONS),
    |grammar, at| grammar.longest(at, calendar::PRODUCTIONS),
    |grammar, at| grammar.longest(at, relative::PRODUCTIONS),
];

/// An end of a range; "now" is one only here.
fn end_point(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let up_to_date = row.word(at) == "date" && row.word_before(at.saturating_sub(1)) == "up";
    if row.is_word(at, &["now", "date", "present"]) && !up_to_date || row.phrase(at, &["the", "present"]).is_some() {
        let end = row.skip(at, &["the"]) + 1;
        return Some(Found::relative(end, Interval::day(grammar.today)));
    }
    if let Some((found, late)) = part::edge(grammar, at) {
        // The end of a period closes a range on its last day, its beginning on its first.
        let interval = grammar.settle(found.moment, None)?;
        let day = if late { interval.to? } else { interval.from? };
        return Some(Found::relative(found.end, Interval::day(day)).with_moment(match found.moment {
            Moment::Yearless(stretch) if late => {
                Moment::Yearless(Yearless { from: (stretch.to.0, last_day(stretch.to.0)), to: stretch.to })
            }
            Moment::Yearless(stretch) => Moment::Yearless(Yearless { from: stretch.from, to: stretch.from }),
            _ => Moment::Fixed(Interval::day(day)),
        }));
    }
    grammar.longest(at, SIMPLE)
}

/// The last day of a month in a common year.
fn last_day(month: i8) -> i8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The words between two ends; true if they need "between" or neighbouring days.
fn connector(grammar: &Grammar, at: usize) -> Option<(usize, bool)> {
    let row = &grammar.row;
    let at = row.skip_mark(at, ',');
    match row.word(at) {
        "to" => Some((row.skip(at + 1, &["the"]), false)),
        "until" | "till" | "through" | "thru" => Some((row.skip(at + 1, &["the"]), false)),
        "and" | "or" => Some((row.skip(at + 1, &["the"]), true)),
        _ if row.is_mark(at, '-') => Some((at + 1, false)),
        _ => None,
    }
}

fn two_ended(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let from = row.is_word(at, &["from"]);
    let between = row.is_word(at, &["between"]);
    let start = at + usize::from(from || between);
    let first = end_point(grammar, row.skip(start, &["the"])).or_else(|| end_point(grammar, start))?;
    let (joint, needs_between) = connector(grammar, first.end)?;
    // "2024 to 2026" is a range; "January and February" is two months, "16 and 17 December" two days in a row.
    let second = end_point(grammar, row.skip(joint, &["on"]))
        .or_else(|| end_point(grammar, joint.saturating_sub(1)).filter(|_| row.is_word(joint - 1, &["the"])));
    let bare_day = closing_day(grammar, first.moment, joint, needs_between && !between);
    let found = match (second, bare_day) {
        (Some(second), bare) if bare.is_none_or(|bare| bare.end < second.end) => {
            if needs_between && !between {
                return None;
            }
            let hyphen = row.is_mark(joint - 1, '-');
            let tight = hyphen
                && !row.glued(joint - 1)
                && !row.glued(joint)
                && !from
                && !between
                && kind_of(first.moment) != kind_of(second.moment);
            // A dash with space around it is punctuation unless both sides are alike.
            if tight {
                return None;
            }
            let relative = first.relative || second.relative;
            Found { end: second.end, moment: span(first.moment, second.moment, grammar)?, relative, bound: None }
        }
        (_, bare) => bare?,
    };
    Some(found)
}

/// Whether a moment is a day (or something coarser).
fn kind_of(moment: Moment) -> bool {
    match moment {
        Moment::Fixed(interval) => interval.is_day(),
        Moment::Yearless(stretch) => stretch.from == stretch.to,
        Moment::Weekday(_) | Moment::Impossible(..) => true,
    }
}

/// "March 26–29", "December 16 and 17", "April 9th through the 17th": the second day lacks its month.
fn closing_day(grammar: &Grammar, first: Moment, joint: usize, adjacent: bool) -> Option<Found> {
    let row = &grammar.row;
    let (end, day, is_ordinal) = number::day(grammar, row.skip(joint, &["the"]))?;
    let (month, from, year) = match first {
        Moment::Yearless(Yearless { from, to }) if from == to => (from.0, from.1, None),
        Moment::Fixed(interval) if interval.is_day() => {
            let date = interval.from?;
            (date.month(), date.day(), Some(i64::from(date.year())))
        }
        _ => return None,
    };
    let counted = !is_ordinal
        && row.digits(end - 1, 2).is_some()
        && (row.is_mark(end, '%') || row.is_word(end, super::words::QUANTITIES));
    let noun = adjacent
        && !row.word(end).is_empty()
        && !row.is_word(end, &["in", "at", "with", "to", "and", "this", "of", "for", "by"]);
    if counted
        || noun
        || row.is_mark(end, ':')
        || (adjacent && day != from + 1)
        || calendar::month_name(grammar, end).is_some()
    {
        return None;
    }
    let to_month = if day > from { month } else { month % 12 + 1 };
    let stretch = Yearless { from: (month, from), to: (to_month, day) };
    match year {
        Some(year) => Some(Found::fixed(end, stretch.in_year(year)?)),
        None => Some(calendar::with_year(grammar, end, stretch)),
    }
}

/// Joins two ends. A missing year is taken from the other end, so that the range runs forwards.
fn span(first: Moment, second: Moment, grammar: &Grammar) -> Option<Moment> {
    let interval = |from: Interval, to: Interval| {
        let joined = Interval { from: from.from, to: to.to };
        (joined.from? <= joined.to?).then_some(Moment::Fixed(joined))
    };
    match (first, second) {
        (Moment::Fixed(from), Moment::Fixed(to)) => interval(from, to),
        (Moment::Yearless(from), Moment::Fixed(to)) => {
            // 29 February may lie years back; a range whose year is said only once is shorter than a year.
            let from = from.before(to.to?)?;
            (from.distance(to.to?) <= 366).then(|| interval(from, to))?
        }
        (Moment::Fixed(from), Moment::Yearless(to)) => interval(from, to.after(from.from?)?),
        (Moment::Yearless(from), Moment::Yearless(to)) => {
            Some(Moment::Yearless(Yearless { from: from.from, to: to.to }))
        }
        (Moment::Weekday(_), Moment::Weekday(to)) => {
            let from = grammar.settle(first, None)?;
            interval(from, Interval::day(next_weekday(from.from?, to)?))
        }
        (Moment::Fixed(from), Moment::Weekday(to)) => interval(from, Interval::day(next_weekday(from.from?, to)?)),
        (Moment::Impossible(..), _) | (_, Moment::Impossible(..)) => None,
        (Moment::Weekday(_), _) | (_, Moment::Weekday(_)) => {
            interval(grammar.settle(first, None)?, grammar.settle(second, None)?)
        }
    }
}

fn next_weekday(from: record::Date, weekday: i8) -> Option<record::Date> {
    shift(from, Unit::Day, i64::from((weekday - from.weekday().to_monday_one_offset()).rem_euclid(7)))
}

/// "26 to 28 June 2025", "between 3 and 12 of September", "4-23 in next month".
fn days_of_month(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let between = row.is_word(at, &["between"]);
    let start = row.skip(at, &["from", "between"]);
    let (end, from, _) = number::day(grammar, row.skip(start, &["the"]))?;
    let (joint, needs_between) = connector(grammar, end)?;
    let (end, to, _) = number::day(grammar, row.skip(joint, &["the"]))?;
    if needs_between && !between && to != from + 1 {
        return None;
    }
    let joint = row.skip(end, &["of", "in"]);
    if let Some((end, month)) = calendar::month_name(grammar, joint) {
        (to > from).then_some(())?;
        return Some(calendar::with_year(grammar, end, Yearless { from: (month, from), to: (month, to) }));
    }
    (joint > end && to > from).then_some(())?;
    let month = grammar.longest(joint, relative::PRODUCTIONS)?;
    let Moment::Fixed(interval) = month.moment else { return None };
    let day = |day: i8| shift(interval.from?, Unit::Day, i64::from(day) - 1).filter(|day| Some(*day) <= interval.to);
    Some(Found::relative(month.end, Interval::new(day(from)?, day(to)?)))
}

/// A day of a row under one month: the 3rd in "3, 5 and 9 March", the 5th in "March 3, 5 and 9, 2026". Two neighbouring days
/// are a range, and read as one.
fn listed_day(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (end, day, _) = number::day(grammar, at).filter(|_| row.digits(at, 2).is_some())?;
    let in_month = |month: i8, after: usize| {
        let stretch = Yearless { from: (month, day), to: (month, day) };
        let year = number::year(grammar, row.skip_mark(after, ','));
        let days = year.and_then(|(_, year)| stretch.in_year(year));
        // The year stands behind the last of the days.
        let end = year.filter(|_| after == end).map_or(end, |(end, _)| end);
        Some(Found { end, moment: days.map_or(Moment::Yearless(stretch), Moment::Fixed), relative: false, bound: None })
    };
    // The days that follow, to the month behind the last.
    let (mut next, mut days) = (end, 1);
    while let Some((after, _, _)) = joint_of_list(grammar, next).and_then(|joint| number::day(grammar, joint)) {
        (next, days) = (after, days + 1);
        if let Some((after, month)) = calendar::month_name(grammar, row.skip(next, &["of"])) {
            return in_month(month, after);
        }
        if days > 8 {
            break;
        }
    }
    // The month before the first of the days.
    let mut first = at;
    for _ in 0..8 {
        let joint = (first.checked_sub(2)?..first).find(|joint| joint_of_list(grammar, *joint) == Some(first))?;
        first = joint.checked_sub(1)?;
        row.digits(first, 2)?;
        let before = first.checked_sub(1)?;
        if let Some((_, month)) = calendar::month_name(grammar, before).filter(|(after, _)| *after == first) {
            let counts = row.word(end).len() > 2
                && !row.is_word(end, &["and", "this", "with", "for", "next"])
                && joint_of_list(grammar, end).is_none();
            // "March 3, 2025" and "March 3, 5 delegates".
            let closes =
                next > end || joint_of_list(grammar, at.checked_sub(1)?).is_some() && row.word_before(at) == "and";
            return if counts || !closes { None } else { in_month(month, next) };
        }
    }
    None
}

/// One past the comma or conjunction between two days of a row.
fn joint_of_list(grammar: &Grammar, at: usize) -> Option<usize> {
    let row = &grammar.row;
    let joint = row.skip(row.skip_mark(at, ','), &["and"]);
    (joint > at).then_some(joint)
}

/// "within 90 days", "within the year", "within the first half of this year": an end is set, and nothing else.
fn within(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    row.is_word(at, &["within"]).then_some(())?;
    let joint = row.skip(row.skip(at + 1, &["the"]), &["next", "coming", "following"]);
    if let Some((end, length)) = duration::length(grammar, joint) {
        length.is_in_days().then_some(())?;
        // "within 30 days of the notice" is counted from the notice.
        let open = row.is_word(end, &["of", "after", "from", "following"]);
        if !open {
            return Some(Found::relative(end, Interval::new(grammar.today, length.shift(grammar.today, 1)?)));
        }
        return None;
    }
    if let Some((end, interval)) = relative::this_period(grammar, at + 1) {
        return Some(Found::relative(end, Interval::until(interval.to?)));
    }
    let found = grammar.longest(at + 1, SIMPLE)?;
    Some(Found::relative(found.end, Interval::until(grammar.future(found.moment)?.to?)))
}

const BOUNDS: &[(&[&str], Bound)] = &[
    (&["no", "later", "than"], Bound::By),
    (&["not", "later", "than"], Bound::By),
    (&["no", "earlier", "than"], Bound::Since),
    (&["on", "or", "before"], Bound::By),
    (&["on", "or", "after"], Bound::Since),
    (&["later", "than"], Bound::After),
    (&["earlier", "than"], Bound::Before),
    (&["prior", "to"], Bound::Before),
    (&["up", "to"], Bound::By),
    (&["up", "until"], Bound::By),
    (&["starting", "from"], Bound::Since),
    (&["starting", "on"], Bound::Since),
    (&["starting", "in"], Bound::Since),
    (&["beginning", "on"], Bound::Since),
    (&["beginning", "in"], Bound::Since),
    (&["effective", "from"], Bound::Since),
    (&["with", "effect", "from"], Bound::Since),
    (&["effective"], Bound::Since),
    (&["starting"], Bound::Since),
    (&["beginning"], Bound::Since),
    (&["since"], Bound::Since),
    (&["after"], Bound::After),
    (&["by"], Bound::By),
    (&["until"], Bound::By),
    (&["till"], Bound::By),
    (&["through"], Bound::By),
    (&["before"], Bound::Before),
];

/// "since January 2024", "by the end of June", "before 2018", "no later than January 1, 2010".
fn half_open(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (start, bound) = BOUNDS.iter().find_map(|(words, bound)| Some((row.phrase(at, words)?, *bound)))?;
    let named_edge = part::edge(grammar, start);
    let (found, bound) = match (named_edge, bound) {
        // What is due before the end of June may be done on its last day.
        (Some((found, true)), Bound::Before | Bound::By) => (found, Bound::By),
        (Some((found, false)), Bound::By) => (found, Bound::Before),
        _ => (end_point(grammar, start).or_else(|| end_point(grammar, row.skip(start, &["the"])))?, bound),
    };
    Some(Found { bound: Some(bound), ..found })
}

/// "3 days starting next Monday", "for one week, from December 20".
fn measured(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    // "for 3 days from today" is one expression; of "for 3 days starting today" the preposition is no part.
    let led = row.is_word(at, &["for"]);
    let (end, length) = duration::length(grammar, row.skip(at, &["for"]))?;
    length.is_in_days().then_some(())?;
    let joint = row.skip_mark(end, ',');
    let starting = row.is_word(joint, &["starting", "beginning", "commencing"]);
    (starting && !led || led && row.is_word(joint, &["from"])).then_some(())?;
    let found = grammar.longest(row.skip(joint + 1, &["from", "on", "in"]), SIMPLE)?;
    let first = grammar.future(found.moment)?.from?;
    let last = shift(length.shift(first, 1)?, Unit::Day, -1)?;
    Some(Found { end: found.end, moment: Moment::Fixed(Interval::new(first, last)), relative: true, bound: None })
}

/// "to date", "till date", "so far this year".
fn so_far(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let joint = row.skip(at, &["to", "till", "until"]);
    (joint > at && row.word_before(at) != "up" && row.is_word(joint, &["date"]) && !row.is_word(joint + 1, &["of"]))
        .then_some(())?;
    Some(Found::relative(joint + 1, Interval::until(grammar.today)))
}

/// "from 1 October 2026 onwards", "2018 or later", "1/1/2016 and after".
fn trailing(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let from = row.is_word(at, &["from"]);
    let found = grammar.longest(row.skip(at, &["from"]), SIMPLE)?;
    let joint = row.skip_mark(found.end, ',');
    let end = [
        &["onwards"][..],
        &["onward"],
        &["or", "later"],
        &["and", "later"],
        &["and", "after"],
        &["and", "beyond"],
        &["or", "after"],
        &["and", "greater"],
    ]
    .iter()
    .find_map(|phrase| row.phrase(joint, phrase));
    let from_day = from && kind_of(found.moment) && !matches!(found.moment, Moment::Weekday(_));
    let end = match end {
        Some(end) if from || row.word(end - 1) != "after" || row.get(end).is_none() || row.is_mark(end, '.') => end,
        _ if from_day => found.end,
        _ => return None,
    };
    let interval = Interval::since(grammar.settle(found.moment, None)?.from?);
    Some(Found { end, moment: Moment::Fixed(interval), relative: found.relative, bound: None })
}
