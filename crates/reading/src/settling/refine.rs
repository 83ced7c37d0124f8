//! What the encoder adds to the fields of a fact: names and times that fill a place which the words themselves leave open, and
//! those that it is far surer of than of what a rule took.
//!
//! How sure it must be was fitted on announcements of publishers that the model had not seen.

use record::{
    Act, ActorKind, ActorName, Date, DateRange, Event, EventStatus, Fact, FactBody, Participant, ParticipantRole,
    Place, Stage, Statement,
};

use super::fillers::Fillers;
use crate::context::Context;
use crate::factuality::Reality;
use crate::perception::{LinkRole, Mentioned};
use crate::rules::{event, stage};
use crate::time::Tense;

/// Odds from which on a name fills a place that is open, where it would be one of several.
const FILLS: f32 = 1.0 / 3.0;
/// Odds from which on a name takes the place of another.
const REPLACES: f32 = 1.0;
/// Odds below which the speaker whom a rule found is given up for another.
const UNLIKELY_SPEAKER: f32 = 0.03;
/// Odds below which the instrument that a rule found is given up for another.
const UNLIKELY_INSTRUMENT: f32 = 0.1;
/// Odds from which on somebody takes part in an event beside those whom a rule found.
const TAKES_PART: f32 = 1.0;
/// Odds from which on a time is that of a fact that has none.
const DATES: f32 = 0.43;

/// The fact with what the encoder adds to its fields.
pub(super) fn refined(context: &Context<'_>, fillers: &Fillers<'_>, fact: Fact) -> Fact {
    let first = &fact.evidence()[0];
    let own = Mentioned { field: first.field(), span: first.span() };
    let mut body = fact.body().clone();
    match &mut body {
        FactBody::Statement(statement) => refine_statement(fillers, own, statement),
        FactBody::Event(event) => refine_event(context, fillers, own, event),
        FactBody::Stage(stage) => refine_stage(fillers, own, stage),
        FactBody::Figure(_) | FactBody::Role(_) => return fact,
    }
    Fact::new(body, fact.evidence().to_vec(), fact.rule(), fact.confidence()).unwrap_or(fact)
}

fn refine_statement(fillers: &Fillers<'_>, own: Mentioned, statement: &mut Statement) {
    let speakers = fillers.weighed_actors(LinkRole::Speaker, own);
    let likely = |name| speakers.iter().any(|(known, odds)| known == name && *odds >= UNLIKELY_SPEAKER);
    if !statement.speakers.iter().any(likely) {
        let others: Vec<_> =
            speakers.iter().filter(|(_, odds)| *odds >= REPLACES).map(|(name, _)| name.clone()).collect();
        if !others.is_empty() {
            statement.speakers = others;
            statement.voiced_by = statement.voiced_by.take().filter(|voice| !statement.speakers.contains(voice));
            statement.addressees.retain(|name| !statement.speakers.contains(name));
        }
    }
    let put_to_somebody =
        matches!(statement.act, Act::Request | Act::Proposal | Act::Concern | Act::Support | Act::Response);
    if put_to_somebody && statement.addressees.is_empty() {
        let addressees = fillers.weighed_actors(LinkRole::Addressee, own).into_iter();
        statement.addressees = addressees
            .filter(|(name, odds)| *odds >= FILLS && !statement.speakers.contains(name))
            .map(|(name, _)| name)
            .collect();
    }
    if statement.about.is_empty() {
        let about = fillers.weighed_instruments(LinkRole::About, own).into_iter();
        statement.about = about.filter(|(_, odds)| *odds >= FILLS).map(|(name, _)| name).collect();
    }
}

