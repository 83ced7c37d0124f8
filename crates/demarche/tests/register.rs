//! The register as its users meet it: what one announcement does to what others told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::Timestamp;
use record::{Date, PublicRecord, Record};
use register::{Added, Author, EntryFilter, Register, Snapshot, Status, Verdict};
use serde_json::Value;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file beside the checkout; nothing, with a visible message, where it is absent.
fn shared(path: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(path);
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn demarche(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).output().expect("the program runs")
}

fn succeed(arguments: &[&str]) -> String {
    let output = demarche(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&succeed(arguments)).expect("JSON")
}

/// The records of announcements, read by the program.
fn records(paths: &[&Path]) -> Vec<Record> {
    let mut arguments = vec!["extract", "--format", "jsonl"];
    arguments.extend(paths.iter().map(|path| path.to_str().expect("UTF-8")));
    succeed(&arguments)
        .lines()
        .map(|line| {
            let public: PublicRecord = serde_json::from_str(line).expect("a record");
            reading::meaning::with_meanings(Record::try_from(public).expect("evidence that holds"))
        })
        .collect()
}

fn corpus() -> PathBuf {
    repository().join("corpus/announcements.jsonl")
}

fn author() -> Author {
    Author("test".to_owned())
}

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A register in a new folder, with records in it.
fn filled(records: &[Record]) -> (tempfile::TempDir, Register) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = Register::open(&folder.path().join("test.db")).expect("a register");
    for record in records {
        let added = register.add(record.clone(), &author(), Timestamp::now()).expect("added");
        assert!(matches!(added, Added::New(_)), "{added:?}");
    }
    (folder, register)
}

/// All that a snapshot says that the order of reading could touch.
fn state(snapshot: Snapshot<'_>) -> BTreeSet<String> {
    let mut state = BTreeSet::new();
    for id in snapshot.document_ids().expect("ids") {
        let document = snapshot.document(&id).expect("a document");
        state.insert(format!("{id} tells {:?}", document.happening));
        for fact in snapshot.facts_of(&id).expect("facts") {
            state.insert(format!("{} {:?}", fact.id, snapshot.names(&fact).expect("names")));
            state.insert(format!("{} {:?}", fact.id, snapshot.history(&fact).expect("history")));
            for link in snapshot.links(&fact).expect("links") {
                state.insert(format!("{} {} {} {} {}", link.later.id, link.kind, link.earlier.id, link.day, link.why));
            }
        }
    }
    state
}

fn same(one: &BTreeSet<String>, two: &BTreeSet<String>) {
    let (first, second): (Vec<_>, Vec<_>) =
        (one.difference(two).take(8).collect(), two.difference(one).take(8).collect());
    assert!(first.is_empty() && second.is_empty(), "in the first alone: {first:#?}, in the second alone: {second:#?}");
}

#[test]
fn the_order_of_reading_does_not_show() {
    let mut all = records(&[&corpus()]);
    if let Some(releases) = shared("announcements/motir-2025-12.txt") {
        all.extend(records(&[&releases]));
    }
    let (_folder, register) = filled(&all);
    let expected = state(register.snapshot(day("2026-02-01"), None).expect("a snapshot"));
    assert!(expected.len() > 500);
    // Reversed, and two shuffles by a fixed generator (Numerical Recipes' LCG): the same test every time.
    let mut orders: Vec<Vec<Record>> = vec![all.iter().rev().cloned().collect()];
    let mut seed = 7_u32;
    for _ in 0..2 {
        let mut order = all.clone();
        for at in (1..order.len()).rev() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            order.swap(at, (seed >> 8) as usize % (at + 1));
        }
        orders.push(order);
    }
    for order in orders {
        let (_folder, register) = filled(&order);
        let found = state(register.snapshot(day("2026-02-01"), None).expect("a snapshot"));
        same(&expected, &found);
        assert_eq!(register.check(|_| {}).expect("checked"), []);
    }
}

