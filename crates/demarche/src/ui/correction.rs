//! The fields of a fact as a form, and the form as fields of a fact.

use std::collections::HashMap;

use record::{Act, EventStatus, EventType, FactBody, Firmness, Qualifier, StageName};
use serde_json::{Map, Value};

use crate::decision::{Wrong, fields};

/// How a field is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Editor {
    /// One of a closed vocabulary.
    Choice,
    /// A line.
    Line,
    /// Several lines of prose.
    Prose,
    /// Names, one a line.
    Names,
    /// An actor or instrument.
    Name,
    /// First day, last day, words.
    Days,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// An object or a list, as JSON.
    Json,
}

impl Editor {
    fn of(field: &str) -> Self {
        match field {
            "act" | "firmness" | "type" | "status" | "stage" | "qualifier" => Self::Choice,
            "content" | "measure" => Self::Prose,
            "speakers" | "addressees" | "about" | "by" => Self::Names,
            "voiced_by" | "person" | "org" | "instrument" | "subject" => Self::Name,
            "due" | "when" | "period" => Self::Days,
            "value" | "value_to" | "ordinal" | "rank" => Self::Number,
            "record" => Self::Flag,
            "participants" | "place" => Self::Json,
            _ => Self::Line,
        }
    }
}

/// A field of the form.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The field.
    pub(super) field: &'static str,
    /// What it is called.
    pub(super) label: String,
    /// How it is edited.
    pub(super) editor: Editor,
    /// What it holds: the text of its input, or first day, last day and words.
    pub(super) values: Vec<String>,
    /// What may be chosen.
    pub(super) options: Vec<&'static str>,
    /// It may be left out.
    pub(super) optional: bool,
}

impl Row {
    /// It holds a list of names that the document has: instruments rather than actors.
    pub(super) fn of_instruments(&self) -> bool {
        matches!(self.field, "about" | "instrument")
    }

    /// The text of its input.
    pub(super) fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// A part of a date range.
    pub(super) fn part(&self, place: usize) -> &str {
        self.values.get(place).map_or("", String::as_str)
    }
}

/// Parts of a date range.
const PARTS: [&str; 3] = ["start", "end", "text"];

/// The form of a fact: what it holds now, or what was sent.
pub(super) fn rows(body: &FactBody, sent: Option<&HashMap<String, String>>) -> Vec<Row> {
    let now = serde_json::to_value(body).unwrap_or_default();
    let row = |field: &&'static str| {
        let editor = Editor::of(field);
        let values = match (sent, editor) {
            (Some(sent), Editor::Days) => {
                PARTS.iter().map(|part| sent.get(&format!("{field}.{part}")).cloned().unwrap_or_default()).collect()
            }
            (Some(sent), _) => vec![sent.get(*field).cloned().unwrap_or_default()],
            (None, _) => written(editor, &now[*field]),
        };
        Row {
            field,
            label: field.replace('_', " "),
            editor,
            values,
            options: options(field),
            optional: optional(field),
        }
    };
    fields(body.kind()).iter().map(row).collect()
}

/// A value as the form holds it.
fn written(editor: Editor, value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match (editor, value) {
        (Editor::Days, value) => PARTS.iter().map(|part| text(&value[*part])).collect(),
        (Editor::Names, Value::Array(names)) => vec![names.iter().map(text).collect::<Vec<_>>().join("\n")],
        (Editor::Json, value) if !value.is_null() => vec![serde_json::to_string_pretty(value).unwrap_or_default()],
        (Editor::Flag, value) => vec![if value == &Value::Bool(true) { "yes".to_owned() } else { String::new() }],
        (_, value) => vec![text(value)],
    }
}