fn refine_event(context: &Context<'_>, fillers: &Fillers<'_>, own: Mentioned, event: &mut Event) {
    for (actor, odds) in fillers.weighed_actors(LinkRole::Participant, own) {
        if odds >= TAKES_PART && !event.participants.iter().any(|known| stands_for(context, &known.actor, &actor)) {
            event.participants.push(Participant { actor, role: ParticipantRole::Participant });
        }
    }
    if event.when.is_none() {
        let to_come = matches!(event.status, EventStatus::Planned | EventStatus::Postponed);
        let reality = if to_come { Reality::Future } else { Reality::Done };
        event.when = time_of(fillers, LinkRole::When, own, reality);
        // What was taken for held before its day was known is not, if that day is still to come.
        let start = event.when.as_ref().and_then(|when| when.start);
        if event.status == EventStatus::Held && start > context.published() && context.published().is_some() {
            event.status = EventStatus::Planned;
        }
    }
    if event.place.is_none() {
        let places = fillers.weighed_actors(LinkRole::Place, own).into_iter();
        let likely = places.take_while(|(_, odds)| *odds >= REPLACES).map(|(name, _)| name);
        let country =
            likely.filter_map(|name| context.names.actor(&name)).find(|actor| actor.kind == ActorKind::Jurisdiction);
        let code = country.and_then(|country| country.jurisdiction.clone());
        event.place = code.map(|code| Place { venue: None, city: None, country: Some(code) });
    }
    // "on 5 November", of what the words do not tell whether it has been: the nearer one, rather than that of last year.
    if let Some(nearer) = nearer(context, fillers, own, event) {
        event.when = Some(nearer);
        event.status = EventStatus::Planned;
    }
}

/// The day of this year for an event that is taken for one of the year before, where the likeliest time leaves the year open and the
/// day to come is the nearer one by far.
fn nearer(context: &Context<'_>, fillers: &Fillers<'_>, own: Mentioned, event: &Event) -> Option<DateRange> {
    const FAR: i32 = 200;
    let published = context.published()?;
    let start = event.when.as_ref()?.start.filter(|_| event.status == EventStatus::Held)?;
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
    if days(start, published) < FAR {
        return None;
    }
    let (text, time, _) = fillers.times(LinkRole::When, own).into_iter().next()?;
    let (when, _) = event::range(&text, time, Reality::Future)?;
    let to_come = when.start.is_some_and(|day| (0..FAR / 2).contains(&days(published, day)));
    let same_words = event.when.as_ref().is_some_and(|known| known.text == when.text);
    (to_come && same_words).then_some(when)
}

/// Whether naming one participant says all that naming another would: the same, "representatives of industry" for
/// "representatives", a ministry or minister for the country.
fn stands_for(context: &Context<'_>, known: &ActorName, other: &ActorName) -> bool {
    let words = |name: &ActorName| name.0.to_lowercase();
    if words(known).contains(&words(other)) {
        return true;
    }
    let actor = |name| context.names.actor(name);
    let country = actor(other).filter(|actor| actor.kind == ActorKind::Jurisdiction);
    let code = country.and_then(|country| country.jurisdiction.as_ref());
    code.is_some() && actor(known).and_then(|known| known.jurisdiction.as_ref()) == code
}

fn refine_stage(fillers: &Fillers<'_>, own: Mentioned, stage: &mut Stage) {
    let instruments = fillers.weighed_instruments(LinkRole::Instrument, own);
    let found = instruments.iter().find(|(name, _)| *name == stage.instrument).map_or(0.0, |(_, odds)| *odds);
    if let Some((best, odds)) = instruments.first()
        && *odds >= REPLACES
        && found <= UNLIKELY_INSTRUMENT
    {
        stage.instrument = best.clone();
    }
    if stage.as_of.is_none() {
        let likely = fillers.times(LinkRole::AsOf, own).into_iter().next().filter(|(.., odds)| *odds >= DATES);
        stage.as_of = likely.and_then(|(text, time, _)| stage::day_of(&text, time, Tense::Past));
    }
}

/// The likeliest time of a fact.
fn time_of(fillers: &Fillers<'_>, role: LinkRole, own: Mentioned, reality: Reality) -> Option<DateRange> {
    let (text, time, odds) = fillers.times(role, own).into_iter().next()?;
    (odds >= DATES).then(|| event::range(&text, time, reality)).flatten().map(|(when, _)| when)
}
