//! Names in facts that come from elsewhere, brought to the names under which a record lists its actors and instruments.
//!
//! Whoever writes a record by hand uses the forms of the text: "MOFCOM" for the Ministry of Commerce that is listed with that
//! acronym. Such a form is the listed name. And an office names the body that it belongs to well enough to list it.

use crate::{Actor, ActorKind, ActorName, FactBody, Instrument, InstrumentName};

/// Replaces acronyms and aliases in facts by the names that are listed for them, and lists the bodies that offices alone name.
pub(crate) fn settle<'a>(
    bodies: impl Iterator<Item = &'a mut FactBody>,
    actors: &mut Vec<Actor>,
    instruments: &[Instrument],
) {
    for body in bodies {
        match body {
            FactBody::Event(event) => {
                event.participants.iter_mut().for_each(|participant| actor(&mut participant.actor, actors));
            }
            FactBody::Statement(statement) => {
                let named =
                    statement.speakers.iter_mut().chain(&mut statement.addressees).chain(&mut statement.voiced_by);
                named.for_each(|name| actor(name, actors));
                statement.about.iter_mut().for_each(|name| instrument(name, instruments));
            }
            FactBody::Stage(stage) => {
                stage.by.iter_mut().for_each(|name| actor(name, actors));
                instrument(&mut stage.instrument, instruments);
            }
            FactBody::Figure(figure) => {
                if let Some(subject) = &mut figure.subject {
                    let (mut of_actor, mut of_instrument) =
                        (ActorName(subject.clone()), InstrumentName(subject.clone()));
                    actor(&mut of_actor, actors);
                    instrument(&mut of_instrument, instruments);
                    *subject = if of_actor.0 == *subject { of_instrument.0 } else { of_actor.0 };
                }
            }
            FactBody::Role(role) => {
                actor(&mut role.person, actors);
                if let Some(org) = &mut role.org {
                    listed(org, actors);
                }
            }
        }
    }
}

/// The listed name of which a form is the acronym or an alias, if the form is no listed name itself.
fn actor(name: &mut ActorName, actors: &[Actor]) {
    if actors.iter().any(|actor| actor.name == *name) {
        return;
    }
    let bears = |actor: &&Actor| actor.acronym.iter().chain(&actor.aliases).any(|form| *form == name.0);
    if let Some(known) = actors.iter().find(bears) {
        name.clone_from(&known.name);
    }
}

/// As [`actor`], for instruments.
fn instrument(name: &mut InstrumentName, instruments: &[Instrument]) {
    if instruments.iter().any(|instrument| instrument.name == *name) {
        return;
    }
    let bears = |known: &&Instrument| known.acronym.iter().chain(&known.aliases).any(|form| *form == name.0);
    if let Some(known) = instruments.iter().find(bears) {
        name.clone_from(&known.name);
    }
}

/// As [`actor`]; a name that nobody bears is listed as an organisation.
fn listed(name: &mut ActorName, actors: &mut Vec<Actor>) {
    actor(name, actors);
    if !name.0.trim().is_empty() && actors.iter().all(|known| known.name != *name) {
        actors.push(Actor {
            name: name.clone(),
            kind: ActorKind::Organisation,
            acronym: None,
            aliases: Vec::new(),
            jurisdiction: None,
            title: None,
            org: None,
            count: None,
        });
    }
}
