//! Which instruments a statement is about.

use language::Token;
use record::{Act, InstrumentName, Span};

use super::candidate::{Candidate, Reader};
use crate::names::{Form, Mention};

/// Nouns that refer to an instrument that was spoken of, with "the", "this" or "its": "the reform", "its rules", "this text".
const REFERRING: &str = "accord agreement amendment bill ceiling change chapter commitment concession deal duty exemption levy measure \
    mechanism negotiation obligation pact provision quota reduction reform regime regulation round rule safeguard scheme system talk \
    tariff text treaty upgrade";

/// Deeds that are asked for without saying of what: of what was spoken of right before, "requested a careful review".
const ELLIPTIC: &str = "clarification consultation delay exclusion exemption extension flexibility postponement reconsideration review \
    suspension withdrawal";

impl<'c> Reader<'_, 'c> {
    /// Instruments named in the words; where the words refer back to one, the one spoken of right before.
    pub(super) fn about(&self, span: Span) -> Vec<InstrumentName> {
        let mut found: Vec<InstrumentName> = Vec::new();
        for name in self.named_in(span) {
            if !found.contains(name) {
                found.push(name.clone());
            }
        }
        if found.is_empty() && self.refers_back(span) {
            found.extend(self.spoken_of(span));
        }
        found
    }

    /// The instruments that words name, in text order: "the Korea–U.S. tariff negotiations" are no tariff, and the FSR investigation
    /// is not the FSR.
    fn named_in(&self, span: Span) -> Vec<&'c InstrumentName> {
        let mentions: Vec<&'c Mention> = self
            .text
            .mentions_in(span)
            .filter(|mention| mention.form != Form::Part && mention.instrument().is_some())
            .collect();
        let inside = |mention: &Mention| {
            mentions.iter().any(|other| other.span.contains(mention.span) && other.span.len() > mention.span.len())
        };
        mentions.iter().filter(|mention| !inside(mention)).filter_map(|mention| mention.instrument()).collect()
    }

    /// Fills in what statements are about that do not say it: a participle what the statement above it is about, an answer what
    /// was asked, and others what the announcement as a whole is about.
    pub(super) fn settle_about(&self, found: &mut [Candidate]) {
        let topic = self.context.topic();
        for index in 0..found.len() {
            let (before, rest) = found.split_at_mut(index);
            let own = &mut rest[0];
            let asked = self.asked(own, before);
            // A promise by which one answers is made to whoever asked.
            if asked.is_some() && own.statement.addressees.is_empty() && own.statement.act == Act::Commitment {
                own.statement.addressees = self.sides.counterpart(self.context, &own.statement.speakers);
            }
            if !own.statement.about.is_empty() {
                continue;
            }
            if let Some(above) = self.above(own, before).or(asked) {
                own.statement.about.clone_from(&above.statement.about);
            } else if let Some(topic) = topic
                && (topic.prevails || self.refers_back(own.span))
            {
                own.statement.about.push(topic.instrument.clone());
            }
        }
    }

    /// The statement that a participle goes with, "expressed concern over …, stating that …", or that "but" goes on from:
    /// "welcomed …, but urged the EU to …".
    fn above<'f>(&self, own: &Candidate, before: &'f [Candidate]) -> Option<&'f Candidate> {
        let analysis = self.text.analysis();
        let sentence = |span: Span| analysis.token_at(span.start as usize).map(|token| token.sentence().index());
        let joined = analysis.token_at(own.span.start as usize).is_some_and(|token| {
            let contrasts = |before: Token<'_>| before.text().eq_ignore_ascii_case("but");
            token.tag() == "VBG" || token.neighbour(-1).is_some_and(contrasts)
        });
        before.last().filter(|other| {
            joined
                && sentence(other.span) == sentence(own.span)
                && other.statement.speakers == own.statement.speakers
                && !other.statement.about.is_empty()
        })
    }

    /// What somebody else asked or worried about in the same paragraph, that a statement answers.
    fn asked<'f>(&self, own: &Candidate, before: &'f [Candidate]) -> Option<&'f Candidate> {
        if !matches!(own.statement.act, Act::Response | Act::Commitment) {
            return None;
        }
        let blocks = self.text.analysis().blocks();
        let block = blocks.iter().find(|block| block.span.contains(&(own.span.start as usize)))?;
        let asked = before.iter().rev().find(|other| {
            matches!(other.statement.act, Act::Request | Act::Concern)
                && block.span.contains(&(other.span.start as usize))
        });
        asked.filter(|asked| asked.statement.speakers != own.statement.speakers && !asked.statement.about.is_empty())
    }

    /// Whether words refer to something that was spoken of and is not named in them.
    fn refers_back(&self, span: Span) -> bool {
        let analysis = self.text.analysis();
        analysis.tokens_in(span.range()).any(|index| {
            let token = analysis.token(index);
            match token.tag() {
                // "It", of a thing.
                "PRP" => {
                    matches!(token.text().to_lowercase().as_str(), "it" | "them")
                        && self.text.mention_at(token).is_none()
                }
                tag if tag.starts_with("NN") => {
                    let lemma = token.lemma().to_lowercase();
                    let elliptic = token.dep() == "dobj"
                        && ELLIPTIC.split_whitespace().any(|word| word == lemma)
                        && token.children().all(|child| child.dep() != "prep");
                    let such = token
                        .children()
                        .filter(|child| child.neighbour(1).is_none_or(|next| next.text() != "as"))
                        .any(|child| matches!(child.text(), "such" | "remaining" | "outstanding" | "pending"));
                    let definite = token.children().any(|child| {
                        matches!(
                            child.text().to_lowercase().as_str(),
                            "the" | "this" | "these" | "that" | "those" | "its" | "their"
                        )
                    });
                    elliptic || such || definite && REFERRING.split_whitespace().any(|word| word == lemma)
                }
                _ => false,
            }
        })
    }

    /// The instrument named last in the sentence of a passage or the one before it.
    fn spoken_of(&self, span: Span) -> Option<InstrumentName> {
        let analysis = self.text.analysis();
        let sentence = analysis.token_at(span.start as usize)?.sentence();
        let first = analysis.sentences().rev().find(|before| before.index() < sentence.index()).unwrap_or(sentence);
        let block = analysis.blocks().iter().find(|block| block.span.contains(&(span.start as usize)));
        let start = block.map_or(first.span().start, |block| block.span.start.max(first.span().start));
        let before = Span::from(start..(span.start as usize).max(start));
        self.named_in(before).last().map(|name| (*name).clone())
    }
}
