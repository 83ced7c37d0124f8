//! The commands as people at a terminal meet them: what is printed can be read and copied, what is typed is understood, and what
//! goes wrong is said plainly.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn demarche(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).output().expect("the program runs")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn succeed(arguments: &[&str]) -> String {
    let output = demarche(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Reads documents, given as JSON Lines, into a register.
fn read(register: &Path, lines: &str) {
    let file = register.with_extension("jsonl");
    std::fs::write(&file, lines).expect("a file");
    succeed(&["read", path(&file), "--register", path(register), "--as-of", "2025-12-20"]);
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A register of the project's own announcements.
fn corpus(folder: &TempDir) -> PathBuf {
    let register = folder.path().join("register.db");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/announcements.jsonl");
    read(&register, &std::fs::read_to_string(corpus).expect("the corpus"));
    register
}

/// What a command prints on a terminal of so many columns.
fn at(columns: &str, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).env("COLUMNS", columns).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{arguments:?}: {}", errors(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn answers_fit_a_terminal_of_eighty_columns_and_ids_stay_whole() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    let common = ["--register", path(&register), "--as-of", "2025-12-20"];
    let ask = |command: &[&str]| at("80", &[command, &common[..]].concat());
    for command in [
        &["ledger"][..],
        &["brief", "--with", "UK"],
        &["agenda"],
        &["timeline", "Korea–UK FTA upgrade"],
        &["search", "steel"],
        &["changes", "--since", "2000"],
    ] {
        let shown = ask(command);
        let wide =
            shown.lines().find(|line| line.chars().count() > 80 && line.contains(' ') && line.trim().contains(' '));
        assert!(wide.is_none(), "{command:?}: {wide:?}");
    }
    let shown = ask(&["ledger"]);
    let ledger = succeed(&[&["ledger", "--format", "json"], &common[..]].concat());
    let ledger: Value = serde_json::from_str(&ledger).expect("JSON");
    let entries = ledger["entries"].as_array().expect("entries");
    assert!(entries.len() > 40);
    for entry in entries {
        let id = entry["fact"].as_str().expect("an id");
        assert!(shown.contains(id), "{id} is broken");
    }
    // A block is a few lines, not a column of letters.
    assert!(shown.lines().count() < entries.len() * 8, "{} lines", shown.lines().count());
    let table = ask(&["ledger", "--columns", "due,fact"]);
    assert!(table.contains("DUE") && table.contains("FACT") && !table.contains("WHO"), "{table}");
    let unknown = demarche(&[&["ledger", "--columns", "colour"], &common[..]].concat());
    assert!(!unknown.status.success() && errors(&unknown).contains("there are: "), "{}", errors(&unknown));
}

#[test]
fn dates_are_taken_as_people_type_them() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    for day in ["yesterday", "last friday", "2025-12", "10 December 2025"] {
        succeed(&["ledger", "--as-of", day, "--register", path(&register)]);
    }
    let ledger = |more: &[&str]| -> Value {
        let all = [&["ledger", "--format", "json", "--register", path(&register)], more].concat();
        serde_json::from_str(&succeed(&all)).expect("JSON")
    };
    assert_eq!(ledger(&["--as-of", "2025-11"])["as_of"], "2025-11-30");
    assert_eq!(
        ledger(&["--as-of", "2025-12-20", "--from", "2025-12"]),
        ledger(&["--as-of", "2025-12-20", "--from", "2025-12-01"])
    );
    let output = demarche(&["ledger", "--as-of", "11.12.2025", "--register", path(&register)]);
    let said = errors(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("2026-01-02") && said.contains("last friday"), "{said}");
    assert!(!said.contains("parse") && !said.contains("--register"), "{said}");
}

