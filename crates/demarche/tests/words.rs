//! What people read is plain English with the terms of the field: words to be avoided stand in no template and in no `--help`.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Words to be avoided, each with what to write; a word is found whole, whatever its case.
const AVOID: &[(&str, &str)] = &[
    ("told", "reported, stated"),
    ("tell", "report, state"),
    ("tells", "reports, states"),
    ("happening", "event"),
    ("happenings", "events"),
    ("of late", "recently"),
    ("lately", "recently"),
    ("falls due", "is due"),
    ("nobody in particular", "no addressee named"),
    ("nothing fits", "no matching entries"),
    ("taken back by", "withdrawn by"),
    ("bears on", "related to"),
    ("misspelt", "tolerating typos"),
    ("ran over", "overdue by"),
    ("by doubt", "by confidence"),
    ("spoken of", "mentioned"),
];

/// The words to be avoided that a text has.
fn avoided(text: &str) -> Vec<String> {
    let plain = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let padded = format!(" {plain} ");
    let found = AVOID.iter().filter(|(word, _)| padded.contains(&format!(" {word} ")));
    found.map(|(word, instead)| format!("{word:?} (write: {instead})")).collect()
}

/// The words of a template that people see: without what programs read.
fn visible(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '<']) {
        text.push_str(&rest[..at]);
        text.push(' ');
        let tail = &rest[at..];
        let close = ["{%", "{{", "<"].into_iter().zip(["%}", "}}", ">"]).find(|(open, _)| tail.starts_with(open));
        let Some((_, close)) = close else {
            rest = &tail[1..];
            continue;
        };
        rest = tail.find(close).map_or("", |end| &tail[end + close.len()..]);
    }
    text.push_str(rest);
    text
}

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            templates(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path);
        }
    }
}

#[test]
fn templates_use_the_words_of_the_field() {
    assert_eq!(avoided("Falls due; no-one tells <b>").len(), 2);
    assert!(avoided(&visible("<p class=\"told\">{{ told }}</p> recent")).is_empty());
    let mut files = Vec::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut files);
    assert!(files.len() > 20);
    let wrong: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).expect("a template");
            avoided(&visible(&text)).into_iter().map(|word| format!("{}: {word}", file.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_help_of_every_command_uses_the_words_of_the_field() {
    let help = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).output().expect("the program runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let overview = help(&["--help"]);
    let commands: Vec<&str> = overview
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.split_whitespace().next().filter(|_| line.starts_with("  ") && !line.starts_with("   "))
        })
        .collect();
    assert!(commands.len() > 20, "{commands:?}");
    let mut wrong = avoided(&overview);
    for command in commands.iter().filter(|command| **command != "help") {
        wrong.extend(avoided(&help(&[command, "--help"])).into_iter().map(|word| format!("{command}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The literals of a program's text: what is between quotation marks, outside of comments and tests.
fn literals(program: &str) -> Vec<String> {
    let program = program.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = program;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let tail = &rest[at..];
        if tail.starts_with("//") {
            rest = tail.find('\n').map_or("", |end| &tail[end..]);
        } else if let Some(body) = tail.strip_prefix('"') {
            let raw = rest[..at].ends_with("r#");
            let end = if raw {
                body.find("\"#")
            } else {
                let mut escaped = false;
                body.find(|c| {
                    let ends = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    ends
                })
            };
            let Some(end) = end else { return found };
            found.push(body[..end].to_owned());
            rest = &body[end + 1..];
        } else if tail.starts_with("'\"'") || tail.starts_with("'/'") {
            rest = &tail[3..];
        } else {
            rest = &tail[1..];
        }
    }
    found
}

/// Words of programs, not of people: names of templates, columns of the store, fields that are put in.
fn is_for_people(literal: &str) -> bool {
    literal.contains(' ')
        && !["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "{TOLD}", "id, url, secret"]
            .iter()
            .any(|word| literal.contains(word))
}

#[test]
fn messages_use_the_words_of_the_field() {
    assert_eq!(
        literals("let a = \"one \\\" two\"; // \"three\"\nb('\"', r#\"a \"four\"\"#);"),
        ["one \\\" two", "a \"four\""]
    );
    let mut files = Vec::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in ["demarche", "views", "register"] {
        programs(&crates.join(name).join("src"), &mut files);
    }
    assert!(files.len() > 100);
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a program");
        for literal in literals(&text).iter().filter(|literal| is_for_people(literal)) {
            // What is put in is named for programmers.
            let plain = visible(literal);
            wrong.extend(avoided(&plain).into_iter().map(|word| format!("{}: {word} in {literal:?}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Names that only `wording/` may put into words: a status, an act, a stage or a link has one wording wherever it is shown.
const WORDED_ONCE: &[&str] =
    &["Kept by", "Replaced by", "Declined by", "Withdrawn by", "agreed in principle", "struck down"];

#[test]
fn what_has_one_wording_is_worded_in_one_place() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut pages) = (Vec::new(), Vec::new());
    programs(&source, &mut files);
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut pages);
    files.retain(|file| !file.starts_with(source.join("wording")));
    let mut wrong = Vec::new();
    for file in files.iter().chain(&pages) {
        let text = std::fs::read_to_string(file).expect("a file");
        let texts = if file.extension().is_some_and(|extension| extension == "rs") {
            literals(&text)
        } else {
            vec![visible(&text)]
        };
        for words in WORDED_ONCE {
            if texts.iter().any(|text| text.contains(words)) {
                wrong.push(format!("{}: {words}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
