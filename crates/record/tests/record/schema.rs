//! The published schema says what is written, and refuses what the constructors refuse for its form.

use std::path::Path;

use proptest::prelude::*;
use record::Record;
use serde_json::{Value, json};

use crate::generated;

fn published() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/record.schema.json");
    let text = std::fs::read_to_string(path).expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    assert!(
        published() == record::json_schema(),
        "write it anew with `cargo run -- schema > schema/record.schema.json`, and say so in CHANGELOG.md"
    );
}

#[test]
fn the_schema_refuses_what_has_the_wrong_form() {
    let schema = jsonschema::validator_for(&published()).expect("a schema");
    let good = json!({
        "document": {"id": "d", "title": "t", "body": "Korea spoke."},
        "actors": [{"name": "Korea", "kind": "jurisdiction"}],
        "facts": [{"kind": "statement", "act": "position", "speakers": ["Korea"], "content": "spoke", "rule": "r", "confidence": 1.0,
            "evidence": [{"field": "body", "start": 0, "end": 5, "exact": "Korea"}]}]
    });
    assert!(schema.is_valid(&good));
    assert!(Record::from_json(&good.to_string()).is_ok());
    for (pointer, value) in [
        ("/facts/0/evidence", json!([])),
        ("/facts/0/confidence", json!(1.5)),
        ("/facts/0/confidence", json!(-0.5)),
        ("/facts/0/act", json!("threat")),
        ("/facts/0/kind", json!("rumour")),
        ("/facts/0/evidence/0/field", json!("footer")),
        ("/facts/0/evidence/0/start", json!(-1)),
        ("/facts/0/speakers", json!("Korea")),
        ("/actors/0/kind", json!("alien")),
        ("/document/title", Value::Null),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect("a place") = value;
        assert!(!schema.is_valid(&bad), "the schema lets {pointer} pass");
        let error = Record::from_json(&bad.to_string()).expect_err("it is refused");
        assert!(
            error.violations.iter().any(|violation| violation.pointer.starts_with(pointer)),
            "{pointer}: {:?}",
            error.violations
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_fits_the_schema(record in generated::record()) {
        let schema = jsonschema::validator_for(&record::json_schema()).expect("a schema");
        let written = serde_json::to_value(record.to_public()).expect("JSON");
        let errors: Vec<String> =
            schema.iter_errors(&written).map(|error| format!("{}: {error}", error.instance_path())).collect();
        prop_assert!(errors.is_empty(), "{errors:?}");
    }
}
