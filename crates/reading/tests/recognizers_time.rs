//! The time reader against the English DateTimeModel of Recognizers-Text.
//!
//! Only cases count whose every result is a date, a range of dates or a duration; a case counts as right when the
//! mentions are exactly the suite's, with the same spans and values (any of the readings where the suite lists two).
//!
//! The suite's conventions are turned into ours as follows.
//!
//! - *Positions* are inclusive UTF-16 offsets there and byte spans here. A preposition that does not change the meaning
//!   ("on", "in", "the") may be inside or outside.
//! - *Ends* of ranges are exclusive there and inclusive here. For a range between two named periods ("from 2014 to
//!   2018") the suite gives the first day of the closing period; we give its last.
//! - *Offsets* are as wide here as the words: "two years ago" is a year, "in three months" a month. The suite gives the
//!   day; it must lie inside.
//! - *Bounds*: "before" and "after" exclude the day they name, "until", "by" and "since" include it; the suite writes
//!   the named day for both.
//!
//! Out of reach by design:
//!
//! - holidays ("Easter", "Black Friday", "independence day"): they differ by country, and announcements name days;
//! - times of day and lengths below a second; chat shorthand ("otd", "w/c", ">= 2019");
//! - "the day", "the year", "some days" as periods of their own: in prose they rarely are;
//! - parts: the suite takes "late July" and "the end of July" for a half of it, `record.md`'s reader for its last third
//!   and "early" a year for its first quarter;
//! - fiscal and school years, seasons: unresolved in the suite, intervals here.
//!
//! "several weeks" is a length of weeks that nobody counts ("PXW"); the suite counts three.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use reading::time::{self, TimeKind, TimeMention};
use serde_json::Value;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/recognizers-text/DateTimeModel.json");

/// Share of cases that must stay right.
const FLOOR: f64 = 0.84;

#[test]
fn dates_ranges_and_durations() {
    let Ok(text) = std::fs::read_to_string(SUITE) else {
        eprintln!("skipped: {SUITE} is not here");
        return;
    };
    let cases: Vec<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("the suite is JSON");
    let wanted: Vec<&Value> = cases.iter().filter(|case| in_scope(case)).collect();
    let verbose = std::env::var_os("SHOW_FAILURES").is_some();
    let mut right = 0;
    for case in &wanted {
        let input = case["Input"].as_str().unwrap_or_default();
        let reference = case["Context"]["ReferenceDateTime"].as_str().and_then(|text| text.parse::<DateTime>().ok());
        let found = time::find(input, reference.map(DateTime::date));
        let results = case["Results"].as_array().expect("results are a list");
        if found.len() == results.len() && found.iter().zip(results).all(|(found, want)| agrees(input, found, want)) {
            right += 1;
        } else if verbose {
            println!("{input} | {:?}", reference.map(DateTime::date));
            for result in results {
                println!("   want {} {}", result["Text"], result["Resolution"]["values"]);
            }
            for found in &found {
                println!("   have {:?} {:?} {}", &input[found.span.range()], found.kind, found.value);
            }
        }
    }
    let share = f64::from(right) / wanted.len() as f64;
    let outside = |reason: &str, is_it: fn(&Value) -> bool| {
        println!("DateTimeModel, out of scope: {} cases {reason}", cases.iter().filter(|case| is_it(case)).count());
    };
    outside("with times of day, frequencies or zones", |case| !results(case).is_empty() && !has_our_kinds(case));
    outside("without a result", |case| results(case).is_empty());
    outside("that the suite leaves without a value (seasons, fiscal and school years)", |case| {
        has_our_kinds(case) && is_unresolved(case)
    });
    println!(
        "DateTimeModel, dates, ranges and durations: {right} of {} cases right ({:.1} %)",
        wanted.len(),
        share * 100.0
    );
    assert!(share >= FLOOR, "{:.1} % of cases are right, and {:.1} % were", share * 100.0, FLOOR * 100.0);
}

fn results(case: &Value) -> &[Value] {
    case["Results"].as_array().map_or(&[][..], Vec::as_slice)
}

fn in_scope(case: &Value) -> bool {
    !results(case).is_empty() && has_our_kinds(case) && !is_unresolved(case)
}

