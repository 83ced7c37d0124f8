//! How the register and its views behave at scale.
//!
//! `cargo run --release -p demarche-views --example scale -- RECORDS.jsonl COUNT [REGISTER]` fills a register with COUNT
//! documents, made by recombining the records of a file (`demarche extract --format jsonl corpus/announcements.jsonl`): each
//! gets other countries, other people and other days, so that entities and happenings are as many as they would be. Then it
//! asks what people ask, and prints the times. A register that holds some of them is filled up, and a full one is asked alone.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{Span, Timestamp};
use record::{Act, Date, PublicRecord, Record};
use register::{Author, Register, Snapshot, Status};
use serde_json::Value;
use views::{LedgerQuery, Party};

/// Countries that the jurisdictions of a record are moved among.
const CODES: &[&str] = &[
    "AE", "AR", "AT", "AU", "BD", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CR", "CZ", "DE", "DK", "DO", "DZ",
    "EC", "EE", "EG", "ES", "EU", "FI", "FR", "GB", "GH", "GR", "GT", "HK", "HR", "HU", "ID", "IE", "IL", "IN", "IQ",
    "IS", "IT", "JO", "JP", "KE", "KR", "KW", "KZ", "LA", "LK", "LT", "LU", "LV", "MA", "MN", "MX", "MY", "NG", "NL",
    "NO", "NZ", "OM", "PA", "PE", "PH", "PK", "PL", "PT", "PY", "QA", "RO", "RS", "RW", "SA", "SE", "SG", "SI", "SK",
    "SN", "TH", "TN", "TR", "TW", "TZ", "UA", "UG", "US", "UY", "UZ", "VN", "ZA", "ZM",
];

/// Documents that are written together, as `demarche read` does.
const TOGETHER: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [records, count, rest @ ..] = &arguments[..] else {
        return Err("scale RECORDS.jsonl COUNT [REGISTER]".into());
    };
    let count: usize = count.parse()?;
    let base: Vec<Value> =
        std::fs::read_to_string(records)?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let path = rest.first().map_or("scale.db", String::as_str);
    let author = Author("scale".to_owned());
    let mut register = Register::open(Path::new(path))?;
    let day: Date = "2026-01-15".parse()?;
    let held = register.snapshot(day, None)?.document_count()? as usize;
    if held < count {
        let (mut taken, mut tenth) = (Duration::ZERO, (Duration::ZERO, Duration::ZERO));
        let part = (count / 10).max(1);
        let mut ready = Vec::new();
        for number in held..count {
            let public: PublicRecord = serde_json::from_value(varied(&base[number % base.len()], number, base.len()))?;
            let record = Record::try_from(public)?;
            let (start, worked) = (Instant::now(), worked());
            ready.push(record);
            if ready.len() == TOGETHER || number + 1 == count {
                for added in register.add_all(ready.drain(..), &author, Timestamp::now())? {
                    added?;
                }
            }
            tenth.0 += start.elapsed();
            tenth.1 += self::worked() - worked;
            if (number + 1).is_multiple_of(part) {
                let (ms, worked) = (milliseconds(tenth.0) / part as f64, milliseconds(tenth.1) / part as f64);
                println!(
                    "{} documents, the last tenth at {ms:.2} ms each, {worked:.2} ms of them on the processor",
                    number + 1
                );
                taken += tenth.1;
                tenth = Default::default();
            }
        }
        println!("written at {:.2} ms of the processor a document", milliseconds(taken) / (count - held) as f64);
        let size = std::fs::metadata(path)?.len();
        println!("size {:.1} KiB a document", size as f64 / 1024.0 / count as f64);
    }
    let now = register.snapshot(day, None)?;
    println!("{} documents, facts {:?}", now.document_count()?, now.fact_counts()?);
    let jurisdiction = |number: usize| {
        let code = CODES[number * 7 % CODES.len()].to_owned();
        Party::Jurisdiction { name: code.clone(), code }
    };
    let ledger = |snapshot: Snapshot<'_>, number: usize| -> Result<usize, register::Error> {
        let query = LedgerQuery {
            with: Some(jurisdiction(number)),
            acts: if number.is_multiple_of(2) { vec![Act::Commitment, Act::Agreement] } else { Vec::new() },
            statuses: vec![if number.is_multiple_of(3) { Status::Overdue } else { Status::Open }],
            limit: Some(100),
            ..Default::default()
        };
        Ok(views::ledger(snapshot, &query)?.entries.len())
    };
    let present = measure("ledger with filters", |number| ledger(now, number))?;
    let known = register.snapshot(day, Some(Timestamp::now()))?;
    let past = measure("the same, as known at a time", |number| ledger(known, number))?;
    println!("known at a time / present: {:.2}", past.as_secs_f64() / present.as_secs_f64());
    measure("brief", |number| Ok(views::brief(now, &jurisdiction(number), None)?.promises.len()))?;
    let words =
        ["steel quota", "free trade agreement", "minister", "digital", "Goyal", "safeguard duty", "joint declaration"];
    let search = views::Scope { limit: Some(20), ..views::Scope::default() };
    measure("search", |number| Ok(views::search(now, words[number % words.len()], &search)?.hits.len()))?;
    Ok(())
}

