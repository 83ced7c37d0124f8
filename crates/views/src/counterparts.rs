//! Who there is to deal with.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use record::ActorKind;
use register::identity::Node;
use register::{FactFilter, Pending, Snapshot};
use serde::Serialize;

use crate::contacts::contacts;
use crate::home::home;
use crate::party::jurisdiction_named;
use crate::{Error, Home};

/// How many of the latest statements of a jurisdiction are looked at to count what is pending.
const COUNTED: usize = 200;

/// How many of the latest statements tell which organisations speak and are spoken to.
const RECENT: usize = 60;

/// How many of the latest tellings of events are looked at for the last contact.
const TELLINGS: usize = 24;

/// How many organisations are listed.
const BODIES: usize = 16;

/// A page of the list of counterparts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counterparts {
    /// The side that the list is seen from, which is not on it.
    pub home: Option<Home>,
    /// Countries, territories and blocs; those of a page with the most that is overdue and open first.
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
    /// The last day on which both sides met, as an ISO date.
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
    let home = home(snapshot)?;
    let own = home.as_ref().and_then(|home| home.party.code());
    let mut jurisdictions = Vec::with_capacity(codes.len());
    // Nobody is their own counterpart.
    for code in codes.into_iter().filter(|code| own != Some(code.as_str())) {
        let party = jurisdiction_named(snapshot, &code)?;
        let last = contacts(snapshot, &party, own, TELLINGS, 1)?.into_iter().next();
        let day = last.and_then(|contact| contact.line.when).and_then(|when| when.end.or(when.start));
        jurisdictions.push(Counterpart {
            name: party.name().to_owned(),
            pending: snapshot.pending(&code, COUNTED)?,
            last_contact: day.map(|day| day.min(snapshot.as_of()).to_string()),
            code,
        });
    }
    jurisdictions.sort_by_key(|one| (Reverse(one.pending.overdue), Reverse(one.pending.open), one.name.clone()));
    let bodies = if after.is_empty() { bodies(snapshot, own)? } else { Vec::new() };
    Ok(Counterparts { home, jurisdictions, next, bodies })
}

fn bodies(snapshot: Snapshot<'_>, own: Option<&str>) -> Result<Vec<Body>, Error> {
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
        if let Some(jurisdiction) = body.filter(|code| own.is_none() || code.as_deref() != own) {
            bodies.push(Body { id, name: entity.name, jurisdiction, statements });
        }
        if bodies.len() == BODIES {
            break;
        }
    }
    Ok(bodies)
}
