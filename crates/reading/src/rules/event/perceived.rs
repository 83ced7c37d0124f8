//! Events whose words the encoder found: code says when, where, by what name, and whether they are held or planned.

use language::Token;
use record::{ActorName, Event, EventType, ParticipantRole, Span};

use super::phrase::{name, phrase, series};
use super::{Told, details, nominal, state, verbal};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Polarity, Reality, Source};
use crate::rules::Sink;
use crate::time::TimeKind;

/// What the encoder says of an event.
pub(crate) struct Seen<'s> {
    /// Its words.
    pub(crate) span: Span,
    /// Its type.
    pub(crate) kind: EventType,
    /// Who takes part; the clause is asked where this is empty.
    pub(crate) participants: &'s [ActorName],
    /// How sure the encoder is.
    pub(crate) confidence: f32,
}

/// States an event that was seen, or adds its words to the one that it is.
pub(crate) fn read<'a>(context: &Context<'a>, text: Text<'a>, seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some((main, status)) = factuality::of_span(&text, seen.span) else { return };
    if status.polarity == Polarity::Denied || status.source == Source::Hearsay {
        return;
    }
    if !factuality::any_affirmed(&text, seen.span, |token| happens(*token, seen.kind)) {
        return;
    }
    // "shake hands after signing a declaration": the deed tells where the main predicate does not. Else the words were found to carry
    // an event, and what is no more than expected is to come.
    let analysis = text.analysis();
    let deeds = analysis.slice(analysis.tokens_in(seen.span.range())).filter(|token| happens(*token, seen.kind));
    let reality = match status.reality() {
        Reality::Unreal => {
            deeds.map(factuality::reality).find(|own| *own != Reality::Unreal).unwrap_or(Reality::Future)
        }
        other => other,
    };
    let mut event = verbal::blank(seen.kind);
    naming(&text, seen.span, &mut event);
    let dated = text
        .times_in(seen.span)
        .find(|time| matches!(time.kind, TimeKind::Date | TimeKind::Range))
        .and_then(|time| details::range(&text, time, reality));
    event.when = dated.or_else(|| details::when(&text, main, reality)).map(|(when, _)| when);
    let clause = if main.tag().starts_with('V') { details::clause(&text, main) } else { seen.span };
    event.place = details::place(&text, seen.span).or_else(|| details::place(&text, clause)).map(|(place, _)| place);
    details::add(&mut event, seen.participants.to_vec(), ParticipantRole::Participant);
    let noun = (!main.tag().starts_with('V')).then_some(main);
    details::participants(&text, &mut event, Some(main).filter(|_| noun.is_none()), noun);
    event.status = details::status(event.when.as_ref(), reality, context.published(), text.slice(clause));
    // What is to come needs a name, a day or a place to be more than an intention.
    if reality == Reality::Future && event.name.is_none() && event.when.is_none() && event.place.is_none() {
        return;
    }
    let told = Told { text, event, span: seen.span, confidence: seen.confidence, definite: false, stands: true };
    state(told, sink);
}

/// Whether a word is of something that happens, as events of a type do: "met", "signing", "forum".
fn happens(token: Token<'_>, kind: EventType) -> bool {
    const DEEDS: &str =
        "meet visit hold host convene travel attend receive gather telephone phone inaugurate talk speak confer call";
    const SIGNING: &str = "sign initial ink signature signing";
    let listed = |deeds: &str| deeds.split(' ').any(|deed| deed == token.lemma());
    if kind == EventType::Signing {
        return listed(SIGNING) && matches!(token.pos(), "VERB" | "NOUN");
    }
    token.tag().starts_with('V') && listed(DEEDS)
        || token.pos() == "NOUN" && nominal::kind_of(token).is_some_and(|own| own != EventType::Signing)
}

/// The proper name, the number and the series that the words give.
fn naming(text: &Text<'_>, span: Span, event: &mut Event) {
    let analysis = text.analysis();
    let nouns = analysis.tokens_in(span.range()).map(|index| analysis.token(index));
    let of_kind = |noun: &Token<'_>| {
        matches!(noun.pos(), "NOUN" | "PROPN") && nominal::kind_of(*noun).is_some_and(|kind| related(kind, event.kind))
    };
    let Some((phrase, noun)) = nouns.filter(of_kind).find_map(|noun| Some((phrase(text, noun)?, noun))) else { return };
    let (found, ordinal) = name(text, &phrase, noun);
    if ordinal.is_some() {
        event.series = found.as_ref().map(|name| series(name)).filter(|series| series.contains(' '));
    }
    event.name = found;
    event.ordinal = ordinal;
}

/// Whether a noun of one type of event may name an event of another: a committee holds a meeting.
fn related(noun: EventType, seen: EventType) -> bool {
    use EventType::{Committee, Conference, Forum, Meeting, Roundtable};
    let gathering = |kind| matches!(kind, Meeting | Committee | Conference | Forum | Roundtable);
    noun == seen || gathering(noun) && gathering(seen)
}
