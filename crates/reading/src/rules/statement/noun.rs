//! What nouns say: "China’s commitment to negotiate", "the position of the government is …", "according to the ministry".

use language::Token;
use record::{Act, Statement};

use super::candidate::{Candidate, Reader};
use super::clause::extent;
use super::{lexicon, promise, speaker};
use crate::factuality;

impl<'c> Reader<'_, 'c> {
    /// A statement that a noun makes: "China’s commitment to negotiate", "According to the ministry, …".
    pub(super) fn named(&self, noun: Token<'c>) -> Option<Candidate> {
        if let Some(source) = factuality::according_to(noun) {
            return self.according(noun, source).filter(|_| !factuality::is_hearsay_source(source));
        }
        if noun.dep() == "nsubj"
            && matches!(noun.lemma().to_lowercase().as_str(), "position" | "view" | "stance" | "opinion")
        {
            return self.held_view(noun);
        }
        if !lexicon::classes(noun).contains(&"commitment")
            || !matches!(noun.lemma().to_lowercase().as_str(), "commitment" | "pledge" | "promise" | "undertaking")
        {
            return None;
        }
        // As the object of a verb of saying it belongs to that statement.
        if matches!(noun.dep(), "dobj") && lexicon::cue(noun.head()).is_some() {
            return None;
        }
        let owner = noun.children().find(|child| child.dep() == "poss")?;
        let infinitive = noun.children().find(|child| {
            child.index() > noun.index() && matches!(child.dep(), "acl" | "xcomp" | "relcl") && child.tag() == "VB"
        })?;
        let speakers = speaker::of_possessor(&self.text, owner);
        // "has no commitment to", "denied its commitment to": a promise that nobody makes.
        let status = factuality::of(noun);
        let denied = status.polarity == factuality::Polarity::Denied || status.source == factuality::Source::Hearsay;
        if speakers.is_empty() || denied {
            return None;
        }
        let range = owner.left_edge().index()..infinitive.subtree_range().end;
        let span = self.text.span_of(range.clone());
        let statement = Statement {
            act: Act::Commitment,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content: self.text.slice(self.text.span_of(infinitive.subtree_range())).to_owned(),
            about: self.about(span),
            due: self.due(infinitive, &range),
            firmness: Some(promise::firmness(infinitive, self.text.slice(span))),
        };
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.7 })
    }

    /// "The position of the government is that …".
    fn held_view(&self, noun: Token<'c>) -> Option<Candidate> {
        let be = noun.head();
        let clause = be
            .children()
            .find(|child| child.dep() == "ccomp" && child.index() > be.index())
            .filter(|_| be.lemma() == "be")?;
        let speakers = noun.children().find_map(|child| match child.dep() {
            "poss" => Some(speaker::of_possessor(&self.text, child)),
            "prep" if child.text() == "of" => {
                child.children().find(|below| below.dep() == "pobj").map(|holder| speaker::actors(&self.text, holder))
            }
            _ => None,
        })?;
        if speakers.is_empty() {
            return None;
        }
        let range = noun.left_edge().index()..extent(be).end;
        let span = self.text.span_of(range);
        let statement = Statement {
            act: Act::Position,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content: self.text.slice(self.text.span_of(clause.subtree_range())).trim_start_matches("that ").to_owned(),
            about: self.about(span),
            due: None,
            firmness: None,
        };
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.8 })
    }

    /// "According to the ministry, …": a position of a source that can speak.
    fn according(&self, cue: Token<'c>, source: Token<'c>) -> Option<Candidate> {
        let mention = self.text.mention_at(source).filter(|mention| !mention.actors().is_empty())?;
        let sentence = cue.sentence().range();
        let range = if cue.index() <= sentence.start + 1 { cue.index()..sentence.end } else { sentence.clone() };
        let mut end = range.end;
        while end > range.start + 1 && matches!(cue.analysis().token(end - 1).text().trim(), "." | "") {
            end -= 1;
        }
        let range = range.start..end;
        let span = self.text.span_of(range.clone());
        let behind = source.right_edge().index() + 1;
        let said = if cue.index() <= sentence.start + 1 { behind.min(end - 1)..end } else { range.start..cue.index() };
        let statement = Statement {
            act: Act::Position,
            speakers: mention.actors().to_vec(),
            voiced_by: None,
            addressees: Vec::new(),
            content: self.bare(said),
            about: self.about(span),
            due: None,
            firmness: None,
        };
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.7 })
    }
}
