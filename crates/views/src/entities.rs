//! Who is who and what is what, one after the other.

use register::{Entity, Snapshot};

use crate::Error;

/// Entities of a kind (`actor`, `instrument` or `event`) in the order of their ids, `after` one of them, `limit` at most.
///
/// # Errors
/// When the database fails.
pub fn entities(snapshot: Snapshot<'_>, kind: &str, after: Option<&str>, limit: usize) -> Result<Vec<Entity>, Error> {
    let ids = snapshot.entities(kind, after, limit)?;
    ids.iter().map(|id| snapshot.entity(id)).collect()
}