/// The reviewed links, and a register of the announcements that they are about.
fn linked() -> Option<(Value, tempfile::TempDir, Register)> {
    let links = shared("gold/dev-links.json")?;
    let releases = shared("announcements/motir-2025-12.txt").expect("it is beside the links");
    let announcements = shared("announcements/dev.jsonl").expect("it is beside the links");
    let links: Value = serde_json::from_str(&std::fs::read_to_string(links).expect("read")).expect("JSON");
    let (folder, register) = filled(&records(&[&announcements, &releases]));
    Some((links, folder, register))
}

#[test]
fn accounts_of_one_happening_meet_and_no_others() {
    let Some((links, _folder, register)) = linked() else { return };
    let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
    let mut tellings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for id in snapshot.document_ids().expect("ids") {
        if let Some(happening) = snapshot.document(&id).expect("a document").happening {
            tellings.entry(happening).or_default().insert(id);
        }
    }
    let found: BTreeSet<BTreeSet<String>> = tellings.into_values().filter(|documents| documents.len() > 1).collect();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let expected: BTreeSet<BTreeSet<String>> = links["same_happening"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|pair| pair["documents"].as_array().expect("a list").iter().map(text).collect())
        .collect();
    assert_eq!(found, expected);
}

/// The entry of a document whose content has some words, with its status on a day.
fn entry(snapshot: Snapshot<'_>, document: &str, words: &str) -> (String, Status) {
    let filter = EntryFilter { repeats: true, ..EntryFilter::default() };
    let found: Vec<_> = snapshot
        .entries(&filter)
        .expect("entries")
        .into_iter()
        .filter(|(fact, ..)| {
            let content = match fact.fact.body() {
                record::FactBody::Statement(statement) => statement.content.as_str(),
                _ => "",
            };
            fact.document == document && content.contains(words)
        })
        .collect();
    assert_eq!(found.len(), 1, "{document} {words}: {found:?}");
    (found[0].0.id.clone(), found[0].1)
}

#[test]
fn promises_stand_where_they_should_on_each_day() {
    let Some((_, _folder, register)) = linked() else { return };
    let at = |on: &str| register.snapshot(day(on), None).expect("a snapshot");
    for (document, words, statuses, by) in [
        (
            "dev-03",
            "seek a conclusion",
            &[("2025-12-10", Status::Open), ("2025-12-20", Status::Fulfilled)][..],
            &["dev-04", "dev-05"][..],
        ),
        (
            "motir-2025-12-07",
            "conclusion within the year",
            &[("2025-12-10", Status::Open), ("2025-12-20", Status::Fulfilled)],
            &["dev-04", "dev-05"],
        ),
        (
            "dev-06",
            "take up negotiations",
            &[("2022-02-01", Status::Open), ("2022-04-01", Status::Fulfilled)],
            &["dev-07"],
        ),
        (
            "dev-06",
            "first half of this year",
            &[("2022-02-01", Status::Open), ("2022-04-01", Status::Fulfilled)],
            &["dev-07"],
        ),
        (
            "dev-13",
            "signed after",
            &[("2025-06-01", Status::Open), ("2025-07-25", Status::Fulfilled)],
            &["dev-14", "dev-15"],
        ),
        ("motir-2025-12-07", "convene", &[("2025-12-15", Status::Open), ("2026-01-02", Status::Overdue)], &[]),
    ] {
        for (on, status) in statuses {
            assert_eq!(entry(at(on), document, words).1, *status, "{document} {words} on {on}");
        }
        let snapshot = at(statuses[1].0);
        let fact = snapshot.fact(&entry(snapshot, document, words).0).expect("a fact");
        let links = snapshot.links(&fact).expect("links");
        for kept in by {
            assert!(
                links.iter().any(|link| link.kind == "fulfils" && link.later.document == *kept),
                "{document} by {kept}"
            );
        }
    }
}

