//! Whom a question is about.

use record::ActorKind;
use register::identity::Node;
use register::{Entity, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Error;

/// A counterpart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Party {
    /// A country, territory or bloc.
    Jurisdiction {
        /// ISO 3166-1 alpha-2, or the usual acronym of a bloc.
        code: String,
        /// As documents name it.
        name: String,
    },
    /// Any other actor.
    Actor {
        /// Id of its entity.
        id: String,
        /// As documents name it.
        name: String,
    },
}

impl Party {
    /// As documents name it.
    pub fn name(&self) -> &str {
        match self {
            Self::Jurisdiction { name, .. } | Self::Actor { name, .. } => name,
        }
    }

    /// The code, of a jurisdiction.
    pub fn code(&self) -> Option<&str> {
        self.ids().0
    }

    /// The code of the jurisdiction or the id of the entity that it is.
    pub(crate) fn ids(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Jurisdiction { code, .. } => (Some(code), None),
            Self::Actor { id, .. } => (None, Some(id)),
        }
    }
}

/// The counterpart that a text means: a code, a name, a misspelt name, or the id of an actor.
///
/// # Errors
/// When the record knows nothing of that name.
pub fn resolve(snapshot: Snapshot<'_>, text: &str) -> Result<Party, Error> {
    let code = text.to_uppercase();
    if text.len() <= 6 && !text.contains(' ') && snapshot.knows_jurisdiction(&code)? {
        return jurisdiction_named(snapshot, &code);
    }
    if let Ok(entity) = snapshot.entity(text)
        && entity.kind == "actor"
    {
        return Ok(party(entity));
    }
    // Two letters are a country's code or name ("UK"), and nothing that merely resembles them.
    let least = if text.chars().count() == 2 { 1.0 } else { 0.0 };
    let mut found = snapshot.find(text, 50)?.into_iter();
    let actor = found.find(|find| find.kind == "actor" && find.likeness >= least);
    let actor = actor.ok_or_else(|| Error::Unknown { what: "counterpart", name: text.to_owned() })?;
    Ok(party(snapshot.entity(&actor.entity)?))
}

/// A jurisdiction with its name, which is its code where no document names it.
pub(crate) fn jurisdiction_named(snapshot: Snapshot<'_>, code: &str) -> Result<Party, Error> {
    let name = snapshot.jurisdiction_name(code)?.unwrap_or_else(|| code.to_owned());
    Ok(Party::Jurisdiction { code: code.to_owned(), name })
}

/// An actor as a counterpart: a country is known by its code.
fn party(entity: Entity) -> Party {
    let code = entity.forms.iter().find_map(|form| match form {
        Node::Actor(actor) if actor.kind == ActorKind::Jurisdiction => actor.jurisdiction.clone(),
        _ => None,
    });
    match code {
        Some(code) => Party::Jurisdiction { code, name: entity.name },
        None => Party::Actor { id: entity.id, name: entity.name },
    }
}

/// The instrument, happening or actor that a text means, by id or name; instruments first.
///
/// # Errors
/// When the record knows nothing of that name.
pub fn resolve_instrument(snapshot: Snapshot<'_>, text: &str) -> Result<register::Entity, Error> {
    if let Ok(entity) = snapshot.entity(text) {
        return Ok(entity);
    }
    let found = snapshot.find(text, 50)?;
    let best = found.iter().map(|find| find.likeness).fold(0.0, f64::max);
    let rank = |kind: &str| ["instrument", "event", "actor"].iter().position(|one| *one == kind);
    let chosen = found.iter().filter(|find| find.likeness >= best - 0.01).min_by_key(|find| rank(&find.kind));
    let chosen = chosen.ok_or_else(|| Error::Unknown { what: "instrument, event or actor", name: text.to_owned() })?;
    snapshot.entity(&chosen.entity)
}
