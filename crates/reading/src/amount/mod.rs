//! Amounts in English prose: money, percentages, counts, ranges and bounds.
//!
//! Text in, mentions out; the reader needs no parser, and its time is linear in the text. The noun that is counted ("57
//! companies") is left to the rules, which have the tree.

mod bound;
mod currency;
mod lexer;
mod number;
#[cfg(test)]
mod tests;

use record::{Qualifier, Span};

use currency::Currency;
use lexer::Kind;
use number::{Number, Row};

/// What an amount is measured in, as far as its own words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Money: the ISO 4217 code.
    Currency(&'static str),
    /// Percent.
    Percent,
    /// Percentage points.
    PercentagePoint,
    /// A number; a noun behind it may say what is counted.
    None,
}

/// An amount in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct AmountMention {
    /// Number and unit, in bytes of the text.
    pub span: Span,
    /// The words that qualify it ("more than", "about"), if any stand before or behind it.
    pub qualifier_span: Option<Span>,
    /// The number; the lower end of a range.
    pub value: f64,
    /// The upper end of a range.
    pub value_to: Option<f64>,
    /// What it is measured in.
    pub unit: Unit,
    /// How exactly it is meant.
    pub qualifier: Qualifier,
    /// A place in an order ("52nd", "third") rather than a quantity.
    pub ordinal: bool,
    /// A part of a whole: "two thirds".
    pub fraction: bool,
    /// Written in words alone: "five".
    pub spelled: bool,
}

impl AmountMention {
    /// The amount in the dollars of a country, if its words say dollars and not whose.
    pub(crate) fn in_dollars_of(self, text: &str, code: &'static str) -> Self {
        let words = text.get(self.span.range()).unwrap_or_default().to_lowercase();
        let said = ["us", "u.s", "american", "states"].iter().any(|whose| words.contains(whose));
        if self.unit == Unit::Currency("USD") && !said { Self { unit: Unit::Currency(code), ..self } } else { self }
    }

    /// Amount and qualifier together.
    pub fn whole_span(&self) -> Span {
        match self.qualifier_span {
            Some(qualifier) => {
                Span { start: self.span.start.min(qualifier.start), end: self.span.end.max(qualifier.end) }
            }
            None => self.span,
        }
    }
}

/// The currency that a bare "$" stands for in a country, where it is not that of the United States.
pub(crate) fn dollar_of(country: &str) -> Option<&'static str> {
    let code = match country {
        "AU" => "AUD",
        "CA" => "CAD",
        "HK" => "HKD",
        "JM" => "JMD",
        "NZ" => "NZD",
        "SG" => "SGD",
        "FJ" => "FJD",
        "TT" => "TTD",
        _ => return None,
    };
    Some(code)
}

/// Finds the amounts of a text, in order and without overlap. Ordinals are left out; what is a date is not known here.
pub fn find(text: &str) -> Vec<AmountMention> {
    let tokens = lexer::tokens(text);
    let row = Row(&tokens);
    let mut found: Vec<AmountMention> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match range(text, row, at).or_else(|| amount(text, row, at)) {
            Some((mut mention, end)) => {
                inherit(text, &mut found, &mention);
                let from = found.last().map_or(0, |last: &AmountMention| last.whole_span().end as usize);
                bound::qualify(row, at, end, from, &mut mention);
                at = end.max(at + 1);
                found.push(mention);
            }
            None => at = skip(row, at),
        }
    }
    found
}

/// "from 100 to 75 percent": the first amount of a change has the unit and scale of the second.
fn inherit(text: &str, found: &mut [AmountMention], next: &AmountMention) {
    let Some(last) = found.last_mut().filter(|last| last.unit == Unit::None && last.value_to.is_none()) else {
        return;
    };
    let between = text.get(last.span.end as usize..next.span.start as usize).unwrap_or_default();
    let opens = text[..last.span.start as usize].trim_end();
    if between.trim() == "to" && (opens.ends_with("from") || opens.ends_with("From")) {
        last.unit = next.unit;
        let words = text[next.span.range()].to_lowercase();
        let scale: f64 = words.split(|c: char| !c.is_alphabetic()).filter_map(number::scale).product();
        if last.value < 1000.0 && scale > 1.0 {
            last.value = tidy(last.value * scale);
        }
    }
}

