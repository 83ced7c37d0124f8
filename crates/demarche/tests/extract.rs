//! `demarche extract`, `annotate` and `schema` from the command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn demarche(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A command that refuses its arguments may end before it reads.
    let _ = child.stdin.take().expect("standard input is a pipe").write_all(input);
    child.wait_with_output().expect("the binary ends")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn corpus() -> String {
    repository().join("corpus/announcements.jsonl").display().to_string()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("output is UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

#[test]
fn records_follow_the_published_schema() {
    let published =
        std::fs::read_to_string(repository().join("schema/record.schema.json")).expect("the schema is published");
    let schema: Value = serde_json::from_str(&published).expect("the schema is JSON");
    let printed: Value = serde_json::from_slice(&demarche(&["schema"], b"").stdout).expect("the schema is JSON");
    assert_eq!(schema, printed, "run `demarche schema > schema/record.schema.json` and look at what changed");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let records = lines(&demarche(&["extract", &corpus()], b""));
    assert_eq!(records.len(), 24);
    for record in &records {
        let errors: Vec<String> = validator.iter_errors(record).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", record["document"]["id"]);
    }
    let broken = serde_json::json!({"document": {"id": 5}});
    assert!(!validator.is_valid(&broken), "the schema refuses nothing");
}

#[test]
fn evidence_is_the_text_it_points_at_and_names_are_listed() {
    for record in lines(&demarche(&["extract", &corpus()], b"")) {
        let listed: Vec<&str> =
            record["actors"].as_array().expect("actors").iter().filter_map(|actor| actor["name"].as_str()).collect();
        for fact in record["facts"].as_array().expect("facts") {
            for slice in fact["evidence"].as_array().expect("evidence") {
                let field = slice["field"].as_str().expect("a field");
                let text: Vec<char> = record["document"][field].as_str().expect("a text").chars().collect();
                let at = |key: &str| slice[key].as_u64().expect("a position") as usize;
                let words: String = text[at("start")..at("end")].iter().collect();
                assert_eq!(slice["exact"], words);
            }
            for name in fact["speakers"].as_array().into_iter().flatten() {
                assert!(
                    listed.contains(&name.as_str().expect("a name")),
                    "{name} is no actor of {}",
                    record["document"]["id"]
                );
            }
        }
    }
}

#[test]
fn order_and_facts_do_not_depend_on_the_number_of_threads() {
    let one = demarche(&["extract", "--jobs", "1", &corpus()], b"");
    let many = demarche(&["extract", "--jobs", "8", &corpus()], b"");
    assert!(one.status.success());
    assert_eq!(one.stdout, many.stdout);
    let ids: Vec<Value> = lines(&one).iter().map(|record| record["document"]["id"].clone()).collect();
    let given: Vec<Value> = std::fs::read_to_string(corpus())
        .expect("the corpus")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a document")["id"].clone())
        .collect();
    assert_eq!(ids, given);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = folder.path().join("a.txt");
    std::fs::write(&good, "Norway Opens Talks\n3 May 2025\n\nNorway agreed with Chile to open talks.\n")
        .expect("written");
    std::fs::write(folder.path().join("b.bin"), b"\x00\x01\x02").expect("written");
    std::fs::write(folder.path().join("c.txt"), b"").expect("written");
    std::fs::write(folder.path().join("d.jsonl"), b"{\"id\": \"x\", \"title\": \"T\", \"body\": \"B.\"}\n{oops\n")
        .expect("written");
    let output = demarche(&["extract", &folder.path().display().to_string()], b"");
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8_lossy(&output.stderr);
    for part in ["b.bin is not text: byte 0", "c.txt is empty", "d.jsonl: line 2"] {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(lines(&output).len(), 2);
    let pattern = folder.path().join("*.txt").display().to_string();
    assert_eq!(lines(&demarche(&["extract", &pattern], b"")).len(), 1);
    let missing = demarche(&["extract", "/no/such/file"], b"");
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("/no/such/file"));
}

#[test]
fn standard_input_tables_and_files() {
    let release = "Norway Opens Talks\n3 May 2025\n\nTrade Minister Jan Berg met Ana Ruiz, Ambassador of Chile, in Oslo on 2 May. Norway will publish the list by the end of June.\n";
    let table = demarche(&["extract", "--format", "table", "-"], release.as_bytes());
    let text = String::from_utf8_lossy(&table.stdout);
    for part in
        ["Norway Opens Talks", "meeting", "2025-05-02", "Oslo, NO", "commitment", "due by 2025-06-30", "Jan Berg"]
    {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains('\u{1b}'), "colours are for terminals");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("facts.json");
    let output = demarche(&["extract", "--format", "json", "-o", &file.display().to_string()], release.as_bytes());
    assert!(output.status.success() && output.stdout.is_empty());
    let records: Value = serde_json::from_slice(&std::fs::read(&file).expect("the file")).expect("JSON");
    assert_eq!(records.as_array().map(Vec::len), Some(1));
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "no partial file stays");
}

#[test]
fn annotations_are_slices_of_the_text() {
    let release = "Šefčovič Visits Oslo\n3 May 2025\n\nMaroš Šefčovič said on Friday that the EU will invest €30 billion in Norway.\n";
    let seen = &lines(&demarche(&["annotate"], release.as_bytes()))[0];
    for list in ["sentences", "tokens", "names", "times", "amounts"] {
        let entries = seen[list].as_array().expect(list);
        assert!(!entries.is_empty(), "no {list}");
        for entry in entries.iter().filter(|entry| entry.get("text").is_some()) {
            let field = entry["field"].as_str().expect("a field");
            let text: Vec<char> = seen["document"][field].as_str().expect("a text").chars().collect();
            let at = |key: &str| entry[key].as_u64().expect("a position") as usize;
            assert_eq!(entry["text"], text[at("start")..at("end")].iter().collect::<String>());
        }
    }
    assert_eq!(seen["amounts"][0]["unit"], "EUR");
    assert_eq!(seen["times"][0]["type"], "date");
    assert!(!seen["attributions"].as_array().expect("attributions").is_empty());
}

#[test]
fn a_page_shows_hostile_text_as_text() {
    let hostile = serde_json::json!({
        "id": "<img src=x onerror=alert(1)>", "title": "<script>alert('x')</script>", "published": "2025-05-03",
        "body": "Norway agreed to <b onclick=\"evil()\">open</b> talks & \"more\" with Chile."
    });
    let output = demarche(&["annotate", "--format", "html"], hostile.to_string().as_bytes());
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success());
    for part in ["<script", "<img", "<b onclick"] {
        assert!(!page.contains(part), "{part} stands in the page");
    }
    assert!(page.contains("&lt;") && page.contains("default-src 'none'"));
}
