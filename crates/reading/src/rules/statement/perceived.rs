//! Statements whose words the encoder found: code says who speaks, to whom, what is said and when it is due.

use record::{Act, ActorName, InstrumentName, Span, Statement};

use super::addressees::Sides;
use super::candidate::Reader;
use super::{lexicon, promise, speaker};
use crate::Context;
use crate::context::Text;
use crate::rules::{Sink, main_predicate};

/// What the encoder says of a statement. What is left empty is read from the clause.
pub(crate) struct Seen<'s> {
    /// Its words, from the verb of saying to the end of what is said.
    pub(crate) span: Span,
    /// What is done by saying it.
    pub(crate) act: Act,
    /// The words that carry what is said.
    pub(crate) content: Option<Span>,
    /// Who speaks.
    pub(crate) speakers: &'s [ActorName],
    /// Who speaks for them.
    pub(crate) voiced_by: Option<&'s ActorName>,
    /// To whom.
    pub(crate) addressees: &'s [ActorName],
    /// Instruments that it is about.
    pub(crate) about: &'s [InstrumentName],
    /// How sure the encoder is.
    pub(crate) confidence: f32,
}

/// States what was seen. A statement of nobody is none.
pub(crate) fn read<'a>(context: &Context<'a>, text: Text<'a>, seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some(verb) = main_predicate(&text, seen.span) else { return };
    let sides = Sides::of(context);
    let reader = Reader { context, text, sides: &sides };
    let tokens = text.analysis().tokens_in(seen.span.range());
    let range = tokens.start..tokens.end;
    let mut speakers = seen.speakers.to_vec();
    if speakers.is_empty() {
        speakers = speaker::speakers(&text, verb).map(|(actors, _)| actors).unwrap_or_default();
    }
    if speakers.is_empty() {
        speakers.extend(context.names.announcer().cloned());
    }
    if speakers.is_empty() {
        return;
    }
    let content = match seen.content {
        Some(span) => reader.bare(text.analysis().tokens_in(span.range())),
        None if lexicon::cue(verb).is_none() && promise::modality(verb).is_some() => {
            reader.bare(verb.index().max(range.start)..range.end)
        }
        None => reader.content(&range, verb),
    };
    let mut statement = Statement {
        act: seen.act,
        speakers,
        voiced_by: seen.voiced_by.cloned(),
        addressees: Vec::new(),
        content,
        about: seen.about.to_vec(),
        due: None,
        firmness: None,
    };
    if statement.about.is_empty() {
        statement.about = reader.about(seen.span);
    }
    reader.complete(&mut statement, verb, &range);
    if !seen.addressees.is_empty() {
        statement.addressees = seen.addressees.to_vec();
    }
    statement.voiced_by = statement.voiced_by.filter(|voice| !statement.speakers.contains(voice));
    sink.push(statement, &[(text, seen.span)], seen.confidence);
}
