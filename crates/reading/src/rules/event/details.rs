//! Time, status, place and participants of a happening, from the clause that tells of it.

use language::Token;
use record::{ActorName, Date, DateRange, Event, EventStatus, Participant, ParticipantRole, Place, Span};

use super::places;
use crate::context::Text;
use crate::factuality::Reality;
use crate::names::Form;
use crate::rules::statement::{actors, subject};
use crate::rules::when;
use crate::time::Tense;

/// When, with the words that say so.
pub(super) fn when(text: &Text<'_>, word: Token<'_>, reality: Reality) -> Option<(DateRange, Span)> {
    let time = when::time_of(text, word)?;
    range(text, time, reality)
}

/// A time as the tense of its clause has it.
pub(crate) fn range(text: &Text<'_>, time: &crate::time::TimeMention, reality: Reality) -> Option<(DateRange, Span)> {
    let (start, end) = match reality {
        Reality::Future => time.resolve(Tense::Future),
        Reality::Done => time.resolve(Tense::Past),
        Reality::Present | Reality::Unreal => (time.from, time.to),
    };
    let span = with_preposition(text, time.span);
    (start.is_some() || end.is_some()).then(|| (DateRange { start, end, text: text.slice(time.span).to_owned() }, span))
}

/// A time with the preposition before it.
fn with_preposition(text: &Text<'_>, span: Span) -> Span {
    let before = text.analysis().token_at(span.start as usize).and_then(|token| token.neighbour(-1));
    match before.filter(|before| {
        matches!(before.text().to_lowercase().as_str(), "on" | "in" | "from" | "for" | "by" | "at" | "within")
    }) {
        Some(before) => Span { start: before.span().start as u32, end: span.end },
        None => span,
    }
}

/// Where an event stands on the publication date.
pub(super) fn status(when: Option<&DateRange>, reality: Reality, published: Option<Date>, words: &str) -> EventStatus {
    let lower = words.to_lowercase();
    if lower.contains("postponed") || lower.contains("put off") {
        return EventStatus::Postponed;
    }
    if lower.contains("cancelled") || lower.contains("canceled") || lower.contains("called off") {
        return EventStatus::Cancelled;
    }
    let (Some(published), Some(when)) = (published, when) else {
        return if reality == Reality::Future { EventStatus::Planned } else { EventStatus::Held };
    };
    let begins_later = when.start.is_some_and(|start| start > published);
    let over = when.end.is_some_and(|end| end < published);
    if begins_later {
        return EventStatus::Planned;
    }
    if over {
        return EventStatus::Held;
    }
    let runs_on = when.end.is_some_and(|end| end > published)
        && when.start.is_some_and(|start| start <= published)
        && when.start != when.end;
    match reality {
        Reality::Future => EventStatus::Planned,
        Reality::Present if runs_on => EventStatus::Ongoing,
        _ if runs_on && lower.contains("continues") => EventStatus::Ongoing,
        _ => EventStatus::Held,
    }
}

/// The place that a clause states.
pub(super) fn place(text: &Text<'_>, clause: Span) -> Option<(Place, Span)> {
    places::place(text, clause)
}

/// The words of a verb's own clause, without clauses below it that have subjects of their own.
pub(super) fn clause(text: &Text<'_>, verb: Token<'_>) -> Span {
    let range = verb.subtree_range();
    let sentence = verb.sentence().range();
    let mut end = range.end.min(sentence.end);
    for child in verb.children().filter(|child| child.index() > verb.index()) {
        let own = matches!(child.dep(), "conj" | "ccomp" | "advcl") && matches!(child.pos(), "VERB" | "AUX");
        if own {
            end = end.min(child.left_edge().index());
        }
    }
    text.span_of(range.start.max(sentence.start)..end.max(verb.index() + 1))
}

/// Adds actors in a role; an actor stands in the list once, in the role that says the most.
pub(super) fn add(event: &mut Event, names: Vec<ActorName>, role: ParticipantRole) {
    for actor in names {
        match event.participants.iter_mut().find(|known| known.actor == actor) {
            Some(known) if known.role == ParticipantRole::Participant => known.role = role,
            Some(_) => {}
            None => event.participants.push(Participant { actor, role }),
        }
    }
}

