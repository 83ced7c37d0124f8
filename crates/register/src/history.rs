//! How the record came to say what it says: which operations wrote a fact, and which closed it.

use rusqlite::{OptionalExtension, ToSql};

use crate::snapshot::{BESIDE, FACT_COLUMNS, raw};
use crate::{Error, Operation, Snapshot, Status, StoredFact};

/// A fact as it was written once.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The fact.
    pub fact: StoredFact,
    /// The operation that wrote it.
    pub from: i64,
    /// The operation that closed it, as far as the snapshot knows.
    pub to: Option<i64>,
}

/// How many of the latest facts of a country, or of an entity, are looked at for what is new.
const REACH: usize = 20_000;

/// Which changes are asked for. What is left out does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChangeFilter<'f> {
    /// Kinds of facts; all if empty.
    pub kinds: &'f [String],
    /// A jurisdiction that it concerns.
    pub jurisdiction: Option<&'f str>,
    /// Entities that it names, all of them.
    pub entities: &'f [&'f str],
    /// Where to go on.
    pub before: Cursor,
}

/// How far back a reader of changes, who goes from the latest on, has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The last fact seen of those that were written.
    pub written: Option<i64>,
    /// The last one seen of those that were closed: its operation and itself.
    pub closed: Option<(i64, i64)>,
}

impl Cursor {
    /// Goes on behind a change.
    pub fn pass(&mut self, touched: &Touched) {
        match touched.written {
            true => self.written = Some(touched.place.1),
            false => self.closed = Some(touched.place),
        }
    }
}

/// A fact that an operation wrote or closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    /// The operation, and the order within it.
    pub place: (i64, i64),
    /// The fact was written; else it was closed.
    pub written: bool,
    /// The fact.
    pub fact: StoredFact,
}

