//! Whose record it is: the jurisdiction from whose side briefs are written.
//!
//! It is kept as a decision with an author, so that it can be changed, and asked for as it was known at any time. Until somebody
//! has decided, it follows from who publishes what was read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use schemars::JsonSchema;
use serde::Serialize;

use crate::identity::fold;
use crate::register::operation;
use crate::{Author, Error, Register, Snapshot};

/// So many of the latest documents are looked at for their publishers.
const DOCUMENTS: usize = 500;

/// So many of the latest statements are looked at for their speakers, where no publisher is known.
const STATEMENTS: usize = 500;

/// How it is known whose record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Somebody set it.
    Set,
    /// Most of the latest documents are published there.
    Publishers,
    /// It speaks most in the latest documents, whose publishers are not known.
    Speakers,
}

/// The jurisdiction whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// ISO 3166-1 alpha-2, or the usual acronym of a bloc.
    pub code: String,
    /// How that is known.
    pub basis: Basis,
}

impl Register {
    /// Sets the home of the register.
    ///
    /// # Errors
    /// When the code is not one, or the file cannot be written.
    pub fn set_home(&mut self, code: &str, author: &Author, at: Timestamp) -> Result<(), Error> {
        let code = code.trim().to_uppercase();
        if !(2..=6).contains(&code.len()) || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(Error::Decision(format!(
                "{code:?} is not a code of a country or bloc: write two letters as KR, or an acronym as EU"
            )));
        }
        let transaction = self.write()?;
        let operation = operation(&transaction, at, "home", author, &code)?;
        transaction.execute(
            "UPDATE decision SET op_to = ?1 WHERE document = '' AND verdict = 'home' AND op_to IS NULL",
            params![operation],
        )?;
        transaction.execute(
            "INSERT INTO decision (verdict, document, kind, field, exact, nth, data, op_from)
             VALUES ('home', '', '', '', '', 0, ?1, ?2)",
            params![code, operation],
        )?;
        Ok(transaction.commit()?)
    }
}

impl Snapshot<'_> {
    /// The home of the register: the one that was set, or else the one that follows from publishers or speakers; nothing in an
    /// empty register.
    ///
    /// # Errors
    /// When the database fails.
    pub fn home(&self) -> Result<Option<Home>, Error> {
        let sql = format!(
            "SELECT data FROM decision WHERE document = '' AND verdict = 'home' AND {}",
            self.visible("decision")
        );
        let set: Option<String> = self.connection().prepare_cached(&sql)?.query_row([], |row| row.get(0)).optional()?;
        if let Some(code) = set {
            return Ok(Some(Home { code, basis: Basis::Set }));
        }
        if let Some(code) = self.publishing_most()? {
            return Ok(Some(Home { code, basis: Basis::Publishers }));
        }
        Ok(self.speaking_most()?.map(|code| Home { code, basis: Basis::Speakers }))
    }

    /// The jurisdiction of most of the latest documents, by the names of their publishers.
    fn publishing_most(&self) -> Result<Option<String>, Error> {
        let sql = format!(
            "SELECT publisher, count(*) FROM
             (SELECT publisher FROM document WHERE {} ORDER BY row DESC LIMIT {DOCUMENTS})
             WHERE publisher != '' GROUP BY publisher ORDER BY publisher",
            self.visible("document")
        );
        let publishers: Vec<(String, i64)> = self.rows(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for (publisher, count) in publishers {
            if let Some(code) = self.jurisdiction_of(&publisher)? {
                *counts.entry(code).or_default() += count;
            }
        }
        Ok(counts
            .into_iter()
            .max_by_key(|(code, count)| (*count, std::cmp::Reverse(code.clone())))
            .map(|(code, _)| code))
    }

    /// The jurisdiction of an actor of a publisher's name: of the whole, of what stands before its acronym, or of what stands
    /// behind a comma ("…, Republic of Korea").
    fn jurisdiction_of(&self, publisher: &str) -> Result<Option<String>, Error> {
        let before = publisher.split(" (").next().unwrap_or(publisher);
        let behind = publisher.rsplit(", ").next().unwrap_or(publisher);
        let mut named = self.connection().prepare_cached(
            "SELECT node.jurisdiction FROM name CROSS JOIN called ON called.name = name.row
             CROSS JOIN node ON node.row = called.node AND node.kind = 'actor'
             WHERE name.folded = ?1 AND node.jurisdiction IS NOT NULL ORDER BY node.row LIMIT 1",
        )?;
        for name in [publisher, before, behind] {
            let found: Option<String> = named.query_row([fold(name)], |row| row.get(0)).optional()?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn speaking_most(&self) -> Result<Option<String>, Error> {
        let sql = format!(
            "SELECT concern.jurisdiction FROM
             (SELECT row FROM fact WHERE kind = 'statement' AND {} ORDER BY row DESC LIMIT {STATEMENTS}) AS late
             CROSS JOIN concern ON concern.fact = late.row AND concern.part = 'speaker'
             GROUP BY concern.jurisdiction ORDER BY count(*) DESC, concern.jurisdiction LIMIT 1",
            self.visible("fact")
        );
        Ok(self.connection().prepare_cached(&sql)?.query_row([], |row| row.get(0)).optional()?)
    }
}
