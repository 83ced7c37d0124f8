//! The amount reader against the English number, range, percent and currency suites of Recognizers-Text.
//!
//! A case counts as right when the amounts are exactly the suite's: the same spans and values (either reading where two
//! are listed). The suite's conventions are turned into ours as follows.
//!
//! - *Positions* are inclusive UTF-16 offsets there and byte spans here.
//! - *Numbers*: the suite wants the number without its unit, so the unit's words are cut from our span.
//! - *Ranges* come with the words that bound them there ("more than 20"); ours keep those apart as a qualifier. Two bounds
//!   joined by "and" or "but" are one range there and two amounts here. The upper end of "between … and …" is excluded
//!   there and included here.
//! - *Units* are English names there; the ISO code is compared where the suite has one.
//!
//! Out of reach by design:
//!
//! - a currency or "percent" without a number ("50 dollar dollar", "a small percent"): nothing is counted;
//! - powers ("2.5^-1", "1.3x10^6") and roman numerals: announcements do not write them;
//! - ordinals as quantities ("between the tenth and the fifteenth"): a place in an order is no amount;
//! - equality ("equal to 20"): an exact amount, which the suite lists as a range of one number.

use reading::amount::{self, AmountMention, Unit};
use record::Qualifier;
use serde_json::Value;

const SUITES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/recognizers-text");

fn cases(model: &str) -> Option<Vec<Value>> {
    let path = format!("{SUITES}/{model}.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    Some(serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the suite is JSON"))
}

/// The byte at a UTF-16 offset.
fn byte_at(text: &str, utf16: usize) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units >= utf16 {
            return at;
        }
        units += character.len_utf16();
    }
    text.len()
}

/// Span of a result in bytes.
fn span(input: &str, result: &Value) -> (usize, usize) {
    let start = result["Start"].as_u64().unwrap_or_default() as usize;
    let end = result["End"].as_u64().unwrap_or_default() as usize + 1;
    (byte_at(input, start), byte_at(input, end))
}

fn close(have: f64, want: f64) -> bool {
    (have - want).abs() <= 1e-6 * want.abs().max(1e-9)
}

/// Runs a suite: prints its share and holds the floor.
fn run(model: &str, floor: f64, in_scope: impl Fn(&Value) -> bool, is_right: impl Fn(&str, &[Value]) -> bool) {
    let Some(cases) = cases(model) else { return };
    let wanted: Vec<&Value> = cases
        .iter()
        .filter(|case| case["Results"].as_array().is_some_and(|results| results.iter().all(&in_scope)))
        .collect();
    let verbose = std::env::var_os("SHOW_FAILURES").is_some();
    let mut right = 0;
    for case in &wanted {
        let input = case["Input"].as_str().unwrap_or_default();
        let results = case["Results"].as_array().expect("results are a list");
        if is_right(input, results) {
            right += 1;
        } else if verbose {
            println!("{input}");
            for result in results {
                println!("   want {} {}", result["Text"], result["Resolution"]);
            }
            for found in amount::find(input) {
                println!("   have {:?} {:?}", &input[found.whole_span().range()], found);
            }
        }
    }
    let share = right as f64 / wanted.len() as f64;
    println!(
        "{model}: {right} of {} cases, {:.1} % ({} of {} in scope)",
        wanted.len(),
        100.0 * share,
        wanted.len(),
        cases.len()
    );
    assert!(share >= floor, "{model}: {share:.3} is below the floor of {floor}");
}

fn value_of(result: &Value) -> Option<f64> {
    result["Resolution"]["value"].as_str()?.trim_end_matches('%').parse().ok()
}

#[test]
fn currencies() {
    run(
        "CurrencyModel",
        0.95,
        |result| value_of(result).is_some(),
        |input, results| {
            let found: Vec<AmountMention> =
                amount::find(input).into_iter().filter(|found| matches!(found.unit, Unit::Currency(_))).collect();
            found.len() == results.len()
                && found.iter().zip(results).all(|(found, result)| {
                    let unit = match (found.unit, result["Resolution"]["isoCurrency"].as_str()) {
                        (Unit::Currency(code), Some(iso)) => code == iso,
                        _ => true,
                    };
                    // The suite counts pence and cents as units of their own.
                    let minor = matches!(result["Resolution"]["unit"].as_str(), Some("Pence" | "Cent" | "Penny"));
                    let want = value_of(result).unwrap_or_default() * if minor { 0.01 } else { 1.0 };
                    unit && close(found.value, want)
                        && (found.span.start as usize, found.span.end as usize) == span(input, result)
                })
        },
    );
}