impl Snapshot<'_> {
    /// An operation by its number.
    ///
    /// # Errors
    /// When the snapshot knows of none.
    pub fn operation_of(&self, id: i64) -> Result<Operation, Error> {
        let known = self.operation();
        self.connection()
            .prepare_cached("SELECT id, at, kind, author, note FROM operation WHERE id = ?1 AND id <= ?2")?
            .query_row([id, known], |row| {
                Ok(Operation {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    kind: row.get(2)?,
                    author: row.get(3)?,
                    note: row.get(4)?,
                })
            })
            .optional()?
            .ok_or_else(|| Error::Unknown { what: "operation", name: id.to_string() })
    }

    /// Ids of the documents that an operation deleted on request.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forgotten_by(&self, operation: &Operation) -> Result<Vec<String>, Error> {
        crate::store::column(
            self.connection(),
            "SELECT DISTINCT id FROM tombstone WHERE op = ?1 ORDER BY id",
            [operation.id],
        )
    }

    /// All that was ever told of a happening, also what is told no longer.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn versions_of_happening(&self, happening: &str) -> Result<Vec<Version>, Error> {
        self.versions_where(
            "(SELECT DISTINCT naming.fact AS row FROM member CROSS JOIN naming ON naming.node = member.node AND naming.part = 'self'
              WHERE member.entity = ?1) AS told CROSS JOIN fact ON fact.row = told.row AND fact.kind = 'event'",
            happening,
        )
    }

    /// All that a fact ever said.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn versions(&self, fact: &str) -> Result<Vec<Version>, Error> {
        self.versions_where("(SELECT ?1 AS id) AS asked CROSS JOIN fact ON fact.id = asked.id", fact)
    }

    fn versions_where(&self, facts: &str, value: &str) -> Result<Vec<Version>, Error> {
        let known = self.operation();
        let sql = format!(
            "SELECT {FACT_COLUMNS}, fact.op_from, fact.op_to FROM {facts} CROSS JOIN document ON document.row = fact.document
             WHERE fact.op_from <= {known} ORDER BY fact.op_from, fact.row"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement
            .query_map([value], |row| Ok((raw(row)?, row.get(BESIDE)?, row.get::<_, Option<i64>>(BESIDE + 1)?)))?;
        rows.map(|row| {
            let (raw, from, to) = row?;
            Ok(self.admit(raw)?.map(|fact| Version { fact, from, to: to.filter(|to| *to <= known) }))
        })
        .filter_map(Result::transpose)
        .collect()
    }

    /// Where all versions of a fact ever stood on the day asked about: status, the operation that put it there, and the
    /// one that ended it.
    ///
    /// # Errors
    /// When the database fails or a status is none.
    pub fn standings(&self, fact: &str) -> Result<Vec<(Status, i64, Option<i64>)>, Error> {
        let (known, day) = (self.operation(), self.as_of().to_string());
        let mut statement = self.connection().prepare_cached(
            "SELECT standing.status, standing.op_from, standing.op_to FROM fact JOIN standing ON standing.fact = fact.row
             WHERE fact.id = ?1 AND standing.op_from <= ?2 AND standing.from_day <= ?3 AND standing.to_day > ?3
             ORDER BY standing.op_from",
        )?;
        let rows = statement.query_map(rusqlite::params![fact, known, day], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?))
        })?;
        rows.map(|row| {
            let (word, from, to) = row?;
            let status = Status::parse(&word)
                .ok_or_else(|| Error::Damaged { place: format!("standing of fact {fact}"), why: word })?;
            Ok((status, from, to.filter(|to| *to <= known)))
        })
        .collect()
    }

    /// What operations wrote and closed, the latest first.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn touched(&self, filter: &ChangeFilter<'_>, limit: usize) -> Result<Vec<Touched>, Error> {
        let mut all = self.touched_by(filter, limit, true)?;
        all.extend(self.touched_by(filter, limit, false)?);
        all.sort_by_key(|touched| std::cmp::Reverse(touched.place));
        all.truncate(limit);
        Ok(all)
    }

    /// Facts that were closed and not written again, the latest first, each with the operation that closed it.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn closed(&self, filter: &ChangeFilter<'_>, limit: usize) -> Result<Vec<(StoredFact, i64)>, Error> {
        let mut closed = Vec::new();
        for touched in self.touched_by(filter, limit, false)? {
            if self.versions(&touched.fact.id)?.iter().all(|version| version.to.is_some()) {
                closed.push((touched.fact, touched.place.0));
            }
        }
        Ok(closed)
    }

    /// The happening that a fact told last, though nobody may tell it now; nothing for facts that never told one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn once_told(&self, fact: &StoredFact) -> Result<Option<String>, Error> {
        Ok(self
            .connection()
            .prepare_cached(
                "SELECT member.entity FROM naming JOIN member ON member.node = naming.node AND member.op_from <= ?2
                 WHERE naming.fact = ?1 AND naming.part = 'self' ORDER BY member.op_from DESC LIMIT 1",
            )?
            .query_row([fact.row, self.operation()], |row| row.get(0))
            .optional()?)
    }

    fn touched_by(&self, filter: &ChangeFilter<'_>, limit: usize, written: bool) -> Result<Vec<Touched>, Error> {
        let mut values: Vec<&dyn ToSql> = Vec::new();
        let mut conditions = Vec::new();
        // Rows are written in the order of operations: their order is that of writing.
        let (column, order) = match written {
            true => ("fact.op_from", "fact.row DESC"),
            false => ("fact.op_to", "fact.op_to DESC, fact.row DESC"),
        };
        conditions.push(format!("{column} <= {}", self.operation()));
        let start = match (written, filter.before) {
            (true, Cursor { written: Some(row), .. }) => format!(" AND fact.row < {row}"),
            (false, Cursor { closed: Some((operation, row)), .. }) => {
                format!(" AND (fact.op_to, fact.row) < ({operation}, {row})")
            }
            _ => String::new(),
        };
        // What a country or an entity has to do with is listed by an index; what was closed is little.
        let mut table = "fact".to_owned();
        if !filter.kinds.is_empty() {
            let first = values.len() + 1;
            values.extend(filter.kinds.iter().map(|kind| kind as &dyn ToSql));
            let kinds: Vec<String> = (first..=values.len()).map(|number| format!("?{number}")).collect();
            conditions.push(format!("fact.kind IN ({})", kinds.join(", ")));
        }
        let mut listed = |rows: &str, given: String| match written && table == "fact" {
            true => {
                let before = start.replace("fact.row", rows);
                table = format!(
                    "(SELECT DISTINCT {rows} AS row FROM {given}{before} ORDER BY row DESC LIMIT {REACH}) AS asked
                     CROSS JOIN fact ON fact.row = asked.row"
                );
            }
            false => conditions.push(format!("EXISTS (SELECT 1 FROM {given} AND {rows} = fact.row)")),
        };
        for entity in filter.entities {
            values.push(entity);
            listed(
                "naming.fact",
                format!(
                    "member CROSS JOIN naming ON naming.node = member.node WHERE member.entity = ?{}",
                    values.len()
                ),
            );
        }
        if let Some(code) = &filter.jurisdiction {
            values.push(code);
            listed("concern.fact", format!("concern WHERE concern.jurisdiction = ?{}", values.len()));
        }
        let found = self.some(|sound| {
            let sql = format!(
                "SELECT {FACT_COLUMNS}, {column} FROM {table} CROSS JOIN document ON document.row = fact.document
                 WHERE {}{start}{sound} ORDER BY {order} LIMIT {limit}",
                conditions.join(" AND ")
            );
            self.rows(&sql, &values, |row| Ok((raw(row)?, row.get::<_, i64>(BESIDE)?)))
        })?;
        let touched = |(fact, operation): (StoredFact, i64)| Touched { place: (operation, fact.row), written, fact };
        Ok(found.into_iter().map(touched).collect())
    }
}
