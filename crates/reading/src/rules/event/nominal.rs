//! Reads events that a noun tells.
//!
//! *Reads*: "held the 52nd Trade Promotion Committee on 10 December", "the G7 Summit in June", "the fifth round of negotiations ended".
//!
//! *Does not read*: "at the next high-level meeting", "the meeting" of nothing told before, committees that are only named.
//!
//! *Example*: "**the 14th WTO Ministerial Conference set for March 26–29 in Cameroon**": `conference`, planned.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;
use record::{Event, EventStatus, EventType, Fact, FactBody, Span};

use super::phrase::{Phrase, cadence, definite, is_capital, name, ordinal_of, phrase, series, words};
use super::{Told, details, state};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Reality, reality};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "event/nominal", read, examples: EXAMPLES, not: NOT };

/// How a noun of happening counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counts {
    /// With a verb of holding, or a name, date or place.
    Open,
    /// With a name, date or place only.
    Named,
    /// A standing body: only its sitting is an event.
    Session,
    /// A round: of negotiations.
    Round,
}

static KINDS: LazyLock<HashMap<&'static str, (EventType, Counts)>> = LazyLock::new(|| {
    let lines = include_str!("kinds.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (word, kind, counts) = (columns.next()?, columns.next()?, columns.next()?);
            let counts = match counts {
                "open" => Counts::Open,
                "named" => Counts::Named,
                "session" => Counts::Session,
                "round" => Counts::Round,
                _ => return None,
            };
            Some((word, (EventType::parse(kind)?, counts)))
        })
        .collect()
});

/// The type of event that a noun names.
pub(super) fn kind_of(noun: Token<'_>) -> Option<EventType> {
    let lemma = noun.lemma().to_lowercase();
    let singular = lemma.strip_suffix('s').unwrap_or(&lemma);
    KINDS.get(lemma.as_str()).or_else(|| KINDS.get(singular)).map(|(kind, _)| *kind)
}

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    for text in [context.body, context.title] {
        for noun in
            text.analysis().tokens().filter(|token| matches!(token.pos(), "NOUN" | "PROPN") || token.dep() == "dobj")
        {
            if let Some(told) = told(context, text, noun, sink.facts()) {
                state(told, sink);
            }
        }
    }
}

