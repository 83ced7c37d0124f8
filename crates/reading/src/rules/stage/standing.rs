//! Reads stages that an adjective or a state tells.
//!
//! *Reads*: "the planned quota", "the amended Act", "the current safeguard", "the agreement, in effect since 2012".
//!
//! *Does not read*: a bare mention; "a future agreement"; "an upgraded agreement".
//!
//! *Example*: "**the EU's planned steel quota**": `proposed`, as of the publication date.

use language::Token;
use record::{PartialDate, Span, StageName};

use super::theme::{self, Course, Family};
use super::{Reached, dated, state};
use crate::Context;
use crate::context::Text;
use crate::names::{Form, Mention};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "stage/standing", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let published = context.published().map(PartialDate::Day);
    for text in context.texts() {
        let mentions = context.names.mentions(text.field).iter().filter(|mention| mention.form != Form::Part);
        for mention in mentions {
            let Some(name) = mention.instrument() else { continue };
            let Some(instrument) = text.instrument(name) else { continue };
            let family = Course::Of(Family::of(instrument.kind));
            let talks = theme::is_talks(last_token(&text, mention));
            if talks {
                continue;
            }
            if let Some((stage, adjective, confidence)) = adjective(&text, mention, family) {
                let span = Span { start: adjective.span().start as u32, end: mention.span.end };
                let reached = Reached {
                    text,
                    instrument: name.clone(),
                    stage,
                    as_of: published,
                    dated: false,
                    by: Vec::new(),
                    span,
                    confidence,
                };
                state(reached, published, sink);
            }
            if let Some(since) = in_force_since(&text, mention) {
                let (as_of, said) = dated(&text, since, crate::factuality::Reality::Present, published);
                let span = Span { start: mention.span.start, end: since.right_edge().span().end as u32 };
                let reached = Reached {
                    text,
                    instrument: name.clone(),
                    stage: StageName::InForce,
                    as_of,
                    dated: said,
                    by: Vec::new(),
                    span,
                    confidence: 0.85,
                };
                state(reached, published, sink);
            }
        }
    }
}

fn last_token<'a>(text: &Text<'a>, mention: &Mention) -> Token<'a> {
    let tokens = text.analysis().tokens_in(mention.span.range());
    text.analysis().token(tokens.end.saturating_sub(1).max(tokens.start))
}

/// An adjective of standing before or inside of the mention.
fn adjective<'a>(text: &Text<'a>, mention: &Mention, family: Course) -> Option<(StageName, Token<'a>, f32)> {
    let tokens = text.analysis().tokens_in(mention.span.range());
    let start = tokens.start;
    let before = start.saturating_sub(4)..start;
    let words = before.rev().map(|index| text.analysis().token(index));
    let modifiers = words.take_while(|token| {
        matches!(token.pos(), "ADJ" | "NOUN" | "PROPN" | "ADV" | "NUM")
            || matches!(token.tag(), "VBN" | "VBG" | "HYPH" | "POS") && token.dep() != "ROOT"
    });
    let inside = tokens.map(|index| text.analysis().token(index));
    for token in modifiers.chain(inside) {
        let word = token.text().to_lowercase();
        let rule = matches!(family, Course::Of(Family::Measure | Family::Law));
        let found = match word.as_str() {
            "planned" | "proposed" | "draft" if rule => Some((StageName::Proposed, 0.85)),
            "threatened" if rule => Some((StageName::Threatened, 0.85)),
            "amended" | "revised" if rule => Some((StageName::Amended, 0.85)),
            "current" | "existing" | "present" if family == Course::Of(Family::Measure) => {
                Some((StageName::InForce, 0.75))
            }
            "suspended" if family == Course::Of(Family::Agreement) => Some((StageName::Suspended, 0.7)),
            "suspended" if rule => Some((StageName::Paused, 0.7)),
            "expired" if rule => Some((StageName::Expired, 0.7)),
            "ongoing" | "pending" if family == Course::Of(Family::Case) => Some((StageName::Ongoing, 0.8)),
            _ => None,
        };
        if let Some((stage, confidence)) = found {
            return Some((stage, token, confidence));
        }
    }
    None
}

/// ", in effect since March 2012", "in place since August": what stands behind the mention.
fn in_force_since<'a>(text: &Text<'a>, mention: &Mention) -> Option<Token<'a>> {
    let analysis = text.analysis();
    let end = analysis.tokens_in(mention.span.range()).end;
    let window: Vec<Token<'a>> = analysis
        .slice(end..(end + 10).min(analysis.len()))
        .take_while(|token| !matches!(token.text(), "." | ";"))
        .collect();
    let at = window.windows(3).find(|three| {
        three[0].text() == "in"
            && matches!(three[1].text(), "effect" | "force" | "place" | "operation")
            && matches!(three[2].text(), "since" | "from")
    })?;
    let only_marks =
        window.iter().take_while(|token| **token != at[0]).all(|token| !token.text().chars().any(char::is_lowercase));
    only_marks.then_some(at[2])
}

const EXAMPLES: &[Example] = &[Example {
    text: "Exporters asked about [[planned EU steel quota]].",
    published: "2025-05-03",
    fact: r#"{"stage": "proposed", "as_of": "2025-05-03", "instrument": "EU steel quota"}"#,
}];

const NOT: &[NearMiss] = &[
    NearMiss { text: "The EU steel quota was on the agenda.", but: &[], why: "a bare mention" },
    NearMiss {
        text: "They spoke of a future Chile–Oman Free Trade Agreement.",
        but: &[],
        why: "nothing is proposed by anybody",
    },
];