/// Our own words: a promise for the next meeting, meetings with others and the meeting itself.
#[test]
fn what_is_put_off_to_the_next_meeting_falls_due_with_it() {
    let told = [
        (
            "waits-1",
            "2025-10-06",
            "Minister Park Ji-ho meets Canadian Minister Laura Bell",
            "Minister for Trade Park Ji-ho met with Canada's Minister of International Trade Laura Bell in Ottawa on October 6. \
          Korea and Canada agreed to announce a list of critical minerals projects at the next ministerial meeting.",
        ),
        (
            "waits-2",
            "2025-11-12",
            "Minister Park Ji-ho meets Chilean Minister Diego Rojas",
            "Minister for Trade Park Ji-ho met with Chile's Minister of Economy Diego Rojas in Santiago on November 12.",
        ),
        (
            "waits-3",
            "2025-12-04",
            "Minister Park Ji-ho meets Canadian Minister Laura Bell",
            "Minister for Trade Park Ji-ho met with Canada's Minister of International Trade Laura Bell in Seoul on December 4.",
        ),
        (
            "waits-4",
            "2026-02-11",
            "Minister Park Ji-ho meets Canadian Minister Laura Bell",
            "Minister for Trade Park Ji-ho met with Canada's Minister of International Trade Laura Bell in Toronto on February 11.",
        ),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("told.jsonl");
    let lines = told.map(|(id, published, title, body)| {
        let document = serde_json::json!({"id": id, "published": published, "title": title, "body": body,
                                          "publisher": "Ministry of Trade, Republic of Korea"});
        document.to_string()
    });
    std::fs::write(&path, lines.join("\n")).expect("a file");
    let all = records(&[&path]);
    // Whatever is read first, the promise falls due with the first of the meetings that it can mean.
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let (_folder, register) = filled(&order.map(|at: usize| all[at].clone()));
        let at = |on: &str| entry(register.snapshot(day(on), None).expect("a snapshot"), "waits-1", "minerals");
        assert_eq!(at("2025-11-20").1, Status::Open, "{order:?}");
        assert_eq!(at("2025-12-04").1, Status::Open, "{order:?}");
        assert_eq!(at("2025-12-05").1, Status::Overdue, "{order:?}");
        let snapshot = register.snapshot(day("2026-03-01"), None).expect("a snapshot");
        let fact = snapshot.fact(&at("2026-03-01").0).expect("a fact");
        let links = snapshot.links(&fact).expect("links");
        let due: Vec<_> = links.iter().filter(|link| link.kind == "due-at").collect();
        assert_eq!(due.len(), 1, "{order:?}: {due:?}");
        assert_eq!(due[0].later.document, "waits-3", "{order:?}");
    }
}

