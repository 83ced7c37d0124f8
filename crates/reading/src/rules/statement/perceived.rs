//! Statements whose words the encoder found: code says who speaks, to whom, what is said and when it is due.

use language::Token;
use record::{Act, ActorName, InstrumentName, Span, Statement};

use super::addressees::Sides;
use super::candidate::Reader;
use super::clause::inner_predicate;
use super::promise::{self, Modality};
use super::{lexicon, speaker};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Factuality, Polarity, Source, Time};
use crate::rules::Sink;

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
    let seen = &Seen { span: whole(&text, seen.span), ..*seen };
    let Some((verb, status)) = factuality::of_span(&text, seen.span) else { return };
    // "China's request for a panel to examine duties": the noun asks, whatever it asks for.
    let (verb, status) = noun_above(&text, verb, seen.span).map_or((verb, status), |noun| (noun, factuality::of(noun)));
    if !may_be_said(seen.act, verb, status) {
        return;
    }
    let sides = Sides::of(context);
    let reader = Reader { context, text, sides: &sides };
    let tokens = text.analysis().tokens_in(seen.span.range());
    let range = tokens.start..tokens.end;
    if range.is_empty() {
        return;
    }
    let mut speakers = seen.speakers.to_vec();
    // Whoever is to act is bound, whoever says so.
    let bound = speaker::own_subject(verb).map(|subject| speaker::actors(&text, subject)).unwrap_or_default();
    if seen.act == Act::Commitment && !bound.is_empty() && !bound.iter().any(|name| speakers.contains(name)) {
        speakers = bound;
    }
    if speakers.is_empty() {
        speakers = speaker::speakers(&text, verb).map(|(actors, _)| actors).unwrap_or_default();
    }
    if speakers.is_empty() {
        speakers.extend(context.names.announcer().cloned());
    }
    if speakers.is_empty() || seen.act.is_ledger() && !reader.is_own_word(status.source, &speakers, verb) {
        return;
    }
    // "Japan said that Kenya will lift the ban": what others are to do is no promise of whoever says so.
    let others = || {
        let subject = inner_predicate(verb, &range).and_then(speaker::own_subject)?;
        let actors = speaker::actors(&text, subject);
        (!actors.is_empty()).then(|| !actors.iter().any(|actor| reader.answers_for(actor, &speakers)))
    };
    if seen.act == Act::Commitment && lexicon::cue(verb).is_some() && others().unwrap_or(false) {
        return;
    }
    let promised = inner_predicate(verb, &range).filter(|_| lexicon::cue(verb).is_some()).unwrap_or(verb);
    if seen.act == Act::Commitment && promise::is_effect(&text, promised) {
        return;
    }
    // What is denied keeps its negation: "not lift the ban".
    let denial =
        factuality::marker(verb).filter(|first| range.contains(&first.index()) && first.index() < verb.index());
    let content = match seen.content {
        Some(span) => {
            let start = denial.map_or(span.start, |first| span.start.min(first.span().start as u32));
            text.slice(Span { start, end: span.end }).trim().to_owned()
        }
        None if lexicon::cue(verb).is_none() && promise::modality(verb).is_some() => {
            let start = denial.unwrap_or(verb).index();
            reader.bare(if range.contains(&start) { start..range.end } else { range.clone() })
        }
        None if range.contains(&verb.index()) => reader.content(&range, verb),
        None => reader.bare(range.clone()),
    };
    if seen.act == Act::Commitment && promise::is_agenda(&content) {
        return;
    }
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

/// The words that were seen, with what hangs below the verb where no more than the verb was: "exuded" of "exuded confidence that the
/// outlay will be used".
fn whole(text: &Text<'_>, span: Span) -> Span {
    let analysis = text.analysis();
    let mut words = analysis.slice(analysis.tokens_in(span.range())).filter(|token| token.pos() != "PUNCT");
    let (Some(first), second, None) = (words.next(), words.next(), words.next()) else { return span };
    let verb = [second, Some(first)].into_iter().flatten().find(|token| token.tag().starts_with('V'));
    let Some(verb) = verb else { return span };
    let behind = verb.sentence().tokens().skip_while(|token| token.index() <= verb.index());
    let below = behind.take_while(|token| token.ancestors().any(|above| above == verb));
    let last = below.filter(|token| token.pos() != "PUNCT").last();
    last.map_or(span, |last| Span { start: span.start, end: span.end.max(last.span().end as u32) })
}

/// The noun of asking within a passage below which an infinitive or a gerund stands.
fn noun_above<'a>(text: &Text<'a>, verb: Token<'a>, span: Span) -> Option<Token<'a>> {
    let tokens = text.analysis().tokens_in(span.range());
    let bare = matches!(verb.tag(), "VB" | "VBG") && promise::modality(verb).is_none();
    let mut above =
        verb.ancestors().take_while(|token| tokens.contains(&token.index()) && !token.tag().starts_with('V'));
    above.find(|token| token.pos() == "NOUN" && lexicon::classes(*token).contains(&"asked")).filter(|_| bare)
}

/// Whether an act can be done by a predicate of this polarity, time and source: what is denied is not asked, proposed or agreed,
/// what is supposed is no entry of the ledger, and what critics say of others is no statement.
fn may_be_said(act: Act, verb: Token<'_>, status: Factuality<'_>) -> bool {
    let hearsay = status.source == Source::Hearsay
        || speaker::own_subject(verb).is_some_and(|subject| factuality::is_hearsay_source(subject));
    // "is said to have promised": hearsay of what stands below.
    let below =
        || verb.children().any(|child| child.dep() == "xcomp" && factuality::of(child).source == Source::Hearsay);
    if hearsay || act.is_ledger() && below() {
        return false;
    }
    let denied = status.polarity == Polarity::Denied;
    match act {
        // "will not", of its own side; not "denied that it will", and "no longer plans to" promises nothing.
        Act::Commitment => {
            // "no relaxation shall be granted" is one, too.
            let passive = promise::is_passive(verb);
            let own = factuality::marker(verb).filter(|marker| passive || marker.tag().starts_with("RB"));
            let modality = promise::modality(verb).map(|(modality, _)| modality);
            // "notified Japan that it would suspend the procedure": what somebody said that it will do, told later.
            let backshifted = modality == Some(Modality::Would)
                && status.time == Time::Hypothetical
                && matches!(status.source, Source::Party(_))
                && verb.dep() == "ccomp";
            (!denied || own.is_some() && modality.is_some())
                && (backshifted || !matches!(status.time, Time::Hypothetical | Time::Hoped))
        }
        Act::Request | Act::Proposal | Act::Agreement => {
            !denied && !matches!(status.time, Time::Hypothetical | Time::Hoped)
        }
        Act::Support => !denied,
        // "did not rule it out" is no refusal.
        Act::Response => !(denied && factuality::denies_complement(verb)),
        Act::Concern | Act::Position => true,
    }
}