/// The numbers of a text without their units and qualifiers, in order: span and value.
pub fn numbers(text: &str) -> Vec<(Span, f64)> {
    let tokens = lexer::tokens(text);
    let row = Row(&tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let measure = |number: &Number| {
            // "180ml" is a measure, "10M" a number; "1m" may be a metre.
            let last = &tokens[number.end - 1];
            let metre = text[last.start..last.end] == *"m";
            metre && row.glued(number.end - 1)
                || row.glued(number.end) && matches!(tokens[number.end].kind, Kind::Word(_))
        };
        match number::at(row, at).filter(|number| !is_pronoun(row, at, *number)) {
            Some(number) if measure(&number) => at = number.end + 1,
            Some(number) => {
                found.push((Span::from(tokens[at].start..tokens[number.end - 1].end), tidy(number.value)));
                at = number.end.max(at + 1);
            }
            None => at = skip(row, at),
        }
    }
    found
}

/// Past a token that starts no amount; past a whole code such as "A4" or "G7", whose digits are no amount.
fn skip(row: Row<'_>, at: usize) -> usize {
    let mut next = at + 1;
    let is_word = matches!(row.0[at].kind, Kind::Word(_) | Kind::Ordinal(_));
    while is_word && row.glued(next) && matches!(row.0[next].kind, Kind::Numeral { .. }) {
        next += 1;
    }
    next
}

/// What one amount is made of, before it is a mention.
#[derive(Debug, Clone, Copy)]
struct Part {
    number: Number,
    unit: Option<Unit>,
    factor: f64,
    start: usize,
    end: usize,
}

fn mention(row: Row<'_>, part: Part) -> AmountMention {
    AmountMention {
        span: Span::from(row.0[part.start].start..row.0[part.end - 1].end),
        qualifier_span: None,
        value: tidy(part.number.value * part.factor),
        value_to: None,
        unit: part.unit.unwrap_or(Unit::None),
        qualifier: Qualifier::Exact,
        ordinal: false,
        fraction: part.number.fraction,
        spelled: part.number.spelled,
    }
}

/// Rounds away what binary multiplication leaves: 6.1 billion is 6100000000.
fn tidy(value: f64) -> f64 {
    let rounded = value.round();
    if (value - rounded).abs() < 1e-6 * value.abs().max(1.0) && value.abs() >= 1.0 && (value - rounded).abs() < 1e-3 {
        return rounded;
    }
    format!("{value:.12e}").parse().unwrap_or(value)
}

fn amount(text: &str, row: Row<'_>, at: usize) -> Option<(AmountMention, usize)> {
    let part = part(text, row, at)?;
    Some((mention(row, part), part.end))
}

/// A number with its unit.
fn part(text: &str, row: Row<'_>, at: usize) -> Option<Part> {
    if let Some((next, currency)) = currency::before(text, row, at) {
        let joint = if row.is_mark(next, '-') && row.glued(next) { next + 1 } else { next };
        if let Some(number) = number::at(row, joint).filter(|_| !row.breaks(joint)) {
            // "-$5" has its sign before the symbol.
            let mut end = number.end;
            // "USD 5 dollars", "$10 USD"
            if let Some((after, again)) = currency::after(text, row, end).filter(|(_, again)| {
                again.code == currency.code
                    || currency.code == "USD" && text[row.0[at].start..].starts_with('$') && again.factor == 1.0
            }) && row.0[after - 1].end - row.0[end].start <= 7
            {
                return Some(Part {
                    number,
                    unit: Some(Unit::Currency(again.code)),
                    factor: 1.0,
                    start: at,
                    end: after,
                });
            }
            end = hundredths(text, row, end, currency).map_or(end, |(after, _)| after);
            let extra = hundredths(text, row, number.end, currency).map_or(0.0, |(_, extra)| extra);
            let number = Number { value: number.value + extra, ..number };
            return Some(Part {
                number,
                unit: Some(Unit::Currency(currency.code)),
                factor: currency.factor,
                start: at,
                end,
            });
        }
    }
    // "percent of twenty" puts the number last.
    if let Some(next) = percent(row, at).filter(|next| {
        row.word(*next) == "of" && at == 0 || row.word(*next) == "of" && number_before(row, at).is_none()
    }) && let Some(number) = number::at(row, next + 1)
    {
        return Some(Part { number, unit: Some(Unit::Percent), factor: 1.0, start: at, end: number.end });
    }
    let number = number::at(row, at)?;
    if is_pronoun(row, at, number) || number::is_ordinal(row, number) {
        return None;
    }
    let next = number.end;
    if let Some(end) = points(row, next) {
        return Some(Part { number, unit: Some(Unit::PercentagePoint), factor: 1.0, start: at, end });
    }
    if let Some(end) = percent(row, next).filter(|_| !row.breaks(next)) {
        return Some(Part { number, unit: Some(Unit::Percent), factor: 1.0, start: at, end });
    }
    if let Some((mut end, currency)) = currency::after(text, row, next) {
        // "75 USD million"
        let mut number = number;
        while let Some(scale) = number::scale(row.word(end)).filter(|_| !row.breaks(end)) {
            number.value *= scale;
            end += 1;
        }
        // "thirteen dollars and forty-five cents"
        let (end, extra) = hundredths(text, row, end, currency).unwrap_or((end, 0.0));
        let number = Number { value: number.value + extra, ..number };
        // "four yen loan projects" counts projects.
        let modifies = number.spelled
            && number.value < 100.0
            && matches!(
                row.word(end),
                "loan" | "loans" | "bond" | "bonds" | "note" | "notes" | "credit" | "swap" | "account"
            );
        if modifies {
            return Some(Part { number, unit: None, factor: 1.0, start: at, end: next });
        }
        return Some(Part {
            number,
            unit: Some(Unit::Currency(currency.code)),
            factor: currency.factor,
            start: at,
            end,
        });
    }
    Some(Part { number, unit: None, factor: 1.0, start: at, end: next })
}