#[test]
fn what_goes_wrong_is_said_plainly() {
    let folder = TempDir::new().expect("a folder");
    let nothing = folder.path().join("none.db");
    let output = demarche(&["read", "/nope.txt", "--register", path(&nothing)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!nothing.exists(), "a failed read leaves a register");
    assert!(errors(&output).contains("no register was made"), "{}", errors(&output));
    assert!(output.stdout.is_empty());

    let register = corpus(&folder);
    for command in ["show", "compare"] {
        let output = demarche(&[command, "dev-99", "--register", path(&register)]);
        assert!(errors(&output).contains("dev-0"), "{command}: {}", errors(&output));
    }
    let output = demarche(&["brief", "--register", path(&register)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!errors(&output).contains("--register"), "{}", errors(&output));

    // The reader of a pipe may leave before anything is written.
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", errors(&output));
}

#[test]
fn every_command_names_its_format_alike() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    let register = path(&register);
    for command in
        [&["review"][..], &["check"], &["token", "list"], &["webhook", "list"], &["ledger"], &["search", "steel"]]
    {
        let printed = succeed(&[command, &["--format", "json", "--register", register]].concat());
        serde_json::from_str::<Value>(&printed).unwrap_or_else(|error| panic!("{command:?}: {error}: {printed}"));
    }
    assert!(succeed(&["export", "--format", "csv", "--register", register]).starts_with("fact,"));
    // What scripts wrote before goes on.
    assert!(succeed(&["export", "--form", "csv", "--register", register]).starts_with("fact,"));
    succeed(&["review", "--json", "--register", register]);
}

#[test]
fn a_rejected_fact_comes_back() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    let register = path(&register);
    let facts = || -> Vec<Value> {
        let listed = succeed(&["show", "dev-04", "--format", "json", "--register", register]);
        serde_json::from_str::<Value>(&listed).expect("JSON")["facts"].as_array().expect("facts").clone()
    };
    let ledger = || -> Value {
        let printed = succeed(&["ledger", "--format", "json", "--as-of", "2025-12-20", "--register", register]);
        serde_json::from_str(&printed).expect("JSON")
    };
    let (before, all) = (ledger(), facts());
    let fact = before["entries"][0]["fact"].as_str().expect("an id").to_owned();
    // Without any variable that names the user, the system is asked.
    let decide = |word: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args(["review", word, &fact, "--why", "a slip", "--register", register])
            .env_remove("USER")
            .env_remove("LOGNAME")
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", errors(&output));
    };
    decide("reject");
    assert_ne!(ledger(), before);
    assert!(!demarche(&["explain", &fact, "--register", register]).status.success());
    decide("undo");
    assert_eq!(ledger(), before);
    assert_eq!(facts(), all);
    let again = demarche(&["review", "undo", &fact, "--author", "me", "--register", register]);
    assert!(errors(&again).contains("nobody has decided"), "{}", errors(&again));
    assert!(succeed(&["check", "--register", register]).contains("is whole"));
}

#[test]
fn a_register_has_a_home() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    let register = path(&register);
    let brief = |more: &[&str]| -> Value {
        let all =
            [&["brief", "--with", "EU", "--as-of", "2025-12-20", "--format", "json", "--register", register], more];
        serde_json::from_str(&succeed(&all.concat())).expect("JSON")
    };
    // Most of the announcements are published in Korea: that is said until somebody sets it.
    let derived = brief(&[]);
    assert_eq!((&derived["from"]["code"], &derived["ground"]), (&Value::from("KR"), &Value::from("publishers")));
    let shown = succeed(&["brief", "--with", "EU", "--as-of", "2025-12-20", "--register", register]);
    assert!(shown.contains("--from changes it"), "{shown}");
    assert!(succeed(&["init", "--home", "in", "--author", "me", "--register", register]).contains("home: IN"));
    let set = brief(&[]);
    assert_eq!((&set["from"]["code"], &set["ground"]), (&Value::from("IN"), &Value::from("set")));
    assert_eq!(brief(&["--from", "Korea"])["from"]["code"], "KR");
    let new = folder.path().join("new.db");
    assert!(
        succeed(&["init", "--home", "KR", "--author", "me", "--register", path(&new)]).contains("made the register")
    );
    let wrong = demarche(&["init", "--home", "Atlantis!", "--author", "me", "--register", path(&new)]);
    assert!(errors(&wrong).contains("not a code"), "{}", errors(&wrong));
}

