//! Rules that read events: what happens at a time or a place.
//!
//! [`verbal`] reads happenings told by a verb ("met with …", "visited …"), [`nominal`] those told by a noun ("held the 52nd
//! Committee", "the G7 Summit in June"). One happening is one event however often it is mentioned: a later mention adds
//! its words, and what it knows of time, place and participants.

mod attendance;
mod details;
mod nominal;
pub(crate) mod perceived;
pub(crate) use details::range;
mod phrase;
mod places;
mod verbal;

use record::{Event, EventStatus, EventType, FactBody, Participant, Place, Span};

use super::{Rule, Sink};
use crate::context::Text;

/// The rules of this kind, those that tell the most first.
pub const RULES: &[Rule] = &[verbal::RULE, nominal::RULE, attendance::RULE];

/// An event as one mention tells it.
struct Told<'a> {
    text: Text<'a>,
    event: Event,
    span: Span,
    confidence: f32,
    /// Speaks of an event told before, if there is one: "the meeting".
    definite: bool,
    /// Enough is said for an event of its own.
    stands: bool,
}

/// States an event, or adds to the one that it is.
fn state(told: Told<'_>, sink: &mut Sink<'_>) {
    let Some(evidence) = told.text.evidence(told.span) else { return };
    let same = sink.facts().iter().rposition(|fact| match fact.body() {
        FactBody::Event(known) => is_same(known, &told),
        _ => false,
    });
    if let Some(index) = same {
        let fact = &mut sink.facts_mut()[index];
        let FactBody::Event(known) = fact.body() else { return };
        let merged = merge(known.clone(), told.event);
        fact.revise(merged, evidence);
    } else if told.stands {
        sink.push(told.event, &[(told.text, told.span)], told.confidence);
    }
}

/// Whether a mention tells of an event that is known already.
fn is_same(known: &Event, told: &Told<'_>) -> bool {
    let new = &told.event;
    if let (Some(a), Some(b)) = (known.ordinal, new.ordinal)
        && a != b
    {
        return false;
    }
    let dates = match (&known.when, &new.when) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => true,
    };
    let names = match (&known.name, &new.name) {
        (Some(a), Some(b)) => Some(alike(a, b)),
        _ => None,
    };
    if names == Some(true) {
        return dates;
    }
    let related = known.kind == new.kind
        || matches!(
            (known.kind, new.kind),
            (EventType::Meeting, EventType::Committee | EventType::Roundtable)
                | (EventType::Committee | EventType::Roundtable, EventType::Meeting)
        ) && told.definite;
    if !related || !dates || names == Some(false) {
        return false;
    }
    if told.definite && new.when.is_none() {
        return true;
    }
    // "met in Lima, at the meeting in Lima": one place in one sentence.
    let placed = known.place.is_some() && known.place == new.place && new.when.is_none() && new.name.is_none();
    if placed && known.kind == new.kind {
        return true;
    }
    let both_dated = known.when.is_some() && new.when.is_some();
    let titled = told.text.field == record::Field::Title;
    let ordinals = known.ordinal.is_some() && known.ordinal == new.ordinal;
    // Two meetings of one day with other people are two.
    let shared = new.participants.is_empty()
        || known.participants.iter().any(|old| new.participants.iter().any(|other| other.actor == old.actor));
    ordinals
        || titled && (new.when.is_none() || both_dated)
        || both_dated && shared && (known.kind != EventType::Meeting || same_people(known, new))
}

/// All people of the shorter list are in the longer one.
fn same_people(a: &Event, b: &Event) -> bool {
    let inside =
        |a: &[Participant], b: &[Participant]| a.iter().all(|one| b.iter().any(|other| other.actor == one.actor));
    inside(&a.participants, &b.participants) || inside(&b.participants, &a.participants)
}

/// Whether two facts are of one event, as far as the words of one document can say.
pub(crate) fn is_told(known: &record::Fact, new: &record::Fact) -> bool {
    let (FactBody::Event(known), FactBody::Event(new)) = (known.body(), new.body()) else { return false };
    let named = match (&known.name, &new.name) {
        (Some(a), Some(b)) => return alike(a, b) && dates_agree(known, new),
        (Some(_), None) | (None, Some(_)) => true,
        (None, None) => false,
    };
    let dated = known.when.is_some() && new.when.is_some();
    known.kind == new.kind && dates_agree(known, new) && (dated || !named) && same_people(known, new)
}

/// Whether two mentions can be of one day.
fn dates_agree(a: &Event, b: &Event) -> bool {
    match (&a.when, &b.when) {
        (Some(a), Some(b)) => a.overlaps(b),
        _ => true,
    }
}

/// Names of one event: the words of weight of one are in the other.
fn alike(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 1 && !matches!(*word, "the" | "of" | "and" | "on" | "for"))
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let inside = |a: &[String], b: &[String]| a.iter().all(|word| b.contains(word));
    !a.is_empty() && !b.is_empty() && (inside(&a, &b) || inside(&b, &a))
}

/// What two mentions know together; the first told wins where both say something.
fn merge(mut known: Event, new: Event) -> Event {
    if new.name.as_ref().map_or(0, String::len) > known.name.as_ref().map_or(0, String::len) {
        known.name = new.name;
        known.series = new.series.clone().or(known.series);
    }
    known.ordinal = known.ordinal.or(new.ordinal);
    known.series = known.series.or(new.series);
    known.cadence = known.cadence.or(new.cadence);
    let narrower = match (&known.when, &new.when) {
        (Some(old), Some(new)) => old.start.is_none() && new.start.is_some(),
        (None, _) => true,
        _ => false,
    };
    if narrower {
        known.when = new.when;
    } else if let (Some(old), Some(new)) = (&mut known.when, &new.when) {
        // "which continues through Thursday": a later last day.
        if new.start.is_none() && new.end > old.end {
            old.end = new.end;
        }
    }
    known.place = match (known.place, new.place) {
        (Some(old), Some(new)) => {
            let agrees = old.country.is_none() || new.country.is_none() || old.country == new.country;
            Some(if agrees {
                Place {
                    venue: old.venue.or(new.venue),
                    city: old.city.or(new.city),
                    country: old.country.or(new.country),
                }
            } else {
                old
            })
        }
        (old, new) => old.or(new),
    };
    if matches!(new.status, EventStatus::Ongoing | EventStatus::Postponed | EventStatus::Cancelled) {
        known.status = new.status;
    }
    for participant in new.participants {
        match known.participants.iter_mut().find(|old| old.actor == participant.actor) {
            Some(old) if old.role == record::ParticipantRole::Participant => old.role = participant.role,
            Some(_) => {}
            None => known.participants.push(participant),
        }
    }
    known
}
