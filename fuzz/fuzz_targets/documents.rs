//! Any bytes as a file, and what it holds read to the end: bytes to documents to facts, as `demarche extract` does it.
#![no_main]

use std::sync::LazyLock;

use language::Analyzer;
use language::limits::{self, Stop};
use libfuzzer_sys::fuzz_target;

static PERCEIVER: LazyLock<reading::Perceiver> =
    LazyLock::new(|| reading::Perceiver::embedded().expect("the embedded reader is whole"));
static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

/// Bytes of the stack: half of what the main thread has.
const DEPTH: usize = 4 << 20;

fuzz_target!(|bytes: &[u8]| {
    let Ok(parsed) = reading::source::read("file", bytes) else { return };
    for document in parsed.documents {
        let reading = limits::within(DEPTH, &Stop::default(), || reading::read(&ANALYZER, &PERCEIVER, document));
        let record = reading.expect("no text goes deeper than the stack").record;
        for slice in record.facts.iter().flat_map(record::Fact::evidence) {
            slice.verify(&record.document).expect("a slice is the text it points at");
        }
        let read = reading::languages::is_read(&record.document.language);
        assert!(read || record.facts.is_empty() && !record.diagnostics.is_empty());
    }
});