#[test]
fn chains_share_their_instruments() {
    let Some((links, _folder, register)) = linked() else { return };
    let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
    for chain in links["chains"].as_array().expect("a list") {
        let documents: Vec<&str> =
            chain["documents"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        let mut common: Option<BTreeSet<String>> = None;
        for document in &documents {
            let mut named = BTreeSet::new();
            for fact in snapshot.facts_of(document).expect("facts") {
                let names = snapshot.names(&fact).expect("names");
                named.extend(names.into_iter().map(|(_, entity, _)| entity).filter(|entity| !entity.starts_with('a')));
            }
            common = Some(common.map_or(named.clone(), |common| common.intersection(&named).cloned().collect()));
        }
        let common = common.expect("documents");
        assert!(!common.is_empty(), "{}: {documents:?} share nothing", chain["instrument"]);
        let facts: Vec<register::StoredFact> = common
            .iter()
            .flat_map(|entity| {
                let filter = register::FactFilter { entity: Some(entity), kind: Some("stage"), ..Default::default() };
                snapshot.facts(&filter).expect("facts")
            })
            .collect();
        for stage in chain["stages"].as_array().unwrap_or(&Vec::new()) {
            let (name, date) = (stage[0].as_str().expect("a stage"), stage[1].as_str().expect("a date"));
            let told = facts.iter().any(|fact| match fact.fact.body() {
                record::FactBody::Stage(stage) => {
                    let as_of = stage.as_of.map(|day| day.to_string()).unwrap_or_default();
                    stage.stage.as_str() == name && (as_of.starts_with(date) || date.starts_with(&as_of))
                }
                _ => false,
            });
            assert!(told, "{}: {name} {date}", chain["instrument"]);
        }
    }
}

#[test]
fn reading_again_changes_nothing_and_a_corrected_release_is_a_revision() {
    let all = records(&[&corpus()]);
    let (_folder, mut register) = filled(&all);
    let before = state(register.snapshot(day("2026-02-01"), None).expect("a snapshot"));
    for record in &all {
        assert!(matches!(register.add(record.clone(), &author(), Timestamp::now()), Ok(Added::Known(_))));
    }
    let known = Timestamp::now();
    same(&before, &state(register.snapshot(day("2026-02-01"), None).expect("a snapshot")));
    // The same release with another minister's name, under another number of a listing.
    let mut document = all[3].document.clone();
    document.body = document.body.replacen("Yeo Han-koo", "Kim Jung-kwan", 1);
    document.id.0 = "listing-77".to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("one.jsonl");
    std::fs::write(&path, serde_json::to_string(&document).expect("JSON") + "\n").expect("written");
    let revised = records(&[&path]);
    let added = register.add(revised[0].clone(), &author(), Timestamp::now()).expect("added");
    assert_eq!(added, Added::Revision(all[3].document.id.0.clone(), 2));
    assert_eq!(register.check(|_| {}).expect("checked"), []);
    // What was known before is what was known before.
    same(&before, &state(register.snapshot(day("2026-02-01"), Some(known)).expect("a snapshot")));
}

#[test]
fn what_was_known_never_changes_and_what_is_forgotten_is_gone() {
    let all = records(&[&corpus()]);
    let (first, second) = all.split_at(all.len() / 2);
    let (_folder, mut register) = filled(first);
    let known = Timestamp::now();
    let early = state(register.snapshot(day("2026-02-01"), None).expect("a snapshot"));
    for record in second {
        register.add(record.clone(), &author(), Timestamp::now()).expect("added");
    }
    let later = register.snapshot(day("2026-02-01"), Some(known)).expect("a snapshot");
    same(&state(later), &early);
    let gone = &second[0].document;
    register.forget(&gone.id.0, &author(), "retracted", Timestamp::now()).expect("forgotten");
    assert!(register.snapshot(day("2026-02-01"), None).expect("a snapshot").document(&gone.id.0).is_err());
    let again = register.add(second[0].clone(), &author(), Timestamp::now()).expect("looked at");
    assert_eq!(again, Added::Buried(gone.id.0.clone()));
    assert_eq!(register.check(|_| {}).expect("checked"), []);
    let bytes = std::fs::read(register.path()).expect("read");
    let words = gone.body.split_inclusive('.').next().expect("a sentence").as_bytes();
    assert!(!bytes.windows(words.len()).any(|window| window == words), "its words are still in the file");
}

#[test]
fn decisions_outlive_a_new_reading() {
    let all = records(&[&corpus()]);
    let (_folder, mut register) = filled(&all);
    let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
    let id = all[2].document.id.0.clone();
    let facts = snapshot.facts_of(&id).expect("facts");
    let statement = facts.iter().find(|fact| matches!(fact.fact.body(), record::FactBody::Statement(_))).expect("one");
    let event = facts.iter().find(|fact| matches!(fact.fact.body(), record::FactBody::Event(_))).expect("one");
    let record::FactBody::Statement(mut body) = statement.fact.body().clone() else { unreachable!() };
    body.content = "something else".to_owned();
    let (statement, event) = (statement.id.clone(), event.id.clone());
    let correct = Verdict::Correct(Box::new(body.into()));
    register.decide(&statement, &correct, &author(), "misread", Timestamp::now()).expect("decided");
    register.decide(&event, &Verdict::Reject, &author(), "", Timestamp::now()).expect("decided");
    register.reread(&all[2..3], &author(), Timestamp::now()).expect("read again");
    let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
    assert!(snapshot.fact(&event).is_err(), "a rejected fact came back");
    match snapshot.fact(&statement).expect("it stays").fact.body() {
        record::FactBody::Statement(statement) => assert_eq!(statement.content, "something else"),
        other => panic!("{other:?}"),
    }
    assert_eq!(register.check(|_| {}).expect("checked"), []);
}

#[test]
fn entities_are_merged_and_split_by_decision() {
    let all = records(&[&corpus()]);
    let (_folder, mut register) = filled(&all);
    let find = |register: &Register, name: &str| {
        let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
        snapshot.find(name, 5).expect("found").into_iter().find(|find| find.kind == "instrument").expect(name).entity
    };
    let (one, two) =
        (find(&register, "India–UK Free Trade Agreement"), find(&register, "Korea–GCC Free Trade Agreement"));
    assert_ne!(one, two);
    register.merge(&one, &two, &author(), "a test", Timestamp::now()).expect("merged");
    let merged = find(&register, "Korea–GCC Free Trade Agreement");
    assert_eq!(merged, find(&register, "India–UK Free Trade Agreement"));
    assert_eq!(register.check(|_| {}).expect("checked"), []);
    register.split(&merged, "India–UK Free Trade Agreement", &author(), "undone", Timestamp::now()).expect("split");
    assert_ne!(find(&register, "India–UK Free Trade Agreement"), find(&register, "Korea–GCC Free Trade Agreement"));
    assert_eq!(register.check(|_| {}).expect("checked"), []);
}

#[test]
fn the_main_job_and_its_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("demarche.db");
    let db = db.to_str().expect("UTF-8");
    let corpus = corpus();
    let corpus = corpus.to_str().expect("UTF-8");
    let summary = json(&["read", corpus, "--register", db, "--format", "json", "--as-of", "2025-12-20"]);
    assert_eq!(summary["new"], 24);
    assert!(summary["happenings"].as_u64().expect("a number") < 24);
    assert_eq!(json(&["read", corpus, "--register", db, "--json"])["known"], 24);
    let ledger =
        json(&["ledger", "--register", db, "--status", "fulfilled", "--as-of", "2025-12-20", "--format", "json"]);
    let entries = ledger["entries"].as_array().expect("entries");
    assert!(entries.iter().any(|entry| entry["content"].as_str().is_some_and(|text| text.contains("conclusion"))));
    for entry in entries {
        assert!(entry["source"]["words"][0].as_str().is_some_and(|words| !words.is_empty()));
    }
    let brief =
        succeed(&["brief", "--with", "United Kingdom", "--register", db, "--as-of", "2025-12-20", "--format", "md"]);
    assert!(brief.contains("## Last contact\n") && brief.contains("## Agreements and measures\n"), "{brief}");
    let track =
        json(&["timeline", "Korea–UK FTA upgrade", "--register", db, "--as-of", "2025-12-20", "--format", "json"]);
    let stages: Vec<&str> =
        track["stations"].as_array().expect("stages").iter().filter_map(|one| one["stage"].as_str()).collect();
    assert_eq!(stages, ["launched", "launched", "negotiating", "concluded"]);
    assert!(track["stations"][0]["conflicts"][0].as_str().is_some_and(|text| text.contains("2024-01")), "{track}");
    let calendar = succeed(&["agenda", "--ics", "--register", db, "--as-of", "2025-12-01"]);
    assert!(calendar.starts_with("BEGIN:VCALENDAR") && calendar.contains("UID:"), "{calendar}");
    let found = json(&["search", "Sefcovich", "--register", db, "--format", "json"]);
    assert!(found["names"].as_array().expect("names").iter().any(|name| name["name"] == "Maroš Šefčovič"), "{found}");
    for (arguments, message) in [
        (&["brief", "--with", "Atlantis"][..], "no counterpart"),
        (&["show", "nothing"], "nothing named"),
        (&["review", "correct", "nothing", "{}"], "no fact"),
    ] {
        let output = demarche(&[arguments, &["--register", db]].concat());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(message), "{arguments:?}: {error}");
    }
    // What is exported is what is imported.
    let (lines, other) = (folder.path().join("all.jsonl"), folder.path().join("other.db"));
    let (lines, other) = (lines.to_str().expect("UTF-8"), other.to_str().expect("UTF-8"));
    succeed(&["export", "--register", db, "-o", lines]);
    succeed(&["import", lines, "--register", other]);
    let ask = |register: &str| json(&["ledger", "--register", register, "--as-of", "2025-12-20", "--format", "json"]);
    assert_eq!(ask(db), ask(other));
    let linked: Value =
        serde_json::from_str(&succeed(&["export", "--form", "jsonld", "--register", db])).expect("JSON");
    assert!(linked["@graph"].as_array().expect("a graph").len() > 100);
    let backup = folder.path().join("backup.db");
    succeed(&["backup", backup.to_str().expect("UTF-8"), "--register", db]);
    succeed(&["restore", backup.to_str().expect("UTF-8"), "--register", db, "--replace"]);
    assert!(succeed(&["check", "--register", db]).contains("is whole"));
    assert!(succeed(&["reread", "--register", db]).starts_with("0 of 24"));
}