fn told<'a>(context: &Context<'a>, text: Text<'a>, noun: Token<'a>, facts: &[Fact]) -> Option<Told<'a>> {
    let lemma = noun.lemma().to_lowercase();
    let singular = lemma.strip_suffix('s').unwrap_or(&lemma);
    if let Some(told) = by_number(context, text, noun) {
        return Some(told);
    }
    if let Some(told) = of_body(context, text, noun) {
        return Some(told);
    }
    let (mut kind, counts) = *KINDS.get(lemma.as_str()).or_else(|| KINDS.get(singular))?;
    if is_counted(noun) || lemma == "mission" && is_capital(noun) || is_bare(noun) {
        return None;
    }
    let phrase = phrase(&text, noun)?;
    let (mut name, mut ordinal) = name(&text, &phrase, noun);
    if noun.neighbour(-1).is_some_and(|before| matches!(before.text().to_lowercase().as_str(), "press" | "news")) {
        (kind, name) = (EventType::Other, None);
    }
    // "the first of the resumed rounds", "a special meeting of the General Council".
    let first_of =
        noun.head().text() == "of" && noun.dep() == "pobj" && ordinal_of(noun.head().head().text()).is_some();
    let object = if first_of { noun.head().head() } else { noun };
    if let Some(council) = sitting_of(&text, noun).filter(|_| kind == EventType::Meeting) {
        kind = EventType::Committee;
        name = name.or_else(|| {
            is_capital(council)
                .then(|| words(&text, phrase.first..council.subtree_range().end.min(council.index() + 4)))
        });
    }
    if first_of && counts == Counts::Round {
        ordinal = None;
    }
    // A participle of holding behind the noun is nearer than the verb above it: "a forum held at …".
    let participle = noun.children().find(|child| {
        child.dep() == "acl"
            && child.tag() == "VBN"
            && matches!(
                child.lemma(),
                "hold" | "host" | "convene" | "organize" | "organise" | "chair" | "set" | "schedule" | "plan"
            )
    });
    let verb = participle.or_else(|| governor(noun));
    let mut reality = verb.map_or(Reality::Present, reality);
    let intends = verb.is_some_and(|verb| {
        let planned = || matches!(verb.head().head().lemma(), "plan" | "preparation" | "arrangement");
        verb.dep() == "xcomp" && matches!(verb.head().lemma(), "intend" | "plan" | "agree" | "expect" | "aim")
            || verb.dep() == "pcomp" && planned() && !factuality::is_denied(verb)
    });
    if reality == Reality::Unreal && intends {
        reality = Reality::Future;
    }
    let titled = text.field == record::Field::Title;
    let takes_part = noun.dep() == "pobj" && matches!(noun.head().head().lemma(), "participation" | "attendance");
    // "The Commission is to examine it": what a standing body is or does is no sitting.
    let sits = |verb: Token<'_>| counts != Counts::Session || verb.lemma() != "be" || ordinal.is_some();
    let holds = participle.is_some() || takes_part || verb.is_some_and(|verb| holds(verb, object) && sits(verb));
    let definite = definite(noun, &phrase) && ordinal.is_none() && name.is_none();
    if counts == Counts::Round && !is_negotiation(&text, noun) {
        return None;
    }
    // An event hoped for or asked for is none, unless it has a name and a date of its own.
    let mut event = Event {
        kind,
        name,
        series: None,
        ordinal,
        cadence: cadence(noun),
        when: None,
        place: None,
        status: EventStatus::Held,
        participants: Vec::new(),
    };
    let clause = clause(&text, noun, verb);
    let own = own_time(&text, noun, counts, holds);
    let margins = text
        .slice(Span { start: text.span_of(noun.sentence().range()).start, end: phrase.start })
        .trim_end_matches("the ")
        .ends_with("margins of ")
        || aside(noun);
    let inherited = || {
        verb.filter(|_| holds || definite || margins || sitting_of(&text, noun).is_some() || counts == Counts::Round)
            .and_then(|verb| details::when(&text, verb, reality))
    };
    let when = own.or_else(|| margins.then(|| time_before(&text, noun)).flatten()).or_else(inherited);
    event.when = when.as_ref().map(|(when, _)| when.clone());
    // What a traveller takes part in happens on the visit; what is held in the margins, with the event it is beside.
    let beside = || {
        let tail = text.slice(Span { start: noun.span().end as u32, end: text.span_of(noun.sentence().range()).end });
        tail.contains("in the margins") || tail.contains("on the margins") || tail.contains("on the sidelines")
    };
    let mut parent = None;
    if event.when.is_none() && takes_part {
        parent = events(facts).find(|event| event.kind == EventType::Visit);
    } else if event.when.is_none() && holds && beside() {
        parent = events(facts).last();
    }
    if let Some(parent) = parent {
        event.when = parent.when.clone();
        event.place = parent.place.clone().filter(|_| !takes_part);
    }
    let near = Span { start: phrase.start, end: clause.end };
    let placed_in = participle.map_or(clause, |verb| details::clause(&text, verb));
    let place = details::place(
        &text,
        if holds { placed_in } else { near_place(&text, noun, near, when.as_ref().map(|(_, span)| *span)) },
    );
    event.place = place.as_ref().map(|(place, _)| place.clone()).or(event.place);
    if event.place.is_none() && takes_part {
        event.place = item_place(&text, noun);
    }
    if event.place.is_none() && holds && event.when.as_ref().is_some_and(|when| when.start == context.published()) {
        event.place = dateline(&text);
    }
    let real = match reality {
        Reality::Unreal => event.name.is_some() && event.when.is_some(),
        _ => true,
    };
    if !real {
        return None;
    }
    // "will review what was raised at the roundtable with the ministries": those who review did not attend.
    if holds || !definite {
        details::participants(&text, &mut event, verb.filter(|_| holds), Some(noun));
    }
    if kind == EventType::Visit {
        travel(&text, noun, &mut event);
    }
    // Whoever takes part in something on a visit is the visitor.
    if let Some(visit) = parent.filter(|_| takes_part) {
        event.participants.clone_from(&visit.participants);
    }
    let told_by_parties = event.participants.is_empty() && !matches!(kind, EventType::Visit | EventType::Ceremony);
    if told_by_parties || matches!(event.kind, EventType::NegotiationRound | EventType::Committee) {
        parties(&text, noun, &phrase, &mut event);
    }
    if event.kind == EventType::NegotiationRound && event.participants.is_empty() {
        let sides = negotiators(context, &text, noun);
        details::add(&mut event, sides, record::ParticipantRole::Participant);
    }
    event.status = details::status(
        event.when.as_ref(),
        if holds || event.when.is_some() || counts == Counts::Session { reality } else { Reality::Done },
        context.published(),
        text.slice(clause),
    );
    if let Some(parent) = parent.filter(|_| takes_part) {
        event.status = parent.status;
    }
    // "cancelled the forum planned for 17 February": the verb right before it, whatever the parser hangs below what.
    let sentence = noun.sentence().range();
    let undone = (1..=8)
        .filter_map(|back| noun.neighbour(-back))
        .take_while(|token| sentence.contains(&token.index()))
        .find(|token| token.pos() == "VERB")
        .filter(|verb| verb.tag() != "VBG" && !factuality::is_denied(*verb));
    match undone.map(|head| head.lemma()) {
        Some("cancel" | "scrap") => event.status = EventStatus::Cancelled,
        Some("postpone" | "defer") => event.status = EventStatus::Postponed,
        _ => {}
    }
    let off = matches!(event.status, EventStatus::Postponed | EventStatus::Cancelled);
    if !off && is_denied(noun, verb, holds) {
        return None;
    }
    if !off
        && verb.is_some_and(|verb| plans(verb, noun))
        && event.when.as_ref().is_none_or(|when| when.end.is_none() || when.end >= context.published())
    {
        event.status = EventStatus::Planned;
    }
    if event.ordinal.is_some() {
        event.series =
            event.name.as_ref().map(|name| series(name)).filter(|series| !series.is_empty() && series.contains(' '));
    } else if counts == Counts::Session || matches!(kind, EventType::Conference) {
        event.series = event.name.clone();
    }
    let dated = event.when.is_some();
    let placed = event.place.as_ref().is_some_and(|place| place.city.is_some() || place.venue.is_some());
    let stands = match counts {
        Counts::Open if kind == EventType::Visit && event.place.is_some() && !event.participants.is_empty() => true,
        Counts::Open if takes_part => event.name.is_some(),
        Counts::Open => {
            event.name.is_some() && placed
                || holds && (dated || placed || event.name.is_some())
                || event.name.is_some() && (dated || event.ordinal.is_some())
                || dated && !definite && !titled
        }
        Counts::Named => dated && (event.name.is_some() || placed),
        Counts::Session => {
            holds && (dated || event.name.is_some()) || event.name.is_some() && (dated || event.ordinal.is_some())
        }
        Counts::Round => dated || event.ordinal.is_some() && (holds || titled),
    };
    let confidence = match (holds, dated, event.name.is_some()) {
        (true, true, _) => 0.9,
        (_, true, true) => 0.85,
        (true, _, true) => 0.75,
        _ => 0.65,
    };
    let span =
        span(&text, noun, &phrase, verb.filter(|_| holds), when.map(|(_, span)| span), place.map(|(_, span)| span));
    Some(Told { text, event, span, confidence, definite, stands: stands && !titled })
}

