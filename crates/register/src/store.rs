//! Small questions to the tables, as they stand now.

use record::{Document, Field};
use rusqlite::{Connection, OptionalExtension};

use crate::Error;

/// A document's own words as stored, with what it names.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct DocumentData {
    #[serde(flatten)]
    pub(crate) document: Document,
    #[serde(default)]
    pub(crate) actors: Vec<record::Actor>,
    #[serde(default)]
    pub(crate) instruments: Vec<record::Instrument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) diagnostics: Vec<record::Diagnostic>,
}

/// Reads a JSON column, or says which row is damaged.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(place: &str, row: i64, json: &str) -> Result<T, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Damaged { place: format!("{place} {row}"), why: error.to_string() })
}

/// The JSON of a value of ours, which always has one.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Damaged { place: "a value".to_owned(), why: error.to_string() })
}

/// The first column of what a question finds.
pub(crate) fn column<T: rusqlite::types::FromSql>(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn current_by_hash(connection: &Connection, hash: &[u8]) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM document WHERE hash = ?1 AND op_to IS NULL")?
        .query_row([hash], |row| row.get(0))
        .optional()?)
}

pub(crate) fn buried(connection: &Connection, hash: &[u8]) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM tombstone WHERE hash = ?1")?
        .query_row([hash], |row| row.get(0))
        .optional()?)
}

pub(crate) fn document_exists(connection: &Connection, id: &str) -> Result<bool, Error> {
    Ok(connection.prepare_cached("SELECT 1 FROM document WHERE id = ?1")?.exists([id])?)
}

pub(crate) fn current_revision(connection: &Connection, id: &str) -> Result<u32, Error> {
    connection
        .prepare_cached("SELECT revision FROM document WHERE id = ?1 AND op_to IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?
        .ok_or_else(|| Error::Unknown { what: "document", name: id.to_owned() })
}

/// The id itself, or with the first number that makes it free.
pub(crate) fn free_id(connection: &Connection, id: &str) -> Result<String, Error> {
    let mut free = id.to_owned();
    let mut number = 1;
    while document_exists(connection, &free)? {
        number += 1;
        free = format!("{id}~{number}");
    }
    Ok(free)
}

/// The entity a node belongs to now.
pub(crate) fn entity_of(connection: &Connection, node: i64) -> Result<Option<String>, Error> {
    Ok(connection
        .prepare_cached("SELECT entity FROM member WHERE node = ?1 AND op_to IS NULL")?
        .query_row([node], |row| row.get(0))
        .optional()?)
}

/// The nodes of an entity now, in order.
pub(crate) fn nodes_of(connection: &Connection, entity: &str) -> Result<Vec<i64>, Error> {
    column(connection, "SELECT node FROM member WHERE entity = ?1 AND op_to IS NULL ORDER BY node", [entity])
}

/// The nodes of an entity now, with their keys.
pub(crate) fn members(connection: &Connection, entity: &str) -> Result<Vec<(i64, String, String)>, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT node.row, node.key, node.data FROM member JOIN node ON node.row = member.node
         WHERE member.entity = ?1 AND member.op_to IS NULL ORDER BY node.key",
    )?;
    let rows = statement.query_map([entity], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The word for a field in the store.
pub(crate) fn field_word(field: Field) -> &'static str {
    field.as_str()
}
