//! What goes from one register to another beside records: decisions of reviewers, and tombstones.
//!
//! Records carry what decisions made of their facts. The decisions themselves travel as lines of their own, so that the register
//! that takes them in is the one that handed them out: the same facts under the same ids, the same entities, the same answer to a
//! later reading.

use std::collections::BTreeSet;

use jiff::Timestamp;
use record::{DocumentId, FactBody, FactError};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::register::{instant, operation};
use crate::review::{self, Numbered};
use crate::revision::Marks;
use crate::{Author, Error, Register, derive, store};

/// A line of an export that is no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handover {
    /// Decisions on the facts of a document. It stands behind the record of the document.
    Decisions {
        /// Id of the document.
        of: String,
        /// Ids of its facts, in the order of the record.
        facts: Vec<String>,
        /// In the order in which they were made.
        verdicts: Vec<Decided>,
    },
    /// Two nodes are one thing, or are not. It stands behind all records.
    Pair {
        /// `merge` or `split`.
        verdict: String,
        /// Keys of the nodes.
        keys: (String, String),
        /// Who decided, when and why.
        #[serde(flatten)]
        by: By,
    },
    /// A document that was deleted on request and is not to be read again.
    Tombstone {
        /// Id of the document.
        of: String,
        /// SHA-256 of title, publication date and body, in hexadecimal.
        hash: String,
        /// Who asked, when and why.
        #[serde(flatten)]
        by: By,
    },
}

/// A decision on a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// `accept`, `reject` or `correct`.
    pub verdict: String,
    /// Kind of the fact.
    pub kind: String,
    /// Field of its principal evidence.
    pub field: String,
    /// Words of its principal evidence.
    pub exact: String,
    /// Its number among the facts with these words.
    pub nth: u32,
    /// The corrected fact, as JSON; empty for other verdicts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub data: String,
    /// Who decided, when and why.
    #[serde(flatten)]
    pub by: By,
}

/// Who did something, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// A reviewer.
    pub author: String,
    /// UTC, RFC 3339.
    pub at: String,
    /// Empty if nothing was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// The columns that [`decided`] reads.
const DECISIONS: &str =
    "SELECT verdict, decision.kind, field, exact, nth, data, operation.author, operation.at, operation.note
     FROM decision JOIN operation ON operation.id = decision.op_from";

fn decided(row: &rusqlite::Row<'_>) -> rusqlite::Result<Decided> {
    Ok(Decided {
        verdict: row.get(0)?,
        kind: row.get(1)?,
        field: row.get(2)?,
        exact: row.get(3)?,
        nth: row.get(4)?,
        data: row.get(5)?,
        by: By { author: row.get(6)?, at: row.get(7)?, why: row.get(8)? },
    })
}