fn number_before(row: Row<'_>, at: usize) -> Option<()> {
    let before = row.0.get(at.checked_sub(1)?)?;
    matches!(before.kind, Kind::Numeral { .. }).then_some(())
}

/// "and forty-five cents" behind an amount of the same currency.
fn hundredths(text: &str, row: Row<'_>, at: usize, currency: Currency) -> Option<(usize, f64)> {
    let start = if row.word(at) == "and" { at + 1 } else { at };
    let number = number::at(row, start).filter(|_| !row.breaks(start))?;
    // "15 dollars 50." closes a clause.
    let closes = number.end == row.0.len()
        || (row.is_mark(number.end, '.') || row.is_mark(number.end, ',')) && !row.glued(number.end + 1);
    if closes
        && currency.factor == 1.0
        && number.value < 100.0
        && number.value.fract() == 0.0
        && row.0[at - 1].end < row.0[start].start
        && matches!(row.0[at - 1].kind, Kind::Word(_))
        && number::scale(row.word(at - 1)).is_none()
    {
        return Some((number.end, number.value / 100.0));
    }
    let (end, minor) = currency::after(text, row, number.end)?;
    let same = minor.code == currency.code || minor.code == "USD";
    (same && minor.factor < 1.0 && currency.factor == 1.0 && number.value < 100.0)
        .then_some((end, number.value * minor.factor))
}

/// "%", "percent", "per cent", "pct": one past it.
fn percent(row: Row<'_>, at: usize) -> Option<usize> {
    if row.is_mark(at, '%') || row.is_mark(at, '％') {
        return Some(at + 1);
    }
    let at = if row.is_mark(at, '-') && row.glued(at) { at + 1 } else { at };
    match row.word(at) {
        "percent" | "percents" | "percentage" | "pct" | "pc" => Some(at + 1),
        "per" if matches!(row.word(at + 1), "cent" | "cents") => Some(at + 2),
        _ => None,
    }
}

/// "percentage points", "percent points", "pp", "%p".
fn points(row: Row<'_>, at: usize) -> Option<usize> {
    let named = |at: usize| matches!(row.word(at), "point" | "points").then_some(at + 1);
    if row.word(at) == "pp" {
        return Some(at + 1);
    }
    if row.is_mark(at, '%') && row.glued(at + 1) && row.word(at + 1) == "p" {
        return Some(at + 2);
    }
    percent(row, at).and_then(named)
}

/// "one" that stands for a person or thing, "a half-hearted", "the one you mentioned".
fn is_pronoun(row: Row<'_>, at: usize, number: Number) -> bool {
    if row.word(at) != "one" || number.end != at + 1 {
        return false;
    }
    let before = at.checked_sub(1).map_or("", |before| row.word(before));
    let after = row.word(at + 1);
    let determined = matches!(
        before,
        "the"
            | "this"
            | "that"
            | "no"
            | "any"
            | "every"
            | "each"
            | "another"
            | "which"
            | "last"
            | "other"
            | "new"
            | "some"
            | "is"
            | "was"
            | "have"
            | "has"
    );
    determined
        || matches!(after, "another" | "is" | "can" | "should" | "must" | "may" | "who" | "that")
        || row.is_mark(at + 1, '\'')
        || row.is_mark(at + 1, '’')
}

