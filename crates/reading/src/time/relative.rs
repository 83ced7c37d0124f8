//! Days and periods counted from the day of publication, or from the expression before.

use record::Date;

use super::calendar::{self, month_name};
use super::duration::{self, Length};
use super::grammar::{Found, Grammar, Moment, Production};
use super::interval::{Interval, Yearless, containing, date, month_start, shift};
use super::number;
use super::words::{self, Unit};

/// Everything that is counted from a day.
pub(super) const PRODUCTIONS: &[Production] = &[
    named_day,
    weekday,
    neighbour,
    neighbours,
    ago,
    ahead,
    from_point,
    weekday_in_week,
    weekday_with_length,
    weekdays_off,
    nth_weekday,
    day_beside,
    week_of,
    day_of_month,
    week_within,
    rest_of,
    part_so_far,
];

/// What may stand inside a larger expression; "3 days after …" may not, so that nothing nests.
pub(super) const POINTS: &[Production] = &[
    named_day,
    weekday,
    neighbour,
    ago,
    weekday_in_week,
    weekdays_off,
    nth_weekday,
    day_beside,
    week_of,
    day_of_month,
];

/// Steps from this one: "last" is -1, "this" 0, "next" 1.
fn step(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    // "The talks will last three days."
    if row.is_word(start, &["last"])
        && start == at
        && (row.is_word(
            at.wrapping_sub(1),
            &["will", "would", "to", "can", "could", "may", "might", "should", "not", "must"],
        ))
    {
        return None;
    }
    if let Some(after) = row.phrase(start, &["this", "past"]).or_else(|| row.phrase(start, &["this", "last"])) {
        return Some((after, -1));
    }
    if let Some(after) = row.phrase(start, &["this", "coming"]).or_else(|| row.phrase(start, &["this", "upcoming"])) {
        return Some((after, 1));
    }
    Some((
        start + 1,
        match row.word(start) {
            "this" | "current" | "present" => 0,
            "same" => 0,
            "last" | "previous" | "past" | "preceding" => -1,
            "next" | "coming" | "following" | "upcoming" => 1,
            _ => return None,
        },
    ))
}

fn named_day(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let table: [(&[&str], i64); 17] = [
        (&["the", "day", "before", "yesterday"], -2),
        (&["day", "before", "yesterday"], -2),
        (&["the", "day", "after", "tomorrow"], 2),
        (&["day", "after", "tomorrow"], 2),
        (&["the", "day", "before"], -1),
        (&["the", "previous", "day"], -1),
        (&["the", "following", "day"], 1),
        (&["the", "day", "after"], 1),
        (&["the", "next", "day"], 1),
        (&["yesterday"], -1),
        (&["today"], 0),
        (&["tomorrow"], 1),
        (&["tmrw"], 1),
        (&["this", "morning"], 0),
        (&["this", "afternoon"], 0),
        (&["this", "evening"], 0),
        (&["last", "night"], -1),
    ];
    let same: [&[&str]; 4] = [&["the", "same", "day"], &["this", "day"], &["current", "date"], &["tonight"]];
    let found = table.iter().find_map(|(phrase, days)| Some((row.phrase(at, phrase)?, *days)));
    let (end, days) = found.or_else(|| same.iter().find_map(|phrase| Some((row.phrase(at, phrase)?, 0))))?;
    // "the day after the vote" is counted from the vote, which is not known here.
    const OPENS: &[&str] = &[
        "the", "a", "an", "it", "he", "she", "they", "we", "its", "his", "her", "their", "our", "this", "that",
        "these", "those",
    ];
    let open = row.is_word(end - 1, &["before", "after"]) && (row.is_word(end, OPENS) || row.capital(end));
    (!open).then_some(())?;
    Some(Found::relative(end, Interval::day(shift(grammar.today, Unit::Day, days)?)))
}