impl Register {
    /// The decisions on the facts of a document as they were known at an instant; nothing where there are none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn decisions_of(&self, document: &str, known_at: Option<Timestamp>) -> Result<Option<Handover>, Error> {
        let known = self.known(known_at)?;
        let mut statement = self.connection.prepare_cached(&format!(
            "{DECISIONS} WHERE document = ?1 AND {} ORDER BY decision.row",
            visible("decision", known)
        ))?;
        let verdicts: Vec<Decided> = statement.query_map([document], decided)?.collect::<Result<_, _>>()?;
        if verdicts.is_empty() {
            return Ok(None);
        }
        let facts = store::column(
            &self.connection,
            &format!(
                "SELECT fact.id FROM document JOIN fact ON fact.document = document.row
                 WHERE document.id = ?1 AND {} AND {} ORDER BY fact.ordinal",
                visible("document", known),
                visible("fact", known)
            ),
            [document],
        )?;
        Ok(Some(Handover::Decisions { of: document.to_owned(), facts, verdicts }))
    }

    /// The decisions on one fact, the earliest first: those that hold and those that others took the place of.
    ///
    /// # Errors
    /// When the database fails.
    pub fn decisions_on(&self, anchor: &crate::Anchor, fact: &str) -> Result<Vec<Decided>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{DECISIONS} WHERE document = ?1 AND decision.kind = ?2 AND field = ?3 AND exact = ?4 ORDER BY decision.row"
        ))?;
        let decisions: Vec<Decided> = statement
            .query_map(rusqlite::params![anchor.document, anchor.kind, anchor.field, anchor.exact], decided)?
            .collect::<Result<_, _>>()?;
        Ok(decisions.into_iter().filter(|decided| anchor.fact_id(decided.nth) == fact).collect())
    }

    /// Decisions on pairs and tombstones as they were known at an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pairs_and_tombstones(&self, known_at: Option<Timestamp>) -> Result<Vec<Handover>, Error> {
        let known = self.known(known_at)?;
        let mut lines = Vec::new();
        let mut pairs = self.connection.prepare_cached(&format!(
            "SELECT decision.row, verdict, data, operation.author, operation.at, operation.note
             FROM decision JOIN operation ON operation.id = decision.op_from
             WHERE verdict IN ('merge', 'split') AND {} ORDER BY decision.row",
            visible("decision", known)
        ))?;
        type Pair = (i64, String, String, By);
        let found: Vec<Pair> = pairs
            .query_map([], |row| {
                let by = By { author: row.get(3)?, at: row.get(4)?, why: row.get(5)? };
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, by))
            })?
            .collect::<Result<_, _>>()?;
        for (row, verdict, data, by) in found {
            lines.push(Handover::Pair { verdict, keys: store::parse("decision", row, &data)?, by });
        }
        let mut tombstones = self.connection.prepare_cached(
            "SELECT tombstone.id, lower(hex(hash)), operation.author, operation.at, operation.note
             FROM tombstone JOIN operation ON operation.id = tombstone.op WHERE op <= ?1 ORDER BY tombstone.rowid",
        )?;
        let found: Vec<Handover> = tombstones
            .query_map([known], |row| {
                let by = By { author: row.get(2)?, at: row.get(3)?, why: row.get(4)? };
                Ok(Handover::Tombstone { of: row.get(0)?, hash: row.get(1)?, by })
            })?
            .collect::<Result<_, _>>()?;
        lines.extend(found);
        Ok(lines)
    }

    /// Takes in a line of another register, as one operation of its author; nothing is done where it holds already. `here` is
    /// the id that the document of the line has in this register.
    ///
    /// # Errors
    /// When the document is not here, when the line makes no sense, or the file cannot be written.
    pub fn take_over(&mut self, line: &Handover, here: &str, at: Timestamp) -> Result<bool, Error> {
        let transaction = self.write()?;
        let taken = match line {
            Handover::Decisions { of, facts, verdicts } => take_decisions(&transaction, of, here, facts, verdicts, at)?,
            Handover::Pair { verdict, keys, by } => take_pair(&transaction, verdict, keys, by, at)?,
            Handover::Tombstone { of, hash, by } => take_tombstone(&transaction, of, hash, by, at)?,
        };
        transaction.commit()?;
        Ok(taken)
    }

    /// The last operation that was known at an instant.
    fn known(&self, at: Option<Timestamp>) -> Result<i64, Error> {
        let at = at.map_or_else(|| "~".to_owned(), instant);
        let sql = "SELECT coalesce(max(id), 0) FROM operation WHERE at <= ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([at], |row| row.get(0))?)
    }
}

/// The condition under which a row was there after an operation.
fn visible(table: &str, known: i64) -> String {
    format!("{table}.op_from <= {known} AND ({table}.op_to IS NULL OR {table}.op_to > {known})")
}

/// Writes an operation of another register: its author and reason stay, and the time it was made is told with them.
fn handed(transaction: &Transaction<'_>, kind: &str, by: &By, at: Timestamp) -> Result<i64, Error> {
    let made = if by.why.is_empty() { format!("decided {}", by.at) } else { format!("{} (decided {})", by.why, by.at) };
    // Handed on again, it says once when it was made.
    let note = if by.why.contains("(decided ") || by.why.starts_with("decided ") { by.why.clone() } else { made };
    operation(transaction, at, kind, &Author(by.author.clone()), &note)
}

