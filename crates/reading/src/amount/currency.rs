//! Currencies: symbols, ISO 4217 codes and words.
//!
//! `currencies.tsv` has the codes of ISO 4217; symbols and words were written for the project.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexer::{Kind, Token};
use super::number::{self, Row};

/// A currency and what one of its units is worth: 0.01 for cents.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Currency {
    pub(super) code: &'static str,
    pub(super) factor: f64,
}

struct Table {
    codes: HashSet<&'static str>,
    /// Symbols and their codes by the first byte of the symbol, the longest first.
    symbols: HashMap<u8, Vec<(&'static str, &'static str)>>,
    words: HashMap<&'static str, Currency>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { codes: HashSet::new(), symbols: HashMap::new(), words: HashMap::new() };
    for line in include_str!("currencies.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(code), Some(symbols), Some(words), Some(minor)) =
            (columns.next(), columns.next(), columns.next(), columns.next())
        else {
            continue;
        };
        table.codes.insert(code);
        for symbol in symbols.split('|').filter(|symbol| !symbol.is_empty()) {
            table.symbols.entry(symbol.as_bytes()[0]).or_default().push((symbol, code));
        }
        for word in words.split('|').filter(|word| !word.is_empty()) {
            table.words.entry(word).or_insert(Currency { code, factor: 1.0 });
        }
        for word in minor.split('|').filter(|word| !word.is_empty()) {
            table.words.entry(word).or_insert(Currency { code, factor: 0.01 });
        }
    }
    for symbols in table.symbols.values_mut() {
        symbols.sort_by_key(|(symbol, _)| std::cmp::Reverse(symbol.len()));
    }
    table
});

/// A code in capitals: "USD"; common words among the codes ("ALL", "TRY", "TOP", "MOP") only in capitals.
fn code(text: &str, token: &Token) -> Option<&'static str> {
    let written = &text[token.start..token.end];
    (written.len() == 3 && written.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| known_code(written)).flatten()
}

/// The code of ISO 4217, if there is one.
pub(super) fn known_code(written: &str) -> Option<&'static str> {
    TABLE.codes.get(written).copied()
}

/// A symbol or code before a number: one past it, and the currency.
pub(super) fn before(text: &str, row: Row<'_>, at: usize) -> Option<(usize, Currency)> {
    let token = row.0.get(at)?;
    if let Some((symbol, code)) = symbol_at(text, token.start) {
        let end = token.start + symbol.len();
        let next = (at..row.0.len()).find(|&index| row.0[index].start >= end)?;
        return Some((next, Currency { code, factor: 1.0 }));
    }
    let written = text[token.start..token.end].to_lowercase();
    // A million of a currency: "MUSD 60".
    let millions = written
        .strip_prefix('m')
        .filter(|rest| rest.len() == 3)
        .and_then(|rest| TABLE.words.get(rest))
        .map(|currency| currency.code);
    if let Some(code) =
        millions.filter(|_| matches!(row.0.get(at + 1).map(|token| &token.kind), Some(Kind::Numeral { .. })))
    {
        return Some((at + 1, Currency { code, factor: 1e6 }));
    }
    let leading = matches!(written.as_str(), "dollar" | "rmb" | "sen")
        || written.len() == 3 && known_code(&written.to_uppercase()).is_some();
    let in_words = TABLE.words.get(written.as_str()).filter(|_| leading).map(|currency| currency.code);
    let common = matches!(
        written.as_str(),
        "all"
            | "try"
            | "top"
            | "mop"
            | "cup"
            | "gel"
            | "pen"
            | "sos"
            | "lak"
            | "mad"
            | "bam"
            | "ron"
            | "ang"
            | "kid"
            | "cop"
    );
    // "ALL 5 solutions", but "TRY 500 million".
    let scaled = number::at(row, at + 1).is_some_and(|number| number.value >= 1000.0);
    let mut found = in_words.or_else(|| code(text, token).filter(|_| !common || scaled))?;
    let mut next = at + 1;
    if row.is_mark(next, '$') && row.glued(next) {
        next += 1;
    }
    if let Some((after, currency)) = after(text, row, next).filter(|(_, currency)| currency.code == found) {
        found = currency.code;
        next = after;
    }
    Some((next, Currency { code: found, factor: 1.0 }))
}

/// The longest symbol at a byte, not inside of a word.
fn symbol_at(text: &str, start: usize) -> Option<(&'static str, &'static str)> {
    if text[..start].ends_with(char::is_alphabetic) {
        return None;
    }
    let rest = &text[start..];
    let first = rest.as_bytes().first()?.to_ascii_lowercase();
    let candidates = TABLE.symbols.get(&first)?;
    let found = candidates.iter().find(|(symbol, _)| {
        let head = rest.get(..symbol.len()).is_some_and(|head| head.eq_ignore_ascii_case(symbol));
        let goes_on = || rest.get(symbol.len()..).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        head && !(symbol.ends_with(char::is_alphabetic) && goes_on())
    });
    found.copied()
}

/// A word, code or symbol behind a number: one past it, and the currency.
pub(super) fn after(text: &str, row: Row<'_>, at: usize) -> Option<(usize, Currency)> {
    let at = if row.is_mark(at, '-') && row.glued(at) && row.glued(at + 1) { at + 1 } else { at };
    let token = row.0.get(at)?;
    if token.breaks {
        return None;
    }
    let joined = text[token.start..token.end].to_lowercase();
    if let Some(currency) =
        joined.strip_prefix('m').filter(|rest| rest.len() == 3).and_then(|rest| TABLE.words.get(rest))
    {
        return Some((at + 1, Currency { code: currency.code, factor: 1e6 }));
    }
    // A code glued to the next number belongs to that one: "3 USD50 cards".
    if row.glued(at + 1)
        && matches!(row.0.get(at + 1).map(|token| &token.kind), Some(Kind::Numeral { .. }))
        && !row.glued(at)
    {
        return None;
    }
    for length in (1..=5).rev() {
        let Some(last) = row.0.get(at + length - 1) else { continue };
        if (at + 1..at + length).any(|index| row.breaks(index)) {
            continue;
        }
        let written = text[token.start..last.end].to_lowercase();
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(currency) = TABLE.words.get(written.as_str()) {
            // "us" and "re" are words; "p" is a page.
            let glued_letter = written.len() == 1 && !token.glued;
            if !glued_letter {
                return Some((at + length, *currency));
            }
        }
    }
    if matches!(token.kind, Kind::Word(_)) {
        return code(text, token).map(|code| (at + 1, Currency { code, factor: 1.0 }));
    }
    let (symbol, code) = symbol_at(text, token.start)?;
    // A symbol before the next number belongs to that one.
    let end = token.start + symbol.len();
    let next = (at..row.0.len()).find(|&index| row.0[index].start >= end).unwrap_or(row.0.len());
    let leads = matches!(row.0.get(next).map(|token| &token.kind), Some(Kind::Numeral { .. })) && !row.glued(at);
    // "10 $ 30 $", "10 $ 30 cents": the number behind the symbol has a unit of its own.
    let own = leads
        && number::at(row, next).is_some_and(|number| {
            let same = row.0.get(number.end).is_some_and(|token| symbol_at(text, token.start) == Some((symbol, code)));
            same || matches!(row.word(number.end), "cent" | "cents" | "pence")
        });
    let leads = leads && !own;
    (!leads).then_some((next, Currency { code, factor: 1.0 }))
}