/// "No meeting was held", "the session did not take place", "left without a meeting". Of what somebody did not attend nothing is denied.
fn is_denied(noun: Token<'_>, verb: Option<Token<'_>>, holds: bool) -> bool {
    let stays_away = |verb: Token<'_>| !holds || matches!(verb.lemma(), "attend" | "follow" | "join" | "chair");
    let absent = verb.is_some_and(|verb| factuality::is_denied(verb) && stays_away(verb));
    !absent && factuality::is_denied(noun)
}

/// Conferences that go by an acronym and a number: "MC13".
const NUMBERED: &[(&str, &str)] =
    &[("MC", "WTO Ministerial Conference"), ("COP", "UN Climate Change Conference"), ("UNCTAD", "UNCTAD Conference")];

/// "MC13", "COP30": a numbered conference by its acronym.
fn by_number<'a>(context: &Context<'a>, text: Text<'a>, token: Token<'a>) -> Option<Told<'a>> {
    let written = token.text();
    let (series, number) = NUMBERED
        .iter()
        .find_map(|(acronym, series)| Some((*series, written.strip_prefix(acronym)?.parse::<u32>().ok()?)))?;
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    let verb = governor(token);
    let reality = verb.map_or(Reality::Present, reality);
    let when = own_time(&text, token, Counts::Open, false);
    let mut event = Event {
        kind: EventType::Conference,
        name: Some(format!("{number}{ending} {series}")),
        series: Some(series.to_owned()),
        ordinal: Some(number),
        cadence: None,
        when: when.as_ref().map(|(when, _)| when.clone()),
        place: None,
        status: EventStatus::Held,
        participants: Vec::new(),
    };
    event.status = details::status(
        event.when.as_ref(),
        if reality == Reality::Done { reality } else { Reality::Future },
        context.published(),
        "",
    );
    let at = Span::from(token.span());
    let span = when.map_or(at, |(_, time)| Span { start: at.start.min(time.start), end: at.end.max(time.end) });
    Some(Told { text, event, span, confidence: 0.75, definite: false, stands: text.field == record::Field::Body })
}