/// "Friday", "on Tuesday", "Monday 21", "tuesday the eleventh".
fn weekday(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let day = words::weekday(row.word(at))?;
    let led = row.is_word(at.wrapping_sub(1), words::LEADING)
        || row.is_word(at.wrapping_sub(1), &["or"])
        || row.is_number(at + 1);
    if words::DOUBTFUL.contains(&row.word(at)) && !led || !row.capital(at) && row.word(at).len() == 3 && !led {
        return None;
    }
    let joint = row.skip(at + 1, &["the"]);
    if let Some((end, number, is_ordinal)) = number::day(grammar, joint) {
        let bare = row.digits(joint, 2).is_some() && !row.is_mark_among(end, &[':', '/', '-', '.']) || joint > at + 1;
        if (is_ordinal || bare)
            && month_name(grammar, end).is_none()
            && !row.is_word(end, &["am", "pm", "a", "p", "of"])
        {
            let on_that_day = |months: i64| {
                month_day(grammar, months, number).filter(|found| found.weekday().to_monday_one_offset() == day)
            };
            let past = (-60..=0).rev().find_map(on_that_day).map(Interval::day);
            let future = (0..=60).find_map(on_that_day).map(Interval::day);
            let near = |found: &Interval| found.distance(grammar.today);
            let nearest = [past, future].into_iter().flatten().min_by_key(near)?;
            return Some(Found::relative(end, nearest));
        }
    }
    Some(Found { end: at + 1, moment: Moment::Weekday(day), relative: true, bound: None })
}

/// A day of the month some months from the present one, if that month has it.
fn month_day(grammar: &Grammar, months: i64, day: i8) -> Option<Date> {
    let month = month_start(i64::from(grammar.today.year()), i64::from(grammar.today.month()) + months)?;
    date(i64::from(month.year()), i64::from(month.month()), i64::from(day))
}

/// The unit, weekday, month or season next to the present one: "last year", "next Friday", "last November".
fn neighbour(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (start, steps) = step(grammar, at).or_else(|| after_next(grammar, at))?;
    if row.phrase(start, &["after", "next"]).is_some() {
        let unit = period(row.word(start - 1))?;
        return Some(Found::relative(start + 2, containing(shift(grammar.today, unit, steps)?, unit)?));
    }
    let today = grammar.today;
    let kind = row.skip(start, &["calendar", "working"]);
    if row.is_word(start, &["workweek"]) || kind > start && row.phrase(start, &["working", "week"]).is_some() {
        let monday = containing(shift(today, Unit::Week, steps)?, Unit::Week)?.from?;
        return Some(Found::relative(kind + 1, Interval::new(monday, shift(monday, Unit::Day, 4)?)));
    }
    if let Some(unit) = period(row.word(kind)) {
        let moved = shift(today, if unit == Unit::Weekend { Unit::Week } else { unit }, steps)?;
        return Some(Found::relative(kind + 1, containing(moved, unit)?));
    }
    if row.is_word(start, &["half"]) && row.word(at) != "the" {
        return Some(Found::relative(start + 1, containing(shift(today, Unit::Half, steps)?, Unit::Half)?));
    }
    let past = row.is_word(start - 1, &["past"]);
    let soon = row.is_word(start - 1, &["coming", "upcoming"]);
    if let Some(day) = words::weekday(row.word(start)) {
        let found = match steps {
            -1 if past => grammar.weekday(day, -7),
            -1 => grammar.weekday(day, -8),
            1 if soon => grammar.weekday(day, 1),
            steps => {
                let monday = containing(shift(today, Unit::Week, steps)?, Unit::Week)?.from?;
                shift(monday, Unit::Day, i64::from(day) - 1).map(Interval::day)
            }
        };
        return Some(Found::relative(start + 1, found?));
    }
    if let Some((end, month)) = month_name(grammar, start) {
        let stretch = Yearless { from: (month, 1), to: (month, 0) };
        if calendar::year_after(grammar, end).is_some()
            || number::day(grammar, end).is_some_and(|(_, _, ordinal)| ordinal)
        {
            return None;
        }
        return Some(Found::relative(end, beside(grammar, stretch, steps, row.is_word(start - 1, &["following"]))?));
    }
    let first = words::season(row.word(start))?;
    let stretch = Yearless { from: (first, 1), to: (if first == 12 { 2 } else { first + 2 }, 0) };
    Some(Found::relative(start + 1, beside(grammar, stretch, steps, false)?))
}

