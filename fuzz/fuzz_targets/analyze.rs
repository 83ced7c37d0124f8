//! Any text: tokens in order, heads that form trees, no panic.
#![no_main]

use std::sync::LazyLock;

use language::Analyzer;
use libfuzzer_sys::fuzz_target;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::embedded().expect("the embedded model is whole"));

fuzz_target!(|text: &str| {
    for analysis in [ANALYZER.analyze_plain(text), ANALYZER.analyze(text)] {
        let mut end = 0;
        for token in analysis.tokens() {
            assert!(token.span().start >= end);
            end = token.span().end;
            assert!(token.ancestors().last().unwrap_or(token).is_root());
        }
    }
});
