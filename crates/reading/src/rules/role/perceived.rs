//! Offices whose words the encoder found, of people of whom no form tells one: "Chief Negotiator from the Indian side, Ms. Petal
//! Dhillon".

use record::{ActorKind, PartialDate, Role, Span};

use crate::Context;
use crate::context::Text;
use crate::names::Form;
use crate::rules::Sink;

/// Words of address and rank around a name; they are no office.
const ADDRESS: &str = "mr ms mrs miss dr prof hon honourable honorable shri smt sri his her excellency majesty highness the rt h.e. h.e sir dame lord \
    sheikh";

/// States the office that the words before or behind the one person in them give; nothing where they are an address alone.
pub(crate) fn read<'a>(context: &Context<'a>, text: Text<'a>, seen: Span, confidence: f32, sink: &mut Sink<'_>) {
    let mut people = text.mentions_in(seen).filter(|mention| {
        let [name] = mention.actors() else { return false };
        mention.form == Form::Name && text.actor(name).is_some_and(|actor| actor.kind == ActorKind::Person)
    });
    let (Some(person), None) = (people.next(), people.next()) else { return };
    let [name] = person.actors() else { return };
    let before = office(text.slice(Span { start: seen.start, end: person.span.start }));
    let behind = text.slice(Span { start: person.span.end, end: seen.end });
    let apposed = behind.trim_start().strip_prefix(',').map(office).filter(|words| !words.is_empty());
    let Some(title) = Some(before).filter(|words| !words.is_empty()).or(apposed) else { return };
    if title.split_whitespace().count() > 14 || !title.chars().any(char::is_uppercase) && !title.contains(' ') {
        return;
    }
    let org = text.mentions_in(seen).filter_map(|mention| mention.actors().first()).find(|name| {
        text.actor(name).is_some_and(|actor| actor.kind == ActorKind::Organisation) && title.contains(name.0.as_str())
    });
    let jurisdiction = crate::names::jurisdictions_in(&title).into_iter().next();
    let role = Role {
        person: name.clone(),
        title,
        org: org.cloned(),
        jurisdiction: jurisdiction.or_else(|| text.actor(name).and_then(|actor| actor.jurisdiction.clone())),
        as_of: context.published().map(PartialDate::Day),
    };
    sink.push(role, &[(text, seen)], confidence);
}

/// The words of an office without addresses and marks at its ends.
fn office(words: &str) -> String {
    let mark = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '–' | '-');
    let spare = |word: &&str| {
        let plain = word.trim_matches(mark).trim_end_matches('.').to_lowercase();
        plain.is_empty() || ADDRESS.split_whitespace().any(|address| address.trim_end_matches('.') == plain)
    };
    let mut kept: Vec<&str> = words.split_whitespace().skip_while(spare).collect();
    while kept.last().is_some_and(spare) {
        kept.pop();
    }
    kept.join(" ").trim_matches(mark).to_owned()
}

#[cfg(test)]
mod tests {
    use super::office;

    #[test]
    fn an_address_is_no_office() {
        assert_eq!(office("H.E. Mr. "), "");
        assert_eq!(office("The Cabinet Secretary for Trade, Hon. "), "Cabinet Secretary for Trade");
        assert_eq!(office(" Adviser for Commerce, Textiles and Jute"), "Adviser for Commerce, Textiles and Jute");
    }
}