/// "the week after next": two steps on, read from after the unit.
fn after_next(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    (period(row.word(start)).is_some() && row.phrase(start + 1, &["after", "next"]).is_some()).then_some((start + 1, 2))
}

/// The stretch of this year, the latest over, or the next to come, as counted from publication or from the
/// expression before.
fn beside(grammar: &Grammar, stretch: Yearless, steps: i64, anchored: bool) -> Option<Interval> {
    let month = containing(grammar.today, Unit::Month)?;
    match steps {
        -1 => stretch.before(shift(month.from?, Unit::Day, -1)?),
        0 => stretch.in_year(i64::from(grammar.today.year())),
        _ => {
            let after = if anchored { grammar.anchor.and_then(|anchor| anchor.to) } else { None }.or(month.to)?;
            let found = stretch.after(shift(after, Unit::Day, 1)?)?;
            if found.from <= Some(after) { stretch.in_year(i64::from(found.from?.year()) + 1) } else { Some(found) }
        }
    }
}

fn period(word: &str) -> Option<Unit> {
    match word {
        "workweek" => Some(Unit::Week),
        "week" | "month" | "quarter" | "year" | "decade" | "century" | "weekend" | "fortnight" => words::unit(word),
        _ => None,
    }
}

/// "the past five years", "next 3 days", "the 5 upcoming years", "the last 3 months".
fn neighbours(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (end, steps, length) = if let Some((start, steps)) = step(grammar, at) {
        let (mut end, mut length) = duration::length(grammar, start)?;
        if row.is_word(end, &["ago"]) {
            // "for the last 3 months, and 2 days ago": two expressions.
            length = length.first();
            end = (start + 1..end).find(|place| words::unit(row.word(*place)).is_some())? + 1;
        }
        (end, steps, length)
    } else {
        let start = row.skip(at, &["the"]);
        let (middle, count) = number::cardinal(grammar, start)?;
        let (last, steps) = step(grammar, middle).filter(|_| !row.is_word(middle, &["the"]))?;
        let unit = words::unit(row.word(last))?;
        (last + 1, steps, Length::of(count, unit))
    };
    let singular = row.is_word(end - 1, &["day", "month", "week", "year"]);
    (steps != 0 && (!singular || length.count() == Some(1))).then_some(())?;
    let today = grammar.today;
    if let Some((count, unit @ (Unit::Quarter | Unit::Decade | Unit::Fortnight))) = length.single() {
        let this = containing(today, unit)?.from?;
        let (first, past_last) = if steps < 0 {
            (shift(this, unit, -count)?, this)
        } else {
            (shift(this, unit, 1)?, shift(this, unit, count + 1)?)
        };
        return Some(Found::relative(end, Interval::new(first, shift(past_last, Unit::Day, -1)?)));
    }
    length.is_in_days().then_some(())?;
    let interval = if steps < 0 {
        Interval::new(length.shift(today, -1)?, today)
    } else {
        Interval::new(shift(today, Unit::Day, 1)?, length.shift(today, 1)?)
    };
    Some(Found::relative(end, interval))
}

/// As wide as the words are vague: days are counted to the day, years to the year.
fn blurred(day: Date, length: &Length) -> Option<Interval> {
    match length.single() {
        Some((_, Unit::Year | Unit::Decade | Unit::Century)) => containing(day, Unit::Year),
        Some((_, Unit::Month | Unit::Quarter)) => containing(day, Unit::Month),
        _ => Some(Interval::day(day)),
    }
}

/// "two months ago", "three days earlier".
fn ago(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (end, length) = duration::length(grammar, at)?;
    length.is_in_days().then_some(())?;
    // "a month earlier than planned" is a length.
    let earlier = row.is_word(end, &["earlier"]) && !row.is_word(end + 1, &["than"]);
    (earlier || row.is_word(end, &["ago"])).then_some(())?;
    let base = if earlier { anchor_day(grammar).unwrap_or(grammar.today) } else { grammar.today };
    Some(Found::relative(end + 1, blurred(length.shift(base, -1)?, &length)?))
}

fn anchor_day(grammar: &Grammar) -> Option<Date> {
    grammar.anchor.filter(|anchor| anchor.is_day()).and_then(|anchor| anchor.from)
}

