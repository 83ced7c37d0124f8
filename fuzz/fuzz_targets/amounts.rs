//! Any text: amounts that are slices of it, in order, with numbers that can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut end = 0;
    for mention in reading::amount::find(text) {
        assert!(text.get(mention.whole_span().range()).is_some_and(|words| !words.is_empty()));
        assert!(mention.span.start >= end && mention.value.is_finite());
        end = mention.span.end;
    }
});
