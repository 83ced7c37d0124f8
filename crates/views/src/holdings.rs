//! What the record holds.

use record::Date;
use register::{Snapshot, Status};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Error;

/// How much the record holds, and how its ledger stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holdings {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// The last operation that is known.
    pub operation: i64,
    /// Documents.
    pub documents: u64,
    /// Happenings that documents are about, each told by one document or more.
    pub happenings: u64,
    /// Facts of each kind.
    pub facts: Vec<FactCount>,
    /// Entries of the ledger of each status.
    pub ledger: Vec<StatusCount>,
}

/// How many facts of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactCount {
    /// The kind, with the contract's word.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// How many entries have a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatusCount {
    /// The status.
    pub status: Status,
    /// How many.
    pub count: u64,
}

/// Counts what the record holds.
///
/// # Errors
/// When the database fails.
pub fn holdings(snapshot: Snapshot<'_>) -> Result<Holdings, Error> {
    let facts = snapshot.fact_counts()?.into_iter().map(|(kind, count)| FactCount { kind, count }).collect();
    let ledger = snapshot.status_counts()?.into_iter().map(|(status, count)| StatusCount { status, count }).collect();
    Ok(Holdings {
        as_of: snapshot.as_of(),
        operation: snapshot.operation(),
        documents: snapshot.document_count()?,
        happenings: snapshot.happening_count()?,
        facts,
        ledger,
    })
}