/// "in two weeks", "three months away", "90 days from now", "one year later".
fn ahead(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let led = row.is_word(at, &["in"]);
    let (end, length) = duration::length(grammar, at + usize::from(led))?;
    length.is_in_days().then_some(())?;
    let trailing = [&["from", "now"][..], &["from", "today"], &["away"], &["hence"]]
        .iter()
        .find_map(|phrase| row.phrase(end, phrase));
    if let Some(end) = trailing {
        return Some(Found::relative(end, blurred(length.shift(grammar.today, 1)?, &length)?));
    }
    if row.is_word(end, &["later"]) && !row.is_word(end + 1, &["than"]) {
        let exact = anchor_day(grammar);
        let day = length.shift(exact.unwrap_or(grammar.today), 1)?;
        return Some(Found::relative(
            end + 1,
            if exact.is_some() { Interval::day(day) } else { blurred(day, &length)? },
        ));
    }
    // "the first time in two years" looks back, and "10 % in a year" goes with what is counted.
    (led && !row.is_word(end, &["of"]) && looks_ahead(grammar, at, &length)).then_some(())?;
    Some(Found::relative(end, blurred(length.shift(grammar.today, 1)?, &length)?))
}

/// Whether "in two years" is a time to come and not the time that something took: the words before it decide.
fn looks_ahead(grammar: &Grammar, at: usize, length: &Length) -> bool {
    const BACK: &[&str] = &[
        "time",
        "first",
        "highest",
        "lowest",
        "largest",
        "biggest",
        "fastest",
        "once",
        "twice",
        "rose",
        "fell",
        "grew",
        "increased",
        "decreased",
        "doubled",
        "tripled",
    ];
    const AHEAD: &[&str] = &["will", "shall", "would", "due", "expected", "again", "happen", "expire", "expires"];
    let row = &grammar.row;
    let before = (at.saturating_sub(8)..at).rev().take_while(|place| !row.is_mark_among(*place, &['.', '\n', ';']));
    let (mut back, mut ahead) = (grammar.to_come == Some(false), false);
    for place in before {
        back |= row.is_word(place, BACK);
        ahead |= row.is_word(place, AHEAD);
    }
    let long = matches!(length.single(), None | Some((_, Unit::Quarter | Unit::Year | Unit::Decade | Unit::Century)));
    !back && (ahead || !long)
}

/// "3 days after January 12", "two weeks before May 13, 1999", "16 days from 01/02/2018".
fn from_point(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let more = row.phrase(at, &["more", "than"]);
    let less = row.phrase(at, &["less", "than"]);
    let (end, length) = duration::length(grammar, more.or(less).unwrap_or(row.skip(at, &["in"])))?;
    length.is_in_days().then_some(())?;
    let sign = match row.word(end) {
        "after" | "from" | "since" | "following" => 1,
        "before" | "prior" => -1,
        _ => return None,
    };
    let base = grammar.longest(row.skip(end + 1, &["to"]), super::range::SIMPLE)?;
    let from = match base.moment {
        Moment::Fixed(interval) => interval,
        moment => grammar.future(moment)?,
    };
    (from.is_day() || at != row.skip(at, &["in"])).then_some(())?;
    let (from, to) = (from.from?, length.shift(from.from?, sign)?);
    let interval = match (more.is_some(), less.is_some()) {
        (true, _) if sign > 0 => Interval::since(to),
        (true, _) => Interval::until(to),
        (_, true) => Interval::new(from.min(to), from.max(to)),
        _ => Interval::day(to),
    };
    Some(Found { end: base.end, moment: Moment::Fixed(interval), relative: true, bound: None })
}

/// "next week on Tuesday", "Tuesday of next week", "this week Monday".
fn weekday_in_week(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let of_week = |at: usize| {
        let (after, steps) = step(grammar, at)?;
        row.is_word(after, &["week"]).then_some((after + 1, steps))
    };
    let (end, steps, day) = if let Some((after, steps)) = of_week(at) {
        let joint = row.skip(row.skip_mark(row.skip_mark(after, ','), '-'), &["on"]);
        (joint + 1, steps, words::weekday(row.word(joint))?)
    } else {
        let start = row.skip(at, &["on"]);
        let day = words::weekday(row.word(start))?;
        let (end, steps) = of_week(row.skip(start + 1, &["of"]))?;
        (end, steps, day)
    };
    let monday = containing(shift(grammar.today, Unit::Week, steps)?, Unit::Week)?.from?;
    Some(Found::relative(end, Interval::day(shift(monday, Unit::Day, i64::from(day) - 1)?)))
}