/// "at APEC in May": a body that meets under its own name, with a date.
fn of_body<'a>(context: &Context<'a>, text: Text<'a>, token: Token<'a>) -> Option<Told<'a>> {
    let meets = matches!(token.text(), "APEC" | "G7" | "G20" | "BRICS" | "ASEAN" | "Davos")
        && token.dep() == "pobj"
        && token.head().text() == "at";
    let (when, time) = meets.then(|| own_time(&text, token, Counts::Session, false)).flatten()?;
    let mut event = Event {
        kind: EventType::Meeting,
        name: Some(token.text().to_owned()),
        series: None,
        ordinal: None,
        cadence: None,
        status: details::status(Some(&when), Reality::Present, context.published(), ""),
        when: Some(when),
        place: None,
        participants: Vec::new(),
    };
    let verb = governor(token);
    if let Some(subject) = verb.and_then(crate::rules::statement::subject) {
        details::add(&mut event, details::named(&text, subject), record::ParticipantRole::Participant);
    }
    let span = Span { start: token.span().start as u32, end: time.end.max(token.span().end as u32) };
    Some(Told { text, event, span, confidence: 0.7, definite: false, stands: text.field == record::Field::Body })
}

/// The events stated so far.
fn events(facts: &[Fact]) -> impl Iterator<Item = &Event> {
    facts.iter().filter_map(|fact| match fact.body() {
        FactBody::Event(event) => Some(event),
        _ => None,
    })
}

/// The country that opens an item of a list: "(1) Norway: participation in …".
fn item_place(text: &Text<'_>, noun: Token<'_>) -> Option<record::Place> {
    let block = text.analysis().blocks().iter().find(|block| block.span.contains(&noun.span().start))?;
    let colon = text.analysis().text()[block.span.clone()].find(':')?;
    let opening = Span::from(block.span.start..block.span.start + colon);
    let country = text
        .mentions_in(opening)
        .flat_map(|mention| mention.actors())
        .find_map(|name| text.actor(name)?.jurisdiction.clone())?;
    (country.0.len() == 2).then_some(record::Place { venue: None, city: None, country: Some(country) })
}

/// The place of the dateline that opens the body: "Oslo, 3 May 2025".
fn dateline(text: &Text<'_>) -> Option<record::Place> {
    let body = text.analysis().text();
    let first = body.lines().find(|line| !line.trim().is_empty())?;
    let opening = first.split([',', '–', '—']).next()?.trim();
    let is_line = opening.len() < 40
        && text
            .reading
            .times
            .iter()
            .any(|time| (time.span.end as usize) <= body.find(first).unwrap_or(0) + first.len());
    is_line.then(|| super::places::city(opening)).flatten()
}

