//! Reads talks that are under way.
//!
//! *Reads*: a round of negotiations on an agreement, held or ongoing; progress in negotiations; talks that continue.
//!
//! *Does not read*: talks that are to begin or to resume; a mention of talks that were concluded.
//!
//! *Example*: "The third **round of negotiations on the Chile–Oman FTA** was held": `negotiating`.

use language::Token;
use record::{FactBody, PartialDate, Span, StageName};

use super::theme::{self, Course};
use super::{Reached, dated, state};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Reality, reality};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "stage/talks", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let published = context.published().map(PartialDate::Day);
    for text in [context.body, context.title] {
        for noun in text.analysis().tokens().filter(|token| theme::is_talks(*token)) {
            let Some(theme) = theme::themes(&text, noun).into_iter().find(|theme| theme.course == Course::Talks) else {
                continue;
            };
            let Some((word, round)) = under_way(&text, noun) else { continue };
            // What was concluded, launched or taken up today is told by those words.
            let told = sink.facts().iter().any(|fact| match fact.body() {
                FactBody::Stage(stage) => {
                    stage.instrument == theme.instrument
                        && (stage.stage == StageName::Concluded
                            || stage.stage == StageName::Negotiating && text.field == record::Field::Body && !round
                            || !round
                                && matches!(stage.stage, StageName::Launched | StageName::Resumed)
                                && stage.as_of == published)
                }
                _ => false,
            });
            if told {
                continue;
            }
            let (as_of, said) =
                if round { (published, false) } else { dated(&text, word, Reality::Present, published) };
            let mention = theme.mention.span;
            let own = Span::from(word.span());
            let span = Span { start: own.start.min(mention.start), end: own.end.max(mention.end) };
            let reached = Reached {
                text,
                instrument: theme.instrument,
                stage: StageName::Negotiating,
                as_of: as_of.or(published),
                dated: said,
                by: Vec::new(),
                span,
                confidence: if round { 0.85 } else { 0.75 },
            };
            state(reached, published, sink);
        }
    }
}

/// The word that shows that talks are under way, and whether it is a round of them.
fn under_way<'a>(text: &Text<'a>, noun: Token<'a>) -> Option<(Token<'a>, bool)> {
    let _ = text;
    if factuality::is_denied(noun) {
        return None;
    }
    let governor = noun.ancestors().take(3).find(|above| {
        matches!(above.pos(), "NOUN" | "PROPN") && matches!(above.lemma().to_lowercase().as_str(), "round" | "session")
    });
    let follower = noun.neighbour(1).filter(|next| matches!(next.lemma().to_lowercase().as_str(), "round"));
    if let Some(round) = governor.or(follower) {
        let verb = round.ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"));
        let real = verb.is_none_or(|verb| !matches!(reality(verb), Reality::Unreal | Reality::Future));
        return real.then_some((round, true));
    }
    let mut nearby = noun.ancestors().take(3);
    let word = nearby.find(|above| {
        matches!(
            above.lemma().to_lowercase().as_str(),
            "progress"
                | "advance"
                | "continue"
                | "proceed"
                | "accelerate"
                | "status"
                | "ongoing"
                | "expedite"
                | "intensify"
                | "speed"
                | "push"
        )
    });
    if let Some(word) = word {
        let verb = std::iter::once(word).chain(word.ancestors()).find(|above| matches!(above.pos(), "VERB" | "AUX"));
        let begins = noun
            .ancestors()
            .take(3)
            .any(|above| matches!(above.lemma(), "resume" | "launch" | "start" | "open" | "begin" | "restart"));
        let real = verb.is_none_or(|verb| reality(verb) != Reality::Unreal || word.lemma() == "progress");
        return (real && !begins).then_some((word, false));
    }
    let ongoing = noun
        .children()
        .find(|child| matches!(child.text().to_lowercase().as_str(), "ongoing" | "current" | "continuing"));
    ongoing.map(|word| (word, false))
}

const EXAMPLES: &[Example] = &[Example {
    text: "The third [[round of negotiations]] on the Chile–Oman Free Trade Agreement was held in Muscat.",
    published: "2025-05-03",
    fact: r#"{"stage": "negotiating", "as_of": "2025-05-03", "instrument": "Chile–Oman Free Trade Agreement"}"#,
}];

const NOT: &[NearMiss] = &[NearMiss {
    text: "Both sides agreed to resume negotiations on the Chile–Oman Free Trade Agreement.",
    but: &["statement agreement"],
    why: "talks to come",
}];