/// "Monday two weeks from now", "in 3 days on Friday": the weekday of the week that the length leads to.
fn weekday_with_length(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let leads_on = |at: usize| {
        let (end, length) = duration::length(grammar, at)?;
        length.is_in_days().then_some(())?;
        let end = [&["from", "now"][..], &["from", "today"]].iter().find_map(|phrase| row.phrase(end, phrase))?;
        Some((end, length.shift(grammar.today, 1)?))
    };
    let (end, weekday, day) = if let Some(weekday) = words::weekday(row.word(at)) {
        let (end, day) = leads_on(row.skip_mark(at + 1, ','))?;
        (end, weekday, day)
    } else {
        let (end, day) = match leads_on(at) {
            Some(found) => found,
            None => {
                let (end, length) = row.is_word(at, &["in"]).then(|| duration::length(grammar, at + 1))??;
                length.is_in_days().then_some(())?;
                (end, length.shift(grammar.today, 1)?)
            }
        };
        let end = row.is_word(end, &["on"]).then_some(end + 1)?;
        (end + 1, words::weekday(row.word(end))?, day)
    };
    let monday = containing(day, Unit::Week)?.from?;
    Some(Found::relative(end, Interval::day(shift(monday, Unit::Day, i64::from(weekday) - 1)?)))
}

/// "three Fridays from now", "two Thursdays ago", "Friday after next".
fn weekdays_off(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let first = |offset: i64, weekday: i8| grammar.weekday(weekday, offset)?.from;
    if let Some(weekday) = words::weekday(row.word(at)) {
        let end = row.phrase(at + 1, &["after", "next"])?;
        return Some(Found::relative(end, Interval::day(shift(first(1, weekday)?, Unit::Week, 1)?)));
    }
    if let Some((end, month)) = month_name(grammar, at) {
        let end = row.phrase(end, &["after", "next"])?;
        let next = beside(grammar, Yearless { from: (month, 1), to: (month, 0) }, 1, false)?;
        return Some(Found::relative(end, Interval::months(i64::from(next.from?.year()) + 1, i64::from(month), 1)?));
    }
    let (middle, count) = number::cardinal(grammar, at).filter(|(_, count)| count.fract() == 0.0 && *count < 100.0)?;
    let name = row.word(middle);
    let weekday = words::weekday(name).or_else(|| words::weekday(name.strip_suffix('s')?))?;
    let count = count as i64;
    let ahead = [&["from", "now"][..], &["from", "today"]].iter().find_map(|phrase| row.phrase(middle + 1, phrase));
    if let Some(end) = ahead {
        return Some(Found::relative(end, Interval::day(shift(first(1, weekday)?, Unit::Week, count - 1)?)));
    }
    let end = row.phrase(middle + 1, &["ago"])?;
    Some(Found::relative(end, Interval::day(shift(first(-7, weekday)?, Unit::Week, 1 - count)?)))
}

/// "the first Monday of March 2026", "the last Friday of next month", "the 3rd Tuesday in May".
fn nth_weekday(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let (joint, position) = match row.word(start) {
        "last" | "final" => (start + 1, 0),
        _ => number::ordinal(grammar, start).filter(|(_, position)| (1..=53).contains(position))?,
    };
    let weekday = words::weekday(row.word(joint))?;
    let joint = row.is_word(joint + 1, &["of", "in"]).then_some(joint + 2)?;
    let (end, whole, relative) = match this_period(grammar, joint) {
        Some((end, interval)) => (end, interval, true),
        None => {
            let found = grammar.longest(joint, &[calendar_period, neighbour])?;
            (found.end, grammar.settle(found.moment, None)?, found.relative)
        }
    };
    let (from, to) = whole.ends()?;
    let day = if position == 0 {
        let back = i64::from((to.weekday().to_monday_one_offset() - weekday).rem_euclid(7));
        shift(to, Unit::Day, -back)?
    } else {
        let ahead = i64::from((weekday - from.weekday().to_monday_one_offset()).rem_euclid(7));
        shift(from, Unit::Day, ahead + 7 * (position - 1))?
    };
    (from <= day && day <= to).then_some(Found { relative, ..Found::fixed(end, Interval::day(day)) })
}

