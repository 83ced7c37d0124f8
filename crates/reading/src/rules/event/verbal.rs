//! Reads events that a verb tells.
//!
//! *Reads*: "met with the minister in Lima on 5 May", "visited Brussels", "signed the declaration in London", "will meet next week".
//!
//! *Does not read*: meetings without date, place or people; requests and hopes to meet; "met the requirements".
//!
//! *Example*: "Minister Ruiz **met Ambassador Berg on 5 May in Lima**": `meeting`, held.

use language::Token;
use record::{ActorKind, DateRange, Event, EventStatus, EventType, ParticipantRole, Span};

use super::{Told, details, state};
use crate::Context;
use crate::context::Text;
use crate::factuality::{Reality, reality};
use crate::rules::statement::{actors, subject};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "event/verbal", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let text = context.body;
    // A visit told before lends its time and place to the meetings on it.
    let mut visit: Option<(Option<DateRange>, Option<record::Place>, usize)> = None;
    for verb in text.analysis().tokens().filter(|token| token.tag().starts_with("VB")) {
        let Some(kind) = kind(&text, verb) else { continue };
        // "By meeting in March they made good on …" speaks of a happening that is told elsewhere.
        if verb.dep() == "pcomp" && verb.head().text().eq_ignore_ascii_case("by") {
            continue;
        }
        let mut reality = reality(verb);
        if reality == Reality::Unreal && expects(verb) {
            reality = Reality::Future;
        }
        if reality == Reality::Unreal || reality == Reality::Future && !is_told(verb) {
            continue;
        }
        // "shook hands in Lima on 5 May after signing …": time and place stand with the main verb.
        let main = if verb.dep() == "pcomp" && verb.head().text() == "after" { verb.head().head() } else { verb };
        let clause = details::clause(&text, main);
        let mut event = blank(kind);
        let mut when = details::when(&text, verb, reality)
            .or_else(|| details::when(&text, main, reality))
            .or_else(|| of_relative(&text, verb, reality));
        let place = details::place(&text, clause);
        event.place = place.as_ref().map(|(place, _)| place.clone());
        if kind == EventType::Visit && event.place.is_none() {
            event.place = countries(&text, verb);
        }
        details::participants(&text, &mut event, Some(verb), None);
        let objects: Vec<Token<'_>> =
            verb.children().filter(|child| child.dep() == "dobj" && child.index() > verb.index()).collect();
        if matches!(kind, EventType::Meeting | EventType::Call) && verb.lemma() != "agree" {
            for object in &objects {
                details::add(&mut event, details::named(&text, *object), ParticipantRole::Participant);
            }
        }
        let sentence = verb.sentence().index();
        if when.is_none()
            && matches!(kind, EventType::Meeting)
            && let Some((time, place, at)) = &visit
            && (*at == sentence || sentence <= at + 1)
        {
            when = time.clone().map(|time| (time, clause));
            event.place = event.place.or(place.clone());
        }
        event.when = when.as_ref().map(|(when, _)| when.clone());
        event.status = details::status(event.when.as_ref(), reality, context.published(), text.slice(clause));
        let people = event.participants.len();
        let stands = match kind {
            EventType::Meeting | EventType::Call => {
                people >= 2 && (event.when.is_some() || event.place.is_some() || reality == Reality::Future)
            }
            EventType::Visit => event.when.is_some() || reality == Reality::Future && event.place.is_some(),
            EventType::Ceremony => event.when.is_some() && reality != Reality::Present,
            _ => event.when.is_some() || event.place.is_some(),
        };
        if !stands {
            continue;
        }
        if kind == EventType::Visit {
            visit = Some((event.when.clone(), event.place.clone(), sentence));
        }
        let span = span(verb, &objects, when.map(|(_, span)| span), place.map(|(_, span)| span), clause);
        let confidence = if event.when.is_some() && event.place.is_some() { 0.95 } else { 0.8 };
        state(Told { text, event, span, confidence, definite: false, stands }, sink);
    }
}

