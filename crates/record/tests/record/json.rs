//! Records go through JSON and come back the same.

use proptest::prelude::*;
use record::{Field, Positions, PublicRecord, Record};
use serde_json::Value;

use crate::generated;

proptest! {
    #[test]
    fn a_record_comes_back_from_json(record in generated::record()) {
        let text = serde_json::to_string(&record.to_public()).expect("JSON");
        prop_assert_eq!(Record::from_json(&text), Ok(record.clone()));
        let public: PublicRecord = serde_json::from_str(&text).expect("a public record");
        prop_assert_eq!(Record::try_from(public), Ok(record));
    }

    #[test]
    fn positions_in_json_count_code_points(record in generated::record()) {
        let public = serde_json::to_value(record.to_public()).expect("JSON");
        for fact in public["facts"].as_array().expect("facts") {
            for slice in fact["evidence"].as_array().expect("evidence") {
                let text: Vec<char> = public["document"][slice["field"].as_str().expect("a field")]
                    .as_str()
                    .expect("a text")
                    .chars()
                    .collect();
                let place = |name: &str| slice[name].as_u64().expect("a position") as usize;
                let found: String = text[place("start")..place("end")].iter().collect();
                prop_assert_eq!(Value::String(found), slice["exact"].clone());
            }
        }
    }

    #[test]
    fn bytes_and_code_points_are_two_counts_of_one_text(text in "[a-c\u{e9}\u{d55c}\u{1f600}\u{1d4b3}\u{301}]{0,60}") {
        let positions = Positions::of(&text);
        let starts: Vec<u32> = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        for (code_point, byte) in starts.iter().enumerate() {
            prop_assert_eq!(positions.byte(code_point as u32), Some(*byte));
            prop_assert_eq!(positions.code_point(*byte), code_point as u32);
        }
        prop_assert_eq!(positions.byte(starts.len() as u32), None);
        // A byte inside of a character gives the next one.
        for byte in 0..text.len() as u32 {
            let next = starts.iter().position(|start| *start >= byte).expect("the end is one");
            prop_assert_eq!(positions.code_point(byte), next as u32);
        }
    }

    #[test]
    fn no_json_brings_the_reader_down(text in "\\PC{0,200}", depth in 0..400_usize) {
        prop_assert!(Record::from_json(&text).is_err());
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let nested = format!("{{\"document\": {{\"id\": \"d\", \"title\": \"t\", \"body\": \"b\"}}, \"facts\": [{nested}]}}");
        prop_assert!(Record::from_json(&nested).is_err() || depth == 0);
    }
}

#[test]
fn a_character_beyond_the_basic_plane_is_one_position() {
    let text = serde_json::json!({
        "document": {"id": "d", "title": "t", "body": "😀 Korea 😀"},
        "actors": [{"name": "Korea", "kind": "jurisdiction", "jurisdiction": "KR"}],
        "facts": [{"kind": "statement", "act": "position", "speakers": ["Korea"], "content": "😀", "rule": "r", "confidence": 0.5,
            "evidence": [{"field": "body", "start": 8, "end": 9, "exact": "😀"}]}]
    });
    let record = Record::from_json(&text.to_string()).expect("a record");
    let slice = &record.facts[0].evidence()[0];
    assert_eq!((slice.field(), slice.span().range()), (Field::Body, 11..15));
}

#[test]
fn lists_may_be_left_out_and_unknown_fields_are_passed_over() {
    let text = r#"{"document": {"id": "d", "title": "t", "body": "b", "note": 1}, "source": "elsewhere"}"#;
    let record = Record::from_json(text).expect("a record");
    assert_eq!((record.facts.len(), record.document.language.as_str()), (0, "en"));
}