/// "next 6th of April", "last March 5".
fn day_beside(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let (start, steps) = step(grammar, at).filter(|(_, steps)| *steps != 0)?;
    (start == at + 1 && (row.is_number(start) || words::month(row.word(start)).is_some())).then_some(())?;
    let found = grammar.longest(start, &[calendar::month_first, calendar::day_first])?;
    let Moment::Yearless(stretch) = found.moment else { return None };
    let interval = if steps > 0 {
        stretch.after(shift(grammar.today, Unit::Day, 1)?)?
    } else {
        stretch.before(shift(grammar.today, Unit::Day, -1)?)?
    };
    Some(Found::relative(found.end, interval))
}

/// "the week of April 10", "the week beginning February 4".
fn week_of(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    if let Some(joint) = (row.word(at) == "w" && row.is_mark(at + 1, '/') && row.word(at + 2) == "c").then_some(at + 3)
    {
        let found = grammar.longest(joint, calendar::PRODUCTIONS)?;
        let day = grammar.settle(found.moment, None).filter(|day| day.is_day())?.from?;
        return Some(Found::relative(found.end, containing(day, Unit::Week)?));
    }
    row.is_word(start, &["week"]).then_some(())?;
    if let Some((end, day, true)) = number::day(grammar, row.skip(start + 2, &["the"]))
        && row.is_word(start + 1, &["of"])
        && row.word(end).is_empty()
    {
        // "the week of the 18th"
        let near = (-1..=1)
            .filter_map(|months| month_day(grammar, months, day).map(Interval::day))
            .min_by_key(|found| found.distance(grammar.today))?;
        return Some(Found::relative(end, containing(near.from?, Unit::Week)?));
    }
    let joint = row.skip(start + 1, &["of", "beginning", "starting", "commencing"]);
    (joint > start + 1).then_some(())?;
    let found = grammar.longest(row.skip(joint, &["on"]), calendar::PRODUCTIONS)?;
    let week = |day: Interval| containing(day.from.filter(|_| day.is_day())?, Unit::Week);
    // The week that is under way is neither last year's nor next year's.
    let current = grammar.past(found.moment).and_then(week).filter(|week| week.distance(grammar.today) == 0);
    let week = current.or_else(|| grammar.settle(found.moment, None).and_then(week))?;
    Some(Found::relative(found.end, week))
}

/// "the 18th", "the 15th day of next month", "the thirty-first day of the month".
fn day_of_month(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    let (end, day, true) = number::day(grammar, start)? else { return None };
    let months = [
        (&["day", "of", "the", "month"][..], 0),
        (&["day", "of", "this", "month"], 0),
        (&["of", "this", "month"], 0),
        (&["this", "month"], 0),
        (&["day", "of", "next", "month"], 1),
        (&["of", "next", "month"], 1),
        (&["of", "last", "month"], -1),
    ];
    let found = months.iter().find_map(|(phrase, step)| Some((row.phrase(end, phrase)?, *step)));
    if let Some((end, step)) = found {
        let month = shift(containing(grammar.today, Unit::Month)?.from?, Unit::Month, step)?;
        return Some(Found::relative(
            end,
            Interval::day(date(i64::from(month.year()), i64::from(month.month()), i64::from(day))?),
        ));
    }
    // "on the 18th." but not "on the 18th round".
    let closed = row.get(end).is_none() || row.is_mark_among(end, &['.', ',', ';', '!', '?', '\n']);
    (closed && row.is_word(at.wrapping_sub(1), &["on", "of"]) && start > at && row.digits(start, 2).is_some())
        .then_some(())?;
    let near = (-1..=1)
        .filter_map(|months| month_day(grammar, months, day).map(Interval::day))
        .min_by_key(|found| found.distance(grammar.today))?;
    Some(Found::relative(end, near))
}

