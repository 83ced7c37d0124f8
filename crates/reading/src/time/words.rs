//! The words of the calendar, as tables.

/// Month by name or abbreviation.
pub(super) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan"],
        &["february", "feb"],
        &["march", "mar"],
        &["april", "apr"],
        &["may"],
        &["june", "jun"],
        &["july", "jul"],
        &["august", "aug"],
        &["september", "sep", "sept"],
        &["october", "oct"],
        &["november", "nov"],
        &["december", "dec"],
    ];
    number_in(&MONTHS, word)
}

/// Day of the week, Monday first.
pub(super) fn weekday(word: &str) -> Option<i8> {
    const DAYS: [&[&str]; 7] = [
        &["monday", "mon"],
        &["tuesday", "tue", "tues"],
        &["wednesday", "wed"],
        &["thursday", "thu", "thur", "thurs"],
        &["friday", "fri"],
        &["saturday", "sat"],
        &["sunday", "sun"],
    ];
    number_in(&DAYS, word)
}

/// Words that are a month or a weekday only in the right company.
pub(super) const DOUBTFUL: &[&str] =
    &["may", "march", "mar", "jan", "jun", "dec", "sep", "mon", "sat", "sun", "wed", "fri", "thu"];

/// Meteorological season of the northern hemisphere: its first month.
pub(super) fn season(word: &str) -> Option<i8> {
    match word {
        "spring" => Some(3),
        "summer" => Some(6),
        "autumn" | "fall" => Some(9),
        "winter" => Some(12),
        _ => None,
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    BusinessDay,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// Unit by name.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" => Unit::Second,
        "minute" | "minutes" | "min" | "mins" => Unit::Minute,
        "hour" | "hours" | "hr" | "hrs" => Unit::Hour,
        "day" | "days" | "night" | "nights" => Unit::Day,
        "weekend" | "weekends" => Unit::Weekend,
        "week" | "weeks" | "wk" | "wks" => Unit::Week,
        "fortnight" | "fortnights" => Unit::Fortnight,
        "month" | "months" | "mth" | "mths" => Unit::Month,
        "quarter" | "quarters" | "qtr" | "qtrs" => Unit::Quarter,
        "year" | "years" | "yr" | "yrs" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        "century" | "centuries" => Unit::Century,
        _ => return None,
    })
}

/// One-letter units, read only when they touch their number ("3h", "10D").
pub(super) fn letter_unit(word: &str) -> Option<Unit> {
    Some(match word {
        "h" => Unit::Hour,
        "d" => Unit::Day,
        "w" => Unit::Week,
        "y" => Unit::Year,
        _ => return None,
    })
}

/// Cardinal below twenty.
pub(super) fn small(word: &str) -> Option<i64> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    position(&SMALL, word)
}

/// Twenty, thirty … ninety.
pub(super) fn tens(word: &str) -> Option<i64> {
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    position(&TENS, word).map(|index| 20 + 10 * index)
}

/// Twenties, nineties …: the first year of the decade within its century.
pub(super) fn decade(word: &str) -> Option<i64> {
    const DECADES: [&str; 8] =
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];
    position(&DECADES, word).map(|index| 20 + 10 * index)
}

/// First … nineteenth, twentieth, thirtieth.
pub(crate) fn ordinal(word: &str) -> Option<i64> {
    const ORDINALS: [&str; 21] = [
        "",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    if word == "thirtieth" { Some(30) } else { position(&ORDINALS, word) }
}

/// Counted nouns and scales after which four digits are a quantity and not a year.
pub(super) const QUANTITIES: &[&str] = &[
    "percent",
    "per",
    "million",
    "billion",
    "trillion",
    "thousand",
    "hundred",
    "tonnes",
    "tons",
    "tonne",
    "ton",
    "kg",
    "km",
    "units",
    "vehicles",
    "companies",
    "people",
    "participants",
    "members",
    "dollars",
    "euros",
    "won",
    "items",
    "products",
    "jobs",
    "firms",
    "businesses",
    "words",
    "pages",
    "hectares",
    "megawatts",
    "mw",
    "kw",
    "gw",
    "degrees",
];

/// Words before four digits that make them a number of something else.
pub(super) const LABELS: &[&str] = &[
    "no",
    "section",
    "article",
    "chapter",
    "regulation",
    "directive",
    "decision",
    "resolution",
    "rule",
    "iso",
    "hs",
    "page",
    "line",
    "room",
    "agenda",
    "g",
    "euro",
    "code",
    "heading",
    "act",
    "phone",
    "tel",
];

/// Words after which a doubtful month or weekday is one.
pub(super) const LEADING: &[&str] = &[
    "in",
    "of",
    "since",
    "by",
    "until",
    "till",
    "from",
    "through",
    "between",
    "this",
    "next",
    "last",
    "early",
    "late",
    "mid",
    "during",
    "before",
    "after",
    "following",
    "on",
    "every",
    "each",
    "previous",
    "coming",
    "past",
    "starting",
    "beginning",
    "ending",
];

fn number_in(table: &[&[&str]], word: &str) -> Option<i8> {
    table.iter().position(|names| names.contains(&word)).and_then(|index| i8::try_from(index + 1).ok())
}

fn position(table: &[&str], word: &str) -> Option<i64> {
    table.iter().position(|name| !word.is_empty() && *name == word).and_then(|index| i64::try_from(index).ok())
}

/// Words behind which a time is past: the verbs of reports. Forms in "-ed" are told by their ending.
const PAST: &[&str] = &[
    "was",
    "were",
    "had",
    "been",
    "did",
    "met",
    "held",
    "said",
    "began",
    "fell",
    "rose",
    "grew",
    "took",
    "gave",
    "went",
    "came",
    "made",
    "told",
    "wrote",
    "spoke",
    "led",
    "saw",
    "left",
    "won",
    "lost",
    "sent",
    "paid",
    "drew",
    "put",
    "ran",
    "became",
    "found",
    "got",
    "kept",
    "undertook",
    "brought",
    "bought",
    "built",
    "dealt",
    "drove",
    "stood",
    "withdrew",
    "upheld",
    "oversaw",
    "gave",
    "cut",
    "sought",
    "hit",
    "struck",
    "broke",
    "chose",
    "ago",
    "earlier",
    "last",
];

/// Words behind which a time is to come.
const FUTURE: &[&str] = &[
    "will",
    "shall",
    "would",
    "may",
    "might",
    "can",
    "could",
    "should",
    "must",
    "ll",
    "due",
    "set",
    "expected",
    "scheduled",
    "planned",
    "slated",
    "plans",
    "expects",
    "aims",
    "intends",
    "hopes",
    "proposed",
    "upcoming",
    "forthcoming",
    "next",
    "until",
];

/// Words in "-ed" that are no past tense.
const NO_PAST: &[&str] = &[
    "united",
    "limited",
    "need",
    "exceed",
    "proceed",
    "succeed",
    "hundred",
    "indeed",
    "speed",
    "based",
    "related",
    "detailed",
    "advanced",
    "interested",
    "integrated",
    "continued",
    "increased",
];

/// What the tense of a word says of the times around it: true for what is to come.
pub(super) fn is_to_come(word: &str) -> Option<bool> {
    if FUTURE.contains(&word) {
        return Some(true);
    }
    let regular = word.len() > 4 && word.ends_with("ed") && !NO_PAST.contains(&word);
    (regular || PAST.contains(&word)).then_some(false)
}
