//! The tokenizer against what the package `tokenizers` makes of the same texts (`tools/reader/pieces.py`).

use std::collections::HashMap;

use encoder::{Piece, Tokenizer};
use proptest::prelude::*;
use serde_json::Value;

fn fixture() -> (Tokenizer, Vec<Value>) {
    let mut lines = include_str!("fixtures/pieces.jsonl").lines();
    let pieces: Vec<(u32, String)> =
        serde_json::from_str(lines.next().expect("the first line is the vocabulary")).expect("pairs");
    let tokenizer = Tokenizer::new(pieces.iter().map(|(number, piece)| (*number, piece.as_str())));
    let lines = lines.map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    (tokenizer.expect("the vocabulary is whole"), lines)
}

/// Number in the full vocabulary, first byte and end of each piece.
fn numbers(tokenizer: &Tokenizer, text: &str) -> Vec<[u32; 3]> {
    let row = |Piece { id, span }: Piece| {
        [tokenizer.source_id(id).expect("the id is of the vocabulary"), span.start as u32, span.end as u32]
    };
    tokenizer.tokenize(text).into_iter().map(row).collect()
}

/// The 64-bit hash of Fowler, Noll and Vo (FNV-1a).
fn fnv(numbers: impl IntoIterator<Item = u32>) -> u64 {
    numbers
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn pieces_are_those_of_the_reference() {
    let (tokenizer, lines) = fixture();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/announcements.jsonl");
    let corpus: HashMap<String, String> = std::fs::read_to_string(corpus)
        .expect("the corpus is there")
        .lines()
        .map(|line| {
            let one: Value = serde_json::from_str(line).expect("a line is an announcement");
            let part = |name: &str| one[name].as_str().expect("announcements have texts").to_owned();
            (part("id"), format!("{}\n\n{}", part("title"), part("body")))
        })
        .collect();
    let (mut texts, mut documents) = (0, 0);
    for line in lines {
        if let Some(text) = line["text"].as_str() {
            let expected: Vec<[u32; 3]> = serde_json::from_value(line["pieces"].clone()).expect("pieces");
            assert_eq!(numbers(&tokenizer, text), expected, "{text:?}");
            texts += 1;
        } else {
            let id = line["document"].as_str().expect("a line has a text or a document");
            let found = numbers(&tokenizer, corpus.get(id).expect("the corpus has the document"));
            assert_eq!(found.len() as u64, line["count"], "{id}");
            assert_eq!(format!("{:016x}", fnv(found.into_iter().flatten())), line["hash"], "{id}");
            documents += 1;
        }
    }
    assert!(texts >= 10 && documents >= 10, "the fixture holds texts and documents");
}

#[test]
fn vocabularies_that_cannot_serve_are_refused() {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    let make = |pieces: &[&str]| Tokenizer::new((7..).zip(pieces.iter().copied()));
    assert!(make(&special[1..]).is_none());
    assert!(make(&[&special[..], &["a", "b", "a"]].concat()).is_none());
    let tokenizer = make(&[&special[..], &["a", "##a"]].concat()).expect("the vocabulary is whole");
    assert_eq!(tokenizer.vocabulary_size(), 7);
    assert_eq!(
        [tokenizer.pad(), tokenizer.unknown(), tokenizer.cls(), tokenizer.sep(), tokenizer.mask()],
        [0, 1, 2, 3, 4]
    );
    assert_eq!((tokenizer.source_id(5), tokenizer.source_id(7)), (Some(12), None));
    assert_eq!(
        tokenizer.tokenize("aa b"),
        [Piece { id: 5, span: 0..1 }, Piece { id: 6, span: 1..2 }, Piece { id: 1, span: 3..4 }]
    );
}

proptest! {
    /// Spans are of whole characters, in order, and no piece is empty.
    #[test]
    fn spans_fit_any_text(text in "\\PC{0,40}[\\x00-\\x20é豈각\u{301}\u{226e}]{0,9}\\PC{0,20}") {
        let (tokenizer, _) = fixture();
        let mut last = 0;
        for Piece { span, id } in tokenizer.tokenize(&text) {
            prop_assert!((id as usize) < tokenizer.vocabulary_size());
            prop_assert!(text.get(span.clone()).is_some_and(|part| !part.is_empty()), "{span:?}");
            prop_assert!(span.start >= last, "{span:?} begins before {last}");
            last = span.start;
        }
    }
}
