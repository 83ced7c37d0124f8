//! Word of facts that an answer leaves out because the register's rows of them are damaged: the same for commands, pages,
//! programs and assistants.

use askama::Template;
use register::Damage;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// How many facts are named one by one.
const NAMED: usize = 5;

/// What to do about them.
const ADVICE: &str =
    "`demarche check` lists all that is wrong, `demarche reread --accept DOCUMENT` reads a document again";

/// What JSON answers have besides, where facts were left out of them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LeftOut<'a> {
    /// Facts that are damaged in the register, so that this answer is without them; absent where there are none.
    #[schemars(extend("minItems" = 1))]
    #[serde(skip_serializing_if = "<[Damage]>::is_empty")]
    left_out: &'a [Damage],
}

/// The word as lines of text; nothing where no fact was left out.
pub(crate) fn lines(left_out: &[Damage]) -> Vec<String> {
    let Some(head) = head(left_out) else { return Vec::new() };
    let mut lines = vec![head];
    lines.extend(left_out.iter().take(NAMED).map(|damage| format!("  {damage}")));
    if left_out.len() > NAMED {
        lines.push(format!("  and {} more", left_out.len() - NAMED));
    }
    lines.push(ADVICE.to_owned());
    lines
}

fn head(left_out: &[Damage]) -> Option<String> {
    match left_out.len() {
        0 => None,
        1 => Some("one fact is damaged and left out of this answer:".to_owned()),
        count => Some(format!("{count} facts are damaged and left out of this answer:")),
    }
}

/// Adds the word to an answer that is a JSON object; what is no object has no room for it.
pub(crate) fn add_to(answer: &mut Value, left_out: &[Damage]) {
    if let (Some(answer), Ok(Value::Object(word)), false) =
        (answer.as_object_mut(), serde_json::to_value(LeftOut { left_out }), left_out.is_empty())
    {
        answer.extend(word);
    }
}

/// The word on a page.
#[derive(Template)]
#[template(path = "parts/left_out.html")]
struct Note {
    head: String,
    named: Vec<String>,
    more: usize,
    advice: &'static str,
}

/// Where the main part of every page begins.
const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";

/// The page with the word at the head of its main part.
pub(crate) fn on_page(page: &str, left_out: &[Damage]) -> String {
    let Some(head) = head(left_out) else { return page.to_owned() };
    let note = Note {
        head,
        named: left_out.iter().take(NAMED).map(ToString::to_string).collect(),
        more: left_out.len().saturating_sub(NAMED),
        advice: ADVICE,
    };
    let note = note.render().unwrap_or_default();
    page.replacen(MAIN, &format!("{MAIN}\n{note}"), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(number: i64) -> Damage {
        Damage {
            fact: "f".to_owned(),
            document: "<d>".to_owned(),
            number,
            kind: "statement".to_owned(),
            why: "evidence: there is none".to_owned(),
        }
    }

    #[test]
    fn pages_have_the_place_where_the_word_goes() {
        let layout = include_str!("../templates/layout.html");
        let page = on_page(layout, &[damage(1)]);
        assert!(page.contains("one fact is damaged") && page.contains("&#60;d&#62;"), "{page}");
        assert_eq!(on_page(layout, &[]), layout);
    }

    #[test]
    fn answers_say_what_they_leave_out_and_nothing_else() {
        let mut answer = serde_json::json!({"items": []});
        add_to(&mut answer, &[]);
        assert_eq!(answer, serde_json::json!({"items": []}));
        add_to(&mut answer, &[damage(3)]);
        assert_eq!(answer["left_out"][0]["number"], 3);
        let all: Vec<Damage> = (1..=9).map(damage).collect();
        assert!(lines(&all).iter().any(|line| line.contains("and 4 more")));
        assert!(lines(&[]).is_empty());
    }
}
