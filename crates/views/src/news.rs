//! What one operation changed: for those who want to be told.

use register::{Operation, Snapshot, Status, StoredFact, Touched};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::Entry;
use crate::recent::change;
use crate::{Error, Explanation, FactChange, Scope, explain};

/// What an operation changed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct News {
    /// The operation.
    pub operation: Operation,
    /// What it did to facts.
    pub facts: Vec<FactChange>,
    /// Entries of the ledger that stand elsewhere by it.
    pub statuses: Vec<StatusChange>,
    /// Ids of documents that it deleted on request: what was told of them is to be forgotten.
    pub forgotten: Vec<String>,
}

/// An entry of the ledger that stands elsewhere now.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatusChange {
    /// Where it stood.
    pub before: Status,
    /// The entry.
    pub entry: Entry,
}

/// What the last operation of a snapshot changed within a scope; `before` is the snapshot without it. Whatever the scope,
/// it says which documents were forgotten.
///
/// # Errors
/// When the database fails.
pub fn news(now: Snapshot<'_>, before: Snapshot<'_>, scope: &Scope) -> Result<News, Error> {
    let _reading = now.reading()?;
    let operation = now.operation_of(now.operation())?;
    let (added, closed) = now.changed_by(&operation)?;
    let (sieve, past) = (scope.sieve(now), scope.sieve(before));
    let admits = |fact: &StoredFact, written: bool| -> Result<bool, Error> {
        Ok(scope.is_open() || if written { sieve.admits(fact)? } else { past.admits(fact)? })
    };
    let mut facts = Vec::new();
    for (all, written) in [(&added, true), (&closed, false)] {
        for fact in all {
            let old = closed.iter().find(|old| written && old.id == fact.id);
            if admits(fact, written)? || old.map_or(Ok(false), |old| admits(old, false))? {
                facts.extend(change(now, &Touched { place: (operation.id, 0), written, fact: fact.clone() })?);
            }
        }
    }
    // What stands elsewhere was linked by what was written, or had been by what was closed.
    let mut concerned: Vec<StoredFact> = Vec::new();
    for (all, snapshot) in [(&added, now), (&closed, before)] {
        for fact in all {
            for link in snapshot.links(fact)? {
                let new = added.iter().chain(&closed).chain(&concerned).any(|known| known.id == link.earlier.id);
                if !new && (scope.is_open() || sieve.admits(&link.earlier)?) {
                    concerned.push(link.earlier);
                }
            }
        }
    }
    let mut statuses = Vec::new();
    for fact in concerned {
        let standings = now.standings(&fact.id)?;
        let at = |operation: i64| {
            let stands =
                standings.iter().rfind(|(_, from, to)| *from <= operation && to.is_none_or(|to| to > operation));
            stands.map(|(status, ..)| *status)
        };
        if let (Some(before), Some(after)) = (at(operation.id - 1), at(operation.id))
            && before != after
            && let Explanation::Fact { entry: Some(entry), .. } = explain(now, &fact.id)?
        {
            statuses.push(StatusChange { before, entry: *entry });
        }
    }
    Ok(News { forgotten: now.forgotten_by(&operation)?, operation, facts, statuses })
}