/// "six rounds", "several meetings", "further meetings": counted happenings are a figure or nothing.
fn is_counted(noun: Token<'_>) -> bool {
    let several = |child: Token<'_>| {
        child.dep() == "nummod" && child.text() != "one"
            || matches!(
                child.text().to_lowercase().as_str(),
                "several" | "further" | "various" | "many" | "some" | "other" | "such" | "these"
            )
    };
    matches!(noun.tag(), "NNS" | "NNPS")
        && noun
            .children()
            .any(|child| child.index() < noun.index() && several(child) && ordinal_of(child.text()).is_none())
}

/// "by meeting in March": a gerund, not a noun.
fn is_bare(noun: Token<'_>) -> bool {
    noun.lemma() == "meeting"
        && noun.tag() == "NN"
        && noun.children().all(|child| child.index() > noun.index())
        && noun.dep() == "pobj"
        && noun.head().text().eq_ignore_ascii_case("by")
        || noun.text() == "meeting" && noun.neighbour(-1).is_some_and(|before| matches!(before.text(), "By" | "by"))
}

/// The standing body whose sitting a noun tells: "a special meeting of the General Council".
fn sitting_of<'a>(text: &Text<'a>, noun: Token<'a>) -> Option<Token<'a>> {
    let _ = text;
    let of = noun.children().find(|child| child.text() == "of")?;
    of.child("pobj")
        .filter(|body| matches!(body.lemma().to_lowercase().as_str(), "council" | "committee" | "commission" | "board"))
}

/// "on the margins of the summit": the time of the sentence is its time.
fn aside(noun: Token<'_>) -> bool {
    noun.dep() == "pobj"
        && matches!(
            noun.head().head().lemma().to_lowercase().as_str(),
            "margin" | "margins" | "sideline" | "sidelines" | "occasion"
        )
}

/// Who travels where: "the visit of Minister Ruiz to Norway", "was in Norway on a state visit".
fn travel(text: &Text<'_>, noun: Token<'_>, event: &mut Event) {
    for preposition in noun.children().filter(|child| child.dep() == "prep") {
        let Some(object) = preposition.child("pobj") else { continue };
        match preposition.text() {
            "of" | "by" => {
                details::add(event, crate::rules::statement::actors(text, object), record::ParticipantRole::Participant)
            }
            "to" | "in" if event.place.is_none() => {
                let span =
                    Span { start: preposition.span().start as u32, end: text.span_of(object.subtree_range()).end };
                event.place = details::place(text, span).map(|(place, _)| place);
            }
            _ => {}
        }
    }
    if noun.dep() == "pobj" && noun.head().text() == "on" {
        let be = noun.head().ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"));
        if let Some(be) = be.filter(|be| be.lemma() == "be") {
            event.place = details::place(text, details::clause(text, be)).map(|(place, _)| place);
            details::participants(text, event, Some(be), None);
        }
    }
}

