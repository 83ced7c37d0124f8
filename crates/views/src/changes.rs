//! What is new.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use register::{Operation, Snapshot, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, Scope, line};

/// What operations did after an instant.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Changes {
    /// In the order in which they were done.
    pub changes: Vec<Change>,
    /// There are more than were asked for: ask again, since the time of the last operation.
    pub more: bool,
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

/// What changed after an instant, of what is within a scope; its limit counts operations. A fact that was closed and written
/// again as it was is no change, and an operation that changed nothing within a scope is left out.
///
/// # Errors
/// When the database fails.
pub fn changes(snapshot: Snapshot<'_>, since: Timestamp, scope: &Scope) -> Result<Changes, Error> {
    let sieve = scope.sieve(snapshot);
    let lines = |facts: &[&StoredFact]| -> Result<Vec<Line>, Error> {
        let mut lines = Vec::new();
        for fact in facts {
            if scope.is_open() || sieve.admits(fact)? {
                lines.push(line(fact));
            }
        }
        Ok(lines)
    };
    let mut changes = Vec::new();
    for operation in snapshot.operations(since)? {
        if scope.limit.is_some_and(|limit| changes.len() >= limit) {
            return Ok(Changes { changes, more: true });
        }
        let (added, closed) = snapshot.changed_by(&operation)?;
        let old: HashMap<&str, &StoredFact> = closed.iter().map(|fact| (fact.id.as_str(), fact)).collect();
        let now: HashSet<&str> = added.iter().map(|fact| fact.id.as_str()).collect();
        let new: Vec<&StoredFact> = added.iter().filter(|fact| !old.contains_key(fact.id.as_str())).collect();
        let gone: Vec<&StoredFact> = closed.iter().filter(|fact| !now.contains(fact.id.as_str())).collect();
        let mut changed = Vec::new();
        for fact in &added {
            let Some(before) = old.get(fact.id.as_str()) else { continue };
            let admitted = || Ok::<_, Error>(scope.is_open() || sieve.admits(fact)? || sieve.admits(before)?);
            if before.fact.body() != fact.fact.body() && admitted()? {
                changed.push((line(before), line(fact)));
            }
        }
        let change = Change { added: lines(&new)?, changed, removed: lines(&gone)?, operation };
        if scope.is_open() || !(change.added.is_empty() && change.changed.is_empty() && change.removed.is_empty()) {
            changes.push(change);
        }
    }
    Ok(Changes { changes, more: false })
}
