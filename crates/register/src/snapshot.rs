//! The record as it was known at a moment, asked about a day of the world.

mod entities;
mod filter;
mod survey;

pub use entities::{Entity, Spoken};
use filter::Question;
pub use filter::{Direction, EntryFilter, FactFilter};
pub use survey::{Arrival, Pending};

use std::collections::HashSet;

use jiff::Timestamp;
use record::{Actor, Date, DateRange, Diagnostic, Document, Draft, Fact, FactBody, Instrument, Record};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction};
use schemars::JsonSchema;
use serde::Serialize;

use crate::damage::{self, Damage, Vetting};
use crate::identity::fold;
use crate::register::instant;
use crate::status::{NEVER, Status};
use crate::store::{self, DocumentData};
use crate::{Error, Register};

/// Questions asked while this is held are one reading of the file: it is locked, and looked at for changes, once for all.
#[derive(Debug)]
#[must_use]
pub struct Reading<'a> {
    _transaction: Option<Transaction<'a>>,
}

/// What of the two times a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The last operation that is known.
    known: i64,
    /// The day of the world.
    pub as_of: Date,
}

/// The record at a moment. It never changes, whatever is written afterwards, except for what is deleted on request.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    connection: &'a Connection,
    pub(crate) vetting: &'a Vetting,
    moment: Moment,
}

/// A fact in the register, with the document that states it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFact {
    /// Id: the same for the same words of the same document.
    pub id: String,
    /// Id of the document.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Its publisher; empty where unknown.
    pub publisher: String,
    /// Its publication date.
    pub published: Option<Date>,
    /// Order in the document.
    pub ordinal: i64,
    /// The fact.
    pub fact: Fact,
    pub(crate) row: i64,
}

/// A document in the register.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDocument {
    /// Its words.
    pub document: Document,
    /// 1 for the first that was read.
    pub revision: u32,
    /// Who acts in it.
    pub actors: Vec<Actor>,
    /// Instruments it names.
    pub instruments: Vec<Instrument>,
    /// What the reader had to say beside the facts.
    pub diagnostics: Vec<Diagnostic>,
    /// The entity of the happening that it tells.
    pub happening: Option<String>,
    row: i64,
}

/// A link between two facts.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredLink {
    /// `fulfils`, `supersedes` …
    pub kind: String,
    /// The later fact.
    pub later: StoredFact,
    /// The earlier fact.
    pub earlier: StoredFact,
    /// The day from which it tells.
    pub day: Date,
    /// The reason.
    pub why: String,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Operation {
    /// Its number.
    pub id: i64,
    /// When it was done, UTC.
    pub at: String,
    /// What it was.
    pub kind: String,
    /// Who did it.
    pub author: String,
    /// Why.
    pub note: String,
}

impl Register {
    /// The record as it stands on a day of the world, as was known at an instant; all that is known if none is given.
    ///
    /// # Errors
    /// When the database fails.
    pub fn snapshot(&self, as_of: Date, known_at: Option<Timestamp>) -> Result<Snapshot<'_>, Error> {
        let known = match known_at {
            None => self.connection.query_row("SELECT coalesce(max(id), 0) FROM operation", [], |row| row.get(0))?,
            Some(at) => self.connection.query_row(
                "SELECT coalesce(max(id), 0) FROM operation WHERE at <= ?1",
                [instant(at)],
                |row| row.get(0),
            )?,
        };
        Ok(self.snapshot_at(as_of, known))
    }

    /// The record as it stands on a day of the world, as was known after an operation.
    pub fn snapshot_at(&self, as_of: Date, operation: i64) -> Snapshot<'_> {
        Snapshot { connection: &self.connection, vetting: &self.vetting, moment: Moment { known: operation, as_of } }
    }
}

/// The condition under which a row was there at the moment.
fn visible(table: &str, known: i64) -> String {
    format!("{table}.op_from <= {known} AND ({table}.op_to IS NULL OR {table}.op_to > {known})")
}

