//! Any text as a document, its first line as the headline: facts whose every slice is the text it points at, on a stack of
//! known size.
#![no_main]

use std::sync::LazyLock;

use language::Analyzer;
use language::limits::{self, Stop};
use libfuzzer_sys::fuzz_target;
use record::{Document, DocumentId, Record};

static PERCEIVER: LazyLock<reading::Perceiver> =
    LazyLock::new(|| reading::Perceiver::embedded().expect("the embedded reader is whole"));
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

/// Bytes of the stack: half of what the main thread has.
const DEPTH: usize = 4 << 20;

fuzz_target!(|text: &str| {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
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
    let reading = limits::within(DEPTH, &Stop::default(), || reading::read(&ANALYZER, &PERCEIVER, document));
    let record = reading.expect("no text goes deeper than the stack").record;
    for slice in record.facts.iter().flat_map(record::Fact::evidence) {
        slice.verify(&record.document).expect("a slice is the text it points at");
    }
    let public = record.to_public();
    assert_eq!(Record::try_from(public).expect("the public form can be read back").facts.len(), record.facts.len());
});
