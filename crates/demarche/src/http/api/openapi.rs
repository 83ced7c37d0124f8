//! The description of the API: OpenAPI 3.1, put together from the one list of operations.

use std::sync::OnceLock;

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Parameter, failures};
use crate::http::answer::{Asked, Kept};
use crate::http::{Answered, Failure};
use crate::left_out::LeftOut;

/// `GET /openapi.json`.
pub(super) async fn openapi(asked: Asked) -> Answered {
    static DOCUMENT: OnceLock<Kept> = OnceLock::new();
    let document = match DOCUMENT.get() {
        Some(document) => document.clone(),
        None => DOCUMENT.get_or_init(|| Kept::new("application/json", document().to_string())).clone(),
    };
    Ok(document.respond(&asked))
}

/// The whole document.
pub(crate) fn document() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut schemas = settings.for_serialize().into_generator();
    let problem = schemas.subschema_for::<Failure>().to_value();
    let mut paths: Map<String, Value> = Map::new();
    for operation in super::operations() {
        let path = paths.entry(operation.path.to_owned()).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = described(&operation, &problem, &mut schemas);
    }
    let mut definitions: Map<String, Value> = schemas.take_definitions(true);
    definitions.sort_keys();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Demarche",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The record of trade diplomacy: requests and commitments with their status, stages, agenda, briefs.",
            "description": "Answers are of a day of the world (`as_of`) as was known at a time (`known_at`). Lists come in pages: \
                `next` of one page is the `cursor` of the next, and all pages of a listing are of one state of the record. \
                A fact that is damaged in the register is left out, and `left_out` says so. \
                Answers have an ETag; parameters that a resource does not know are refused. Failures are problem details (RFC 9457).",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"}
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}, {}],
        "tags": [
            {"name": "read", "description": "The record."},
            {"name": "write", "description": "Documents to read."},
            {"name": "review", "description": "Decisions on facts and names."}
        ],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {"token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token that `demarche token make` made. Reading needs one where the server was started with tokens; \
                    writing always does."
            }}
        }
    })
}

fn described(operation: &Operation, problem: &Value, schemas: &mut SchemaGenerator) -> Value {
    let answers = operation.answers;
    let mut schema = (answers.schema)(schemas).to_value();
    if operation.takes.is_empty() && operation.id != "getDescription" {
        let left_out = schemas.subschema_for::<LeftOut<'_>>().to_value();
        schema = json!({"allOf": [schema, left_out]});
    }
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The answer.",
            "headers": {"ETag": {"description": "Names this answer.", "schema": {"type": "string"}}},
            "content": {answers.media: {"schema": schema}}
        }),
    );
    if operation.takes.is_empty() {
        responses.insert("304".to_owned(), json!({"description": "The answer is the one that the asker has."}));
    } else if let Some(answer) = responses.get_mut("200").and_then(Value::as_object_mut) {
        answer.remove("headers");
    }
    for (status, description) in failures(operation) {
        let content = json!({"application/problem+json": {"schema": problem}});
        responses.insert(status.as_u16().to_string(), json!({"description": description, "content": content}));
    }
    let mut said = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "tags": [operation.scope.as_str()],
        "parameters": operation.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses
    });
    if !operation.takes.is_empty() {
        let content: Map<String, Value> =
            operation.takes.iter().map(|(media, schema)| ((*media).to_owned(), json!({"schema": schema}))).collect();
        said["requestBody"] = json!({"required": true, "content": content});
        said["security"] = json!([{"token": []}]);
    }
    said
}

fn parameter(parameter: &Parameter) -> Value {
    let mut said = json!({
        "name": parameter.name,
        "in": if parameter.in_path { "path" } else { "query" },
        "required": parameter.required,
        "description": parameter.description,
        "schema": parameter.schema
    });
    if let Some(example) = parameter.example {
        said["example"] = json!(example);
    }
    said
}