fn take_decisions(
    transaction: &Transaction<'_>,
    of: &str,
    here: &str,
    facts: &[String],
    verdicts: &[Decided],
    at: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(i64, String)> = transaction
        .prepare_cached("SELECT row, data FROM document WHERE id = ?1 AND op_to IS NULL")?
        .query_row([here], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((row, data)) = found else {
        return Err(Error::Unknown { what: "document", name: here.to_owned() });
    };
    let mut last = None;
    for decided in verdicts {
        if !matches!(decided.verdict.as_str(), "accept" | "reject" | "correct") {
            return Err(Error::Decision(format!("{:?} is no verdict on a fact", decided.verdict)));
        }
        if decided.verdict == "correct" {
            correction(&decided.data)?;
        }
        let anchor = params![here, decided.kind, decided.field, decided.exact, decided.nth];
        let known: Option<(String, String)> = transaction
            .prepare_cached(
                "SELECT verdict, data FROM decision WHERE document = ?1 AND kind = ?2 AND field = ?3 AND exact = ?4
                 AND nth = ?5 AND op_to IS NULL",
            )?
            .query_row(anchor, |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if known.is_some_and(|known| known == (decided.verdict.clone(), decided.data.clone())) {
            continue;
        }
        let operation = handed(transaction, "decide", &decided.by, at)?;
        transaction.execute(
            "UPDATE decision SET op_to = ?6 WHERE document = ?1 AND kind = ?2 AND field = ?3 AND exact = ?4 AND nth = ?5
             AND op_to IS NULL",
            params![here, decided.kind, decided.field, decided.exact, decided.nth, operation],
        )?;
        transaction.execute(
            "INSERT INTO decision (verdict, document, kind, field, exact, nth, data, op_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                decided.verdict,
                here,
                decided.kind,
                decided.field,
                decided.exact,
                decided.nth,
                decided.data,
                operation
            ],
        )?;
        last = Some(operation);
    }
    let Some(operation) = last else { return Ok(false) };
    let present = review::present(transaction, row, &data)?;
    // The record has no facts that were rejected: the numbers of those beside them come from their ids there.
    let numbered = if present.record.facts.len() == facts.len() {
        let there = present.record.clone().with_id(DocumentId(of.to_owned()));
        let numbers = Numbered::stored(there, facts).numbers;
        Numbered { record: present.record, numbers }
    } else {
        present
    };
    let (revision, marks) = (store::current_revision(transaction, here)?, Marks::of(&numbered.record.document));
    derive::close_document(transaction, operation, here)?;
    derive::write_document(transaction, operation, numbered, revision, &marks)?;
    Ok(true)
}

/// Looks whether a correction of another register makes a fact. Its names are looked up when it is applied.
fn correction(data: &str) -> Result<(), Error> {
    let refused = |why: &dyn std::fmt::Display| Error::Decision(format!("a correction makes no fact: {why}"));
    let value = serde_json::from_str(data).map_err(|error| refused(&error))?;
    let flaws = FactBody::from_json(value).map_err(|flaw| refused(&flaw))?.flaws();
    if flaws.is_empty() { Ok(()) } else { Err(refused(&FactError { flaws })) }
}

fn take_pair(
    transaction: &Transaction<'_>,
    verdict: &str,
    keys: &(String, String),
    by: &By,
    at: Timestamp,
) -> Result<bool, Error> {
    if !matches!(verdict, "merge" | "split") {
        return Err(Error::Decision(format!("{verdict:?} is no verdict on a pair")));
    }
    let data = store::json(keys)?;
    let known = "SELECT 1 FROM decision WHERE verdict = ?1 AND data = ?2 AND op_to IS NULL";
    if transaction.prepare_cached(known)?.exists(params![verdict, data])? {
        return Ok(false);
    }
    let (one, two) = (derive::entity_of_key(transaction, &keys.0)?, derive::entity_of_key(transaction, &keys.1)?);
    let (Some(one), Some(two)) = (one, two) else {
        // A decision on names that are not here decides nothing.
        return Ok(false);
    };
    let operation = handed(transaction, "decide", by, at)?;
    transaction.execute(
        "INSERT INTO decision (verdict, document, kind, field, exact, nth, data, op_from)
         VALUES (?1, '', '', '', '', 0, ?2, ?3)",
        params![verdict, data, operation],
    )?;
    if verdict == "merge" && one != two {
        let (target, other) = (one.as_str().min(&two), one.as_str().max(&two));
        for (node, ..) in store::members(transaction, other)? {
            derive::become_member(transaction, operation, node, target)?;
        }
    }
    let mut now = BTreeSet::new();
    for entity in BTreeSet::from([&one, &two]) {
        now.extend(derive::regroup(transaction, operation, entity)?);
    }
    derive::relink(transaction, operation, &now)?;
    Ok(true)
}

fn take_tombstone(transaction: &Transaction<'_>, of: &str, hash: &str, by: &By, at: Timestamp) -> Result<bool, Error> {
    let bytes: Option<Vec<u8>> =
        (0..hash.len()).step_by(2).map(|at| u8::from_str_radix(hash.get(at..at + 2)?, 16).ok()).collect();
    let bytes = bytes.filter(|bytes| bytes.len() == 32);
    let Some(bytes) = bytes else { return Err(Error::Decision(format!("{hash:?} is no hash of a document"))) };
    if store::buried(transaction, &bytes)?.is_some() {
        return Ok(false);
    }
    let operation = handed(transaction, "forget", by, at)?;
    transaction.execute("INSERT INTO tombstone (id, hash, op) VALUES (?1, ?2, ?3)", params![of, bytes, operation])?;
    Ok(true)
}
