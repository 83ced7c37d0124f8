//! Numbers in digits and words: "2.4 million", "one hundred and sixteen", "two thirds", "five and a half billion".

use super::lexer::{Kind, Token};

/// A number and one past its last token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) end: usize,
    /// A part of a whole: "two thirds".
    pub(super) fraction: bool,
    /// Written in words alone.
    pub(super) spelled: bool,
}

/// The tokens of a text, asked by position.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(pub(super) &'a [Token]);

impl<'a> Row<'a> {
    pub(super) fn word(self, at: usize) -> &'a str {
        match self.0.get(at).map(|token| &token.kind) {
            Some(Kind::Word(word)) => word,
            _ => "",
        }
    }

    pub(super) fn is_mark(self, at: usize, mark: char) -> bool {
        self.0.get(at).is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    pub(super) fn glued(self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| token.glued)
    }

    pub(super) fn breaks(self, at: usize) -> bool {
        self.0.get(at).is_none_or(|token| token.breaks)
    }

    /// One past a row of words, if it stands at a place.
    pub(super) fn phrase(self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().enumerate().all(|(index, word)| self.word(at + index) == *word).then_some(at + words.len())
    }
}

fn ones(word: &str) -> Option<f64> {
    const ONES: &[&str] = &[
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
    if matches!(word, "nought" | "naught" | "nil") {
        return Some(0.0);
    }
    ONES.iter().position(|known| *known == word).map(|value| value as f64)
}

fn tens(word: &str) -> Option<f64> {
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if word == "fourty" {
        return Some(40.0);
    }
    TENS.iter().position(|known| *known == word).map(|value| (value as f64 + 2.0) * 10.0)
}

/// What a word multiplies by.
pub(super) fn scale(word: &str) -> Option<f64> {
    let value = match word {
        "thousand" | "thousands" => 1e3,
        "lakh" | "lakhs" | "lac" => 1e5,
        "million" | "millions" | "mn" | "mln" | "mio" | "mil" | "mm" => 1e6,
        "crore" | "crores" => 1e7,
        "billion" | "billions" | "bn" | "bln" => 1e9,
        "trillion" | "trillions" | "tn" | "trn" | "tln" => 1e12,
        _ => return None,
    };
    Some(value)
}

/// Letters glued to digits: "10M", "5k".
fn suffix(word: &str) -> Option<f64> {
    let value = match word {
        "k" => 1e3,
        "m" => 1e6,
        "b" => 1e9,
        "t" => 1e12,
        _ => return scale(word),
    };
    Some(value)
}

/// The part of a whole that a word names, as a denominator: "thirds" is 3.
fn denominator(word: &str) -> Option<f64> {
    const PARTS: &[&str] = &[
        "half",
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
    let singular = match word {
        "halves" => "half",
        word => word.strip_suffix('s').unwrap_or(word),
    };
    let larger = match singular {
        "quarter" => Some(4.0),
        "thirtieth" => Some(30.0),
        "fortieth" => Some(40.0),
        "fiftieth" => Some(50.0),
        "hundredth" => Some(100.0),
        "thousandth" => Some(1e3),
        "millionth" => Some(1e6),
        "billionth" => Some(1e9),
        "trillionth" => Some(1e12),
        _ => None,
    };
    larger.or_else(|| PARTS.iter().position(|part| *part == singular).map(|index| index as f64 + 2.0))
}

/// The number that starts at a token.
pub(super) fn at(row: Row<'_>, start: usize) -> Option<Number> {
    let (negative, from) = sign(row, start);
    let mut number = unsigned(row, from).filter(|number| number.value.is_finite())?;
    if negative {
        number.value = -number.value;
    }
    Some(number)
}

/// A sign before a number: "-", "△", "minus", "negative". A dash glued to what is before it is no sign, unless
/// that is a bracket: "declined (-0.1%)".
fn sign(row: Row<'_>, at: usize) -> (bool, usize) {
    let triangle = row.is_mark(at, '△') || row.is_mark(at, '▲') || row.is_mark(at, '▽');
    let compared = at > 0 && ['<', '>', '=', '≤', '≥'].iter().any(|mark| row.is_mark(at - 1, *mark));
    let dash = row.is_mark(at, '-')
        && row.glued(at + 1)
        && (!(row.glued(at) && at > 0) || compared || row.is_mark(at - 1, '('));
    if triangle || dash || matches!(row.word(at), "minus" | "negative") {
        return (true, at + 1);
    }
    if row.is_mark(at, '+') && row.glued(at + 1) {
        return (false, at + 1);
    }
    (false, at)
}

fn unsigned(row: Row<'_>, at: usize) -> Option<Number> {
    if let Some(number) = half(row, at) {
        return Some(number);
    }
    let (mut value, mut end, spelled) = integer(row, at)?;
    let mut fraction = false;
    // "two hundred point zero three"
    if spelled && row.word(end) == "point" {
        let mut place = 0.1;
        let mut next = end + 1;
        while let Some(digit) = ones(row.word(next)).filter(|digit| *digit < 10.0) {
            value += digit * place;
            place /= 10.0;
            next += 1;
        }
        if next == end + 1 {
            // "point seventy-one"
            if let Some((below, after, _)) = integer(row, next).filter(|(below, ..)| *below < 100.0) {
                value += below / 100.0;
                next = after;
            }
        }
        if next > end + 1 {
            return Some(scaled(row, Number { value, end: next, fraction: false, spelled }));
        }
    }
    if let Some((part, after)) = denominator_at(row, end, value, spelled) {
        return Some(scaled(row, Number { value: value / part, end: after, fraction: true, spelled }));
    }
    // "1/3", "3 over 4"
    let chained = at > 0 && row.is_mark(at - 1, '/');
    let one_in = value == 1.0
        && row.word(end) == "in"
        && integer(row, end + 1).is_some_and(|(below, ..)| (2.0..=1000.0).contains(&below));
    let over = !chained && row.is_mark(end, '/') && row.glued(end) && row.glued(end + 1)
        || row.word(end) == "over"
        || one_in
        || row.phrase(end, &["out", "of"]).is_some();
    if over {
        let next = if row.phrase(end, &["out", "of"]).is_some() { end + 2 } else { end + 1 };
        if let Some((below, after, _)) = integer(row, next).filter(|(below, ..)| *below > value && *below != 0.0) {
            let date = row.is_mark(after, '/');
            if !date {
                return Some(Number { value: value / below, end: after, fraction: true, spelled });
            }
        }
    }
    // "1 4/5"
    if let Some((part, after)) = simple_fraction(row, end).filter(|_| !spelled && value.fract() == 0.0) {
        return Some(scaled(row, Number { value: value + part, end: after, fraction: true, spelled: false }));
    }
    // "five and a half", "twenty and three fifths", "2 1/2"
    if row.word(end) == "and" {
        let halved =
            bare_half(row, end + 1).map(|after| Number { value: 0.5, end: after, fraction: true, spelled: true });
        let part = halved.or_else(|| half(row, end + 1).filter(|part| part.value < 1.0)).or_else(|| {
            let (above, after, _) = integer(row, end + 1)?;
            let (below, after) = denominator_at(row, after, above, true)?;
            Some(Number { value: above / below, end: after, fraction: true, spelled: true })
        });
        let quarter = || {
            row.phrase(end + 1, &["a", "quarter"]).map(|after| Number {
                value: 0.25,
                end: after,
                fraction: true,
                spelled: true,
            })
        };
        let part = part.filter(|part| part.value < 1.0).or_else(quarter);
        // "one billion and a half million" says the scale of the part.
        let own = part.and_then(|part| Some((part, scale(row.word(part.end))?)));
        if let Some((part, by)) = own.filter(|(_, by)| *by < last_scale(row, at, end)) {
            return Some(Number { value: value + part.value * by, end: part.end + 1, fraction: true, spelled });
        }
        if let Some(part) = part.filter(|part| part.value < 1.0) {
            // "five billion and three quarters" is a quarter of the last scale in speech.
            value += part.value * last_scale(row, at, end);
            end = part.end;
            fraction = true;
        }
    } else if let Some(part) = vulgar_after(row, end) {
        value += part;
        end += 1;
        fraction = true;
    }
    Some(scaled(row, Number { value, end, fraction, spelled }))
}

/// "4/5" behind a whole number.
fn simple_fraction(row: Row<'_>, at: usize) -> Option<(f64, usize)> {
    let digits = |at: usize| match row.0.get(at).map(|token| &token.kind) {
        Some(Kind::Numeral { value, decimal: false }) => Some(*value),
        _ => None,
    };
    let (above, below) = (digits(at)?, digits(at + 2)?);
    let slash = row.is_mark(at + 1, '/') && row.glued(at + 1) && row.glued(at + 2) && !row.is_mark(at + 3, '/');
    (slash && above < below && below <= 64.0).then_some((above / below, at + 3))
}

fn last_scale(row: Row<'_>, start: usize, end: usize) -> f64 {
    match scale(row.word(end.saturating_sub(1))) {
        Some(scale) if end > start + 1 && scale >= 1e6 => scale,
        _ => 1.0,
    }
}

/// "a half", "one half" before a scale word or nothing.
fn bare_half(row: Row<'_>, at: usize) -> Option<usize> {
    (matches!(row.word(at), "a" | "one") && row.word(at + 1) == "half").then_some(at + 2)
}

fn vulgar_after(row: Row<'_>, at: usize) -> Option<f64> {
    match row.0.get(at).map(|token| &token.kind) {
        Some(Kind::Numeral { value, decimal: true }) if *value < 1.0 && row.glued(at) => Some(*value),
        _ => None,
    }
}

/// A denominator behind a numerator: "thirds", "- fourth", "twenty fifths".
fn denominator_at(row: Row<'_>, at: usize, above: f64, spelled: bool) -> Option<(f64, usize)> {
    if !spelled && above.fract() != 0.0 {
        return None;
    }
    let at = if row.is_mark(at, '-') { at + 1 } else { at };
    let word = row.word(at);
    // Plural after more than one, singular after one; "one second" is a time.
    // "thirty-fifths", "twenty firsts"
    if let Some(tens) = tens(word) {
        let next = if row.is_mark(at + 1, '-') { at + 2 } else { at + 1 };
        return ordinal_ones(row.word(next)).map(|ones| (tens + ones, next + 1));
    }
    let agrees = if above == 1.0 { !word.ends_with('s') } else { word.ends_with('s') || word == "halves" };
    denominator(word).filter(|_| agrees).map(|below| (below, at + 1))
}

/// "first", "fifths": the ordinals that follow tens.
fn ordinal_ones(word: &str) -> Option<f64> {
    const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    let singular = word.strip_suffix('s').unwrap_or(word);
    ORDINALS.iter().position(|ordinal| *ordinal == singular).map(|index| index as f64 + 1.0)
}

/// A number in words that an ordinal closes: "Twenty-Eighth" is a place in a row.
pub(super) fn is_ordinal(row: Row<'_>, number: Number) -> bool {
    number.spelled
        && row.is_mark(number.end, '-')
        && tens(row.word(number.end - 1)).is_some()
        && ordinal_ones(row.word(number.end + 1)).is_some()
        && !row.word(number.end + 1).ends_with('s')
}

/// "half", "a half", "half a million", "a third", "a quarter of a million", "quarter million".
fn half(row: Row<'_>, at: usize) -> Option<Number> {
    let start = if matches!(row.word(at), "a" | "an") { at + 1 } else { at };
    let word = row.word(start);
    let part = denominator(word).filter(|_| !word.ends_with('s'))?;
    let bare = start == at;
    // Without an article only halves and quarters of something are numbers: "third" alone is an ordinal.
    let article = |index: usize| if matches!(row.word(index), "a" | "an") { index + 1 } else { index };
    let of = if row.word(start + 1) == "of" { start + 2 } else { start + 1 };
    let scaled = article(of);
    if let Some(scale) = scale(row.word(scaled)).or((row.word(scaled) == "dozen").then_some(12.0))
        && (word == "half" || word == "quarter" || !bare)
    {
        return Some(Number { value: scale / part, end: scaled + 1, fraction: true, spelled: true });
    }
    // "a third country" is no fraction, "a third of it" and "by a third" are.
    let ends = !matches!(row.0.get(start + 1).map(|token| &token.kind), Some(Kind::Word(_)))
        || matches!(
            row.word(start + 1),
            "of" | "the" | "in" | "to" | "by" | "from" | "over" | "and" | "since" | "compared"
        )
        || row.breaks(start + 1);
    (!bare && (ends || word == "half" || word == "quarter") || word == "half").then_some(Number {
        value: 1.0 / part,
        end: start + 1,
        fraction: true,
        spelled: true,
    })
}

/// Applies scale words behind a number that holds none yet: "2.5 million", "2/3 billion".
fn scaled(row: Row<'_>, mut number: Number) -> Number {
    let mut at = number.end;
    let of = if row.word(at) == "of" && matches!(row.word(at + 1), "a" | "an") && scale(row.word(at + 2)).is_some() {
        at + 2
    } else {
        at
    };
    if number.fraction {
        at = of;
    }
    while let Some(by) = scale(row.word(at)) {
        number.value *= by;
        at += 1;
        number.end = at;
    }
    if matches!(row.word(at), "dozen" | "dozens" | "doz" | "dozs" | "dz" | "dzs") {
        number.value *= 12.0;
        number.end = at + 1;
    }
    number
}

/// A whole number or decimal with its scale words; true if it is written in words alone.
fn integer(row: Row<'_>, start: usize) -> Option<(f64, usize, bool)> {
    let mut at = start;
    let mut total = 0.0;
    let mut current: Option<f64> = None;
    let mut spelled = true;
    let mut last = Last::None;
    if matches!(row.word(at), "a" | "an") {
        let next = row.word(at + 1);
        if next == "hundred" || scale(next).is_some() || next == "dozen" {
            current = Some(1.0);
            last = Last::Ones;
            at += 1;
        } else {
            return None;
        }
    } else if row.word(at) == "hundred"
        || scale(row.word(at))
            .is_some_and(|_| !row.word(at).ends_with('s') && row.word(at).len() > 3 && row.word(at) != "lakh")
    {
        current = Some(1.0);
        last = Last::Ones;
    }
    let mut end = at;
    let mut smallest_scale = f64::INFINITY;
    loop {
        if at > start && row.breaks(at) && at < row.0.len() {
            break;
        }
        let word = row.word(at);
        if let Some(Kind::Numeral { value, decimal }) = row.0.get(at).map(|token| &token.kind) {
            let leads = last == Last::Scale && row.word(at + 1) == "hundred";
            let joins = leads || matches!(last, Last::None) || matches!(last, Last::And) && *value < 1000.0 && !decimal;
            if !joins {
                break;
            }
            current = Some(current.unwrap_or(0.0) + value);
            spelled = false;
            at += 1;
            end = at;
            last = Last::Digits;
            let letters = row.word(at);
            if row.glued(at)
                && let Some(by) = suffix(letters).filter(|_| {
                    !row.glued(at + 1)
                        || row.is_mark(at + 1, '-')
                        || row.is_mark(at + 1, '.')
                        || row.is_mark(at + 1, ',')
                })
            {
                current = current.map(|current| current * by);
                at += 1;
                end = at;
            }
            continue;
        }
        if let Some(value) = tens(word) {
            let joint = if row.is_mark(at + 1, '-') { at + 2 } else { at + 1 };
            let denominates = matches!(last, Last::Hundred | Last::Scale) && ordinal_ones(row.word(joint)).is_some();
            if !matches!(last, Last::None | Last::Hundred | Last::Scale | Last::And) || denominates {
                break;
            }
            current = Some(current.unwrap_or(0.0) + value);
            last = Last::Tens;
        } else if let Some(value) = ones(word) {
            let fits = match last {
                Last::None | Last::Hundred | Last::Scale | Last::And => true,
                Last::Tens => (1.0..10.0).contains(&value),
                _ => false,
            };
            if !fits {
                break;
            }
            current = Some(current.unwrap_or(0.0) + value);
            last = Last::Ones;
        } else if word == "hundred" || word == "hundreds" && current.is_some() {
            let Some(value) = current.filter(|_| matches!(last, Last::Ones | Last::Digits | Last::Tens)) else { break };
            // "one thousand two hundred": only what stands since the last scale is multiplied.
            current = Some(value * 100.0);
            last = Last::Hundred;
        } else if let Some(by) = scale(word) {
            match current {
                Some(value) if by < smallest_scale => {
                    total += value * by;
                    smallest_scale = by;
                }
                // "three lakh crore": a scale of a scale.
                None if matches!(last, Last::Scale) => {
                    total *= by;
                }
                Some(value) if total > 0.0 => {
                    total = (total + value) * by;
                }
                _ => break,
            }
            current = None;
            last = Last::Scale;
        } else if word == "and" && matches!(last, Last::Hundred | Last::Scale) {
            // "and" joins only what is smaller: "two hundred and five", not "two hundred and three hundred".
            let next = row.word(at + 1);
            let numeral = matches!(row.0.get(at + 1).map(|token| &token.kind), Some(Kind::Numeral { value, decimal: false }) if *value < 100.0 && *value > 0.0)
                && last == Last::Hundred;
            let numeral = numeral && row.word(at + 2) != "hundred" && scale(row.word(at + 2)).is_none();
            let part_follows = row.word(at + 2) == "half";
            let small = !part_follows
                && (tens(next).is_some()
                    || ones(next).is_some_and(|_| {
                        let after = at + 2;
                        let after = if row.is_mark(after, '-') { after + 2 } else { after };
                        let beyond = [row.word(after), row.word(after + 1)];
                        !(last == Last::Hundred && beyond[0] == "hundred")
                            && denominator(beyond[0]).is_none_or(|_| !beyond[0].ends_with('s'))
                    }));
            if !small && !numeral {
                break;
            }
            last = Last::And;
            at += 1;
            continue;
        } else if hyphen_goes_on(row, at, last) {
            at += 1;
            continue;
        } else {
            break;
        }
        at += 1;
        end = at;
    }
    if last == Last::None || end == start {
        return None;
    }
    Some((total + current.unwrap_or(0.0), end, spelled))
}

/// A hyphen inside of a number: "twenty-six", "5-hundred", "two-million".
fn hyphen_goes_on(row: Row<'_>, at: usize, last: Last) -> bool {
    let next = row.word(at + 1);
    let units = last == Last::Tens && ones(next).is_some_and(|value| (1.0..10.0).contains(&value));
    let scaled = row.glued(at)
        && row.glued(at + 1)
        && matches!(last, Last::Ones | Last::Digits)
        && (next == "hundred" || scale(next).is_some());
    row.is_mark(at, '-') && (units || scaled)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    None,
    Ones,
    Tens,
    Hundred,
    Scale,
    And,
    Digits,
}
