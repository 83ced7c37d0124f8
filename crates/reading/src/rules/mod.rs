//! Rules from what was seen to what is stated, by kind of fact.
//!
//! A rule file holds, in this order: a doc comment (*reads*, *does not read*, *example*), the pattern and what it
//! produces, its `EXAMPLES` and its near misses, `NOT`. A rule is registered in the one list of its kind.

pub mod event;
pub mod figure;
pub mod role;
pub mod stage;
pub mod statement;
pub(crate) mod when;

use record::{Confidence, Fact, FactBody, Field, Span};

use crate::Context;
use crate::context::Text;

/// One rule.
pub struct Rule {
    /// Its name, `kind/family/rule`; stored with every fact it reads.
    pub name: &'static str,
    /// Reads a document's facts into the sink.
    pub read: fn(&Context<'_>, &mut Sink<'_>),
    /// What it reads.
    pub examples: &'static [Example],
    /// Near misses: texts of which it must read nothing.
    pub not: &'static [NearMiss],
}

/// A text of which a rule reads a fact.
pub struct Example {
    /// The text, with the principal evidence in double square brackets: `Korea [[requested a review]].`
    pub text: &'static str,
    /// Publication date.
    pub published: &'static str,
    /// The expected fact, whole, as JSON without its kind: a field that is left out must be empty.
    pub fact: &'static str,
}

/// A text of which a rule must read nothing, nor another rule what this one leaves.
pub struct NearMiss {
    /// The text.
    pub text: &'static str,
    /// What the rules together may read of it instead, each as the kind of fact with its act, type, stage, unit or title:
    /// `statement position`, `event visit`.
    pub but: &'static [&'static str],
    /// Why there is no fact: negation, background, hope, claim of a third party …
    pub why: &'static str,
}

/// Collects the facts of one rule.
pub struct Sink<'a> {
    rule: &'static str,
    facts: &'a mut Vec<Fact>,
}

impl<'a> Sink<'a> {
    /// A sink for what is read otherwise than by a rule, under a name of its own.
    pub(crate) fn new(rule: &'static str, facts: &'a mut Vec<Fact>) -> Self {
        Self { rule, facts }
    }
}

impl Sink<'_> {
    /// States a fact, the principal evidence first. A fact whose evidence is blank is dropped.
    pub fn push(&mut self, body: impl Into<FactBody>, evidence: &[(Text<'_>, Span)], confidence: f32) {
        let evidence = evidence.iter().filter_map(|(text, span)| text.evidence(*span)).collect();
        if let Ok(fact) = Fact::new(body, evidence, self.rule, Confidence::new(confidence)) {
            self.facts.push(fact);
        }
    }

    /// The facts stated so far by all rules of the document, so that a later rule can yield to an earlier one.
    pub fn facts(&self) -> &[Fact] {
        self.facts
    }

    /// The facts stated so far, to merge further evidence or fields into one of them.
    pub fn facts_mut(&mut self) -> &mut Vec<Fact> {
        self.facts
    }
}

/// The rules of all kinds, in the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    [statement::RULES, event::RULES, stage::RULES, figure::RULES, role::RULES].into_iter().flatten()
}

/// States the facts of a document in text order.
pub fn read(context: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for rule in all() {
        (rule.read)(context, &mut Sink { rule: rule.name, facts: &mut facts });
    }
    facts.sort_by_key(|fact| {
        let first = &fact.evidence()[0];
        (first.field() != Field::Title, first.span().start, first.span().end)
    });
    facts
}