/// "the first week of January 2015", "the last week of this month", "the last four months of 2021".
fn week_within(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    // Counted from the end, "last" is 0, "second last" -1.
    let (joint, position) = match row.word(start) {
        "last" | "final" => (start + 1, 0),
        _ => {
            let (end, ordinal) = number::ordinal(grammar, start)?;
            let joint = row.skip_mark(row.skip(row.skip_mark(end, '-'), &["to"]), '-');
            if row.is_word(joint, &["last"]) { (joint + 1, 1 - ordinal) } else { (end, ordinal) }
        }
    };
    let (end, count, unit) = match words::unit(row.word(joint)) {
        Some(unit) => (joint + 1, 1, unit),
        None => {
            let (end, length) = duration::length(grammar, joint)?;
            let (count, unit) = length.single()?;
            (end, count, unit)
        }
    };
    (matches!(unit, Unit::Day | Unit::Week | Unit::Month) && (count == 1 || position <= 1)).then_some(())?;
    let joint = row.skip(end, &["of", "in"]);
    let whole = grammar.longest(joint, &[calendar_period, neighbour])?;
    (joint > end || count > 1).then_some(())?;
    let (from, to) = grammar.settle(whole.moment, None)?.ends()?;
    let interval = if unit == Unit::Week {
        // The first week is the one with the first Thursday, as ISO 8601 counts them.
        let first = containing(shift(from, Unit::Day, 3)?, Unit::Week)?.from?;
        let last = containing(shift(to, Unit::Day, -3)?, Unit::Week)?.to?;
        if position <= 0 {
            let last = shift(last, Unit::Week, position)?;
            Interval::new(shift(last, Unit::Day, 1 - 7 * count)?, last)
        } else {
            Interval::new(
                shift(first, Unit::Week, position - 1)?,
                shift(first, Unit::Day, 7 * (position - 1 + count) - 1)?,
            )
        }
    } else if position <= 0 {
        let past = shift(shift(to, Unit::Day, 1)?, unit, position)?;
        Interval::new(shift(past, unit, -count)?, shift(past, Unit::Day, -1)?)
    } else {
        let first = shift(from, unit, position - 1)?;
        Interval::new(first, shift(shift(first, unit, count)?, Unit::Day, -1)?)
    };
    Some(Found { end: whole.end, moment: Moment::Fixed(interval), relative: whole.relative, bound: None })
}

/// A month or a year by name.
fn calendar_period(grammar: &Grammar, at: usize) -> Option<Found> {
    grammar
        .longest(at, calendar::PRODUCTIONS)
        .filter(|found| !matches!(found.moment, Moment::Fixed(interval) if interval.is_day()))
}

/// "the rest of the year", "the remainder of this month".
fn rest_of(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    let start = row.skip(at, &["the"]);
    row.is_word(start, &["rest", "remainder", "remaining"]).then_some(())?;
    let (end, interval) = this_period(grammar, row.skip(start + 1, &["of"]))?;
    Some(Found::relative(end, Interval { from: Some(grammar.today), to: interval.to }))
}

/// "earlier this year", "later in the week", "year to date".
fn part_so_far(grammar: &Grammar, at: usize) -> Option<Found> {
    let row = &grammar.row;
    if let Some(end) = row.phrase(at, &["year", "to", "date"]) {
        let from = containing(grammar.today, Unit::Year)?.from;
        return Some(Found::relative(end, Interval { from, to: Some(grammar.today) }));
    }
    let joint = row.skip(at + 1, &["in", "on"]);
    let (end, interval) = this_period(grammar, joint)?;
    match row.word(at) {
        "earlier" => Some(Found::relative(end, Interval { from: interval.from, to: Some(grammar.today) })),
        "later" => Some(Found::relative(end, Interval { from: Some(grammar.today), to: interval.to })),
        _ => None,
    }
}

/// "this year", "the month".
pub(super) fn this_period(grammar: &Grammar, at: usize) -> Option<(usize, Interval)> {
    let row = &grammar.row;
    let start = row.skip(row.skip(at, &["the", "this"]), &["current", "calendar"]);
    let unit = period(row.word(start))?;
    (start > at).then_some(())?;
    Some((start + 1, containing(grammar.today, unit)?))
}
