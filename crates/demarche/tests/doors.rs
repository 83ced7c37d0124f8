//! What is let into a register, and what a register does about what it should not hold.

#![cfg(unix)]

mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::{Value, json};
use server::{Server, read, succeed};
use tempfile::TempDir;

fn demarche(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).output().expect("the program runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A record with one fact.
fn record(id: &str) -> Value {
    json!({
        "document": {"id": id, "title": format!("Norway asks, {id}"), "published": "2025-12-01",
                     "body": format!("Norway asked Chile to lift its duty on {id}.")},
        "actors": [{"name": "Norway", "kind": "jurisdiction", "jurisdiction": "NO"},
                   {"name": "Chile", "kind": "jurisdiction", "jurisdiction": "CL"}],
        "facts": [{"kind": "statement", "act": "request", "speakers": ["Norway"], "addressees": ["Chile"], "content": "lift its duty",
                   "evidence": [{"field": "body", "start": 0, "end": 18, "exact": "Norway asked Chile"}], "rule": "r", "confidence": 0.9}]
    })
}

/// The record with a value at a place.
fn with(id: &str, pointer: &str, value: Value) -> Value {
    let mut record = record(id);
    *record.pointer_mut(pointer).expect("a place") = value;
    record
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn an_import_takes_the_lines_that_hold_and_names_what_is_wrong_with_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, register) = (folder.path().join("in.jsonl"), folder.path().join("in.db"));
    let decisions = json!({"decisions": {"of": "no-evidence", "facts": [], "verdicts": [
        {"verdict": "reject", "kind": "statement", "field": "body", "exact": "x", "nth": 0, "author": "a", "at": "2025-12-01T00:00:00Z"}]}});
    let lines = [
        record("first").to_string(),
        with("no-evidence", "/facts/0/evidence", json!([])).to_string(),
        with("stranger", "/facts/0/speakers/0", json!("Nobody at all")).to_string(),
        with("other-words", "/facts/0/evidence/0/exact", json!("Norway urged Chile")).to_string(),
        with("unsure", "/facts/0/confidence", json!(1.5)).to_string(),
        "{\"document\": ".to_owned(),
        decisions.to_string(),
        "[1]".to_owned(),
        record("last").to_string(),
    ];
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe\n");
    std::fs::write(&file, bytes).expect("a file");
    let output = demarche(&["import", path(&file), "--register", path(&register)]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = errors(&output);
    for (line, words) in [
        (2, "document no-evidence: fact 1 (statement), evidence: there is none"),
        (3, "document stranger: fact 1 (statement), speakers/0: \"Nobody at all\" is not an actor of the document"),
        (4, "document other-words: fact 1 (statement), evidence/0: the body at 0..18 reads \"Norway asked Chile\""),
        (5, "document unsure: fact 1 (statement), confidence: 1.5 is not a confidence"),
        (6, "it is not a JSON object"),
        (7, "no document \"no-evidence\""),
        (8, ""),
        (10, "not UTF-8"),
    ] {
        let place = format!("error: {} line {line}", file.display());
        assert!(
            said.lines().any(|one| one.starts_with(&place) && one.contains(words)),
            "line {line}, {words:?}:\n{said}"
        );
    }
    assert_eq!(said.lines().count(), 8, "{said}");
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(summary, "2 documents imported, 0 known already, 8 lines left out\n");
    let ledger = succeed(&["ledger", "--format", "json", "--register", path(&register), "--as-of", "2025-12-20"]);
    let ledger: Value = serde_json::from_str(&ledger).expect("JSON");
    assert_eq!(ledger["entries"].as_array().map(Vec::len), Some(2), "{ledger}");
    assert!(ledger.get("left_out").is_none());
    assert!(succeed(&["check", "--register", path(&register)]).contains("is whole"));
    // The mended file goes in without harm to what is there.
    std::fs::write(&file, format!("{}\n{}\n", lines[0], record("no-evidence"))).expect("a file");
    let said = succeed(&["import", path(&file), "--register", path(&register)]);
    assert_eq!(said, "1 documents imported, 1 known already\n");
}

/// A register of the corpus in which a request has lost its evidence and a promise is made by nobody who is listed.
struct Damaged {
    _folder: TempDir,
    register: PathBuf,
    /// Id of a fact that is damaged, and of its document.
    facts: Vec<(String, String)>,
}

impl Damaged {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let register = folder.path().join("register.db");
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
        let corpus = std::fs::read_to_string(corpus).expect("the corpus");
        read(&register, &corpus.lines().take(8).collect::<Vec<_>>().join("\n"));
        let file = Connection::open(&register).expect("the file");
        let mut facts = Vec::new();
        for (term, sql) in [
            ("request", "DELETE FROM evidence WHERE fact = ?1"),
            ("commitment", "UPDATE fact SET body = json_set(body, '$.speakers[0]', 'Nobody at all') WHERE row = ?1"),
        ] {
            let (row, id, document): (i64, String, String) = file
                .query_row(
                    "SELECT fact.row, fact.id, document.id FROM fact JOIN document ON document.row = fact.document
                     JOIN standing ON standing.fact = fact.row AND standing.head = 1
                     WHERE fact.term = ?1 ORDER BY fact.row LIMIT 1",
                    [term],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .expect("a fact");
            assert!(file.execute(sql, [row]).expect("it is damaged") > 0);
            facts.push((id, document));
        }
        Self { _folder: folder, register, facts }
    }

    fn register(&self) -> &str {
        path(&self.register)
    }
}

#[test]
fn commands_answer_without_damaged_facts_and_say_so() {
    let damaged = Damaged::new();
    let (fact, document) = damaged.facts[0].clone();
    let ask = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--register", damaged.register()]);
        demarche(&all)
    };
    let day = ["--as-of", "2025-12-20"];
    for (question, says) in [
        (&["ledger"] as &[&str], true),
        (&["ledger", "--status", "open"], false),
        (&["brief", "--with", "EU"], false),
        (&["timeline", "EU"], false),
        (&["agenda"], false),
        (&["search", "trade"], false),
        (&["changes", "--since", "2000-01-01T00:00:00Z"], true),
        (&["show", &document], true),
    ] {
        for format in ["table", "json", "md"] {
            let mut arguments = question.to_vec();
            arguments.extend(day);
            arguments.extend(["--format", format]);
            let output = ask(&arguments);
            assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
            let answer = String::from_utf8_lossy(&output.stdout).into_owned();
            let said = errors(&output);
            assert!(answer.len() > 20, "{arguments:?}: {answer}");
            // Some questions look at other facts alone.
            assert!(
                !says || said.contains("left out of this answer") && said.contains("demarche check"),
                "{arguments:?}: {said}"
            );
            if format == "json" {
                let answer: Value = serde_json::from_str(&answer).expect("JSON");
                assert_eq!(answer.get("left_out").is_some(), !said.is_empty(), "{arguments:?}: {said}");
                let words = answer["left_out"].to_string();
                assert!(!says || words.contains(&fact), "{arguments:?}: {words}");
                let mut rest = answer.clone();
                rest.as_object_mut().expect("an object").remove("left_out");
                assert!(!rest.to_string().contains(&format!("\"fact\":\"{fact}\"")), "{arguments:?}");
            }
        }
    }
    let output = ask(&["explain", &fact, "--as-of", "2025-12-20"]);
    assert!(!output.status.success() && errors(&output).contains("evidence: there is none"), "{output:?}");

    let output = ask(&["check", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let findings: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let said = findings.to_string();
    assert_eq!(findings.as_array().map(Vec::len), Some(2), "{said}");
    assert!(said.contains("evidence: there is none") && said.contains("Nobody at all"), "{said}");
    let output = ask(&["check"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("reread --accept"), "{output:?}");

    // An export has all the rest, and does not pass for whole; it can be taken in elsewhere.
    let exported = damaged.register.with_extension("out");
    let output = ask(&["export", "-o", path(&exported)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("2 facts are damaged"), "{output:?}");
    let other = damaged.register.with_extension("other");
    assert!(succeed(&["import", path(&exported), "--register", path(&other)]).contains("8 documents imported"));
    for form in ["csv", "jsonld"] {
        assert_eq!(ask(&["export", "--form", form, "-o", path(&exported)]).status.code(), Some(1));
    }
    // A backup of such a register is still a backup.
    let copy = damaged.register.with_extension("copy");
    assert!(ask(&["backup", path(&copy)]).status.success());
    let restored = damaged.register.with_extension("restored");
    let output = demarche(&["restore", path(&copy), "--register", path(&restored)]);
    assert!(output.status.success() && errors(&output).contains("left out of answers"), "{output:?}");

    // Reading the documents again mends them.
    let output = ask(&["reread", "--accept"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("damaged: document"), "{output:?}");
    let output = ask(&["ledger", "--as-of", "2025-12-20"]);
    assert_eq!(errors(&output), "");
    let output = ask(&["show", &fact, "--as-of", "2025-12-20"]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_server_answers_without_damaged_facts_and_says_so() {
    let damaged = Damaged::new();
    let (fact, document) = &damaged.facts[0];
    let server = Server::start(&damaged.register, &[]);
    let ledger = server.get("/api/v1/ledger", &[]);
    assert_eq!(ledger.status, 200, "{}", ledger.body);
    let answer: Value = serde_json::from_str(&ledger.body).expect("JSON");
    assert!(!answer["items"].as_array().expect("items").is_empty());
    let said = answer["left_out"].as_array().expect("it says what it leaves out");
    assert!(
        said.iter().any(|one| one["fact"] == *fact && one["document"] == *document && one["number"].is_u64()),
        "{answer}"
    );
    let whole: Value =
        serde_json::from_str(&server.get(&format!("/api/v1/documents/{document}"), &[]).body).expect("JSON");
    assert_eq!(whole["left_out"].as_array().map(Vec::len), Some(1), "{whole}");
    for address in [
        "/api/v1/brief?with=EU",
        "/api/v1/timeline?of=EU",
        "/api/v1/agenda",
        "/api/v1/search?q=trade",
        "/api/v1/changes",
        "/api/v1/review",
        "/api/v1/counterparts",
        "/api/v1/status",
    ] {
        let reply = server.get(address, &[]);
        assert_eq!(reply.status, 200, "{address}: {}", reply.body);
    }
    for address in [
        "/",
        "/ledger",
        "/counterparts",
        "/instruments",
        "/agenda",
        "/people",
        "/series",
        "/documents",
        "/review",
        "/search?q=trade",
        "/ledger.ics",
        "/agenda.ics",
    ] {
        let reply = server.get(address, &[]);
        assert!(reply.status < 500, "{address}: {} {}", reply.status, reply.body);
    }
    let page = server.get("/ledger", &[]).body;
    assert!(page.contains("left out of this answer") && page.contains("evidence: there is none"), "{page}");
    let page = server.get(&format!("/documents/{document}"), &[]);
    assert!(page.status == 200 && page.body.contains("left out of this answer"), "{} {}", page.status, page.body);
    server.stop();
}

#[test]
fn wrong_corrections_and_documents_are_refused_with_a_pointer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, register) = (folder.path().join("in.jsonl"), folder.path().join("in.db"));
    std::fs::write(&file, record("first").to_string()).expect("a file");
    succeed(&["import", path(&file), "--register", path(&register)]);
    let secret = succeed(&["token", "make", "t", "--scope", "read,write,review", "--register", path(&register)]);
    let bearer = format!("Bearer {}", secret.trim());
    let server = Server::start(&register, &[]);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let ledger: Value = serde_json::from_str(&server.get("/api/v1/ledger", &[]).body).expect("JSON");
    let fact = ledger["items"][0]["fact"].as_str().expect("an entry").to_owned();
    let refused = |address: &str, body: Value, status: u16| -> Vec<(String, String)> {
        let reply = server.send("POST", address, &headers, &body.to_string());
        assert_eq!(reply.status, status, "{}", reply.body);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        let problem: Value = serde_json::from_str(&reply.body).expect("JSON");
        let errors = problem["errors"].as_array().expect("errors").iter();
        let text = |error: &Value, name: &str| error[name].as_str().expect("a text").to_owned();
        errors.map(|error| (text(error, "pointer"), text(error, "detail"))).collect()
    };
    let decisions = "/api/v1/review/decisions";
    for (set, pointer, words) in [
        (json!({"speakers": ["Nobody"]}), "/set/speakers/0", "is not an actor"),
        (json!({"content": ""}), "/set/content", "empty"),
        (json!({"due": {"start": "2026-02-01", "end": "2026-01-01"}}), "/set/due", "before it begins"),
        (json!({"due": {"end": "soon"}}), "/set/due/end", ""),
        (json!({"act": "threat"}), "/set/act", "unknown variant"),
        (json!({"content": null}), "/set/content", "missing field"),
        (json!({"stage": "signed"}), "/set/stage", "no such field"),
        (json!({"firmness": "firm"}), "/set/firmness", "alone have it"),
    ] {
        let errors = refused(decisions, json!({"correct": fact, "set": set}), 422);
        assert!(
            matches!(errors.as_slice(), [(place, why)] if place == pointer && why.contains(words)),
            "{set}: {errors:?}"
        );
    }
    let errors = refused(decisions, json!([{"accept": fact}, {"correct": fact, "set": {"about": ["Norway"]}}]), 422);
    assert_eq!(errors[0].0, "/1/set/about/0");
    let errors = refused(
        "/api/v1/documents",
        json!([{"id": "a", "title": "t", "body": "b"}, {"id": "b", "title": 5, "body": "b"}]),
        400,
    );
    assert!(matches!(errors.as_slice(), [(place, _)] if place == "/1/title"), "{errors:?}");
    let errors =
        refused("/api/v1/documents", json!({"id": "a", "title": "t", "published": "2025-13-01", "body": "b"}), 400);
    assert_eq!(errors[0].0, "/published");
}
