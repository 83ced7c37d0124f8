//! `demarche analyze` from the command line.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn demarche(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // A command that refuses its arguments may end before it reads.
    let _ = child.stdin.take().expect("standard input is a pipe").write_all(input.as_bytes());
    child.wait_with_output().expect("the binary ends")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("output is UTF-8")
}

#[test]
fn positions_in_json_count_code_points() {
    let output = demarche(&["analyze", "--format", "jsonl"], "Šefčovič met Minister Lee in Seoul.\n");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a line is JSON");
    let source: Vec<char> = line["text"].as_str().expect("the text").chars().collect();
    let tokens = line["tokens"].as_array().expect("the tokens");
    assert_eq!(tokens.len(), 7);
    for token in tokens {
        let position = |key: &str| token[key].as_u64().expect("a position") as usize;
        let slice: String = source[position("start")..position("end")].iter().collect();
        assert_eq!(token["text"], slice);
    }
}

#[test]
fn headings_and_bullets_are_sentences_of_their_own() {
    let release =
        "Outcome of the Talks\n\n- Tariffs on fish will fall\n- A committee meets in May\n\nBoth sides were content.\n";
    let output = demarche(&["analyze", "--format", "conllu"], release);
    let sentences: Vec<&str> = text(&output.stdout).lines().filter_map(|line| line.strip_prefix("# text = ")).collect();
    assert_eq!(
        sentences,
        ["Outcome of the Talks", "Tariffs on fish will fall", "A committee meets in May", "Both sides were content."]
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = folder.path().join("good.txt");
    std::fs::write(&good, "India agreed.\n").expect("a file");
    let bad = folder.path().join("bad.txt");
    std::fs::write(&bad, b"caf\xe9 latte").expect("a file");
    let missing = folder.path().join("missing.txt");
    let paths = [&bad, &missing, &good].map(|path| path.to_str().expect("a path in UTF-8").to_owned());
    let output = demarche(&["analyze", &paths[0], &paths[1], &paths[2]], "");
    assert_eq!(output.status.code(), Some(1));
    let messages = text(&output.stderr);
    assert!(messages.contains("bad.txt is not UTF-8 text: byte 3"), "{messages}");
    assert!(messages.contains("missing.txt"), "{messages}");
    assert!(text(&output.stdout).contains("agree"), "{}", text(&output.stdout));
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("model");
    std::fs::write(&path, "not a model").expect("a file");
    let output = demarche(&["analyze", "--model", path.to_str().expect("a path in UTF-8")], "India agreed.\n");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("not a model file"), "{}", text(&output.stderr));
}

#[test]
fn a_wrong_command_line_is_a_usage_error() {
    assert_eq!(demarche(&["analyze", "--format", "xml"], "").status.code(), Some(2));
}
