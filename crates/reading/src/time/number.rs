//! Numbers of days, years and amounts of time, in digits and in words.

use super::grammar::Grammar;
use super::lexer::Kind;
use super::words;

/// "1", "three", "twenty-four", "a", "several": the place after it, and the number.
pub(super) fn cardinal(grammar: &Grammar, at: usize) -> Option<(usize, f64)> {
    let row = &grammar.row;
    let vulgar = |at: usize| match row.get(at)?.kind {
        Kind::Mark('½') => Some(0.5),
        Kind::Mark('¼') => Some(0.25),
        Kind::Mark('¾') => Some(0.75),
        _ => None,
    };
    if let Some(part) = vulgar(at) {
        return Some((at + 1, part));
    }
    if let Some((value, false)) = row.digits(at, 6) {
        let whole = value as f64;
        if let Some(part) = vulgar(at + 1).filter(|_| row.glued(at + 1)) {
            return Some((at + 2, whole + part));
        }
        if row.is_mark(at + 1, '.')
            && row.glued(at + 1)
            && row.glued(at + 2)
            && let Some(Kind::Number { value, digits, .. }) = row.get(at + 2).map(|token| &token.kind)
        {
            return Some((at + 3, whole + *value as f64 / 10f64.powi(i32::from(*digits))));
        }
        return Some((at + 1, whole));
    }
    if let Some(after) =
        [&["a", "couple", "of"][..], &["couple", "of"], &["couple"]].iter().find_map(|phrase| row.phrase(at, phrase))
    {
        return Some((after, 2.0));
    }
    if let Some(after) =
        [&["a", "few"][..], &["few"], &["several"], &["some"]].iter().find_map(|phrase| row.phrase(at, phrase))
    {
        return Some((after, 3.0));
    }
    if let Some(after) = [&["half", "a"][..], &["half", "an"]].iter().find_map(|phrase| row.phrase(at, phrase)) {
        return Some((after, 0.5));
    }
    if row.is_word(at, &["a", "an", "another"]) {
        return Some((at + 1, 1.0));
    }
    let (end, value) = spelled(grammar, at)?;
    Some((end, value as f64))
}

/// A number below a hundred in words, with or without a hyphen; "twenty and four" too.
pub(super) fn spelled(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    if let Some(tens) = words::tens(row.word(at)) {
        let joint = if row.is_mark(at + 1, '-') { at + 2 } else { row.skip(at + 1, &["and"]) };
        return match words::small(row.word(joint)) {
            Some(ones @ 1..=9) => Some((joint + 1, tens + ones)),
            _ => Some((at + 1, tens)),
        };
    }
    words::small(row.word(at)).map(|value| (at + 1, value))
}

/// A day of the month: "26", "3rd", "first", "thirty-first", "twenty nine". True if it is an ordinal.
pub(super) fn day(grammar: &Grammar, at: usize) -> Option<(usize, i8, bool)> {
    let row = &grammar.row;
    let (end, value, is_ordinal) = if let Some((value, is_ordinal)) = row.digits(at, 2) {
        (at + 1, value, is_ordinal)
    } else if let Some((end, value)) = ordinal(grammar, at) {
        (end, value, true)
    } else {
        let (end, value) = spelled(grammar, at)?;
        (end, value, false)
    };
    // "3.5" is not a day followed by something.
    let decimal = row.is_mark_among(end, &['.', ',']) && row.glued(end) && row.glued(end + 1) && row.is_number(end + 1);
    let percent = row.is_mark(end, '%');
    (matches!(value, 1..=31) && !decimal && !percent).then_some((end, value as i8, is_ordinal))
}

/// An ordinal in digits or words.
pub(super) fn ordinal(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    if let Some((value, true)) = row.digits(at, 3) {
        return Some((at + 1, value));
    }
    if let Some(tens) = words::tens(row.word(at)).filter(|tens| *tens <= 30) {
        let joint = row.skip_mark(at + 1, '-');
        return match words::ordinal(row.word(joint)) {
            Some(ones @ 1..=9) => Some((joint + 1, tens + ones)),
            _ => None,
        };
    }
    words::ordinal(row.word(at)).map(|value| (at + 1, value))
}

/// A year of four digits, or in words ("two thousand and twenty", "nineteen ninety-six").
pub(super) fn year(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    if let Some((value @ 1500..=2199, false)) = row.digits(at, 4) {
        let next = at + 1;
        let decimal = row.is_mark_among(next, &['.', ',']) && row.glued(next + 1) && row.is_number(next + 1);
        let quantity = row.is_mark(next, '%') || row.is_word(next, words::QUANTITIES);
        let code =
            row.glued(next) && row.is_mark(next, '/') && row.is_number(next + 1) && row.digits(next + 1, 2).is_none();
        let letter = row.glued(next) && row.word(next).len() == 1;
        return (!decimal && !quantity && !code && !letter).then_some((next, value));
    }
    year_in_words(grammar, at)
}

fn year_in_words(grammar: &Grammar, at: usize) -> Option<(usize, i64)> {
    let row = &grammar.row;
    if let Some(after) = row.phrase(at, &["two", "thousand"]) {
        let joint = row.skip(after, &["and"]);
        return Some(spelled(grammar, joint).map_or((after, 2000), |(end, rest)| (end, 2000 + rest)));
    }
    let century = words::small(row.word(at)).filter(|value| matches!(value, 15..=19))?;
    let joint = row.skip(at + 1, &["hundred"]);
    let joint = if joint > at + 1 { row.skip(joint, &["and"]) } else { joint };
    let (end, rest) = spelled(grammar, joint).filter(|(_, rest)| *rest >= 10)?;
    Some((end, century * 100 + rest))
}
