//! Reads who took part in an event that was told before.
//!
//! *Reads*: "Participants included …", "The meeting was attended by …", "Ambassador Berg was also present", "It was organized by …".
//!
//! *Does not read*: attendance at another event that is named in the same clause; hopes to take part.
//!
//! *Example*: "The ministry held a forum in Lima on 5 May. **Participants included the Export Agency.**"

use language::Token;
use record::{Event, EventStatus, FactBody, ParticipantRole, Span};

use super::{details, merge};
use crate::Context;
use crate::context::Text;
use crate::factuality::{Reality, reality};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "event/attendance", read, examples: EXAMPLES, not: NOT };

/// How many sentences behind the telling of an event its participants may be told.
const REACH: usize = 4;

/// How many days before its publication an event of another time lies, at least, that an announcement tells in passing.
const PAST_DAYS: i32 = 180;

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let text = context.body;
    for verb in text.analysis().tokens().filter(|token| matches!(token.pos(), "VERB" | "AUX")) {
        let Some((nouns, role)) = attendants(verb) else { continue };
        // "are expected to attend" is no mere hope.
        let expected = verb.dep() == "xcomp" && matches!(verb.head().lemma(), "expect" | "schedule" | "set" | "due");
        if matches!(reality(verb), Reality::Unreal) && !expected {
            continue;
        }
        let sentence = verb.sentence().index();
        // The event told last, in the same sentence or shortly before; what is long over is told in passing.
        let long_over = |event: &Event| {
            let end = event.when.as_ref().and_then(|when| when.end);
            let days = context.published().zip(end).and_then(|(published, end)| published.since(end).ok());
            days.is_some_and(|days| days.get_days() > PAST_DAYS)
        };
        let told_of = |wanted: &dyn Fn(&Event) -> bool| {
            sink.facts().iter().rposition(|fact| {
                let FactBody::Event(event) = fact.body() else { return false };
                let told = fact.evidence().iter().any(|slice| {
                    let at =
                        text.analysis().token_at(slice.span().start as usize).map(|token| token.sentence().index());
                    slice.field() == text.field && at.is_some_and(|at| at <= sentence && sentence <= at + REACH)
                });
                told && event.status != EventStatus::Cancelled && event.when.is_some() && wanted(event)
            })
        };
        let event = told_of(&|event| !long_over(event)).or_else(|| told_of(&|_| true));
        let Some(index) = event else { continue };
        let fact = &mut sink.facts_mut()[index];
        let FactBody::Event(known) = fact.body() else { continue };
        let mut told = Event { participants: Vec::new(), ..known.clone() };
        for noun in &nouns {
            details::add(&mut told, details::named(&text, *noun), role);
            // "joined by A, B and C", "including representatives from D": the list behind its first noun.
            let lists = matches!(verb.lemma(), "join" | "attend" | "include" | "comprise" | "come" | "bring");
            let including = text
                .analysis()
                .slice(verb.index()..verb.sentence().range().end)
                .find(|token| token.text() == "including" && *token != verb);
            let listed = including.or(Some(*noun).filter(|noun| lists && noun.index() > verb.index()));
            if let Some(first) = listed {
                details::add(&mut told, details::listed(&text, first), role);
            }
        }
        if told.participants.is_empty() {
            continue;
        }
        let span = span(&text, verb, &nouns);
        let Some(evidence) = text.evidence(span) else { continue };
        let merged = merge(known.clone(), told);
        fact.revise(merged, evidence);
    }
}