fn governor(noun: Token<'_>) -> Option<Token<'_>> {
    noun.ancestors().take(6).find(|above| matches!(above.pos(), "VERB" | "AUX"))
}

/// The verb says that the happening takes place: "held the forum", "the round was held", "chaired the committee".
fn holds(verb: Token<'_>, noun: Token<'_>) -> bool {
    let direct = matches!(noun.dep(), "dobj" | "nsubj" | "nsubjpass" | "attr") && noun.head() == verb
        || noun.dep() == "conj"
        || noun.dep() == "pobj" && noun.head().head() == verb;
    let lemma = verb.lemma().to_lowercase();
    let object = matches!(
        lemma.as_str(),
        "hold"
            | "host"
            | "convene"
            | "chair"
            | "attend"
            | "organize"
            | "organise"
            | "open"
            | "conduct"
            | "kick"
            | "launch"
            | "join"
            | "preside"
            | "begin"
            | "conclude"
            | "end"
            | "start"
            | "meet"
            | "participate"
            | "gather"
            | "complete"
            | "wrap"
            | "take"
            | "schedule"
            | "plan"
            | "set"
            | "invite"
            | "arrange"
    );
    if noun.dep() == "pobj" {
        // "took part in the forum", "met for the ninth meeting", "at a press conference held today".
        let preposition = noun.head();
        return direct
            && match lemma.as_str() {
                "participate" | "take" | "join" | "gather" | "attend" => {
                    matches!(preposition.text(), "in" | "at" | "for")
                }
                "meet" => matches!(preposition.text(), "for" | "at"),
                _ => false,
            };
    }
    let subject = noun.dep().starts_with("nsubj")
        && matches!(
            lemma.as_str(),
            "take"
                | "be"
                | "end"
                | "begin"
                | "open"
                | "conclude"
                | "continue"
                | "hold"
                | "kick"
                | "run"
                | "start"
                | "plan"
                | "schedule"
                | "set"
                | "organize"
                | "organise"
                | "convene"
                | "attend"
                | "follow"
        );
    direct && (subject || object && noun.dep() != "nsubj" || object && noun.dep() == "nsubjpass")
}

/// The verb looks ahead to the event: "plans for holding", "is planned for June", "preparations for".
fn plans(verb: Token<'_>, noun: Token<'_>) -> bool {
    let ahead = |token: Token<'_>| {
        matches!(
            token.lemma().to_lowercase().as_str(),
            "plan" | "schedule" | "prepare" | "preparation" | "upcoming" | "expect" | "set" | "convene" | "invite"
        )
    };
    let above = noun.ancestors().take(5).any(ahead);
    let before = noun
        .children()
        .any(|child| matches!(child.text().to_lowercase().as_str(), "upcoming" | "next" | "forthcoming" | "planned"));
    let future = reality(verb) == Reality::Future;
    let passive_plan = matches!(verb.lemma(), "plan" | "schedule" | "set") && verb.tag() == "VBN";
    future
        || before
        || passive_plan
        || above && verb.tag() != "VBD" && !matches!(verb.lemma(), "convene" | "set" | "expect")
        || above && matches!(verb.tag(), "VBG" | "VB")
}

/// A round of negotiations or talks, by its own words or by the agreement before it.
fn is_negotiation(text: &Text<'_>, noun: Token<'_>) -> bool {
    let of = noun
        .subtree()
        .any(|token| matches!(token.text().to_lowercase().as_str(), "negotiations" | "talks" | "negotiation"));
    let before = (1..=4).filter_map(|offset| noun.neighbour(-offset)).any(|token| {
        matches!(token.text().to_lowercase().as_str(), "negotiation" | "negotiating" | "resumed" | "official")
            || text.instrument_at(token).is_some()
    });
    let known = text
        .reading
        .analysis
        .tokens()
        .any(|token| matches!(token.text().to_lowercase().as_str(), "negotiations" | "talks"));
    let numbered = (1..=3)
        .filter_map(|offset| noun.neighbour(-offset))
        .any(|token| ordinal_of(token.text()).is_some() || matches!(token.text(), "next" | "last"));
    of || before || known && numbered
}

/// The time inside of the noun phrase or directly behind it: "the G7 Summit in June", "set for March 26–29".
fn own_time(text: &Text<'_>, noun: Token<'_>, counts: Counts, holds: bool) -> Option<(record::DateRange, Span)> {
    let analysis = text.analysis();
    let limit = noun.sentence().range().end;
    let stop = analysis
        .slice(noun.index() + 1..limit)
        .take(14)
        .find(|token| {
            matches!(token.tag(), "VBD" | "VBZ" | "VBP" | "MD" | "CC") || matches!(token.text(), ";" | "." | ":")
        })
        .map_or((noun.index() + 15).min(limit), Token::index);
    let window = Span {
        start: noun.span().end as u32,
        end: analysis.token(stop.saturating_sub(1).max(noun.index())).span().end as u32,
    };
    if window.start >= window.end {
        return None;
    }
    let time = text.times_in(window).find(|time| time.from.is_some() || time.to.is_some())?;
    // Another noun of happening, or a comma, between the two has the better claim.
    let between = without_brackets(&analysis.text()[window.start as usize..time.span.start as usize]);
    let between = between.as_str();
    let first = analysis.token_at(time.span.start as usize)?;
    let attached = first.ancestors().take(6).any(|above| above == noun)
        || first.ancestors().take(4).any(|above| above.dep() == "acl" && above.head() == noun);
    let adjoins = between.trim().is_empty()
        || matches!(
            between.trim(),
            "on" | "in" | "for" | "of" | "," | "set for" | "scheduled for" | "to be held on" | "held on" | "held in"
        );
    let verb_has_it = first.ancestors().find(|above| matches!(above.pos(), "VERB" | "AUX"));
    let on_margins = between.contains("margins of") || between.contains("sidelines of");
    let rival = !on_margins && between.split_whitespace().any(|word| KINDS.contains_key(word.to_lowercase().as_str()));
    if counts == Counts::Session && !holds && !matches!(between.trim(), "on" | "in" | "set for" | "scheduled for") {
        return None;
    }
    if rival || !(on_margins || attached || adjoins || verb_has_it.is_some_and(|verb| verb.dep() == "acl")) {
        return None;
    }
    // The tense of a verb that does not hold the event says nothing of its time.
    let tense = governor(noun).filter(|_| holds).map_or(Reality::Present, reality);
    let ahead = between.contains("set for") || between.contains("scheduled") || between.contains("to be held");
    details::range(text, time, if ahead { Reality::Future } else { tense })
}

