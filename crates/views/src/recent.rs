//! What changed last, fact by fact: for feeds, and for those who look in now and then.

use register::{Cursor, Operation, Snapshot, Touched};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, Scope, line};

/// How many times a page of changes is filled up, where what was written was mostly known before.
const ROUNDS: usize = 20;

/// How many changes are told where nothing else is asked for.
const USUAL: usize = 50;

/// The latest changes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Recent {
    /// The latest first.
    pub changes: Vec<FactChange>,
    /// Where to go on; nothing when there is no more.
    #[serde(skip)]
    pub next: Option<Cursor>,
}

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Happened {
    /// It was not known before.
    Recorded,
    /// It is told otherwise now.
    Changed,
    /// It is no longer known.
    Closed,
}

impl Happened {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Changed => "changed",
            Self::Closed => "closed",
        }
    }
}

/// What one operation did to one fact.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FactChange {
    /// What happened to it.
    pub happened: Happened,
    /// The operation.
    pub operation: Operation,
    /// The fact; as it was last, where it is no longer known.
    pub fact: Line,
    /// As it was before, where it is told otherwise now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Line>,
}

/// The latest changes within a scope; `before` goes on where another answer ended. A fact that was closed and written again
/// as it was is no change.
///
/// # Errors
/// When the database fails.
pub fn recent(snapshot: Snapshot<'_>, scope: &Scope, mut before: Cursor) -> Result<Recent, Error> {
    let _reading = snapshot.reading()?;
    let entities = scope.entities();
    // What it names is asked of the store, which knows what was named once, too.
    let about = Scope { with: None, instrument: None, actor: None, ..scope.clone() };
    let sieve = about.sieve(snapshot);
    let limit = scope.limit.unwrap_or(USUAL).max(1);
    let mut changes = Vec::new();
    for _ in 0..ROUNDS {
        let filter = scope.changes(&entities, before);
        let asked = limit + 1;
        let touched = snapshot.touched(&filter, asked)?;
        let more = touched.len() == asked;
        for touched in &touched {
            let change = match sieve.admits(&touched.fact)? {
                true => change(snapshot, touched)?,
                false => None,
            };
            let Some(change) = change else {
                before.pass(touched);
                continue;
            };
            if changes.len() == limit {
                return Ok(Recent { changes, next: Some(before) });
            }
            before.pass(touched);
            changes.push(change);
        }
        if !more {
            return Ok(Recent { changes, next: None });
        }
    }
    Ok(Recent { changes, next: Some(before) })
}

/// What happened to a fact that was written or closed; nothing where it says what it said.
pub(crate) fn change(snapshot: Snapshot<'_>, touched: &Touched) -> Result<Option<FactChange>, Error> {
    let (operation, fact) = (touched.place.0, &touched.fact);
    let versions = snapshot.versions(&fact.id)?;
    let (happened, before) = if touched.written {
        match versions.iter().find(|version| version.to == Some(operation)) {
            None => (Happened::Recorded, None),
            Some(before) if before.fact.fact.body() == fact.fact.body() => return Ok(None),
            Some(before) => (Happened::Changed, Some(line(&before.fact))),
        }
    } else {
        // What was written anew is told of as that.
        if versions.iter().any(|version| version.from == operation) {
            return Ok(None);
        }
        (Happened::Closed, None)
    };
    let operation = snapshot.operation_of(operation)?;
    Ok(Some(FactChange { happened, operation, fact: line(fact), before }))
}
