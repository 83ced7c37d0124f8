//! What must not come of a denied, hypothetical or hearsay sentence, and what must come of its likes.

use std::collections::BTreeMap;

use language::{Analysis, Analyzer};
use record::{Document, DocumentId, Fact, FactBody};

/// Sentences, at least.
const SENTENCES: usize = 150;

const TABLE: &str = include_str!("polarity.tsv");
const WORDS: &str = include_str!("../src/factuality/words.tsv");

/// A sentence with the names of the facts that must not come of it, and of those that must.
struct Row {
    text: &'static str,
    forbidden: Vec<&'static str>,
    /// Each is a choice of names.
    required: Vec<&'static str>,
}

fn table() -> Vec<Row> {
    let names = |column: &'static str| column.split(',').filter(|name| !name.is_empty()).collect();
    let row = |line: &'static str| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [text, forbidden, required] = columns[..] else { panic!("three columns: {line:?}") };
        Row { text, forbidden: names(forbidden), required: names(required) }
    };
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(row).collect()
}

fn facts(analyzer: &Analyzer, body: &str) -> Vec<Fact> {
    let document = Document {
        id: DocumentId("polarity".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: "Note".to_owned(),
        published: "2025-05-14".parse().ok(),
        language: "en".to_owned(),
        body: body.to_owned(),
    };
    reading::read_analysed(document, analyzer.analyze("Note"), analyzer.analyze(body)).record.into_draft().facts
}

/// The content keeps the negation.
fn negates(content: &str) -> bool {
    let words = content.to_lowercase().replace('’', "'");
    words.split(|c: char| !c.is_alphabetic() && c != '\'').any(|word| {
        matches!(word, "not" | "no" | "never" | "neither" | "nor" | "cannot" | "without") || word.ends_with("n't")
    })
}

/// The names under which the table may forbid or require a fact.
fn names(fact: &Fact) -> Vec<String> {
    match fact.body() {
        FactBody::Statement(statement) => {
            let act = statement.act.as_str();
            let affirmed = (!negates(&statement.content)).then(|| format!("{act}!neg"));
            affirmed.into_iter().chain([act.to_owned()]).collect()
        }
        FactBody::Stage(stage) => vec![format!("stage:{}", stage.stage.as_str())],
        FactBody::Event(event) => {
            let (kind, status) = (event.kind.as_str(), event.status.as_str());
            vec![format!("event:{kind}"), format!("event:{kind}={status}")]
        }
        _ => Vec::new(),
    }
}

#[test]
fn nothing_comes_out_as_its_opposite() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let rows = table();
    assert!(rows.len() >= SENTENCES, "{} sentences", rows.len());
    let mut failures = Vec::new();
    for row in &rows {
        let found: Vec<String> = facts(&analyzer, row.text).iter().flat_map(names).collect();
        let is_found = |choice: &str| choice.split('|').any(|name| found.iter().any(|found| found == name));
        let wrong: Vec<_> = row.forbidden.iter().filter(|name| is_found(name)).collect();
        let missed: Vec<_> = row.required.iter().filter(|name| !is_found(name)).collect();
        if !wrong.is_empty() || !missed.is_empty() {
            failures.push(format!("{:?}: wrongly {wrong:?}, missed {missed:?}; found {found:?}", row.text));
        }
    }
    assert!(failures.is_empty(), "{} of {} sentences fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
}

/// Whether the words of a phrase stand in a sentence, in order, as written or in their dictionary form.
fn holds(analysis: &Analysis, phrase: &str) -> bool {
    let mut wanted = phrase.split(' ').peekable();
    for token in analysis.tokens() {
        let met = wanted.peek().is_some_and(|word| {
            token.text().replace('’', "'").eq_ignore_ascii_case(word) || token.lemma().eq_ignore_ascii_case(word)
        });
        if met {
            wanted.next();
        }
    }
    wanted.peek().is_none()
}

#[test]
fn every_word_of_the_table_stands_in_a_sentence_of_both_kinds() {
    let analyzer = Analyzer::embedded().expect("the embedded model is whole");
    let rows: Vec<(Row, Analysis)> =
        table().into_iter().map(|row| (analyzer.analyze(row.text), row)).map(|(a, b)| (b, a)).collect();
    let mut without: BTreeMap<&str, &str> = BTreeMap::new();
    for line in WORDS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 5, "five columns: {line:?}");
        assert!(columns.iter().all(|column| !column.is_empty()), "an empty column: {line:?}");
        let stands = |wanted: &dyn Fn(&Row) -> bool| {
            rows.iter().any(|(row, analysis)| wanted(row) && holds(analysis, columns[0]))
        };
        if !stands(&|row| !row.forbidden.is_empty()) {
            without.insert(columns[0], "that must not come");
        } else if !stands(&|row| !row.required.is_empty()) {
            without.insert(columns[0], "that must come");
        }
    }
    assert!(without.is_empty(), "no fact of a sentence with these words: {without:#?}");
}