/// An event of a type of which nothing else is known.
pub(super) fn blank(kind: EventType) -> Event {
    Event {
        kind,
        name: None,
        series: None,
        ordinal: None,
        cadence: None,
        when: None,
        place: None,
        status: EventStatus::Held,
        participants: Vec::new(),
    }
}

/// What kind of happening a verb tells of, if it does.
fn kind(text: &Text<'_>, verb: Token<'_>) -> Option<EventType> {
    let subject = subject(verb)?;
    let speaks = !actors(text, subject).is_empty();
    let object = verb.children().find(|child| child.dep() == "dobj");
    match verb.lemma() {
        "meet" => {
            let with = verb.children().any(|child| child.dep() == "prep" && matches!(child.text(), "with"));
            let people = object.is_some_and(|object| !actors(text, object).is_empty());
            let joint =
                object.is_none() && actors(text, subject).len() > 1 || object.is_none() && subject.tag() == "NNS";
            // "met today for the ninth meeting": the noun tells it.
            let nominal = verb.children().any(|child| child.dep() == "prep" && child.text() == "for");
            (speaks && (with || people || joint) && !nominal).then_some(EventType::Meeting)
        }
        "visit" => {
            let place = object.is_some_and(|object| matches!(object.pos(), "PROPN" | "NOUN"));
            (speaks && place).then_some(EventType::Visit)
        }
        "sign" => {
            let signed = object.or_else(|| verb.child("nsubjpass"));
            signed.is_some_and(|object| text.instrument_at(object).is_some()).then_some(EventType::Signing)
        }
        // A host's welcome: "welcomed his counterpart to Lima".
        "welcome" => {
            let person = object.is_some_and(|object| {
                object.lemma() == "counterpart"
                    || actors(text, object)
                        .iter()
                        .any(|name| text.actor(name).is_some_and(|actor| actor.kind == ActorKind::Person))
            });
            let to = verb.children().any(|child| child.dep() == "prep" && child.text() == "to")
                || object
                    .is_some_and(|object| object.children().any(|child| child.dep() == "prep" && child.text() == "to"));
            (speaks && person && to).then_some(EventType::Meeting)
        }
        // "agreed in Lima that …" of two people who must have met.
        "agree" => {
            let people = actors(text, subject);
            let persons = people
                .iter()
                .filter(|name| text.actor(name).is_none_or(|actor| actor.kind == ActorKind::Person))
                .count();
            let placed = verb.children().any(|child| {
                child.dep() == "prep"
                    && child.text() == "in"
                    && child.child("pobj").is_some_and(|object| object.entity() == "GPE")
            });
            (people.len() > 1 && persons > 1 && placed).then_some(EventType::Meeting)
        }
        // The opening of a centre or project on a day.
        "open" | "inaugurate" => {
            let opened = object.or_else(|| verb.child("nsubjpass"))?;
            let name = text.instrument_at(opened)?.instrument()?;
            let kind = text.instrument(name)?.kind;
            matches!(kind, record::InstrumentType::Programme).then_some(EventType::Ceremony)
        }
        "telephone" | "phone" => (speaks && object.is_some()).then_some(EventType::Call),
        _ => None,
    }
}

/// "expect to meet", "plan to visit": an intention that is told.
fn expects(verb: Token<'_>) -> bool {
    verb.dep() == "xcomp"
        && matches!(verb.head().lemma(), "expect" | "plan" | "schedule" | "set" | "due" | "intend")
        && reality(verb.head()) != Reality::Unreal
}

/// "January 19, when the two agreed …": the day that a relative clause describes.
fn of_relative(text: &Text<'_>, verb: Token<'_>, reality: Reality) -> Option<(DateRange, Span)> {
    let clause =
        std::iter::once(verb).chain(verb.ancestors()).find(|token| matches!(token.dep(), "relcl" | "advcl"))?;
    let opens = clause.left_edge();
    let when = (opens.text() == "when").then(|| opens.neighbour(-2)).flatten()?;
    let time = text
        .times_in(text.span_of(verb.sentence().range()))
        .find(|time| time.span.range().contains(&when.span().start))?;
    details::range(text, time, reality)
}