#[test]
fn briefs_are_papers_of_sentences_with_numbered_sources() {
    let folder = TempDir::new().expect("a folder");
    let register = corpus(&folder);
    let common = ["--register", path(&register), "--as-of", "2025-12-20"];
    let paper = succeed(&[&["brief", "--with", "UK", "--format", "md"], &common[..]].concat());
    assert!(paper.contains("## Sources and quotations\n\n1. "), "{paper}");
    assert!(!paper.contains("[on "), "{paper}");
    // The lines of the paper itself fill a page; the sources follow.
    let lines =
        paper.split("## Sources").next().expect("a paper").lines().filter(|line| line.starts_with("- ")).count();
    assert!((8..=40).contains(&lines), "{lines} lines: {paper}");
    let page = succeed(&[&["brief", "--instrument", "Korea–UK FTA upgrade", "--format", "html"], &common[..]].concat());
    assert!(page.contains("<h2>Where it is</h2>") && page.contains("concluded"), "{page}");
    let file = folder.path().join("uk.docx");
    succeed(&[&["brief", "--with", "UK", "--format", "docx", "-o", path(&file)], &common[..]].concat());
    assert!(std::fs::read(&file).expect("a file").starts_with(b"PK"));
    let none = demarche(&[&["brief", "--with", "UK", "--format", "docx"], &common[..]].concat());
    assert!(errors(&none).contains("--output"), "{}", errors(&none));
}

#[test]
fn the_paper_for_the_next_session_says_what_became_of_the_last() {
    let folder = TempDir::new().expect("a folder");
    let register = folder.path().join("register.db");
    let document = |id: &str, day: &str, title: &str, body: &str| {
        serde_json::json!({ "id": id, "url": "", "publisher": "Ministry of Trade (MOT), Chile", "section": "",
            "title": title, "published": day, "language": "en", "body": body })
        .to_string()
    };
    let lines = [
        document(
            "c-1",
            "2025-10-02",
            "Trade Committee Meets",
            "The 4th Chile–Peru Joint Trade Committee was held in Santiago on October 1, 2025. At the committee, Peru asked Chile \
             to simplify its licences for timber. Chile will publish the new rules on fishing licences by November 15, 2025.",
        ),
        document(
            "c-2",
            "2025-12-01",
            "Chile Publishes Rules",
            "The Ministry of Trade of Chile published the new rules on fishing licences on November 14, 2025.",
        ),
    ];
    read(&register, &lines.join("\n"));
    let common = ["--register", path(&register), "--as-of", "2025-12-20"];
    let output = demarche(&[&["session", "Joint Trade Committee", "--format", "md"], &common[..]].concat());
    let paper = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", errors(&output));
    assert!(paper.contains("## Last session") && paper.contains("1 October 2025"), "{paper}");
    assert!(paper.contains("licences") && paper.contains("\\[1\\]"), "{paper}");
    let unknown = demarche(&[&["session", "Moon Council"], &common[..]].concat());
    assert!(errors(&unknown).contains("series: "), "{}", errors(&unknown));
}

#[test]
fn a_short_text_that_was_corrected_is_a_revision() {
    let folder = TempDir::new().expect("a folder");
    let register = folder.path().join("register.db");
    let add = |id: &str, body: &str| -> Value {
        let file = folder.path().join(format!("{id}.jsonl"));
        let document = serde_json::json!({ "id": id, "publisher": "Ministry of Trade", "title": "Chile Will Wait",
            "published": "2025-12-10", "body": body });
        std::fs::write(&file, document.to_string()).expect("a file");
        let printed = succeed(&["read", path(&file), "--format", "json", "--register", path(&register)]);
        serde_json::from_str(&printed).expect("JSON")
    };
    assert_eq!(
        add(
            "a",
            "Minister Ana Silva met Ambassador Bo Lind in Oslo. Chile will wait until March for the new quota rules."
        )["new"],
        1
    );
    assert_eq!(
        add(
            "b",
            "Minister Ana Silva met Ambassador Bo Lind in Bergen. Chile will wait until April for the new quota rules."
        )["revised"],
        1
    );
}
