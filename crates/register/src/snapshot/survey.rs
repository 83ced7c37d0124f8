//! What surveys of the whole record ask for: who and what there is, and what was written last. Each question looks at a
//! bounded number of rows, however large the register.

use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use super::{DOUBT, FACT_COLUMNS, Snapshot, StoredFact};
use crate::Error;

/// A document that was written lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrival {
    /// Its id.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Who published it; empty where unknown.
    pub publisher: String,
    /// When it was published, as an ISO date.
    pub published: Option<String>,
    /// 1 for the first that was read.
    pub revision: u32,
    /// How many facts of each kind it states.
    pub facts: Vec<(String, u64)>,
}

/// How many of the latest statements that concern a jurisdiction wait for something, or waited too long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Pending {
    /// Open entries of the ledger.
    pub open: u64,
    /// Overdue ones.
    pub overdue: u64,
    /// All statements were looked at; otherwise there may be older entries.
    pub complete: bool,
}

impl Snapshot<'_> {
    /// Codes of the jurisdictions that facts concern, in order, from after a code on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn jurisdictions(&self, after: &str, limit: usize) -> Result<Vec<String>, Error> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT jurisdiction FROM concern WHERE jurisdiction > ?1 ORDER BY jurisdiction LIMIT 1")?;
        let mut codes: Vec<String> = Vec::new();
        while codes.len() < limit {
            let last = codes.last().map_or(after, String::as_str);
            let next: Option<String> = statement.query_row([last], |row| row.get(0)).optional()?;
            let Some(next) = next else { break };
            codes.push(next);
        }
        Ok(codes)
    }

    /// How many entries that concern a jurisdiction are pending on the day asked about, of its `latest` statements.
    ///
    /// # Errors
    /// When the database fails.
    pub fn pending(&self, code: &str, latest: usize) -> Result<Pending, Error> {
        let day = self.as_of();
        let sql = format!(
            "SELECT status, count(*) FROM
             (SELECT DISTINCT fact FROM
               (SELECT fact FROM concern WHERE jurisdiction = ?1 AND kind = 'statement' AND day <= '{day}'
                ORDER BY day DESC, fact DESC LIMIT {latest})) AS late
             CROSS JOIN standing ON standing.fact = late.fact AND standing.from_day <= '{day}' AND standing.to_day > '{day}'
             AND {} WHERE standing.head = 1 AND status IN ('open', 'in-progress', 'overdue') GROUP BY status",
            self.visible("standing")
        );
        let counts: Vec<(String, u64)> = self.rows(&sql, &[&code], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let count = |status| counts.iter().find(|(word, _)| word == status).map_or(0, |(_, count)| *count);
        let more = format!(
            "SELECT 1 FROM concern WHERE jurisdiction = ?1 AND kind = 'statement' AND day <= '{day}'
             ORDER BY day DESC, fact DESC LIMIT 1 OFFSET {latest}"
        );
        let complete = !self.connection.prepare_cached(&more)?.exists([code])?;
        Ok(Pending { open: count("open") + count("in-progress"), overdue: count("overdue"), complete })
    }

    /// Instruments in the order of their names, from after a name on: the name as it is ordered, and the
    /// entity. All of one name are given, though they are more than `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn instrument_names(&self, after: &str, limit: usize) -> Result<Vec<(String, String)>, Error> {
        let sql = format!(
            "SELECT name.folded, member.entity FROM name CROSS JOIN called ON called.name = name.row
             CROSS JOIN node ON node.row = called.node AND node.kind = 'instrument'
             CROSS JOIN member ON member.node = node.row AND {}
             WHERE name.folded > ?1 ORDER BY name.folded",
            self.visible("member")
        );
        let mut names: Vec<(String, String)> = Vec::new();
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        self.each(&sql, &[&after], read, |name: (String, String)| {
            let same = names.iter().rev().take_while(|known| known.0 == name.0).any(|known| known.1 == name.1);
            // All of one name are on one page: the next one begins with another name.
            let full = names.len() >= limit && names.last().is_some_and(|last| last.0 != name.0);
            if !same && !full {
                names.push(name);
            }
            !full
        })?;
        Ok(names)
    }

    /// The codes of the jurisdictions that a fact concerns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn concerned(&self, fact: &str) -> Result<Vec<String>, Error> {
        let sql = format!(
            "SELECT DISTINCT concern.jurisdiction FROM fact CROSS JOIN concern ON concern.fact = fact.row
             WHERE fact.id = ?1 AND {} ORDER BY concern.jurisdiction",
            self.visible("fact")
        );
        self.rows(&sql, &[&fact], |row| row.get(0))
    }

    /// Documents that were written after an operation, the latest first, and how many there are, up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn arrivals(&self, since: i64, limit: usize, most: usize) -> Result<(Vec<Arrival>, usize), Error> {
        let first = self.first_after(since)?;
        let count = format!(
            "SELECT count(*) FROM (SELECT 1 FROM document WHERE row >= ?1 AND {} LIMIT {most})",
            self.visible("document")
        );
        let count: usize = self.connection.prepare_cached(&count)?.query_row([first], |row| row.get(0))?;
        let sql = format!(
            "SELECT row, id, title, publisher, published, revision FROM document WHERE row >= ?1 AND {}
             ORDER BY row DESC LIMIT {limit}",
            self.visible("document")
        );
        type Found = (i64, Arrival);
        let found: Vec<Found> = self.rows(&sql, &[&first], |row| {
            let arrival = Arrival {
                document: row.get(1)?,
                title: row.get(2)?,
                publisher: row.get(3)?,
                published: row.get(4)?,
                revision: row.get(5)?,
                facts: Vec::new(),
            };
            Ok((row.get(0)?, arrival))
        })?;
        let kinds = format!(
            "SELECT kind, count(*) FROM fact WHERE document = ?1 AND {} GROUP BY kind ORDER BY kind",
            self.visible("fact")
        );
        let mut arrivals = Vec::with_capacity(found.len());
        for (row, mut arrival) in found {
            arrival.facts = self.rows(&kinds, &[&row], |row| Ok((row.get(0)?, row.get(1)?)))?;
            arrivals.push(arrival);
        }
        Ok((arrivals, count))
    }

    /// The first row of a document that was written after an operation. Rows are written in the order of operations, so that
    /// it is found by halving.
    fn first_after(&self, operation: i64) -> Result<i64, Error> {
        let last: Option<i64> = self.connection.query_row("SELECT max(row) FROM document", [], |row| row.get(0))?;
        let (mut low, mut high) = (1, last.unwrap_or(0) + 1);
        let mut next =
            self.connection.prepare_cached("SELECT row, op_from FROM document WHERE row >= ?1 ORDER BY row LIMIT 1")?;
        while low < high {
            let middle = low + (high - low) / 2;
            let found: Option<(i64, i64)> =
                next.query_row([middle], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
            match found {
                Some((row, written)) if written <= operation => low = row + 1,
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// The facts that are least sure and no reviewer has decided on; of equally sure ones those read first.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn least_sure(&self, limit: usize) -> Result<Vec<StoredFact>, Error> {
        self.stored_some(&[], |sound| {
            format!(
                "SELECT {FACT_COLUMNS} FROM fact CROSS JOIN document ON document.row = fact.document
                 WHERE fact.confidence < {DOUBT} AND {} AND fact.rule != 'review'{sound}
                 ORDER BY fact.confidence, fact.row LIMIT {limit}",
                self.visible("fact")
            )
        })
    }

    /// How many facts less sure than [`DOUBT`] no reviewer has decided on, up to `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn doubtful_count(&self, most: usize) -> Result<usize, Error> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM fact WHERE confidence < {DOUBT} AND rule != 'review' AND {} LIMIT {most})",
            self.visible("fact")
        );
        Ok(self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }
}