#[test]
fn percentages() {
    run(
        "PercentModel",
        1.0,
        |result| value_of(result).is_some(),
        |input, results| {
            let found: Vec<AmountMention> =
                amount::find(input).into_iter().filter(|found| found.unit == Unit::Percent).collect();
            found.len() == results.len()
                && found.iter().zip(results).all(|(found, result)| {
                    close(found.value, value_of(result).unwrap_or_default())
                        && (found.span.start as usize, found.span.end as usize) == span(input, result)
                })
        },
    );
}

#[test]
fn numbers() {
    let in_scope = |result: &Value| result["Resolution"]["subtype"].as_str() != Some("power");
    run("NumberModel", 0.92, in_scope, |input, results| {
        let found = amount::numbers(input);
        found.len() == results.len()
            && found.iter().zip(results).all(|((place, value), result)| {
                close(*value, value_of(result).unwrap_or_default())
                    && (place.start as usize, place.end as usize) == span(input, result)
            })
    });
}

/// A range of the suite: its ends, and whether they belong to it.
fn interval(result: &Value) -> Option<(Option<f64>, bool, Option<f64>, bool)> {
    let text = result["Resolution"]["value"].as_str()?;
    let (low, high) = text.get(1..text.len() - 1)?.split_once(',')?;
    let end = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
    Some((end(low)?, text.starts_with('['), end(high)?, text.ends_with(']')))
}

type Interval = (usize, usize, Option<f64>, bool, Option<f64>, bool);

/// Our amounts as the suite's ranges.
fn intervals(input: &str) -> Vec<Interval> {
    let mut ranges: Vec<Interval> = Vec::new();
    for found in amount::find(input) {
        let place = found.whole_span();
        let (start, end) = (place.start as usize, place.end as usize);
        let range = match (found.value_to, found.qualifier) {
            (Some(to), _) => (start, end, Some(found.value), true, Some(to), false),
            (None, Qualifier::MoreThan) => (start, end, Some(found.value), false, None, false),
            (None, Qualifier::AtLeast) => (start, end, Some(found.value), true, None, false),
            (None, Qualifier::LessThan) => (start, end, None, false, Some(found.value), false),
            (None, Qualifier::UpTo) => (start, end, None, false, Some(found.value), true),
            _ => continue,
        };
        // Two bounds from opposite sides that are joined are one range.
        if let Some(last) = ranges.last_mut() {
            let between = input[last.1..start].trim();
            let joined = matches!(between, "and" | "but" | "," | "and is" | ", and");
            let opposite = last.2.is_some() && last.4.is_none() && range.2.is_none()
                || last.2.is_none() && last.4.is_some() && range.4.is_none();
            if joined && opposite {
                let (low, high) = if last.2.is_some() { (*last, range) } else { (range, *last) };
                if low.2 < high.4 {
                    *last = (last.0, end, low.2, low.3, high.4, high.5);
                    continue;
                }
            }
        }
        ranges.push(range);
    }
    ranges
}

#[test]
fn ranges() {
    let in_scope = |result: &Value| {
        let text = result["Text"].as_str().unwrap_or_default();
        let ordinal = ["tenth", "fifteenth", "1st", "2nd"].iter().any(|word| text.contains(word));
        let equality = interval(result).is_some_and(|(low, _, high, _)| low == high && low.is_some());
        interval(result).is_some() && !ordinal && !equality
    };
    run("NumberRangeModel", 0.85, in_scope, |input, results| {
        let found = intervals(input);
        found.len() == results.len()
            && found.iter().zip(results).all(|(found, result)| {
                let (low, low_in, high, high_in) = interval(result).expect("in scope");
                let same = |have: Option<f64>, want: Option<f64>| match (have, want) {
                    (Some(have), Some(want)) => close(have, want),
                    (have, want) => have == want,
                };
                same(found.2, low)
                    && same(found.4, high)
                    && (low.is_none() || found.3 == low_in)
                    && (high.is_none() || low.is_some() && !found.5 && !high_in || found.5 == high_in)
                    && (found.0, found.1) == span(input, result)
            })
    });
}
