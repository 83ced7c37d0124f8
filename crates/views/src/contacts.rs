//! Contacts with a counterpart.

use record::{EventStatus, FactBody};
use register::{FactFilter, Snapshot, StoredFact};

use crate::{Error, Party};

/// The happenings with a counterpart that were under way by the day asked about, each once, by what tells it, the latest first;
/// at most so many, out of at most so many tellings.
///
/// # Errors
/// When the database fails.
pub(crate) fn contacts(
    snapshot: Snapshot<'_>,
    with: &Party,
    between: Option<&str>,
    tellings: usize,
    most: usize,
) -> Result<Vec<StoredFact>, Error> {
    let today = snapshot.as_of();
    let (jurisdiction, entity) = with.ids();
    let events = snapshot.facts(&FactFilter {
        kind: Some("event"),
        jurisdiction,
        entity,
        between,
        to: Some(today),
        told_by: Some(today),
        limit: Some(tellings),
        ..Default::default()
    })?;
    let mut contacts: Vec<(String, StoredFact)> = Vec::new();
    for fact in events {
        if contacts.len() == most {
            break;
        }
        let FactBody::Event(event) = fact.fact.body() else { continue };
        let held = matches!(event.status, EventStatus::Held | EventStatus::Ongoing);
        let past = event.when.as_ref().is_some_and(|when| when.start.or(when.end).is_some_and(|day| day <= today));
        if !(held && past) {
            continue;
        }
        let own = snapshot.happening(&fact)?.unwrap_or_else(|| fact.id.clone());
        if contacts.iter().all(|(known, _)| *known != own) {
            contacts.push((own, fact));
        }
    }
    Ok(contacts.into_iter().map(|(_, fact)| fact).collect())
}
