//! Reads stages that a noun of happening tells.
//!
//! *Reads*: "the conclusion of the negotiations", "the recent signing of the agreement", "the start of talks on …".
//!
//! *Does not read*: "work towards the conclusion of the talks", "after signature", "seek an early resumption".
//!
//! *Example*: "announced **the conclusion of negotiations for the Chile–Oman FTA**": `concluded`.

use language::Token;
use record::{PartialDate, Span, StageName};

use super::theme::{self, Course, Theme};
use super::{Reached, dated, state};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Reality, Source, reality};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "stage/nominal", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let published = context.published().map(PartialDate::Day);
    for text in context.texts() {
        for noun in text.analysis().tokens().filter(|token| matches!(token.pos(), "NOUN" | "PROPN")) {
            for theme in themes(&text, noun) {
                let Some((stage, reality)) = stage(noun, &theme) else { continue };
                let (as_of, said) = dated(&text, noun, reality, published);
                let mention = theme.mention.span;
                let own = Span::from(noun.span());
                let span = Span { start: own.start.min(mention.start), end: own.end.max(mention.end) };
                let reached = Reached {
                    text,
                    instrument: theme.instrument,
                    stage,
                    as_of,
                    dated: said,
                    by: Vec::new(),
                    span,
                    confidence: 0.8,
                };
                state(reached, published, sink);
            }
        }
    }
}

/// What the happening is of: "conclusion of X", "X signing".
fn themes<'a>(text: &Text<'a>, noun: Token<'a>) -> Vec<Theme<'a>> {
    let of =
        noun.children().filter(|child| child.dep() == "prep" && matches!(child.text(), "of" | "for" | "on" | "to"));
    let mut found: Vec<Theme<'a>> =
        of.filter_map(|of| of.child("pobj")).flat_map(|object| theme::themes(text, object)).collect();
    if found.is_empty() {
        let before = noun
            .children()
            .filter(|child| child.index() < noun.index() && matches!(child.dep(), "compound" | "nmod" | "poss"));
        found.extend(before.flat_map(|child| theme::themes(text, child)));
    }
    found
}

fn stage(noun: Token<'_>, theme: &Theme<'_>) -> Option<(StageName, Reality)> {
    let lemma = noun.lemma().to_lowercase();
    let entry = lemma == "entry" && noun.children().any(|child| child.text() == "into");
    let stage = if entry { StageName::InForce } else { theme::stages(&lemma, "noun", theme.course)? };
    let told = factuality::of(noun);
    if told.polarity == factuality::Polarity::Denied || told.source == Source::Hearsay {
        return None;
    }
    // The verb that governs the noun tells whether it came about.
    let governor = noun.ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"));
    let recent = noun
        .children()
        .any(|child| matches!(child.text().to_lowercase().as_str(), "recent" | "today" | "yesterday" | "latest"));
    let told = governor.is_some_and(|verb| {
        matches!(
            verb.lemma().to_lowercase().as_str(),
            "announce"
                | "declare"
                | "confirm"
                | "welcome"
                | "mark"
                | "celebrate"
                | "witness"
                | "follow"
                | "report"
                | "proclaim"
                | "sign"
                | "shake"
                | "hail"
                | "congratulate"
                | "note"
                | "share"
                | "explain"
                | "discuss"
                | "assess"
                | "brief"
                | "review"
        )
    });
    let title_case = governor.is_none();
    let (reality, plausible) = match governor {
        Some(verb) => (reality(verb), told || recent || noun.dep().starts_with("nsubj")),
        None => (Reality::Present, title_case),
    };
    let towards = noun.ancestors().take(4).any(|above| {
        matches!(
            above.lemma().to_lowercase().as_str(),
            "toward" | "towards" | "until" | "before" | "goal" | "aim" | "seek" | "hope" | "plan" | "preparation"
        )
    });
    let discussed = governor.is_some_and(|verb| {
        matches!(verb.lemma(), "discuss" | "assess" | "review" | "note" | "explain" | "brief" | "follow")
    });
    // What is discussed has come about when it is named as a fact: "discussed follow-up to the conclusion of …".
    let definite = noun.children().any(|child| child.text().eq_ignore_ascii_case("the"));
    let real =
        !matches!(reality, Reality::Unreal | Reality::Future) || discussed && definite && theme.course == Course::Talks;
    (plausible && real && !towards)
        .then_some((stage, if reality == Reality::Unreal { Reality::Present } else { reality }))
}

const EXAMPLES: &[Example] = &[Example {
    text: "Chile and Oman announced the [[conclusion of negotiations]] for the Chile–Oman Free Trade Agreement.",
    published: "2025-05-03",
    fact: r#"{"instrument": "Chile–Oman Free Trade Agreement", "stage": "concluded", "as_of": "2025-05-03"}"#,
}];

const NOT: &[NearMiss] = &[
    NearMiss {
        text: "Both sides will work towards the conclusion of the Chile–Oman Free Trade Agreement.",
        but: &["statement commitment"],
        why: "a goal",
    },
    NearMiss {
        text: "The ministers hope for the signing of the Chile–Oman Free Trade Agreement.",
        but: &["statement position"],
        why: "a hope",
    },
];