/// A text without what stands in brackets.
fn without_brackets(text: &str) -> String {
    let mut depth = 0;
    let keep = |c: &char| {
        depth += i32::from(*c == '(');
        let outside = depth == 0;
        depth -= i32::from(*c == ')');
        outside
    };
    text.chars().filter(keep).collect()
}

/// The last time before a noun in its sentence: "In June, on the margins of the summit".
fn time_before(text: &Text<'_>, noun: Token<'_>) -> Option<(record::DateRange, Span)> {
    let start = text.span_of(noun.sentence().range()).start;
    let before = Span { start, end: noun.span().start as u32 };
    let time = text.times_in(before).filter(|time| time.from.is_some() || time.to.is_some()).last()?;
    details::range(text, time, Reality::Done)
}

fn clause(text: &Text<'_>, noun: Token<'_>, verb: Option<Token<'_>>) -> Span {
    let phrase = text.span_of(noun.subtree_range());
    match verb {
        Some(verb) => {
            let clause = details::clause(text, verb);
            Span { start: clause.start.min(phrase.start), end: clause.end.max(phrase.end) }
        }
        None => phrase,
    }
}

/// Where to look for the place of an event that no verb holds: its own phrase, through its time.
fn near_place(text: &Text<'_>, noun: Token<'_>, near: Span, time: Option<Span>) -> Span {
    let own = text.span_of(noun.subtree_range());
    let end = own.end.max(time.map_or(own.end, |time| time.end));
    let limit = text.span_of(noun.sentence().range()).end;
    // "March 26–29 in Cameroon": a place right behind the time.
    let behind = time.map_or(end, |time| {
        let tokens = text.analysis().tokens_in(time.range());
        let reach = (tokens.end + 4).min(noun.sentence().range().end).max(1);
        text.analysis().token(reach - 1).span().end as u32
    });
    Span { start: near.start, end: end.max(behind).min(limit) }
}

/// The parties before a round or meeting: "Korea–UK FTA", "their".
fn parties(text: &Text<'_>, noun: Token<'_>, phrase: &Phrase, event: &mut Event) {
    let span = Span { start: phrase.start, end: text.span_of(noun.subtree_range()).end.max(phrase.end) };
    // "set for March in Cameroon": where it is held is nobody's taking part.
    let place = event.place.as_ref().and_then(|place| place.country.clone());
    let is_place = |name: &record::ActorName| {
        let code = text.actor(name).and_then(|actor| actor.jurisdiction.clone());
        code.is_some() && code == place && text.slice(span).contains(&format!(" in {}", name.0))
    };
    for mention in text.mentions_in(span) {
        let sides: Vec<_> = mention
            .actors()
            .iter()
            .filter(|name| text.actor(name).is_some_and(|actor| actor.kind == record::ActorKind::Jurisdiction))
            .filter(|name| !is_place(name))
            .cloned()
            .collect();
        details::add(event, sides, record::ParticipantRole::Participant);
    }
    // "Korea–U.S. Joint Committee" is a name of its own; its parties stand inside of it.
    let named = text.jurisdictions_in(text.slice(span)).into_iter().filter(|name| !is_place(name)).collect();
    details::add(event, named, record::ParticipantRole::Participant);
}

