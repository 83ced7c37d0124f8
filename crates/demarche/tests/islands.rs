//! A document that cannot be read, or is in another language, takes nothing from the others.

#![cfg(unix)]

mod server;

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use server::{Server, succeed};

fn document(id: &str, title: &str, body: &str) -> Value {
    json!({"id": id, "title": title, "published": "2025-12-10", "body": body})
}

fn good(id: &str) -> Value {
    let body = format!("Norway agreed with Chile to open talks. Norway will publish list {id} by 30 June 2026.");
    document(id, &format!("Norway opens talks ({id})"), &body)
}

fn german(id: &str) -> Value {
    let body = "Norwegen und Chile haben am 9. Dezember vereinbart, Gespräche über ein Handelsabkommen aufzunehmen. \
                Norwegen wird die Liste der Waren bis zum 30. Juni 2026 veröffentlichen.";
    document(id, "Norwegen und Chile nehmen Gespräche auf", body)
}

/// Writes documents as JSON Lines and runs a command on them; gives what it printed and the rows of its file of errors.
fn run(folder: &Path, documents: &[Value], command: &[&str]) -> (Output, Vec<Value>) {
    let (file, errors) = (folder.join("in.jsonl"), folder.join("errors.jsonl"));
    let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n")).expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(command)
        .arg("--errors")
        .arg(&errors)
        .arg(&file)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.signal(), None, "{}", String::from_utf8_lossy(&output.stderr));
    let rows = std::fs::read_to_string(&errors).expect("the file of errors");
    (output, rows.lines().map(|row| serde_json::from_str(row).expect("a row is JSON")).collect())
}

fn records(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a record")).collect()
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().filter_map(|record| record["document"]["id"].as_str()).collect()
}

#[test]
fn what_is_too_long_is_an_error_row_and_the_others_keep_their_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = document("long", "A whole library", &"Norway will publish the list. ".repeat(40_000));
    let (output, rows) = run(folder.path(), &[good("a"), long, good("b")], &["extract", "--jobs", "2"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(ids(&records(&output)), ["a", "b"]);
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["document"], &rows[0]["title"]), (&json!("long"), &json!("A whole library")));
    assert!(rows[0]["input"].as_str().is_some_and(|input| input.ends_with("in.jsonl")), "{rows:?}");
    assert!(rows[0]["message"].as_str().is_some_and(|message| message.contains("split it")), "{rows:?}");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("in.jsonl: long “A whole library”: not read: it has 1172 KiB"), "{said}");
}

#[test]
fn what_takes_too_long_is_given_up_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let sentence =
        "Trade Minister Jan Berg of Norway met Ana Ruiz, who agreed to lift the ban on fish by 30 June 2026. ";
    let slow = document("slow", "A long evening", &sentence.repeat(9_000));
    let command = ["extract", "--jobs", "1", "--time-limit", "0.5"];
    let (output, rows) = run(folder.path(), &[good("a"), slow, good("b")], &command);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(ids(&records(&output)), ["a", "b"]);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["document"], "slow");
    assert!(rows[0]["message"].as_str().is_some_and(|message| message.contains("longer than 0.5 s")), "{rows:?}");
    let refused = Command::new(env!("CARGO_BIN_EXE_demarche")).args(["extract", "--time-limit", "0"]).output();
    assert_eq!(refused.expect("the program runs").status.code(), Some(2));
}

#[test]
fn the_register_has_the_others_and_the_summary_says_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let register = folder.path().join("register.db").display().to_string();
    let long = document("long", "A whole library", &"word ".repeat(300_000));
    let command = ["read", "--json", "--as-of", "2025-12-20", "--register", &register];
    let (output, rows) = run(folder.path(), &[good("a"), long, german("de"), good("b")], &command);
    assert_eq!(output.status.code(), Some(1));
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&summary["new"], &summary["documents"], &summary["other_languages"]),
        (&json!(3), &json!(3), &json!(1))
    );
    assert_eq!(summary["unread"], json!(rows));
    succeed(&["check", "--register", &register]);
    let ledger = succeed(&["ledger", "--format", "json", "--register", &register, "--as-of", "2025-12-20"]);
    assert!(ledger.contains("\"a\"") && !ledger.contains("\"de\""), "{ledger}");
}

/// Headlines as archives have them, in all the forms that a verb can stand in without a subject or an end.
#[test]
fn no_headline_ends_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let verbs = [
        "continue",
        "go",
        "start",
        "begin",
        "meet",
        "sign",
        "try",
        "agree to meet",
        "be",
        "help",
        "plan to begin to start",
    ];
    let mut titles: Vec<String> = Vec::new();
    for verb in verbs {
        for form in [
            "Council to {}",
            "To {}",
            "{}",
            "Talks, to {}",
            "to {} to {} to {}",
            "Who is to {}?",
            "{} – {}",
            "Not to {}",
        ] {
            titles.push(form.replace("{}", verb));
        }
    }
    titles.push(format!("Minister says {}talks go on", "that ministers say ".repeat(300)));
    titles.push("and ".repeat(500));
    titles.push(format!("The list {}closed", "(that the Council (that the Union (".repeat(200)));
    let documents: Vec<Value> =
        titles.iter().enumerate().map(|(number, title)| document(&number.to_string(), title, "Text.")).collect();
    let (output, rows) = run(folder.path(), &documents, &["extract", "--jobs", "2"]);
    assert!(output.status.success() && rows.is_empty(), "{rows:?}");
    let wanted: Vec<String> = (0..documents.len()).map(|number| number.to_string()).collect();
    assert_eq!(ids(&records(&output)), wanted);
}