/// Topics are found in the goods and names of instruments, too; every view takes the filters that narrow it.
#[test]
fn views_are_narrowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = folder.path().join("demarche.db");
    let db = db.to_str().expect("UTF-8");
    let corpus = corpus();
    succeed(&["read", corpus.to_str().expect("UTF-8"), "--register", db, "--as-of", "2025-12-20"]);
    let ask = |arguments: &[&str]| -> Value {
        json(&[arguments, &["--register", db, "--as-of", "2025-12-20", "--format", "json"]].concat())
    };
    let contents = |answer: &Value, list: &str, field: &str| -> Vec<String> {
        let list = answer[list].as_array().expect("a list").iter();
        list.map(|one| one[field].as_str().expect("a text").to_owned()).collect()
    };
    let topic = |words: &str| contents(&ask(&["ledger", "--topic", words]), "entries", "content");
    let steel = topic("STEEL");
    // The words of this one do not name steel; what it is about does.
    assert!(steel.iter().any(|content| content == "talk to partners about country-specific shares"), "{steel:?}");
    assert!(steel.iter().all(|content| !content.contains("battery")), "{steel:?}");
    assert_eq!(topic("stee"), steel, "the beginning of a word is enough");
    assert_eq!(topic("steel quotas"), topic("quota steel"));
    assert!(topic("steel unicorns").is_empty());
    assert!(!topic("cars").is_empty() && topic("cars") == topic("automobiles"), "other names of goods");
    let all = contents(&ask(&["ledger"]), "entries", "content");
    assert!(steel.len() < all.len());

    let agenda = |arguments: &[&str]| -> Vec<String> {
        let common = ["--register", db, "--as-of", "2025-12-01", "--format", "json"];
        contents(&json(&[&["agenda"], arguments, &common[..]].concat()), "appointments", "what")
    };
    let whole = agenda(&[]);
    let upgrade = agenda(&["--instrument", "Korea–UK FTA upgrade"]);
    assert!(!upgrade.is_empty() && upgrade.len() < whole.len(), "{upgrade:?} {whole:?}");
    assert!(agenda(&["--from", "2026-04-01"]).len() < whole.len());
    assert!(agenda(&["--to", "1999-01-01"]).is_empty());

    let timeline = |arguments: &[&str]| contents(&ask(&[&["timeline", "UK"], arguments].concat()), "lines", "fact");
    let whole = timeline(&[]);
    let early = timeline(&["--to", "2024-12-31"]);
    let late = timeline(&["--from", "2025-01-01"]);
    assert!(!early.is_empty() && !late.is_empty());
    let both: BTreeSet<&String> = early.iter().chain(&late).collect();
    assert_eq!((both.len(), early.len() + late.len()), (whole.len(), whole.len()));
    let statements = timeline(&["--kind", "statement", "--topic", "upgrade"]);
    assert!(!statements.is_empty() && statements.len() < whole.len());

    let search =
        |arguments: &[&str]| contents(&ask(&[&["search", "agreement"], arguments].concat()), "hits", "document");
    let (whole, early) = (search(&[]), search(&["--to", "2023-12-31"]));
    assert!(!early.is_empty() && early.len() < whole.len());
    assert!(search(&["--from", "2024-01-01"]).iter().all(|document| !early.contains(document)));
    assert!(search(&["--instrument", "Korea–GCC FTA"]).len() < whole.len());

    // Changes serve a feed: of one counterpart, some at a time, each time since the last.
    let mut since = "2000-01-01T00:00:00Z".to_owned();
    let mut fed = Vec::new();
    for _ in 0..40 {
        let answer = ask(&["changes", "--since", &since, "--with", "GCC", "--kind", "statement", "--limit", "1"]);
        for change in answer["changes"].as_array().expect("a list") {
            since = change["operation"]["at"].as_str().expect("a time").to_owned();
            fed.extend(change["added"].as_array().expect("a list").iter().map(|line| line["fact"].clone()));
        }
        if answer["more"] == false {
            break;
        }
    }
    let at_once = ask(&["changes", "--since", "2000-01-01T00:00:00Z", "--with", "GCC", "--kind", "statement"]);
    let expected: Vec<Value> = at_once["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .flat_map(|change| change["added"].as_array().expect("a list").iter().map(|line| line["fact"].clone()))
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(fed, expected);
    let instrument = ask(&["changes", "--since", "2000-01-01T00:00:00Z", "--instrument", "Korea–GCC FTA"]);
    assert!(instrument["changes"].as_array().expect("a list").len() < 24);
}

