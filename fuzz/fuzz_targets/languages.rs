//! Any text under any mark: a language that is a code, and the same one when it is asked for again with that as its mark.
#![no_main]

use libfuzzer_sys::fuzz_target;
use record::{Document, DocumentId};

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let mut document = Document {
        id: DocumentId("fuzz".to_owned()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        language: next(),
        title: next(),
        body: next(),
        published: None,
    };
    let language = reading::languages::of(&document).into_owned();
    assert!((2..=3).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase()), "{language:?}");
    document.language.clone_from(&language);
    assert!(language == "und" || reading::languages::of(&document) == language.as_str());
});
