//! Any text as a document: facts whose every slice is the text it points at.
#![no_main]

use std::sync::LazyLock;

use language::Analyzer;
use libfuzzer_sys::fuzz_target;
use record::{Document, DocumentId, Record};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

fuzz_target!(|texts: (&str, &str)| {
    let (title, body) = texts;
    let document = Document {
        id: DocumentId("fuzz".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: title.to_owned(),
        published: "2025-12-11".parse().ok(),
        language: "en".to_owned(),
        body: body.to_owned(),
    };
    let (title, body) = (ANALYZER.analyze(title), ANALYZER.analyze(body));
    let record = reading::read_analysed(document, title, body).record;
    for slice in record.facts.iter().flat_map(record::Fact::evidence) {
        slice.verify(&record.document).expect("a slice is the text it points at");
    }
    let public = record.to_public();
    assert_eq!(Record::try_from(public).expect("the public form can be read back").facts.len(), record.facts.len());
});
