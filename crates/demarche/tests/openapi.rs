//! The description of the API is kept in `schema/openapi.json`, so that what changes for programs is seen.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn described() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).arg("openapi").output().expect("it runs");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

#[test]
fn the_description_is_as_it_is_kept() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/openapi.json");
    let kept = std::fs::read_to_string(kept).unwrap_or_default();
    assert!(
        described() == kept,
        "the API is described otherwise than in schema/openapi.json: if programs are to live with that, write it anew \
         with `cargo run -- openapi > schema/openapi.json`, and tell of it in CHANGELOG.md"
    );
}

#[test]
fn every_operation_is_described_whole() {
    let document: Value = serde_json::from_str(&described()).expect("it is JSON");
    let mut ids = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("it has paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            ids.push(operation["operationId"].as_str().expect("a name").to_owned());
            assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 10), "{method} {path}");
            for parameter in operation["parameters"].as_array().expect("parameters") {
                assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{path} {parameter}");
                assert!(parameter["schema"].is_object(), "{path} {parameter}");
            }
            for variable in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(
                    operation["parameters"].as_array().expect("parameters").iter().any(|one| one["name"] == variable),
                    "{path} does not say what {variable} is"
                );
            }
            let responses = operation["responses"].as_object().expect("responses");
            for status in ["200", "400", "401", "403", "429", "503"] {
                assert!(responses.contains_key(status), "{method} {path} does not tell of {status}");
            }
            assert_eq!(method == "get", operation.get("requestBody").is_none(), "{method} {path}");
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "names of operations are unique");
    for reference in references(&document) {
        let target = reference.strip_prefix('#').and_then(|place| document.pointer(place));
        assert!(target.is_some(), "{reference} leads nowhere");
    }
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| match field.as_str() {
                Some(reference) if name == "$ref" => vec![reference],
                _ => references(field),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