/// The words of a field's vocabulary.
fn options(field: &str) -> Vec<&'static str> {
    match field {
        "act" => Act::ALL.iter().map(|term| term.as_str()).collect(),
        "firmness" => Firmness::ALL.iter().map(|term| term.as_str()).collect(),
        "type" => EventType::ALL.iter().map(|term| term.as_str()).collect(),
        "status" => EventStatus::ALL.iter().map(|term| term.as_str()).collect(),
        "stage" => StageName::ALL.iter().map(|term| term.as_str()).collect(),
        "qualifier" => Qualifier::ALL.iter().map(|term| term.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn optional(field: &str) -> bool {
    !matches!(
        field,
        "act"
            | "speakers"
            | "content"
            | "type"
            | "status"
            | "instrument"
            | "stage"
            | "value"
            | "unit"
            | "qualifier"
            | "measure"
            | "person"
            | "title"
    )
}

/// The fields that a form sets; what it leaves empty is taken away, and what it does not change is left as it is.
///
/// # Errors
/// When a field cannot be read, with all that cannot.
pub(super) fn fields_of(body: &FactBody, sent: &HashMap<String, String>) -> Result<Map<String, Value>, Vec<Wrong>> {
    let now = serde_json::to_value(body).unwrap_or_default();
    let mut set = Map::new();
    let mut problems = Vec::new();
    for field in fields(body.kind()).iter().copied() {
        let editor = Editor::of(field);
        let text = |key: &str| sent.get(key).map(|text| text.replace("\r\n", "\n").trim().to_owned());
        let values: Vec<String> = match editor {
            Editor::Days => PARTS.iter().filter_map(|part| text(&format!("{field}.{part}"))).collect(),
            // A box that is not ticked is not sent.
            Editor::Flag => vec![text(field).unwrap_or_default()],
            _ => text(field).into_iter().collect(),
        };
        if values.is_empty() || values.iter().eq(written(editor, &now[field]).iter().map(|text| text.trim())) {
            continue;
        }
        match read(editor, &values) {
            Ok(Value::Null) if !optional(field) => problems.push(Wrong::field(field, "it cannot be left out")),
            Ok(value) => {
                set.insert(field.to_owned(), value);
            }
            Err(message) => problems.push(Wrong::field(field, message)),
        }
    }
    if problems.is_empty() { Ok(set) } else { Err(problems) }
}

/// What a form holds as a value; nothing for what is empty.
fn read(editor: Editor, values: &[String]) -> Result<Value, String> {
    if values.iter().all(String::is_empty) {
        return Ok(Value::Null);
    }
    let text = values[0].as_str();
    Ok(match editor {
        Editor::Days => {
            let mut range = Map::new();
            for (part, value) in PARTS.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
                if *part != "text" && value.parse::<jiff::civil::Date>().is_err() {
                    return Err(format!("{value:?} is no day: write 2026-01-02"));
                }
                range.insert((*part).to_owned(), Value::String(value.clone()));
            }
            if let (Some(Value::String(start)), Some(Value::String(end))) = (range.get("start"), range.get("end"))
                && start > end
            {
                return Err(format!("it ends on {end}, before it begins on {start}"));
            }
            Value::Object(range)
        }
        Editor::Names => {
            let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
            Value::Array(names.map(|name| Value::String(name.to_owned())).collect())
        }
        Editor::Number => {
            let number: f64 = text.replace(',', "").parse().map_err(|_| format!("{text:?} is no number"))?;
            if number.fract() == 0.0 && number.abs() < 9e15 {
                Value::from(number as i64)
            } else {
                serde_json::Number::from_f64(number).map(Value::Number).ok_or(format!("{text:?} is no number"))?
            }
        }
        Editor::Flag => Value::Bool(true),
        Editor::Json => serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?,
        Editor::Choice | Editor::Line | Editor::Prose | Editor::Name => Value::String(text.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> FactBody {
        serde_json::from_value(serde_json::json!({
            "kind": "statement", "act": "commitment", "speakers": ["Korea", "United Kingdom"],
            "content": "conclude the talks", "due": {"end": "2025-12-31", "text": "within the year"}, "firmness": "aim"
        }))
        .expect("a statement")
    }

    fn sent(change: &[(&str, &str)]) -> HashMap<String, String> {
        let mut form = HashMap::new();
        for row in rows(&statement(), None) {
            match row.editor {
                Editor::Days => {
                    for (part, value) in PARTS.iter().zip(&row.values) {
                        form.insert(format!("{}.{part}", row.field), value.clone());
                    }
                }
                _ => {
                    form.insert(row.field.to_owned(), row.value().to_owned());
                }
            }
        }
        form.extend(change.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())));
        form
    }

    #[test]
    fn a_form_sets_what_was_changed_and_nothing_else() {
        assert_eq!(fields_of(&statement(), &sent(&[])), Ok(Map::new()));
        let set =
            fields_of(&statement(), &sent(&[("speakers", "Korea\r\n"), ("firmness", ""), ("due.start", "2025-12-01")]));
        let expected = serde_json::json!({
            "speakers": ["Korea"], "due": {"start": "2025-12-01", "end": "2025-12-31", "text": "within the year"}, "firmness": null
        });
        assert_eq!(set.map(Value::Object), Ok(expected));
    }

    #[test]
    fn what_cannot_be_read_is_told_by_field() {
        let problems = fields_of(&statement(), &sent(&[("due.end", "soon"), ("content", " ")])).expect_err("problems");
        let fields: Vec<&str> = problems.iter().filter_map(|one| one.field.as_deref()).collect();
        assert_eq!(fields, ["content", "due"]);
        let ends = fields_of(&statement(), &sent(&[("due.start", "2026-02-01")])).expect_err("a problem");
        assert!(ends[0].message.contains("before it begins"), "{ends:?}");
    }
}