/// What is exported and imported is the same register: facts, entities, links, statuses, and what reviewers decided.
#[test]
fn a_register_goes_over_whole() {
    let all = records(&[&corpus()]);
    let (folder, mut register) = filled(&all);
    let path = register.path().to_str().expect("UTF-8").to_owned();
    let at = Timestamp::now;
    let find = |register: &Register, name: &str| {
        let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
        snapshot.find(name, 5).expect("found").into_iter().find(|find| find.kind == "instrument").expect(name).entity
    };
    // Decisions of every sort: on facts, on pairs, and a document that is to stay away.
    let document = all[2].document.id.0.clone();
    let facts = register.snapshot(day("2026-02-01"), None).expect("a snapshot").facts_of(&document).expect("facts");
    let statements: Vec<_> =
        facts.iter().filter(|fact| matches!(fact.fact.body(), record::FactBody::Statement(_))).collect();
    let record::FactBody::Statement(mut body) = statements[0].fact.body().clone() else { unreachable!() };
    body.content = "something else".to_owned();
    let correct = Verdict::Correct(Box::new(body.into()));
    register.decide(&statements[0].id, &correct, &author(), "misread", at()).expect("decided");
    register.decide(&statements[1].id, &Verdict::Reject, &author(), "no promise", at()).expect("decided");
    register.decide(&facts[0].id, &Verdict::Accept, &author(), "", at()).expect("decided");
    let (one, two) =
        (find(&register, "India–UK Free Trade Agreement"), find(&register, "Korea–UK Free Trade Agreement"));
    register.merge(&one, &two, &author(), "a test", at()).expect("merged");
    let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
    let (entity, form) = snapshot
        .entity_ids("actor")
        .expect("ids")
        .into_iter()
        .find_map(|id| {
            let entity = snapshot.entity(&id).expect("an entity");
            let other = entity.forms.iter().find(|form| form.name() != entity.forms[0].name())?;
            Some((id, other.name().to_owned()))
        })
        .expect("an actor with two names");
    register.split(&entity, &form, &author(), "two people", at()).expect("split");
    register.forget(&all[7].document.id.0, &author(), "retracted", at()).expect("forgotten");

    let (lines, other) = (folder.path().join("all.jsonl"), folder.path().join("other.db"));
    let (lines, other) = (lines.to_str().expect("UTF-8"), other.to_str().expect("UTF-8"));
    succeed(&["export", "--register", &path, "-o", lines]);
    let said = succeed(&["import", lines, "--register", other]);
    assert!(said.contains("23 documents imported") && said.contains("decisions"), "{said}");
    assert!(succeed(&["import", lines, "--register", other]).contains("0 documents imported, 23 known already\n"));
    let open = |path: &str| Register::open(Path::new(path)).expect("a register");
    let whole = |register: &Register| {
        let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
        let mut whole = state(snapshot);
        for kind in ["actor", "instrument", "event"] {
            for id in snapshot.entity_ids(kind).expect("ids") {
                whole.insert(format!("{:?}", snapshot.entity(&id).expect("an entity")));
            }
        }
        for id in snapshot.document_ids().expect("ids") {
            whole.insert(format!("{:?}", snapshot.record(&id).expect("a record")));
        }
        whole
    };
    let mut second = open(other);
    same(&whole(&register), &whole(&second));
    assert_eq!(second.check(|_| {}).expect("checked"), []);
    // The decisions are there, too: they hold for another reading, and go on to a third register.
    second.reread(&all[2..3], &author(), at()).expect("read again");
    same(&whole(&register), &whole(&second));
    assert_eq!(
        second.add(all[7].clone(), &author(), at()).expect("looked at"),
        Added::Buried(all[7].document.id.0.clone())
    );
    drop(second);
    let again = folder.path().join("again.jsonl");
    let again = again.to_str().expect("UTF-8");
    succeed(&["export", "--register", other, "-o", again]);
    let decisions = |path: &str| -> BTreeSet<String> {
        let text = std::fs::read_to_string(path).expect("read");
        let mut found = BTreeSet::new();
        for line in text.lines().filter(|line| !line.contains("\"document\":{")) {
            let mut line: Value = serde_json::from_str(line).expect("JSON");
            // When a decision came here differs; that it came, and who made it, does not.
            fn timeless(value: &mut Value) {
                match value {
                    Value::Object(fields) => {
                        fields.retain(|name, _| name != "at" && name != "why");
                        fields.values_mut().for_each(timeless);
                    }
                    Value::Array(values) => values.iter_mut().for_each(timeless),
                    _ => {}
                }
            }
            timeless(&mut line);
            found.insert(line.to_string());
        }
        found
    };
    assert!(decisions(lines).len() >= 4, "{:?}", decisions(lines));
    assert_eq!(decisions(lines), decisions(again));
}