/// The columns of [`raw`]; what else is asked for stands at [`BESIDE`] and behind.
pub(crate) const FACT_COLUMNS: &str = "fact.row, fact.id, document.id, document.title, document.publisher,
    document.published, fact.ordinal, fact.body, fact.rule, fact.confidence,
    (SELECT json_group_array(json_object('field', field, 'start', start, 'end', end, 'exact', exact))
     FROM (SELECT * FROM evidence WHERE evidence.fact = fact.row ORDER BY ordinal)), fact.kind";

/// The first column behind [`FACT_COLUMNS`].
pub(crate) const BESIDE: usize = 12;

/// Facts less sure than this are worth a look: one in five of them is expected to be wrong. The index of doubtful facts holds
/// these alone.
pub(crate) const DOUBT: f32 = 0.8;

/// How many documents with common words are ranked: those read last.
const RANKED: usize = 2_000;

impl<'a> Snapshot<'a> {
    /// The day of the world it is asked about.
    pub fn as_of(&self) -> Date {
        self.moment.as_of
    }

    /// Begins a reading of the file for several questions; within another one this is the same reading.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reading(&self) -> Result<Reading<'a>, Error> {
        let begin = self.connection.is_autocommit().then(|| self.connection.unchecked_transaction());
        Ok(Reading { _transaction: begin.transpose()? })
    }

    /// The last operation that it knows of.
    pub fn operation(&self) -> i64 {
        self.moment.known
    }

    /// The same knowledge, asked about another day.
    pub fn on(&self, as_of: Date) -> Self {
        Self { moment: Moment { as_of, ..self.moment }, ..*self }
    }

    /// The condition under which a row of a table is seen.
    pub(crate) fn visible(&self, table: &str) -> String {
        visible(table, self.moment.known)
    }

    /// How many documents there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn document_count(&self) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM document WHERE {}", self.visible("document"));
        Ok(self.connection.query_row(&sql, [], |row| row.get(0))?)
    }

    /// How many facts of each kind there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fact_counts(&self) -> Result<Vec<(String, u64)>, Error> {
        let sql = format!("SELECT kind, count(*) FROM fact WHERE {} GROUP BY kind ORDER BY kind", self.visible("fact"));
        self.rows(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// How many happenings the documents are about, each told by one document or more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn happening_count(&self) -> Result<u64, Error> {
        let sql = format!(
            "SELECT count(DISTINCT coalesce(member.entity, document.id)) FROM document
             LEFT JOIN member ON member.node = document.happening AND {} WHERE {}",
            self.visible("member"),
            self.visible("document")
        );
        Ok(self.connection.query_row(&sql, [], |row| row.get(0))?)
    }

    /// Ids of all documents, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn document_ids(&self) -> Result<Vec<String>, Error> {
        let sql = format!("SELECT id FROM document WHERE {} ORDER BY id", self.visible("document"));
        self.rows(&sql, &[], |row| row.get(0))
    }

    /// A document with its revision.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn document(&self, id: &str) -> Result<StoredDocument, Error> {
        let sql = format!(
            "SELECT document.row, revision, data, (SELECT entity FROM member WHERE node = document.happening AND {})
             FROM document WHERE id = ?1 AND {}",
            self.visible("member"),
            self.visible("document")
        );
        type Found = (i64, u32, String, Option<String>);
        let found: Option<Found> = self
            .connection
            .prepare_cached(&sql)?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let (row, revision, data, happening) =
            found.ok_or_else(|| Error::Unknown { what: "document", name: id.to_owned() })?;
        let data: DocumentData = store::parse("document", row, &data)?;
        Ok(StoredDocument {
            document: data.document,
            revision,
            actors: data.actors,
            instruments: data.instruments,
            diagnostics: data.diagnostics,
            happening,
            row,
        })
    }

    /// All of a document as one record, without the facts that are damaged.
    ///
    /// # Errors
    /// When there is none, or the document itself is damaged.
    pub fn record(&self, id: &str) -> Result<Record, Error> {
        let StoredDocument { row, document, actors, instruments, diagnostics, .. } = self.document(id)?;
        let data = DocumentData { document, actors, instruments, diagnostics };
        let loaded = damage::facts_of(self.connection, row, &data, &self.visible("fact"))?;
        for (row, damage) in loaded.damaged {
            self.vetting.report(row, damage);
        }
        let facts = loaded.facts.into_iter().map(|(.., fact)| fact).collect();
        let DocumentData { document, actors, instruments, diagnostics } = data;
        Ok(Record::sift(Draft { document, actors, instruments, facts, diagnostics }).0)
    }

    /// The facts that were left out of answers since this was asked last, because they are damaged: answers from a register
    /// are those of all its other facts.
    #[must_use]
    pub fn left_out(&self) -> Vec<Damage> {
        self.vetting.take()
    }

    /// The fact of a row, if it holds; what does not is reported by [`Self::left_out`].
    pub(crate) fn admit(&self, raw: Raw) -> Result<Option<StoredFact>, Error> {
        self.vetting.admit(self.connection, raw)
    }

    /// A fact by its id.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn fact(&self, id: &str) -> Result<StoredFact, Error> {
        let sql = format!(
            "SELECT {FACT_COLUMNS} FROM fact JOIN document ON document.row = fact.document WHERE fact.id = ?1 AND {}",
            self.visible("fact")
        );
        self.stored(&sql, &[&id])?.pop().ok_or_else(|| match self.vetting.of_fact(id) {
            Some(damage) => {
                Error::Damaged { place: format!("fact {id} of document {}", damage.document), why: damage.why }
            }
            None => Error::Unknown { what: "fact", name: id.to_owned() },
        })
    }

    /// Facts of a document, in the order of its text.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn facts_of(&self, document: &str) -> Result<Vec<StoredFact>, Error> {
        let sql = format!(
            "SELECT {FACT_COLUMNS} FROM document JOIN fact ON fact.document = document.row
             WHERE document.id = ?1 AND {} AND {} ORDER BY fact.ordinal",
            self.visible("document"),
            self.visible("fact")
        );
        self.stored(&sql, &[&document])
    }

    /// The facts that a filter asks for, the latest first.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn facts(&self, filter: &FactFilter<'_>) -> Result<Vec<StoredFact>, Error> {
        let Question { from, fact, conditions, order, values } = self.question(filter, None);
        let limit = filter.page();
        let from =
            if from.is_empty() { "fact".to_owned() } else { format!("{from} CROSS JOIN fact ON fact.row = {fact}") };
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        self.stored_some(&values, |sound| {
            format!(
                "SELECT {FACT_COLUMNS} FROM {from} CROSS JOIN document ON document.row = fact.document
                 WHERE {conditions}{sound} ORDER BY {order}{limit}"
            )
        })
    }

    /// Entries of the ledger with their status on the day asked about and the day since when, the latest first.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn entries(&self, filter: &EntryFilter<'_>) -> Result<Vec<(StoredFact, Status, Date)>, Error> {
        let facts = FactFilter { kind: Some("statement"), ..filter.facts.clone() };
        let Question { from, fact, conditions, order, values } = self.question(&facts, Some("standing.fact"));
        let limit = facts.page();
        let statuses: Vec<String> = filter.statuses.iter().map(|status| format!("'{status}'")).collect();
        let statuses = match statuses.is_empty() {
            true => String::new(),
            false => format!(" AND standing.status IN ({})", statuses.join(", ")),
        };
        let heads = if filter.repeats { "" } else { " AND standing.head = 1" };
        let day = self.moment.as_of;
        // What is open and due some day is not open for ever.
        let ends = match filter.statuses {
            [Status::Open] if facts.ends_from.is_some() => format!(" AND standing.to_day < '{NEVER}'"),
            _ => String::new(),
        };
        let standing = format!(
            "standing ON standing.fact = {fact} AND standing.from_day <= '{day}' AND standing.to_day > '{day}' AND {}{heads}{statuses}{ends}",
            self.visible("standing")
        );
        // Where it stands tells most entries apart, and is told by an index alone; the facts come after it.
        let tables = match from.is_empty() {
            true => format!("fact CROSS JOIN {standing}"),
            false => format!("{from} CROSS JOIN {standing} CROSS JOIN fact ON fact.row = {fact}"),
        };
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        let found = self.some(|sound| {
            let sql = format!(
                "SELECT {FACT_COLUMNS}, standing.status, standing.from_day FROM {tables}
                 CROSS JOIN document ON document.row = fact.document WHERE {conditions}{sound} ORDER BY {order}{limit}"
            );
            self.rows(&sql, &values, |row| {
                Ok((raw(row)?, (row.get::<_, String>(BESIDE)?, row.get::<_, String>(BESIDE + 1)?)))
            })
        })?;
        found
            .into_iter()
            .map(|(fact, (status, since))| {
                let damaged =
                    || Error::Damaged { place: format!("standing of fact {}", fact.row), why: status.clone() };
                let status = Status::parse(&status).ok_or_else(damaged)?;
                let since = since.parse().map_err(|_| damaged())?;
                Ok((fact, status, since))
            })
            .collect()
    }

    /// How many entries of the ledger have each status on the day asked about.
    ///
    /// # Errors
    /// When the database fails.
    pub fn status_counts(&self) -> Result<Vec<(Status, u64)>, Error> {
        let day = self.moment.as_of;
        let sql = format!(
            "SELECT status, count(*) FROM standing WHERE from_day <= '{day}' AND to_day > '{day}' AND head = 1 AND {}
             GROUP BY status",
            self.visible("standing")
        );
        let counts: Vec<(String, u64)> = self.rows(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Status::ALL
            .into_iter()
            .filter_map(|status| {
                counts.iter().find(|(word, _)| word == status.as_str()).map(|(_, count)| (status, *count))
            })
            .collect())
    }

    /// Where an entry stands over all days known.
    ///
    /// # Errors
    /// When the database fails.
    pub fn history(&self, fact: &StoredFact) -> Result<Vec<(String, String)>, Error> {
        let sql = format!(
            "SELECT status, from_day FROM standing WHERE fact = ?1 AND {} ORDER BY from_day",
            self.visible("standing")
        );
        self.rows(&sql, &[&fact.row], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The links of a fact that tell by the day asked about.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn links(&self, fact: &StoredFact) -> Result<Vec<StoredLink>, Error> {
        // The other end comes with its link: an entry that was said again and again has many.
        let sql = format!(
            "SELECT {FACT_COLUMNS}, link.kind, link.later, link.day, link.why FROM link
             CROSS JOIN fact ON fact.row = iif(link.earlier = ?1, link.later, link.earlier)
             CROSS JOIN document ON document.row = fact.document
             WHERE (link.earlier = ?1 OR link.later = ?1) AND link.day <= ?2 AND {} ORDER BY link.day, link.kind, link.later, link.chance IS NOT NULL",
            self.visible("link")
        );
        type Found = (Raw, String, i64, String, String);
        let found: Vec<Found> = self.rows(&sql, &[&fact.row, &self.moment.as_of.to_string()], |row| {
            Ok((raw(row)?, row.get(BESIDE)?, row.get(BESIDE + 1)?, row.get(BESIDE + 2)?, row.get(BESIDE + 3)?))
        })?;
        // What a rule is sure of needs no likelihood beside it.
        let mut seen = HashSet::new();
        found
            .into_iter()
            .filter(|(other, kind, later, ..)| seen.insert((other.row, kind.clone(), *later)))
            .map(|(other, kind, later, day, why)| {
                let day = day.parse().map_err(|_| Error::Damaged { place: "a link".to_owned(), why: day.clone() })?;
                let (mine, Some(other)) = (fact.clone(), self.admit(other)?) else { return Ok(None) };
                let (later, earlier) = if later == fact.row { (mine, other) } else { (other, mine) };
                Ok(Some(StoredLink { kind, later, earlier, day, why }))
            })
            .filter_map(Result::transpose)
            .collect()
    }

    /// The fact of a row; nothing if it is damaged.
    fn by_row(&self, row: i64) -> Result<Option<StoredFact>, Error> {
        let sql = format!(
            "SELECT {FACT_COLUMNS} FROM fact JOIN document ON document.row = fact.document WHERE fact.row = ?1"
        );
        Ok(self.stored(&sql, &[&row])?.pop())
    }

    /// The entities a fact names, each with its part and its name in the document.
    ///
    /// # Errors
    /// When the database fails.
    pub fn names(&self, fact: &StoredFact) -> Result<Vec<(String, String, String)>, Error> {
        let sql = format!(
            "SELECT naming.part, member.entity, node.name FROM naming JOIN node ON node.row = naming.node
             JOIN member ON member.node = naming.node AND {} WHERE naming.fact = ?1 ORDER BY naming.part, member.entity",
            self.visible("member")
        );
        self.rows(&sql, &[&fact.row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// The entity of the happening that a fact tells; nothing for facts that tell none.
    ///
    /// # Errors
    /// When the database fails.
    pub fn happening(&self, fact: &StoredFact) -> Result<Option<String>, Error> {
        Ok(self.names(fact)?.into_iter().find(|(part, ..)| part == "self").map(|(_, entity, _)| entity))
    }

    /// The facts that tell a happening, by all documents.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn tellings(&self, happening: &str) -> Result<Vec<StoredFact>, Error> {
        let sql = format!(
            "SELECT {FACT_COLUMNS} FROM member CROSS JOIN naming ON naming.node = member.node AND naming.part = 'self'
             CROSS JOIN fact ON fact.row = naming.fact AND {} CROSS JOIN document ON document.row = fact.document
             WHERE member.entity = ?1 AND {} AND fact.kind = 'event' ORDER BY document.published, document.id, fact.ordinal",
            self.visible("fact"),
            self.visible("member")
        );
        self.stored(&sql, &[&happening])
    }

    /// Ids of the documents in which all the words occur, the best first. The last word may be a beginning.
    ///
    /// # Errors
    /// When the database fails.
    pub fn search(&self, words: &str, limit: usize) -> Result<Vec<String>, Error> {
        // Words are quoted, so that no mark in them is taken for the syntax of a query.
        let folded = fold(words);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let whole = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ");
        // Who typed whole words has what was asked for; beginnings are looked for where these give too little.
        let found = self.matching(&whole, limit)?;
        if found.len() >= limit {
            return Ok(found);
        }
        let beginnings = words.iter().map(|word| format!("\"{word}\"*")).collect::<Vec<_>>().join(" ");
        self.matching(&beginnings, limit)
    }

    /// Ids of the documents that match a query of the index of words, the best first of those read last.
    fn matching(&self, query: &str, limit: usize) -> Result<Vec<String>, Error> {
        let sql = format!(
            "SELECT document.id FROM (SELECT rowid, bm25(words, 4.0, 1.0) AS score FROM words WHERE words MATCH ?1
                                      ORDER BY rowid DESC LIMIT {RANKED}) AS found
             CROSS JOIN document ON document.row = found.rowid AND {} ORDER BY found.score, document.id LIMIT {limit}",
            self.visible("document")
        );
        self.rows(&sql, &[&query], |row| row.get(0))
    }

    /// Facts by doubt: the least sure first, without those a reviewer has decided on.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn doubtful(&self, limit: usize) -> Result<Vec<StoredFact>, Error> {
        let ask = |least: &str| {
            self.stored_some(&[], |sound| {
                format!(
                    "SELECT {FACT_COLUMNS} FROM fact JOIN document ON document.row = fact.document
                     WHERE {least}{} AND fact.rule != 'review'{sound} ORDER BY fact.confidence, fact.id LIMIT {limit}",
                    self.visible("fact")
                )
            })
        };
        // Those in doubt are few and have an index; whoever asks for more than they are gets all in their order.
        let doubtful = ask(&format!("fact.confidence < {DOUBT} AND "))?;
        if doubtful.len() < limit { ask("") } else { Ok(doubtful) }
    }

    /// Operations after an instant, in the order in which they were done.
    ///
    /// # Errors
    /// When the database fails.
    pub fn operations(&self, since: Timestamp) -> Result<Vec<Operation>, Error> {
        let known = self.moment.known;
        self.rows(
            &format!("SELECT id, at, kind, author, note FROM operation WHERE at > ?1 AND id <= {known} ORDER BY id"),
            &[&instant(since)],
            |row| {
                Ok(Operation {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    kind: row.get(2)?,
                    author: row.get(3)?,
                    note: row.get(4)?,
                })
            },
        )
    }

    /// The facts that an operation added, and those that it closed.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn changed_by(&self, operation: &Operation) -> Result<(Vec<StoredFact>, Vec<StoredFact>), Error> {
        // A document is written and closed with its facts, whatever is done.
        let facts = |column: &str| {
            let sql = format!(
                "SELECT {FACT_COLUMNS} FROM document CROSS JOIN fact ON fact.document = document.row AND fact.{column} = ?1
                 WHERE document.{column} = ?1 ORDER BY fact.document, fact.ordinal"
            );
            self.stored(&sql, &[&operation.id])
        };
        Ok((facts("op_from")?, facts("op_to")?))
    }

    pub(crate) fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// Hands on what a question finds, row by row, until whoever takes it has enough.
    pub(crate) fn each<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
        mut take: impl FnMut(T) -> bool,
    ) -> Result<(), Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        while let Some(row) = rows.next()? {
            if !take(read(row)?) {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        values: &[&dyn ToSql],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(values, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Facts of a question that asks for some of many; it is given a condition on the rows of facts.
    fn stored_some(&self, values: &[&dyn ToSql], question: impl Fn(&str) -> String) -> Result<Vec<StoredFact>, Error> {
        let rows = |sound: &str| self.rows(&question(sound), values, |row| Ok((raw(row)?, ())));
        Ok(self.some(rows)?.into_iter().map(|(fact, ())| fact).collect())
    }

    fn stored(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<StoredFact>, Error> {
        let rows = self.rows(sql, values, raw)?.into_iter();
        rows.map(|raw| self.admit(raw)).filter_map(Result::transpose).collect()
    }
}

/// A row with the columns of [`FACT_COLUMNS`].
pub(crate) struct Raw {
    pub(crate) row: i64,
    id: String,
    document: String,
    title: String,
    publisher: String,
    published: Option<String>,
    ordinal: i64,
    body: String,
    rule: String,
    confidence: f64,
    evidence: String,
    kind: String,
}

/// Reads a row with these columns.
pub(crate) fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        row: row.get(0)?,
        id: row.get(1)?,
        document: row.get(2)?,
        title: row.get(3)?,
        publisher: row.get(4)?,
        published: row.get(5)?,
        ordinal: row.get(6)?,
        body: row.get(7)?,
        rule: row.get(8)?,
        confidence: row.get(9)?,
        evidence: row.get(10)?,
        kind: row.get(11)?,
    })
}