#[test]
fn other_languages_are_kept_without_facts_and_say_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut korean = german("ko");
    korean["title"] = json!("노르웨이와 칠레, 협상 개시");
    korean["body"] =
        json!("노르웨이와 칠레는 12월 9일 무역협정 협상을 개시하기로 합의하였다. 첫 협상은 2026년 3월에 열린다.");
    let mut marked = document("fr", "Communiqué", "Oslo, 9 décembre");
    marked["language"] = json!("fr-CA");
    let (output, rows) = run(folder.path(), &[german("de"), good("a"), korean, marked], &["extract"]);
    assert!(output.status.success() && rows.is_empty(), "what is kept is no error");
    let records = records(&output);
    assert_eq!(ids(&records), ["de", "a", "ko", "fr"]);
    for (record, language) in records.iter().zip(["de", "en", "ko", "fr"]) {
        assert_eq!(record["document"]["language"], language);
        assert_eq!(record["facts"].as_array().map(Vec::is_empty), Some(language != "en"), "{language}");
        let kinds: Vec<&Value> =
            record["diagnostics"].as_array().into_iter().flatten().map(|diagnostic| &diagnostic["kind"]).collect();
        assert_eq!(kinds.len(), usize::from(language != "en"));
        assert!(kinds.iter().all(|kind| **kind == "language-not-read"));
    }
    let message = "not read: the text is German; only English is read so far";
    assert_eq!(records[0]["diagnostics"][0]["message"], message);
    assert!(String::from_utf8_lossy(&output.stderr).contains(message));
    let (table, _) = run(folder.path(), &[german("de")], &["extract", "--format", "table"]);
    let shown = String::from_utf8_lossy(&table.stdout);
    assert!(shown.contains(message) && shown.contains("language de") && !shown.contains("No facts"), "{shown}");
    let (page, _) = run(folder.path(), &[german("de")], &["annotate", "--format", "html"]);
    assert!(String::from_utf8_lossy(&page.stdout).contains(message));
}

#[test]
fn the_server_keeps_other_languages_and_refuses_what_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let register = folder.path().join("register.db");
    let path = register.to_str().expect("UTF-8");
    server::read(&register, &good("a").to_string());
    let token = succeed(&["token", "make", "tester", "--scope", "read,write", "--register", path]);
    let bearer = format!("Bearer {}", token.trim());
    let server = Server::start(&register, &[]);
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    let long = document("long", "A whole library", &"word ".repeat(300_000));
    let sent = json!([good("b"), long, german("de")]).to_string();
    let reply = server.send("POST", "/api/v1/documents", &headers, &sent);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")), "{}", reply.body);
    let taken: Value = serde_json::from_str(&reply.body).expect("JSON");
    let told = taken["documents"].as_array().expect("documents");
    let outcomes: Vec<&str> = told.iter().filter_map(|one| one["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["new", "failed", "new"]);
    assert_eq!((&told[1]["document"], &told[1]["title"]), (&json!("long"), &json!("A whole library")));
    let message = "not read: the text is German; only English is read so far";
    assert_eq!((&told[2]["note"], &told[2]["facts"]), (&json!(message), &json!(0)));
    let authorised = [("Authorization", bearer.as_str())];
    let record: Value = serde_json::from_str(&server.get("/api/v1/documents/de", &authorised).body).expect("JSON");
    assert_eq!(record["document"]["language"], "de");
    assert_eq!(record["diagnostics"][0]["message"], message);
    let page = server.get("/documents/de", &[("Accept", "text/html"), ("Authorization", &bearer)]).body;
    assert!(page.contains(message) && page.contains("lang=\"de\""), "{page}");
    server.stop();
    assert!(succeed(&["show", "de", "--register", path]).contains(message));
    let export = succeed(&["export", "--register", path]);
    assert!(export.contains(message));
    let other = folder.path().join("other.db").display().to_string();
    let file = folder.path().join("export.jsonl");
    std::fs::write(&file, export).expect("a file");
    succeed(&["import", file.to_str().expect("UTF-8"), "--register", &other]);
    assert!(succeed(&["show", "de", "--register", &other]).contains(message), "an import keeps what was said");
}

/// A register that an earlier program filled has German read as if it were English: reading it again puts that right.
#[test]
fn reading_again_finds_the_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let register = folder.path().join("register.db").display().to_string();
    let mut old = german("de");
    old["language"] = json!("en");
    let record = json!({"document": old, "actors": [{"name": "Norwegen", "kind": "organisation"}], "instruments": [], "facts": []});
    let file = folder.path().join("old.jsonl");
    std::fs::write(&file, record.to_string()).expect("a file");
    succeed(&["import", file.to_str().expect("UTF-8"), "--register", &register]);
    let said = succeed(&["reread", "--accept", "--register", &register]);
    assert!(said.contains("! not read: the text is German") && said.contains("1 of 1 documents"), "{said}");
    let shown: Value =
        serde_json::from_str(&succeed(&["show", "de", "--format", "json", "--register", &register])).expect("JSON");
    assert_eq!(shown["document"]["language"], "de");
    assert!(succeed(&["reread", "--register", &register]).contains("0 of 1 documents"));
}