/// Every result is a date, a range of dates or a length of time.
fn has_our_kinds(case: &Value) -> bool {
    let kinds = ["datetimeV2.date", "datetimeV2.daterange", "datetimeV2.duration"];
    results(case).iter().all(|result| kinds.iter().any(|kind| result["TypeName"] == *kind))
}

/// A range whose days the suite does not say: there is nothing to compare.
fn is_unresolved(case: &Value) -> bool {
    results(case).iter().any(|result| {
        let values = result["Resolution"]["values"].as_array();
        result["TypeName"] == "datetimeV2.daterange"
            && values.is_some_and(|values| values.iter().all(|value| value["value"] == "not resolved"))
    })
}

fn agrees(input: &str, found: &TimeMention, want: &Value) -> bool {
    same_words(&input[found.span.range()], want["Text"].as_str().unwrap_or_default())
        && inside(input, found, want)
        && want["Resolution"]["values"]
            .as_array()
            .is_some_and(|values| values.iter().any(|value| same_value(found, value, want)))
}

/// The span covers the same words, leaving aside what does not change the meaning.
fn same_words(ours: &str, theirs: &str) -> bool {
    let bare = |text: &str| {
        let mut words: Vec<String> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
        while words
            .first()
            .is_some_and(|word| ["on", "in", "the", "this", "of"].contains(&word.as_str()) && words.len() > 1)
        {
            words.remove(0);
        }
        words.join(" ").trim_end_matches('.').to_owned()
    };
    ours.to_lowercase() == theirs.to_lowercase() || bare(ours) == bare(theirs)
}

fn inside(input: &str, found: &TimeMention, want: &Value) -> bool {
    let end = input[..found.span.end as usize].encode_utf16().count() as i64 - 1;
    want["End"].as_i64().is_some_and(|want| want == end || (want - end).abs() == 1 && input.ends_with('.'))
}

fn same_value(found: &TimeMention, value: &Value, want: &Value) -> bool {
    let day = |key: &str| value[key].as_str().and_then(|text| text.parse::<Date>().ok());
    let timex = value["timex"].as_str().unwrap_or_default();
    let text = want["Text"].as_str().unwrap_or_default().to_lowercase();
    let readings = [(found.from, found.to)].into_iter().chain([found.past, found.future].into_iter().flatten());
    let mut readings = readings.collect::<Vec<_>>().into_iter();
    match value["type"].as_str() {
        Some("duration") => found.kind == TimeKind::Duration && found.value == timex,
        Some("date") if value["value"] == "not resolved" => found.from.is_none() && found.value == timex,
        Some("date") => {
            let Some(want) = day("value") else { return false };
            let offset = ["ago", "in ", "later", "from", "after", "before"].iter().any(|word| text.contains(word))
                && (text.contains("month") || text.contains("year"));
            readings.any(|reading| {
                reading == (Some(want), Some(want)) || offset && reading.0 <= Some(want) && Some(want) <= reading.1
            })
        }
        Some("daterange") => readings.any(|(from, to)| {
            let modifier = value["Mod"].as_str().unwrap_or_default();
            let past = |date: Option<Date>| date.and_then(|date| date.tomorrow().ok());
            let from_agrees = from == day("start")
                || modifier.starts_with("after") && value["end"].is_null() && from == past(day("start"));
            let period = |to: Date| {
                let month = if to == to.last_of_month() { Some(to.first_of_month()) } else { None };
                let year = if to == to.last_of_year() { Some(to.first_of_year()) } else { None };
                let quarter =
                    month.filter(|_| to.month() % 3 == 0).and_then(|month| month.checked_sub(2.months()).ok());
                [Some(to), month, year, quarter]
            };
            let between = timex.starts_with('(');
            let to_agrees = match (to, day("end")) {
                (None, None) => true,
                (Some(to), Some(end)) => {
                    past(Some(to)) == Some(end)
                        || between && period(to).contains(&Some(end))
                        || modifier.starts_with("until") && to == end
                        || text.starts_with("no later") && to == end
                        || ["earlier", "date"].iter().any(|words| text.contains(words)) && to == end
                }
                _ => false,
            };
            from_agrees && to_agrees && value["value"] != "not resolved"
        }),
        _ => false,
    }
}
