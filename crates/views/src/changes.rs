//! What is new.

use jiff::Timestamp;
use register::{Operation, Snapshot, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, line};

/// What operations did after an instant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Changes {
    /// In the order in which they were done.
    pub changes: Vec<Change>,
}

/// What one operation did.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The operation.
    pub operation: Operation,
    /// Facts that were not known before.
    pub added: Vec<Line>,
    /// Facts that are told otherwise now: before, and now.
    pub changed: Vec<(Line, Line)>,
    /// Facts that are no longer known.
    pub removed: Vec<Line>,
}

/// What changed after an instant. A fact that was closed and written again as it was is no change.
///
/// # Errors
/// When the database fails.
pub fn changes(snapshot: Snapshot<'_>, since: Timestamp) -> Result<Changes, Error> {
    let changes = snapshot
        .changes(since)?
        .into_iter()
        .map(|(operation, added, closed)| {
            let old = |fact: &StoredFact| closed.iter().find(|old| old.id == fact.id);
            let mut change = Change { operation, added: Vec::new(), changed: Vec::new(), removed: Vec::new() };
            for fact in &added {
                match old(fact) {
                    None => change.added.push(line(fact)),
                    Some(before) if before.fact.body() != fact.fact.body() => {
                        change.changed.push((line(before), line(fact)))
                    }
                    Some(_) => {}
                }
            }
            change.removed = closed.iter().filter(|old| added.iter().all(|fact| fact.id != old.id)).map(line).collect();
            change
        })
        .collect();
    Ok(Changes { changes })
}