/// The nouns that name who took part, and in what role.
fn attendants(verb: Token<'_>) -> Option<(Vec<Token<'_>>, ParticipantRole)> {
    // "are expected to attend": the subject of what governs the infinitive.
    let bearer = if verb.dep() == "xcomp" && verb.tag() == "VB" { verb.head() } else { verb };
    let subject = || bearer.children().find(|child| matches!(child.dep(), "nsubj" | "nsubjpass"));
    let agent = || verb.child("agent").and_then(|by| by.child("pobj"));
    let definite = |noun: Token<'_>| {
        matches!(
            noun.lemma().to_lowercase().as_str(),
            "it" | "meeting"
                | "event"
                | "forum"
                | "ceremony"
                | "session"
                | "roundtable"
                | "round"
                | "talk"
                | "committee"
                | "council"
                | "signing"
                | "conference"
                | "visit"
        )
    };
    match verb.lemma() {
        // "Participants included …"
        "include" | "comprise" => {
            let lists = subject().is_some_and(|subject| {
                matches!(
                    subject.lemma().to_lowercase().as_str(),
                    "participant" | "attendee" | "delegation" | "guest" | "speaker" | "participants" | "attendees"
                )
            });
            let objects: Vec<Token<'_>> = verb
                .children()
                .filter(|child| matches!(child.dep(), "dobj" | "attr") && child.index() > verb.index())
                .collect();
            (lists && !objects.is_empty()).then_some((objects, ParticipantRole::Participant))
        }
        "attend" | "join" => {
            if let Some(agent) = agent() {
                return Some((vec![agent], ParticipantRole::Participant));
            }
            let object = verb.child("dobj");
            let fits = object.is_none_or(definite);
            subject().filter(|_| fits).map(|subject| (vec![subject], ParticipantRole::Participant))
        }
        "participate" | "gather" => {
            let at = verb
                .children()
                .find(|child| child.dep() == "prep" && matches!(child.text(), "in" | "at"))
                .and_then(|preposition| preposition.child("pobj"));
            subject().filter(|_| at.is_none_or(definite)).map(|subject| (vec![subject], ParticipantRole::Participant))
        }
        "take" => {
            let part = verb.child("dobj").is_some_and(|object| object.text() == "part");
            let at = verb.subtree().find(|token| token.dep() == "pobj" && token.head().text() == "in");
            subject()
                .filter(|_| part && at.is_none_or(definite))
                .map(|subject| (vec![subject], ParticipantRole::Participant))
        }
        "be" => {
            let present = verb.children().any(|child| child.dep() == "acomp" && child.text() == "present");
            subject().filter(|_| present).map(|subject| (vec![subject], ParticipantRole::Participant))
        }
        "organize" | "organise" | "host" => {
            let of_it = subject().is_some_and(definite);
            agent().filter(|_| of_it).map(|agent| (vec![agent], ParticipantRole::Host))
        }
        "chair" => {
            // "Chaired by Jan Berg, the meeting brought together …".
            let before = verb.dep() == "advcl"
                && verb.head().children().any(|child| child.dep().starts_with("nsubj") && definite(child));
            let of_it = subject().is_some_and(definite) || verb.dep() == "acl" || before;
            agent().filter(|_| of_it).map(|agent| (vec![agent], ParticipantRole::Chair))
        }
        // "The event brought together more than 60 experts".
        "bring" => {
            let together = verb.children().any(|child| child.text() == "together");
            let objects: Vec<Token<'_>> = verb.children().filter(|child| child.dep() == "dobj").collect();
            let of_it = subject().is_some_and(definite);
            (together && of_it && !objects.is_empty()).then_some((objects, ParticipantRole::Participant))
        }
        // "Jan Berg led the Norwegian delegation".
        "lead" | "head" => {
            let delegation = verb.child("dobj").is_some_and(|object| matches!(object.lemma(), "delegation" | "team"));
            subject().filter(|_| delegation).map(|subject| (vec![subject], ParticipantRole::Participant))
        }
        "come" => {
            // "About 1,000 people came, among them …"
            let among = verb.children().find(|child| child.dep() == "prep" && child.text() == "among");
            let people = among?
                .subtree()
                .filter(|token| {
                    matches!(token.pos(), "PROPN" | "NOUN") && matches!(token.dep(), "pobj" | "conj" | "appos")
                })
                .collect::<Vec<_>>();
            (!people.is_empty()).then_some((people, ParticipantRole::Participant))
        }
        _ => None,
    }
}

fn span(text: &Text<'_>, verb: Token<'_>, nouns: &[Token<'_>]) -> Span {
    let sentence = text.span_of(verb.sentence().range());
    let mut span = Span::from(verb.span());
    for noun in nouns {
        let own = text.span_of(noun.subtree_range());
        span.start = span.start.min(own.start);
        span.end = span.end.max(own.end);
    }
    Span { start: span.start.max(sentence.start), end: span.end.min(sentence.end) }
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "Minister Ana Ruiz held a forum in Lima on 5 May 2025. Participants [[included Jan Berg]].",
        published: "2025-05-06",
        fact: r#"{"type": "forum", "status": "held", "when": {"start": "2025-05-05", "end": "2025-05-05", "text": "5 May 2025"}, "place": {"city": "Lima", "country": "PE"}, "participants": [{"actor": "Ana Ruiz", "role": "host"}, {"actor": "Jan Berg", "role": "participant"}]}"#,
    },
    Example {
        text: "The Ministry of Trade convened a forum in Lima on 5 May 2025. The meeting [[brought together delegates of exporters]] \
               to discuss prices.",
        published: "2025-05-06",
        fact: r#"{"type": "forum", "participants": [{"actor": "Ministry of Trade", "role": "host"}, {"actor": "delegates of exporters", "role": "participant"}], "when": {"start": "2025-05-05", "end": "2025-05-05", "text": "5 May 2025"}, "place": {"city": "Lima", "country": "PE"}, "status": "held"}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Officials attended a training course.", but: &[], why: "no event was told" },
    NearMiss { text: "Participants included Jan Berg.", but: &[], why: "participants of nothing that was told" },
];
