//! Any bytes as a file of each format: the first byte chooses what opens it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let opening: &[u8] = match first % 5 {
        0 => b"-\nTrade\nA Title\n",
        1 => b"{\"id\": \"a\", \"title\": \"",
        2 => b"<!doctype html><html><body><article><h1>A</h1><p>",
        3 => b"A Title\n3 May 2025\n\n",
        _ => b"",
    };
    let file = [opening, rest].concat();
    if let Ok(parsed) = reading::source::read("file", &file) {
        for document in parsed.documents {
            assert!(!document.id.0.is_empty());
            assert!(!document.body.contains('\r'));
        }
    }
});
