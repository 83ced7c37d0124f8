//! What is said in the passive: who was asked, what was agreed, raised or denied.

use language::Token;
use record::{Act, Firmness, Statement};

use super::candidate::{Candidate, Reader, is_present};
use super::clause::extent;
use super::{lexicon, promise, speaker};
use crate::factuality::{self, Time};

impl<'c> Reader<'_, 'c> {
    /// "Members of the media are requested to verify …", "Officials were asked to finish it soon".
    pub(super) fn asked_of(&self, verb: Token<'c>) -> Option<Candidate> {
        if verb.tag() != "VBN" || !promise::is_passive(verb) || promise::modality(verb).is_some() {
            return None;
        }
        let status = factuality::of(verb);
        if !status.is_affirmed() || status.time == Time::Future {
            return None;
        }
        let lemma = verb.lemma().to_lowercase();
        let vouched = |candidate: &Candidate| self.is_own_word(status.source, &candidate.statement.speakers, verb);
        if let Some(candidate) = self.settled(verb, &lemma) {
            return Some(candidate).filter(vouched);
        }
        if !matches!(
            lemma.as_str(),
            "request" | "ask" | "urge" | "invite" | "encourage" | "instruct" | "task" | "direct"
        ) {
            return None;
        }
        let asked = verb.children().any(|child| matches!(child.dep(), "xcomp" | "ccomp" | "advcl"))
            || verb.neighbour(1).is_some_and(|next| next.text() == "to");
        let subject = speaker::own_subject(verb).filter(|_| asked)?;
        let addressees = speaker::actors(&self.text, subject);
        let announcer = self.context.names.announcer();
        let agent = verb
            .child("agent")
            .and_then(|by| by.child("pobj"))
            .map(|agent| speaker::actors(&self.text, agent))
            .filter(|actors| !actors.is_empty());
        let range = subject.left_edge().index()..extent(verb).end;
        let span = self.text.span_of(range.clone());
        let statement = Statement {
            act: Act::Request,
            speakers: agent.or_else(|| announcer.map(|name| vec![name.clone()])).unwrap_or_default(),
            voiced_by: None,
            addressees,
            content: self.content(&(verb.index()..range.end), verb),
            about: self.about(span),
            due: self.due(verb, &range),
            firmness: None,
        };
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.7 }).filter(vouched)
    }

    /// What is asked, agreed or said in the passive: the clause behind the verb, "was urged by Canada to lift its restrictions",
    /// else the subject.
    fn passive_content(&self, verb: Token<'c>, subject: Token<'c>, end: usize) -> String {
        let clause = verb.rights().find(|child| {
            matches!(child.dep(), "xcomp" | "ccomp" | "advcl")
                && child.tag().starts_with('V')
                && (child.dep() != "advcl" || child.children().any(|below| below.tag() == "TO"))
        });
        let Some(clause) = clause else {
            return self.text.slice(self.text.span_of(subject.subtree_range())).to_owned();
        };
        let opens = clause.left_edge().index().max(verb.index() + 1);
        let skipped = verb
            .analysis()
            .slice(opens..clause.index())
            .take_while(|token| token.tag() == "TO" || token.dep() == "mark" || token.text() == ",")
            .count();
        self.bare(opens + skipped..end.max(clause.index() + 1))
    }

    /// The passive of a verb of saying: "had been raised by Korea", "… were agreed", "the report is denied".
    fn settled(&self, verb: Token<'c>, lemma: &str) -> Option<Candidate> {
        let subject = speaker::own_subject(verb)?;
        let agent = verb.child("agent").and_then(|by| by.children().find(|child| child.dep() == "pobj"));
        let announcer = || self.context.names.announcer().cloned();
        let (act, speakers) = match agent {
            Some(agent) => {
                // The subject may name the act: "concern was expressed by".
                let named = lexicon::classes(subject).iter().find_map(|class| match *class {
                    "proposal" if matches!(lemma, "raise" | "present" | "submit" | "float" | "table") => {
                        Some(Act::Proposal)
                    }
                    "concern" if matches!(lemma, "raise" | "express" | "voice" | "convey") => Some(Act::Concern),
                    "support" if matches!(lemma, "express" | "voice" | "convey") => Some(Act::Support),
                    _ => None,
                });
                let speakers = speaker::actors(&self.text, agent);
                let act = named.or_else(|| lexicon::act_of(verb, subject))?;
                let act = if speakers.len() > 1 && matches!(lemma, "confirm" | "affirm" | "reaffirm") {
                    Act::Agreement
                } else {
                    act
                };
                (act, speakers)
            }
            None if lemma == "agree" => (
                Act::Agreement,
                self.sides.pair.as_ref().map(|pair| pair.to_vec()).or_else(|| announcer().map(|name| vec![name]))?,
            ),
            None if matches!(lemma, "deny" | "refute" | "reject") && is_present(verb) => {
                (Act::Position, vec![announcer()?])
            }
            None => return None,
        };
        if speakers.is_empty() {
            return None;
        }
        let range = subject.left_edge().index()..extent(verb).end;
        let span = self.text.span_of(range.clone());
        let mut statement = Statement {
            act,
            speakers,
            voiced_by: None,
            addressees: Vec::new(),
            content: self.passive_content(verb, subject, range.end),
            about: self.about(span),
            due: act.is_ledger().then(|| self.due(verb, &range)).flatten(),
            firmness: (act == Act::Agreement).then_some(Firmness::Firm),
        };
        statement.addressees = match act {
            Act::Request => speaker::actors(&self.text, subject),
            Act::Proposal | Act::Concern => self.addressees(&statement, verb),
            _ => Vec::new(),
        };
        Some(Candidate { field: self.text.field, span, statement, confidence: 0.7 })
    }
}
