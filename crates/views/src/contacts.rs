//! Contacts with a counterpart.

use record::{EventStatus, FactBody};
use register::{FactFilter, Snapshot};

use crate::people::{self, Meeting};
use crate::{Error, Party};

/// The happenings with a counterpart that were under way by the day asked about, each once, the latest first; at most so many,
/// out of at most so many tellings.
///
/// # Errors
/// When the database fails.
pub(crate) fn contacts(
    snapshot: Snapshot<'_>,
    with: &Party,
    between: Option<&str>,
    tellings: usize,
    most: usize,
) -> Result<Vec<Meeting>, Error> {
    let today = snapshot.as_of();
    let (jurisdiction, entity) = with.ids();
    let mut events = snapshot.facts(&FactFilter {
        kind: Some("event"),
        jurisdiction,
        entity,
        between,
        to: Some(today),
        told_by: Some(today),
        limit: Some(tellings),
        ..Default::default()
    })?;
    events.retain(|fact| {
        let FactBody::Event(event) = fact.fact.body() else { return false };
        let held = matches!(event.status, EventStatus::Held | EventStatus::Ongoing);
        held && event.when.as_ref().is_some_and(|when| when.start.or(when.end).is_some_and(|day| day <= today))
    });
    let mut contacts = people::happenings(snapshot, &events)?;
    contacts.truncate(most);
    Ok(contacts)
}