/// Actors of a noun, and those in apposition or behind "including".
pub(super) fn named(text: &Text<'_>, noun: Token<'_>) -> Vec<ActorName> {
    let mut found: Vec<ActorName> = actors(text, noun).into_iter().filter_map(|name| attendee(text, name)).collect();
    let person = found.iter().any(|name| text.actor(name).is_some_and(|actor| actor.kind == record::ActorKind::Person));
    for child in noun.children().filter(|child| child.index() > noun.index()) {
        let lists = child.dep() == "prep"
            && matches!(child.text().to_lowercase().as_str(), "including" | "from" | "of" | "such");
        if lists && child.text().eq_ignore_ascii_case("including") || child.dep() == "appos" {
            let object = if child.dep() == "appos" { Some(child) } else { child.child("pobj") };
            let more = object.map(|object| actors(text, object)).unwrap_or_default();
            for actor in more.into_iter().filter(|actor| text.actor(actor).is_some()) {
                // The body in apposition to a person is whom the person works for.
                let employer = person
                    && child.dep() == "appos"
                    && text.actor(&actor).is_some_and(|actor| actor.kind == record::ActorKind::Organisation);
                if !employer && !found.contains(&actor) {
                    found.push(actor);
                }
            }
        }
        // The body behind "of" belongs to a person's office; that behind "officials of" sent them.
        if lists && !person && !child.text().eq_ignore_ascii_case("including") {
            // "officials from the Ministry of Health and the Ministry of Labour": the bodies sent them.
            let bodies = child.child("pobj").map(|object| actors(text, object)).unwrap_or_default();
            let bodies: Vec<ActorName> =
                bodies.into_iter().filter(|actor| text.actor(actor).is_some() && !found.contains(actor)).collect();
            // Those whom a named body sent go by its name.
            let body =
                |name: &ActorName| text.actor(name).is_some_and(|actor| actor.kind == record::ActorKind::Organisation);
            if bodies.iter().any(body) {
                let own = actors(text, noun);
                found.retain(|name| {
                    text.actor(name).is_some() || !own.first().is_some_and(|first| first.0.ends_with(&name.0))
                });
            }
            found.extend(bodies);
        }
    }
    found
}

/// People and bodies named in a list that opens at a token, up to the next finite verb: long lists defeat the parser, their
/// names are told by their form.
pub(super) fn listed(text: &Text<'_>, start: Token<'_>) -> Vec<ActorName> {
    let analysis = text.analysis();
    let sentence = start.sentence().range();
    // The list ends where a clause begins, or a purpose: "to discuss …".
    let finite = |token: &Token<'_>| {
        matches!(token.tag(), "VBD" | "VBZ" | "VBP" | "MD")
            || token.text() == "to" && token.neighbour(1).is_some_and(|next| next.tag() == "VB")
    };
    let end = analysis.slice(start.index() + 1..sentence.end).find(finite).map_or(sentence.end, Token::index);
    let mut found = Vec::new();
    for mention in text.mentions_in(text.span_of(start.index()..end.max(start.index() + 1))) {
        let [name] = mention.actors() else { continue };
        let body = text
            .actor(name)
            .is_some_and(|actor| matches!(actor.kind, record::ActorKind::Person | record::ActorKind::Organisation));
        if body && mention.form == Form::Name && !found.contains(name) && !text.is_employer(mention) {
            found.push(name.clone());
        }
    }
    // "representatives of major investors": people told by whom they are of, where those have no name.
    for noun in analysis.slice(start.index()..end.max(start.index() + 1)).filter(|token| token.tag() == "NNS") {
        let of_nobody = noun.children().any(|child| {
            let object = matches!(child.text(), "of" | "from").then(|| child.child("pobj")).flatten();
            object.is_some_and(|object| actors(text, object).iter().all(|name| text.actor(name).is_none()))
        });
        let group = actors(text, noun).into_iter().next().filter(|name| of_nobody && text.actor(name).is_none());
        found.extend(group.and_then(|name| attendee(text, name)).filter(|name| !found.contains(name)));
    }
    found
}

