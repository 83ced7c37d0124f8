//! Tables of the register, and how older files become newer ones.
//!
//! Every table of the record has `op_from`, the operation that wrote the row, and `op_to`, the operation that closed it.
//! A snapshot at an operation sees the rows written up to it and not closed by then. Rows are never changed otherwise.

use rusqlite::{Connection, Transaction};

use crate::{Error, derive};

/// Marks a SQLite file as a register (`PRAGMA application_id`): "DEMR".
const APPLICATION: i32 = 0x4445_4d52;

/// A step from one schema to the next: tables, and what fills them from those of before.
type Step = (&'static str, fn(&Transaction<'_>) -> Result<(), Error>);

/// The steps from an empty file to the present schema; `PRAGMA user_version` counts those done.
const MIGRATIONS: &[Step] = &[
    (include_str!("schema_1.sql"), |_| Ok(())),
    // What this brings is filled after the last step, for it is filled as that has it.
    (include_str!("schema_2.sql"), |_| Ok(())),
    (include_str!("schema_3.sql"), |_| Ok(())),
    (include_str!("schema_4.sql"), fill),
    // Older facts have no meaning, and no links by it.
    (include_str!("schema_5.sql"), |_| Ok(())),
    // What was answered is in progress since the fifth schema; statuses that were set by hand, which the sixth brings, are asked for it.
    (include_str!("schema_6.sql"), derive::stand_answered),
];

/// Fills what the second and fourth schema brought, from what the first one kept.
fn fill(transaction: &Transaction<'_>) -> Result<(), Error> {
    derive::sketch_documents(transaction)?;
    transaction.execute_batch(
        "UPDATE concern SET term = (SELECT term FROM fact WHERE fact.row = concern.fact);
         INSERT OR IGNORE INTO ending (jurisdiction, kind, day, fact)
         WITH ends (fact, kind, day) AS (
             SELECT row, kind, CASE kind WHEN 'event' THEN valid_to ELSE json_extract(body, '$.due.end') END
             FROM fact WHERE kind IN ('event', 'statement')
         )
         SELECT concern.jurisdiction, ends.kind, ends.day, ends.fact FROM ends JOIN concern ON concern.fact = ends.fact
         WHERE ends.day IS NOT NULL
         UNION ALL SELECT '', kind, day, fact FROM ends WHERE day IS NOT NULL;",
    )?;
    derive::reindex(transaction)
}

/// Brings the file up to the present schema, each step in a transaction of its own.
///
/// # Errors
/// When the file is no register, was written by a newer program, or cannot be written.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let version: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && application != APPLICATION {
        return Err(Error::NoRegister);
    }
    if version > MIGRATIONS.len() {
        return Err(Error::Newer { version, known: MIGRATIONS.len() });
    }
    for (step, (sql, fill)) in MIGRATIONS.iter().enumerate().skip(version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        fill(&transaction)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", step + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