impl Raw {
    /// The place of the fact, for saying what is wrong with it.
    pub(crate) fn damage(&self) -> Damage {
        Damage {
            fact: self.id.clone(),
            document: self.document.clone(),
            number: self.ordinal + 1,
            kind: self.kind.clone(),
            why: String::new(),
        }
    }

    /// The fact of the row by itself, or what is wrong with it.
    pub(crate) fn read(self) -> Result<StoredFact, String> {
        let fact = damage::fact(&self.body, &self.evidence, &self.rule, self.confidence)?;
        Ok(StoredFact {
            id: self.id,
            document: self.document,
            title: self.title,
            publisher: self.publisher,
            published: self.published.and_then(|day| day.parse().ok()),
            ordinal: self.ordinal,
            fact,
            row: self.row,
        })
    }
}

impl StoredFact {
    /// When it happens, is due or was told.
    pub fn when(&self) -> Option<DateRange> {
        match self.fact.body() {
            FactBody::Event(event) => event.when.clone(),
            FactBody::Statement(statement) => statement.due.clone(),
            FactBody::Stage(stage) => stage.as_of.map(|day| DateRange {
                start: Some(day.first_day()),
                end: Some(day.last_day()),
                text: String::new(),
            }),
            FactBody::Figure(figure) => figure.period.clone(),
            FactBody::Role(_) => None,
        }
    }
}
