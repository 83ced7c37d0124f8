//! Who there is to deal with.

use std::collections::BTreeMap;

use record::ActorKind;
use register::identity::Node;
use register::{FactFilter, Pending, Snapshot};
use serde::Serialize;

use crate::Error;

/// How many of the latest statements of a jurisdiction are looked at to count what is pending.
const COUNTED: usize = 200;

/// How many of the latest statements tell which organisations speak and are spoken to.
const RECENT: usize = 60;

/// How many organisations are listed.
const BODIES: usize = 16;

/// A page of the list of counterparts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counterparts {
    /// Countries, territories and blocs in the order of their codes.
    pub jurisdictions: Vec<Counterpart>,
    /// The code after which the next page begins; nothing on the last.
    pub next: Option<String>,
    /// Organisations that spoke or were spoken to of late, those most often first.
    pub bodies: Vec<Body>,
}

/// A country, territory or bloc.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Counterpart {
    /// ISO 3166-1 alpha-2, or the usual acronym of a bloc.
    pub code: String,
    /// As documents name it.
    pub name: String,
    /// What is pending.
    pub pending: Pending,
    /// The last day of a happening that concerns it, as an ISO date.
    pub last_contact: Option<String>,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Id of its entity.
    pub id: String,
    /// As documents name it.
    pub name: String,
    /// Code of the jurisdiction that it acts for.
    pub jurisdiction: Option<String>,
    /// In how many of the latest statements it speaks or is spoken to.
    pub statements: usize,
}

/// Lists counterparts, from after a code on.
///
/// # Errors
/// When the database fails.
pub fn counterparts(snapshot: Snapshot<'_>, after: &str, limit: usize) -> Result<Counterparts, Error> {
    let _reading = snapshot.reading()?;
    let mut codes = snapshot.jurisdictions(after, limit + 1)?;
    let more = codes.len() > limit;
    codes.truncate(limit);
    let next = codes.last().filter(|_| more).cloned();
    let mut jurisdictions = Vec::with_capacity(codes.len());
    for code in codes {
        jurisdictions.push(Counterpart {
            name: snapshot.jurisdiction_name(&code)?.unwrap_or_else(|| code.clone()),
            pending: snapshot.pending(&code, COUNTED)?,
            last_contact: snapshot.last_contact(&code)?,
            code,
        });
    }
    let bodies = if after.is_empty() { bodies(snapshot)? } else { Vec::new() };
    Ok(Counterparts { jurisdictions, next, bodies })
}

fn bodies(snapshot: Snapshot<'_>) -> Result<Vec<Body>, Error> {
    let today = snapshot.as_of();
    let latest = snapshot.facts(&FactFilter {
        kind: Some("statement"),
        to: Some(today),
        limit: Some(RECENT),
        ..Default::default()
    })?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for fact in &latest {
        for (part, entity, _) in snapshot.names(fact)? {
            if part == "speaker" || part == "addressee" {
                *counts.entry(entity).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|one, two| two.1.cmp(&one.1).then_with(|| one.0.cmp(&two.0)));
    let mut bodies = Vec::new();
    for (id, statements) in counts {
        let entity = snapshot.entity(&id)?;
        let body = entity.forms.iter().find_map(|form| match form {
            Node::Actor(actor) if actor.kind == ActorKind::Organisation => Some(actor.jurisdiction.clone()),
            _ => None,
        });
        if let Some(jurisdiction) = body {
            bodies.push(Body { id, name: entity.name, jurisdiction, statements });
        }
        if bodies.len() == BODIES {
            break;
        }
    }
    Ok(bodies)
}