/// Asks a hundred times and prints the median and the 99th percentile, by the clock and of the processor; returns the median.
fn measure(what: &str, ask: impl Fn(usize) -> Result<usize, register::Error>) -> Result<Duration, Box<dyn Error>> {
    let (mut times, mut works) = (Vec::new(), Vec::new());
    let mut found = 0;
    for number in 0..100 {
        let (start, before) = (Instant::now(), worked());
        found += ask(number)?;
        times.push(start.elapsed());
        works.push(worked() - before);
    }
    let percentiles = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        format!("median {:.1} ms, 99th percentile {:.1} ms", milliseconds(times[50]), milliseconds(times[98]))
    };
    println!("{what}: {}; of the processor: {}; {found} found", percentiles(&mut times), percentiles(&mut works));
    Ok(works[50])
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How long this thread has been on a processor: what others do on the machine shows in it least. Nothing where the system
/// does not tell.
fn worked() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0))
}

/// A record with other countries, people and days.
fn varied(record: &Value, number: usize, bases: usize) -> Value {
    let round = number / bases;
    let (countries, days) = (round % CODES.len(), round / CODES.len());
    let mut record = record.clone();
    record["document"]["id"] =
        Value::from(format!("{}-{round}", record["document"]["id"].as_str().unwrap_or_default()));
    let body = format!("{}\n\nNotice {round}", record["document"]["body"].as_str().unwrap_or_default());
    let title = format!("{} ({round})", record["document"]["title"].as_str().unwrap_or_default());
    record["document"]["body"] = Value::from(body);
    record["document"]["title"] = Value::from(title);
    let people: Vec<String> = record["actors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|actor| actor["kind"] == "person" || actor["kind"] == "organisation")
        .filter_map(|actor| actor["name"].as_str().map(str::to_owned))
        .collect();
    move_on(&mut record["document"]["published"], countries, days, &[]);
    for part in ["actors", "instruments", "facts"] {
        move_on(&mut record[part], countries, days, &people);
    }
    record
}

fn move_on(value: &mut Value, countries: usize, days: usize, people: &[String]) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| move_on(value, countries, days, people)),
        Value::Object(fields) => {
            for (field, value) in fields.iter_mut().filter(|(field, _)| !matches!(field.as_str(), "evidence" | "text"))
            {
                let codes = matches!(field.as_str(), "jurisdiction" | "country" | "parties");
                let other = |code: &str| {
                    CODES.iter().position(|known| *known == code).map(|at| CODES[(at + countries) % CODES.len()])
                };
                match value {
                    // Another year's session has another number.
                    Value::Number(number) if field == "ordinal" => {
                        *value = Value::from(number.as_u64().unwrap_or_default() + days as u64);
                    }
                    Value::String(code) if codes => *code = other(code).unwrap_or(code).to_owned(),
                    Value::Array(all) if codes => {
                        for code in all {
                            let moved = code.as_str().and_then(other).map(Value::from);
                            *code = moved.unwrap_or_else(|| code.clone());
                        }
                    }
                    value => move_on(value, countries, days, people),
                }
            }
        }
        Value::String(text) => {
            if let Ok(day) = text.parse::<Date>()
                && text.len() == 10
            {
                let moved = day.checked_sub(Span::new().days(37 * days as i64));
                *text = moved.map(|day| day.to_string()).unwrap_or_default();
            } else if people.contains(text) {
                // Every word of the name becomes another's, so that surnames differ, too.
                let ending = CODES[countries].to_lowercase();
                *text = text.split(' ').map(|word| format!("{word}{ending}")).collect::<Vec<_>>().join(" ");
            }
        }
        _ => {}
    }
}