/// An actor as one who attends: a group goes without its number, "delegates from both governments", and nobody is told by a word
/// for all who attend, or by those who did not.
fn attendee(text: &Text<'_>, name: ActorName) -> Option<ActorName> {
    if text.actor(&name).is_some() {
        return Some(name);
    }
    const QUANTITIES: &str = "some about around approximately nearly over more than at least up to roughly the";
    let counts = |word: &&str| {
        QUANTITIES.split(' ').any(|known| word.eq_ignore_ascii_case(known))
            || word.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    let words: Vec<&str> = name.0.split(' ').skip_while(counts).collect();
    let missing = words.first().is_some_and(|word| matches!(word.to_lowercase().as_str(), "not" | "no" | "none"));
    let bare = matches!(
        words[..],
        [] | ["participants"
            | "attendees"
            | "experts"
            | "Experts"
            | "Participants"
            | "Attendees"
            | "people"
            | "guests"
            | "members"
            | "officials"
            | "representatives"
            | "delegates"]
    );
    (!missing && !bare && !text.is_title(&name.0)).then(|| ActorName(words.join(" ")))
}

/// Who takes part by the words of a clause: the subject in a role, and those behind "with", "between", "attended by".
pub(super) fn participants(text: &Text<'_>, event: &mut Event, verb: Option<Token<'_>>, noun: Option<Token<'_>>) {
    if let Some(verb) = verb {
        let role = match verb.lemma().to_lowercase().as_str() {
            "chair" | "preside" | "head" | "lead" => ParticipantRole::Chair,
            "hold" | "host" | "convene" | "organize" | "organise" | "open" => ParticipantRole::Host,
            _ => ParticipantRole::Participant,
        };
        let passive = verb.children().any(|child| matches!(child.dep(), "auxpass" | "nsubjpass"))
            || verb.tag() == "VBN" && verb.dep() == "acl";
        if !passive {
            let names = subject(verb)
                .filter(|subject| Some(*subject) != noun)
                .map(|subject| named(text, subject))
                .unwrap_or_default();
            let several = names.len() > 1;
            let role = if several && role == ParticipantRole::Host { ParticipantRole::Participant } else { role };
            add(event, names, role);
        }
        if let Some(agent) = verb.child("agent").and_then(|by| by.child("pobj")) {
            let role = if matches!(verb.lemma(), "attend" | "join") { ParticipantRole::Participant } else { role };
            add(event, named(text, agent), role);
        }
        with(text, event, verb);
    }
    if let Some(noun) = noun {
        with(text, event, noun);
        for child in noun.children() {
            // "chaired by …" behind the noun; "Korea–Japan", "their" before it.
            if child.dep() == "acl"
                && child.tag() == "VBN"
                && let Some(agent) = child.child("agent").and_then(|by| by.child("pobj"))
            {
                let role = match child.lemma() {
                    "chair" | "head" | "lead" => ParticipantRole::Chair,
                    "host" | "organize" | "organise" | "hold" => ParticipantRole::Host,
                    _ => ParticipantRole::Participant,
                };
                add(event, named(text, agent), role);
            }
            if child.dep() == "poss"
                && let Some(mention) = text.mention_at(child).filter(|mention| mention.form != Form::Part)
            {
                add(event, mention.actors().to_vec(), ParticipantRole::Participant);
            }
        }
    }
}

/// "with A and B", "between A and B".
fn with(text: &Text<'_>, event: &mut Event, word: Token<'_>) {
    for preposition in word.children().filter(|child| {
        child.dep() == "prep"
            && matches!(child.text().to_lowercase().as_str(), "with" | "between" | "among" | "alongside")
    }) {
        if let Some(object) = preposition.child("pobj") {
            add(event, named(text, object), ParticipantRole::Participant);
        }
    }
}