/// "from 5 to 7 percent", "between 3 and 4 billion dollars", "5–7%": one amount with two ends. A change ("from 100 to 75
/// percent") has the same words; `bound` tells them apart by what stands before.
fn range(text: &str, row: Row<'_>, at: usize) -> Option<(AmountMention, usize)> {
    let opening = matches!(row.word(at), "between" | "from");
    let start = if opening { at + 1 } else { at };
    let low = part(text, row, start)?;
    let next = low.end;
    let joint = match row.word(at) {
        "between" => row.word(next) == "and",
        // "ranging from 5 to 7 percent" has two ends; "fell from 7 to 5" is a change.
        "from" => {
            at.checked_sub(1)
                .is_some_and(|before| row.word(before).starts_with("rang") || row.word(before).starts_with("vary"))
                && row.word(next) == "to"
        }
        _ => false,
    };
    let dash = (row.is_mark(next, '-') || row.is_mark(next, '~')) && !opening;
    let to = !opening && matches!(row.word(next), "to" | "through") && !bound::is_change(row, at, low.unit.is_some());
    let or = !opening && row.word(next) == "or" && low.unit.is_none();
    if !(joint || dash || to || or) || row.breaks(next) {
        return None;
    }
    // "+1-222-2222": the groups of a number that is none.
    if dash && row.glued(next) && at > 0 && row.is_mark(at - 1, '-') && row.glued(at) {
        return None;
    }
    let high = part(text, row, next + 1).filter(|high| high.start == next + 1)?;
    // "2023–2024" and "3-1" are no ranges of amounts; "5-percent" is one amount.
    let mixed = low.unit.is_some()
        && high.unit.is_none()
        && low.unit != Some(Unit::Percent)
        && !matches!(low.unit, Some(Unit::Currency(_)));
    if mixed || dash && row.is_mark(high.end, '-') && row.glued(high.end) {
        return None;
    }
    let same = low.unit.is_none() || low.unit == high.unit || high.unit.is_none();
    // "fell 3.2 percent to 14 million": what stands behind "to" is another amount. "in 2023 to USD 225 billion": so is the year.
    let bare = to && low.unit == Some(Unit::Percent) && high.unit.is_none();
    let led =
        to && low.unit.is_none() && !matches!(row.0[high.start].kind, Kind::Numeral { .. }) && !high.number.spelled;
    let year = low.unit.is_none()
        && high.unit.is_some()
        && (1900.0..2200.0).contains(&low.number.value)
        && low.end == low.start + 1
        && high.number.value * high.factor >= 10_000.0;
    if !same || bare || led || year || or && !high_scaled(row, high) {
        return None;
    }
    // "15.2 to 22.2 million": the scale of the upper end holds for the lower.
    let scale = shared_scale(row, low, high);
    let (from, upto) = (tidy(low.number.value * scale * low.factor), tidy(high.number.value * high.factor));
    if from >= upto
        || to
            && row.word(next) == "to"
            && low.unit.is_none()
            && high.unit.is_none()
            && !high_scaled(row, high)
            && !plain_count(row, high.end)
    {
        return None;
    }
    let mut mention = mention(row, high);
    mention.span.start = row.0[low.start].start as u32;
    mention.value = from;
    mention.value_to = Some(upto);
    mention.unit = high.unit.or(low.unit).unwrap_or(Unit::None);
    if opening {
        mention.qualifier_span = Some(Span::from(row.0[at].start..row.0[at].end));
    }
    Some((mention, high.end))
}

fn high_scaled(row: Row<'_>, high: Part) -> bool {
    number::scale(row.word(high.end - 1)).is_some()
}

/// A noun in the plural follows: "20 to 30 delegates".
fn plain_count(row: Row<'_>, at: usize) -> bool {
    row.word(at).len() > 3 && row.word(at).ends_with('s')
}

fn shared_scale(row: Row<'_>, low: Part, high: Part) -> f64 {
    let own = (low.start..low.end).any(|at| number::scale(row.word(at)).is_some());
    if own || low.number.value >= high.number.value {
        return 1.0;
    }
    let scale: f64 = (high.start..high.end).filter_map(|at| number::scale(row.word(at))).product();
    // "1,000 to 1.5 million" says its own scale.
    if low.number.value >= 1000.0 { 1.0 } else { scale }
}
