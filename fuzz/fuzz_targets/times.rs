//! Any text: time expressions that are slices of it, in order, with sound bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for mention in reading::time::find(text, "2025-12-11".parse().ok()) {
        assert!(text.get(mention.span.range()).is_some_and(|words| !words.is_empty()));
        assert!(mention.from.zip(mention.to).is_none_or(|(from, to)| from <= to));
    }
});
