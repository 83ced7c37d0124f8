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
    /// Another passage of its sentence carries an event, too.
    pub(crate) beside: bool,
    /// How sure the encoder is.
    pub(crate) confidence: f32,
}

/// States an event that was seen, or adds its words to the one that it is.
pub(crate) fn read<'a>(context: &Context<'a>, text: Text<'a>, seen: &Seen<'_>, sink: &mut Sink<'_>) {
    let Some((main, status)) = factuality::of_span(&text, seen.span) else { return };
    if status.polarity == Polarity::Denied || seen.beside && !tells(&text, seen.span) {
        return;
    }
    let taken_for_granted = is_presupposed(&text, main, seen.span);
    let affirmed = || factuality::any_affirmed(&text, seen.span, |token| happens(*token, seen.kind));
    if !taken_for_granted && (status.source == Source::Hearsay || !affirmed()) {
        return;
    }
    // "shake hands after signing a declaration": the deed tells where the main predicate does not. Else the words were found to carry
    // an event, and what is no more than expected is to come.
    let analysis = text.analysis();
    let deeds = analysis.slice(analysis.tokens_in(seen.span.range())).filter(|token| happens(*token, seen.kind));
    let reality = match status.reality() {
        Reality::Unreal => {
            let own = deeds.map(factuality::reality).find(|own| *own != Reality::Unreal);
            own.unwrap_or_else(|| if taken_for_granted { nearer(context, &text, seen.span) } else { Reality::Future })
        }
        other => other,
    };
    let mut event = verbal::blank(as_named(&text, seen.span).unwrap_or(seen.kind));
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

/// The type that words leave no doubt of, whatever they are likened to: a call is no meeting.
fn as_named(text: &Text<'_>, span: Span) -> Option<EventType> {
    let analysis = text.analysis();
    let words: Vec<String> =
        analysis.slice(analysis.tokens_in(span.range())).map(|token| token.lemma().to_lowercase()).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if words.windows(2).any(|pair| matches!(pair[0].as_str(), "press" | "news") && pair[1] == "conference") {
        return Some(EventType::Other);
    }
    if has(&["telephonic", "telephone", "phone"]) && !has(&["meet", "meeting", "visit"]) {
        return Some(EventType::Call);
    }
    (has(&["round", "session"]) && has(&["negotiation", "talk", "talks"])).then_some(EventType::NegotiationRound)
}

/// Whether words hold a verb or a noun of happening. Without either they are a part of what was told of the event beside: who came,
/// and when.
fn tells(text: &Text<'_>, span: Span) -> bool {
    let analysis = text.analysis();
    let mut tokens = analysis.slice(analysis.tokens_in(span.range()));
    tokens.any(|token| token.tag().starts_with('V') || nominal::kind_of(token).is_some())
}

/// Whether the words take for granted that something happens, whatever is hoped, asked or said of it: "invited to the session on 28
/// October", "will report before the ministers meet on 14 May". Definite names and clauses of time are presupposed (Lauri Karttunen,
/// "Presuppositions of Compound Sentences", Linguistic Inquiry 4, 1973); a day makes sure that no kind of happening is meant.
fn is_presupposed(text: &Text<'_>, main: Token<'_>, span: Span) -> bool {
    let dated = text.times_in(span).any(|time| matches!(time.kind, TimeKind::Date | TimeKind::Range));
    let definite = |word: &str| matches!(word, "the" | "this" | "its" | "their" | "next");
    let temporal = |word: &str| matches!(word, "before" | "after" | "when");
    let opened = |wanted: &dyn Fn(&str) -> bool| main.lefts().any(|child| wanted(&child.text().to_lowercase()));
    dated && if main.tag().starts_with('V') { opened(&temporal) } else { opened(&definite) }
}

/// Whether what the words date has been or is to come: the nearer of the days that "28 October" may be.
fn nearer(context: &Context<'_>, text: &Text<'_>, span: Span) -> Reality {
    let time = text.times_in(span).find(|time| matches!(time.kind, TimeKind::Date | TimeKind::Range));
    let away = |reality| {
        let (when, _) = details::range(text, time?, reality)?;
        let days = when.start.or(when.end)?.until(context.published()?).ok()?.get_days();
        Some(days.abs())
    };
    match (away(Reality::Done), away(Reality::Future)) {
        (Some(past), Some(next)) if past <= next => Reality::Done,
        _ => Reality::Future,
    }
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
