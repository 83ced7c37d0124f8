//! Frequencies: "every two years", "twice a year", "annually".

use super::duration;
use super::grammar::Grammar;
use super::words;

/// A frequency and its ISO 8601 repeating interval (`R/P1Y`).
pub(super) fn mention(grammar: &Grammar, at: usize) -> Option<(usize, String)> {
    let row = &grammar.row;
    if let Some(period) = adverb(row.word(at)) {
        // "Daily" and "Weekly" with a capital inside a sentence are newspapers.
        return (!row.capital(at) || at == 0).then(|| (at + 1, format!("R/{period}")));
    }
    if row.is_word(at, &["every", "each"]) {
        let joint = row.skip(at + 1, &["other"]);
        let every_other = joint > at + 1;
        if let Some(unit) = words::unit(row.word(joint)) {
            let length = duration::Length::of(if every_other { 2.0 } else { 1.0 }, unit);
            return Some((joint + 1, format!("R/{}", length.iso())));
        }
        if row.is_word(joint, &["morning", "afternoon", "evening"]) {
            return Some((joint + 1, "R/P1D".to_owned()));
        }
        if words::season(row.word(joint)).is_some() || row.is_word(joint, &["season"]) {
            return Some((joint + 1, "R/P1Y".to_owned()));
        }
        if words::weekday(row.word(joint)).is_some() {
            return Some((joint + 1, "R/P1W".to_owned()));
        }
        if words::month(row.word(joint)).is_some() && row.capital(joint) {
            return Some((joint + 1, "R/P1Y".to_owned()));
        }
        let (end, length) = duration::length(grammar, at + 1)?;
        return Some((end, format!("R/{}", length.iso())));
    }
    let (joint, count) = match row.word(at) {
        "once" => (at + 1, 1.0),
        "twice" => (at + 1, 2.0),
        _ => {
            let (end, count) = super::number::cardinal(grammar, at)?;
            (row.is_word(end, &["times", "time"]).then_some(end + 1)?, count)
        }
    };
    let unit = row.is_word(joint, &["a", "per", "every", "each"]).then(|| words::unit(row.word(joint + 1)))??;
    let period = match (count as i64, unit) {
        (2, words::Unit::Year) => "P6M".to_owned(),
        (4, words::Unit::Year) => "P3M".to_owned(),
        (1, unit) => duration::Length::of(1.0, unit).iso(),
        (count, unit) => format!("{}/{count}", duration::Length::of(1.0, unit).iso()),
    };
    Some((joint + 2, format!("R/{period}")))
}

fn adverb(word: &str) -> Option<&'static str> {
    Some(match word {
        "daily" => "P1D",
        "weekly" => "P1W",
        "biweekly" | "fortnightly" => "P2W",
        "monthly" => "P1M",
        "quarterly" => "P3M",
        "semiannual" | "semiannually" | "biannual" | "biannually" => "P6M",
        "annual" | "annually" | "yearly" => "P1Y",
        "biennial" | "biennially" => "P2Y",
        _ => return None,
    })
}
