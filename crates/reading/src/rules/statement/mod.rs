//! Rules that read statements: who said, asked or promised what, to whom.
//!
//! All statements turn on a predicate: a verb of saying, asking or promising ([`lexicon`]), or a verb in a future modality
//! whose subject can act ([`promise`]). One pass over the verbs of a text makes [`Candidate`]s; each rule below
//! takes those of its family. The act of a verb of saying gives way to the act of what is said: "stated that the
//! ministry will review" is a commitment of the ministry.

mod about;
mod addressees;
mod agreement;
mod candidate;
mod clause;
mod commitment;
mod concern;
mod due;
mod lexicon;
mod noun;
mod passive;
pub(crate) mod perceived;
mod position;
mod promise;
mod proposal;
mod request;
mod response;
mod speaker;
mod support;

pub(crate) use candidate::Candidate;
pub(crate) use clause::{extent, quotation_before};
pub(crate) use lexicon::{cue, reports_words};
pub(crate) use speaker::{actors, subject};

use super::{Rule, Sink};
use crate::Context;
use record::Act;

/// The rules of this kind, general ones first.
pub const RULES: &[Rule] = &[
    request::RULE,
    proposal::RULE,
    commitment::RULE,
    agreement::RULE,
    concern::RULE,
    support::RULE,
    response::RULE,
    position::RULE,
];

/// States every candidate of an act.
fn state(act: Act, context: &Context<'_>, sink: &mut Sink<'_>) {
    let binds = |candidate: &&Candidate| {
        candidate.statement.act == act && (act != Act::Commitment || !promise::is_agenda(&candidate.statement.content))
    };
    for candidate in context.statements().iter().filter(binds) {
        let text = if candidate.field == record::Field::Title { context.title } else { context.body };
        sink.push(candidate.statement.clone(), &[(text, candidate.span)], candidate.confidence);
    }
}

/// Candidates of both texts; computed once a document.
pub(crate) fn candidates(context: &Context<'_>) -> Vec<Candidate> {
    candidate::find(context)
}
