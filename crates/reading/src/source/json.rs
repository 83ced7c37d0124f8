//! JSON: one document a line, a record a line, or an array of documents.

use formats::mend;
use record::Document;
use serde_json::Value;

use super::{Parsed, Problem, SourceError, api};

/// Whether a text that begins with a bracket is an array of objects.
pub(super) fn is_array(start: &str) -> bool {
    start[1..].trim_start().starts_with(['{', ']'])
}

pub(super) fn read(text: &str) -> Result<Parsed, SourceError> {
    let mut parsed = Parsed::default();
    // A pretty-printed object or array spans lines; JSON Lines has one value a line.
    let whole: Option<Value> = if text.trim().lines().count() > 1 || text.trim_start().starts_with('[') {
        serde_json::from_str(text).ok()
    } else {
        serde_json::from_str(text).ok().filter(api::is_shape)
    };
    match whole {
        Some(Value::Array(values)) => {
            for value in values {
                push(&mut parsed, value, 1);
            }
        }
        Some(value) => match api::list(&value) {
            Some(list) => {
                let publisher = api::publisher(&value);
                for item in list {
                    push(&mut parsed, item.clone(), 1);
                }
                for document in parsed.documents.iter_mut().filter(|document| document.publisher.is_empty()) {
                    document.publisher.clone_from(&publisher);
                }
            }
            None => push(&mut parsed, value, 1),
        },
        None => {
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match self::line(line, index + 1) {
                    Ok(document) => parsed.documents.push(document),
                    Err(problem) => parsed.problems.push(problem),
                }
            }
        }
    }
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        return Err(SourceError::Empty);
    }
    Ok(parsed)
}

/// The document of one line.
pub(super) fn line(line: &str, number: usize) -> Result<Document, Problem> {
    let value = serde_json::from_str(line).map_err(|error| {
        Problem::line(number, format!("column {}: {error}; each line must hold one JSON object", error.column()))
    })?;
    document(value, number)
}

fn push(parsed: &mut Parsed, value: Value, line: usize) {
    match document(value, line) {
        Ok(document) => parsed.documents.push(document),
        Err(problem) => parsed.problems.push(problem),
    }
}

/// Takes a document, or the document of a record.
fn document(mut value: Value, line: usize) -> Result<Document, Problem> {
    if let Some(inner) = value.get_mut("document").map(Value::take) {
        value = inner;
    }
    // A field that is null is a field left out.
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, field| !field.is_null());
        if let Some(document) = api::of(fields) {
            return Ok(document);
        }
    }
    let mut document: Document = serde_json::from_value(value).map_err(|error| {
        let message = format!("{error}; a document has \"id\", \"title\", \"published\" (YYYY-MM-DD) and \"body\"");
        Problem::line(line, message)
    })?;
    document.title = document.title.replace("\r\n", "\n");
    document.body = mend::broken_words(&document.body.replace("\r\n", "\n")).into_owned();
    Ok(document)
}