/// The future of a narrator or of an official plan counts, not every infinitive.
fn is_told(verb: Token<'_>) -> bool {
    let modal = verb.children().any(|child| matches!(child.text(), "will" | "shall"));
    modal || expects(verb)
}

/// "visit Saudi Arabia and the UAE": the countries that are objects.
fn countries(text: &Text<'_>, verb: Token<'_>) -> Option<record::Place> {
    let object = verb.child("dobj")?;
    let names = actors(text, object);
    let code = names
        .iter()
        .filter_map(|name| text.actor(name))
        .find(|actor| actor.kind == ActorKind::Jurisdiction)?
        .jurisdiction
        .clone()?;
    (code.0.len() == 2).then_some(record::Place { venue: None, city: None, country: Some(code) })
}

/// From the verb to the end of its time, place and people.
fn span(verb: Token<'_>, objects: &[Token<'_>], when: Option<Span>, place: Option<Span>, clause: Span) -> Span {
    let mut start = verb.span().start as u32;
    for aux in verb.children().filter(|child| matches!(child.dep(), "aux" | "auxpass") && child.index() < verb.index())
    {
        start = start.min(aux.span().start as u32);
    }
    let mut end = verb.span().end as u32;
    for object in objects {
        end = end.max(object.span().end as u32);
    }
    for span in [when, place].into_iter().flatten() {
        if clause.contains(span) {
            end = end.max(span.end);
        }
    }
    Span { start, end }
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "Minister Ana Ruiz [[met Jan Berg, Ambassador of Norway, in Lima on 5 May 2025]].",
        published: "2025-05-06",
        fact: r#"{"type": "meeting", "status": "held", "when": {"start": "2025-05-05", "end": "2025-05-05", "text": "5 May 2025"}, "place": {"city": "Lima", "country": "PE"}, "participants": [{"actor": "Ana Ruiz", "role": "participant"}, {"actor": "Jan Berg", "role": "participant"}]}"#,
    },
    Example {
        text: "Trade Minister Ana Ruiz [[visited Brussels from May 1 to May 3]].",
        published: "2025-05-06",
        fact: r#"{"type": "visit", "status": "held", "place": {"city": "Brussels", "country": "BE"}, "when": {"start": "2025-05-01", "end": "2025-05-03", "text": "from May 1 to May 3"}, "participants": [{"actor": "Ana Ruiz", "role": "participant"}]}"#,
    },
    Example {
        text: "Trade Minister Ana Ruiz [[will visit Norway next week]].",
        published: "2025-05-06",
        fact: r#"{"type": "visit", "status": "planned", "place": {"country": "NO"}, "when": {"start": "2025-05-12", "end": "2025-05-18", "text": "next week"}, "participants": [{"actor": "Ana Ruiz", "role": "participant"}]}"#,
    },
    Example {
        text: "Trade Minister Ana Ruiz and Ambassador Jan Berg [[signed the Peru–Norway Free Trade Agreement in Lima on 5 May 2025]].",
        published: "2025-05-06",
        fact: r#"{"type": "signing", "status": "held", "place": {"city": "Lima", "country": "PE"}, "when": {"start": "2025-05-05", "end": "2025-05-05", "text": "5 May 2025"}, "participants": [{"actor": "Ana Ruiz", "role": "participant"}, {"actor": "Jan Berg", "role": "participant"}]}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "The product met the requirements on 5 May 2025.", but: &[], why: "no people meet" },
    NearMiss {
        text: "Norway asked Chile to meet Ambassador Jan Berg in Lima.",
        but: &["statement request", "role Ambassador"],
        why: "a request",
    },
    NearMiss { text: "Minister Ana Ruiz hopes to visit Norway next year.", but: &["role Minister"], why: "a hope" },
];
