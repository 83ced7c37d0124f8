//! The project's own announcements and the facts that a person has looked at.
//!
//! A change of rules shows here as a difference to judge. After judging, write the new facts with
//! `demarche extract --format table corpus/announcements.jsonl -o corpus/facts.txt`.

use std::path::Path;
use std::process::Command;

#[test]
fn the_facts_of_the_corpus_are_those_that_were_reviewed() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["extract", "--format", "table"])
        .arg(corpus.join("announcements.jsonl"))
        .output()
        .expect("the binary runs");
    let found = String::from_utf8(output.stdout).expect("output is UTF-8");
    let reviewed = std::fs::read_to_string(corpus.join("facts.txt")).expect("the reviewed facts");
    let differences: Vec<String> = diff(&reviewed, &found);
    assert!(differences.is_empty(), "{} lines differ:\n{}", differences.len(), differences.join("\n"));
}

/// Lines of one text that the other lacks, with the document they belong to.
fn diff(reviewed: &str, found: &str) -> Vec<String> {
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::trim_end).map(str::to_owned).collect() };
    let (reviewed, found) = (lines(reviewed), lines(found));
    let missing = reviewed.iter().filter(|line| !found.contains(line)).map(|line| format!("- {line}"));
    let new = found.iter().filter(|line| !reviewed.contains(line)).map(|line| format!("+ {line}"));
    missing.chain(new).collect()
}