/// Who negotiates in "the next round": the parties of the agreement spoken of last.
fn negotiators(context: &Context<'_>, text: &Text<'_>, noun: Token<'_>) -> Vec<record::ActorName> {
    let parties = |name: &record::InstrumentName| {
        let known = text.instrument(name).filter(|known| known.parties.len() == 2)?;
        known.parties.iter().map(|code| context.names.country(code).cloned()).collect::<Option<Vec<_>>>()
    };
    let before = Span { start: 0, end: noun.span().start as u32 };
    let spoken_of: Vec<_> = text.mentions_in(before).filter_map(|mention| mention.instrument()).collect();
    let titled = context.names.mentions(record::Field::Title).iter().filter_map(|mention| mention.instrument());
    spoken_of.into_iter().rev().chain(titled).find_map(parties).unwrap_or_default()
}

/// From the verb that holds, or from the phrase, to the end of time and place.
fn span(
    text: &Text<'_>,
    noun: Token<'_>,
    phrase: &Phrase,
    verb: Option<Token<'_>>,
    when: Option<Span>,
    place: Option<Span>,
) -> Span {
    let sentence = text.span_of(noun.sentence().range());
    let mut span = Span { start: phrase.start, end: phrase.end };
    if let Some(verb) = verb {
        span.start = span.start.min(verb.span().start as u32);
        span.end = span.end.max(verb.span().end as u32);
    }
    for part in [when, place].into_iter().flatten() {
        if sentence.contains(part) {
            span.start = span.start.min(part.start);
            span.end = span.end.max(part.end);
        }
    }
    span
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "Trade Minister Ana Ruiz [[chaired the 52nd Export Promotion Committee on 5 May 2025]].",
        published: "2025-05-06",
        fact: r#"{"type": "committee", "name": "52nd Export Promotion Committee", "series": "Export Promotion Committee", "ordinal": 52, "status": "held", "when": {"start": "2025-05-05", "end": "2025-05-05", "text": "5 May 2025"}, "participants": [{"actor": "Ana Ruiz", "role": "chair"}]}"#,
    },
    Example {
        text: "They prepared for the [[14th WTO Ministerial Conference set for March 26–29 in Cameroon]].",
        published: "2026-01-06",
        fact: r#"{"type": "conference", "ordinal": 14, "status": "planned", "place": {"country": "CM"}, "name": "14th WTO Ministerial Conference", "series": "WTO Ministerial Conference", "when": {"start": "2026-03-26", "end": "2026-03-29", "text": "March 26–29"}}"#,
    },
    Example {
        text: "The leaders spoke of it at the [[G7 Summit in June]].",
        published: "2025-12-06",
        fact: r#"{"type": "conference", "name": "G7 Summit", "status": "held", "series": "G7 Summit", "when": {"start": "2025-06-01", "end": "2025-06-30", "text": "June"}}"#,
    },
    Example {
        text: "Chile and Oman will [[hold the Strategic Dialogue on Trade, Supply Chains & Technology in March 2026]].",
        published: "2025-12-06",
        fact: r#"{"type": "meeting", "name": "Strategic Dialogue on Trade, Supply Chains & Technology", "status": "planned", "series": "Strategic Dialogue on Trade, Supply Chains & Technology", "when": {"start": "2026-03-01", "end": "2026-03-31", "text": "March 2026"}, "participants": [{"actor": "Chile", "role": "participant"}, {"actor": "Oman", "role": "participant"}]}"#,
    },
    Example {
        text: "The [[fifth round of negotiations on the Chile–Oman Free Trade Agreement was held in Muscat from May 1 to May 3]].",
        published: "2025-05-06",
        fact: r#"{"type": "negotiation-round", "ordinal": 5, "status": "held", "when": {"start": "2025-05-01", "end": "2025-05-03", "text": "from May 1 to May 3"}, "place": {"city": "Muscat", "country": "OM"}, "participants": [{"actor": "Chile", "role": "participant"}, {"actor": "Oman", "role": "participant"}]}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "It will be signed at the next high-level meeting.", but: &[], why: "no name, date or place" },
    NearMiss { text: "The committee on trade has yet to vote.", but: &[], why: "a body, not its sitting" },
    NearMiss { text: "Chile hopes for a summit soon.", but: &[], why: "a hope" },
];
