//! Modality of promises: what marks one, and how firmly it binds.

use language::Token;
use record::Firmness;

use super::clause::auxiliaries;
use super::speaker;
use crate::context::Text;
use crate::factuality;

/// How a predicate looks to the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modality {
    /// will, shall, is to
    Will,
    /// would, of reported speech
    Would,
    /// should, ought to
    Should,
    /// must, has to, needs to
    Must,
}

/// The modality of a predicate, its own or that of the verb it is coordinated with.
pub(super) fn modality(verb: Token<'_>) -> Option<(Modality, Token<'_>)> {
    let mut at = verb;
    // The row ends at the root of the sentence.
    for _ in 0..=verb.ancestors().count() {
        if let Some(found) = auxiliaries(at).find_map(|aux| of_auxiliary(aux).map(|modality| (modality, aux))) {
            return Some(found);
        }
        // A conjunct in the base form shares the modal: "will review … and develop …".
        if at.dep() == "conj" && matches!(verb.tag(), "VB") && matches!(at.head().pos(), "VERB" | "AUX") {
            at = at.head();
        } else {
            break;
        }
    }
    is_to(verb).map(|aux| (Modality::Will, aux))
}

fn of_auxiliary(aux: Token<'_>) -> Option<Modality> {
    match aux.text().to_lowercase().as_str() {
        "will" | "shall" | "'ll" | "’ll" | "wo" => Some(Modality::Will),
        "would" | "'d" => Some(Modality::Would),
        "should" | "ought" => Some(Modality::Should),
        "must" => Some(Modality::Must),
        _ => None,
    }
}

/// "is to suspend", "are to be arranged": a form of "be" right before the infinitive.
fn is_to(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    while let Some(before) = at.neighbour(-1) {
        match before.text().to_lowercase().as_str() {
            "be" | "also" | "not" => at = before,
            "to" => {
                let mut be = before.neighbour(-1)?;
                while matches!(be.text(), "also" | "not" | "then" | "now") {
                    be = be.neighbour(-1)?;
                }
                return matches!(be.text(), "is" | "are").then_some(be);
            }
            _ => return None,
        }
    }
    None
}

/// Verbs that say what befalls their subject, not what it does.
const STATIVE: &str = "be owe have benefit gain need remain become see know find lose feel require depend expect face receive suffer \
    appear seem lie stand stay mean cost matter enjoy hear include comprise amount reach represent mark exceed fall rise grow \
    decrease increase decline qualify belong contain undergo lapse expire differ vary";

/// Whether a predicate says what its subject will do.
pub(super) fn is_action(verb: Token<'_>) -> bool {
    let lemma = verb.lemma().to_lowercase();
    // "as it will do": a verb that stands for another says nothing of its own.
    let stands_in = lemma == "do" && verb.child("dobj").is_none();
    !stands_in && !STATIVE.split_whitespace().any(|stative| stative == lemma)
}

/// Verbs of those who have an advantage or a worry of what others do.
const AFFECTED: &str = "benefit enjoy profit gain hesitate suffer face";

/// Whether a predicate tells the effect of an instrument, and so no promise: "the agreement will open the market", "exporters will
/// benefit from it". That it is to be signed is a plan of its parties, and that a quota will remain is their word.
pub(super) fn is_effect(text: &Text<'_>, verb: Token<'_>) -> bool {
    let affected = AFFECTED.split(' ').any(|word| word == verb.lemma());
    let of_instrument = |subject: Token<'_>| {
        let noun = matches!(subject.lemma(), "agreement" | "treaty" | "convention" | "protocol" | "tariff" | "duty");
        noun || text.instrument_at(subject).is_some() && speaker::actors(text, subject).is_empty()
    };
    // "China will be represented by Mr. He": who comes, and no promise.
    let comes = is_passive(verb) && matches!(verb.lemma(), "represent" | "accompany" | "lead" | "head" | "chair");
    // "will not hesitate to act" promises.
    comes
        || affected && factuality::marker(verb).is_none()
        || !is_passive(verb) && verb.lemma() != "remain" && speaker::subject(verb).is_some_and(of_instrument)
}

/// Whether a predicate is in the passive voice.
pub(super) fn is_passive(verb: Token<'_>) -> bool {
    verb.children().any(|child| matches!(child.dep(), "auxpass" | "nsubjpass"))
}

/// How firmly a promise binds, from its verb, its modality and its conditions.
pub(super) fn firmness(verb: Token<'_>, content: &str) -> Firmness {
    let words = format!(" {} ", content.to_lowercase().replace(['"', '“', '”'], ""));
    let lemma = verb.lemma().to_lowercase();
    let conditions = [
        " if ",
        " once ",
        " subject to ",
        " provided that ",
        " unless ",
        " on condition ",
        " depending on ",
        " after legal ",
        " after signature",
        " after ratification",
        " conditional ",
    ];
    if conditions.iter().any(|condition| words.contains(condition)) {
        return Firmness::Conditional;
    }
    if matches!(
        lemma.as_str(),
        "aim"
            | "plan"
            | "seek"
            | "intend"
            | "hope"
            | "aspire"
            | "endeavour"
            | "endeavor"
            | "set"
            | "expect"
            | "strive"
            | "try"
    ) {
        return Firmness::Aim;
    }
    let opening: Vec<&str> = words.split_whitespace().take(4).collect();
    let considers = matches!(lemma.as_str(), "explore" | "consider" | "examine" | "study" | "review");
    if considers && (opening.contains(&"would") || opening.contains(&"is") || opening.contains(&"are")) {
        return Firmness::Considering;
    }
    if words.contains(" to seek ") || words.contains(" will seek ") || words.contains(" will aim ") {
        return Firmness::Aim;
    }
    Firmness::Firm
}

/// What a delegation does at a meeting or on its way there, by the words with which a promise would begin.
const AGENDA: &[&str] = &[
    "discuss",
    "attend",
    "participate in",
    "gather",
    "take stock",
    "take part",
    "exchange views",
    "be accompanied",
    "accompanied by",
    "be on the agenda",
    "focus on",
    "be joined by",
    "be discussed",
    "also discuss",
    "also attend",
    "also participate in",
    "also take part",
    "have talks",
    "have discussions",
    "hold discussions",
    "hold bilateral talks",
    "deliver a speech",
    "give a speech",
    "give an overview",
];

/// Whether the words of a promise are a point of an agenda ("discuss market access", "take part in the forum"), which binds nobody.
pub(super) fn is_agenda(content: &str) -> bool {
    let content = content.trim_start().to_lowercase();
    AGENDA
        .iter()
        .any(|words| content.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
}