#[test]
fn a_damaged_or_foreign_file_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.db");
    let name = path.to_str().expect("UTF-8");
    std::fs::write(&path, "this is no database, however long it may be; ".repeat(100)).expect("written");
    let output = demarche(&["ledger", "--register", name]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a register"), "{output:?}");
    let output = demarche(&["ledger", "--register", folder.path().join("none.db").to_str().expect("UTF-8")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("there is no register"));
}

/// Kills the reader at many moments: what it reported is there, nothing is half-written, and a rerun completes.
#[cfg(unix)]
#[test]
fn a_killed_reader_loses_nothing() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    let folder = tempfile::tempdir().expect("a folder");
    let corpus = corpus();
    let db = folder.path().join("demarche.db");
    let whole = folder.path().join("whole.db");
    let read = |db: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        command.args(["read", "--verbose", "-j", "1"]).arg(&corpus).arg("--register").arg(db);
        command.stdout(Stdio::piped());
        command
    };
    let started = std::time::Instant::now();
    assert!(read(&whole).output().expect("it runs").status.success());
    let full = started.elapsed();
    let rounds: u32 = std::env::var("DEMARCHE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut killed = 0;
    for round in 0..rounds {
        if round % 8 == 0 {
            for suffix in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(folder.path().join(format!("demarche.db{suffix}")));
            }
        }
        let mut child = read(&db).spawn().expect("it starts");
        // Moments spread over the length of a run, each round elsewhere.
        std::thread::sleep(full.mul_f64(f64::from(round * 7 % 31) / 31.0));
        child.kill().expect("killed");
        let reported: Vec<String> =
            BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok).collect();
        if !child.wait().expect("it ends").success() {
            killed += 1;
        }
        let register = Register::open(&db).expect("the register opens");
        assert_eq!(register.check(|_| {}).expect("checked"), [], "round {round}");
        let snapshot = register.snapshot(day("2026-02-01"), None).expect("a snapshot");
        for line in &reported {
            if let Some(id) = line.strip_prefix("new ").or_else(|| line.strip_prefix("known ")) {
                assert!(snapshot.document(id).is_ok(), "round {round}: {id} was reported and is not there");
            }
        }
    }
    assert!(killed > 0, "no run was cut off");
    assert!(read(&db).output().expect("it runs").status.success());
    let state_of = |path: &Path| {
        let register = Register::open(path).expect("a register");
        state(register.snapshot(day("2026-02-01"), None).expect("a snapshot"))
    };
    same(&state_of(&db), &state_of(&whole));
}
