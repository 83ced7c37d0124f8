//! Lists: documents with their revisions, names of actors, series of happenings.

use record::{Date, Document};
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use crate::identity::events::EventNode;
use crate::identity::{Node, fold};
use crate::status::Status;
use crate::store::{self, DocumentData};
use crate::{Error, Snapshot};

/// Which documents are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocumentFilter<'f> {
    /// Words of the publisher's name.
    pub publisher: Option<&'f str>,
    /// [`ListedDocument::place`] of the document after which the list goes on.
    pub after: Option<&'f str>,
    /// How many at most.
    pub limit: usize,
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it; empty where unknown.
    pub publisher: String,
    /// When.
    pub published: Option<Date>,
    /// Number of its revision, from 1.
    pub revision: u32,
    /// How many facts were read in it.
    pub facts: u64,
    row: i64,
}

impl ListedDocument {
    /// Its place in the list of all.
    pub fn place(&self) -> String {
        format!("{}~{}", self.published.map(|day| day.to_string()).unwrap_or_default(), self.row)
    }

    /// Its publisher has these words in its name.
    pub fn is_by(&self, publisher: &str) -> bool {
        fold(&self.publisher).contains(&fold(publisher))
    }
}

/// One revision of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// Its number, from 1.
    pub number: u32,
    /// When it was read, UTC.
    pub read: String,
}

/// A name in the list of names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name as it is ordered: without case and marks.
    pub folded: String,
    /// The name.
    pub name: String,
    /// Whose it is.
    pub entity: String,
}

/// Documents looked at for a publisher's name before a page of the list is given as it is.
const LOOKED_AT: usize = 20_000;

impl Snapshot<'_> {
    fn listing(&self) -> String {
        format!(
            "SELECT document.id, document.title, document.publisher, document.published, document.revision,
             (SELECT count(*) FROM fact WHERE fact.document = document.row AND {}), document.row FROM document",
            self.visible("fact")
        )
    }

    /// Documents, the latest first; those without a date last.
    ///
    /// # Errors
    /// When the database fails.
    pub fn documents(&self, filter: &DocumentFilter<'_>) -> Result<Vec<ListedDocument>, Error> {
        let place = filter.after.and_then(|after| after.split_once('~'));
        let (day, row) = match place {
            Some((day, row)) => (day, row.parse().unwrap_or(0)),
            None => ("9999-12-31", i64::MAX),
        };
        let mut documents = Vec::new();
        // Those with a date are walked along its index; then come the others.
        let dated = "document.published <= ?1 AND (document.published < ?1 OR document.row < ?2)";
        let undated = "document.published IS NULL AND document.row < ?2 AND ?1 IS NOT NULL";
        let phases = match day.is_empty() {
            false => vec![(dated, row), (undated, i64::MAX)],
            true => vec![(undated, row)],
        };
        for (condition, row) in phases {
            let sql = format!(
                "{} WHERE {condition} AND {} ORDER BY document.published DESC, document.row DESC LIMIT {LOOKED_AT}",
                self.listing(),
                self.visible("document")
            );
            self.each(&sql, &[&day, &row], listed, |document| {
                if filter.publisher.is_none_or(|asked| document.is_by(asked)) {
                    documents.push(document);
                }
                documents.len() < filter.limit
            })?;
            if documents.len() >= filter.limit {
                break;
            }
        }
        Ok(documents)
    }

    /// A document as lists show it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn listed(&self, id: &str) -> Result<Option<ListedDocument>, Error> {
        let sql = format!("{} WHERE document.id = ?1 AND {}", self.listing(), self.visible("document"));
        Ok(self.rows(&sql, &[&id], listed)?.pop())
    }

    /// All revisions of a document that were known by the moment, the first one first. Another reading of the same words is
    /// no revision.
    ///
    /// # Errors
    /// When the database fails.
    pub fn revisions(&self, id: &str) -> Result<Vec<Revision>, Error> {
        let sql = "SELECT document.revision, min(operation.at) FROM document
             JOIN operation ON operation.id = document.op_from
             WHERE document.id = ?1 AND document.op_from <= ?2 GROUP BY document.revision ORDER BY document.revision";
        self.rows(sql, &[&id, &self.operation()], |row| Ok(Revision { number: row.get(0)?, read: row.get(1)? }))
    }

    /// The words of a revision of a document.
    ///
    /// # Errors
    /// When there is none, or it is damaged.
    pub fn revision(&self, id: &str, number: u32) -> Result<Document, Error> {
        let sql = "SELECT row, data FROM document WHERE id = ?1 AND revision = ?2 AND op_from <= ?3
             ORDER BY row DESC LIMIT 1";
        let found = self.rows(sql, &[&id, &number, &self.operation()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let (row, data) = found
            .into_iter()
            .next()
            .ok_or_else(|| Error::Unknown { what: "revision of that document numbered", name: number.to_string() })?;
        let data: DocumentData = store::parse("document", row, &data)?;
        Ok(data.document)
    }

    /// Where the entries of the ledger in a document stand on the day asked about: ids of facts with their status.
    ///
    /// # Errors
    /// When the database fails.
    pub fn standings_of(&self, document: &str) -> Result<Vec<(String, Status)>, Error> {
        let day = self.as_of();
        let sql = format!(
            "SELECT fact.id, standing.status FROM document CROSS JOIN fact ON fact.document = document.row AND {}
             CROSS JOIN standing ON standing.fact = fact.row AND {} AND standing.from_day <= '{day}' AND standing.to_day > '{day}'
             WHERE document.id = ?1 AND {}",
            self.visible("fact"),
            self.visible("standing"),
            self.visible("document")
        );
        let rows: Vec<(String, String)> = self.rows(&sql, &[&document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.into_iter().filter_map(|(fact, status)| Some((fact, Status::parse(&status)?))).collect())
    }

    /// Names of people and bodies in the order of the alphabet, from after a name on. `kind` is `person` or `organisation`;
    /// both if none is given.
    ///
    /// # Errors
    /// When the database fails.
    pub fn actor_names(&self, kind: Option<&str>, after: &str, limit: usize) -> Result<Vec<Named>, Error> {
        let kinds = match kind {
            Some("person") => "('person')",
            Some("organisation") => "('organisation')",
            _ => "('person', 'organisation')",
        };
        let sql = format!(
            "SELECT name.folded, node.name, member.entity FROM name CROSS JOIN called ON called.name = name.row
             CROSS JOIN node ON node.row = called.node AND node.kind = 'actor'
             AND json_extract(node.data, '$.kind') IN {kinds}
             CROSS JOIN member ON member.node = node.row AND {}
             WHERE name.folded > ?1 ORDER BY name.folded, member.entity",
            self.visible("member")
        );
        let mut names: Vec<Named> = Vec::new();
        let read = |row: &Row<'_>| Ok(Named { folded: row.get(0)?, name: row.get(1)?, entity: row.get(2)? });
        self.each(&sql, &[&after], read, |name| {
            // Acronyms lead to the name that they stand for; one name of one actor is listed once.
            let own = fold(&name.name) == name.folded;
            if own && names.last().is_none_or(|last| (&last.folded, &last.entity) != (&name.folded, &name.entity)) {
                names.push(name);
            }
            names.len() < limit
        })?;
        Ok(names)
    }

    /// Keys of series in their order, from after a key on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn series_keys(&self, after: &str, limit: usize) -> Result<Vec<String>, Error> {
        // Blocks of series are named `s|key|number` and `s|key|month`: from one key the index leads to the next.
        let mut statement = self
            .connection()
            .prepare_cached("SELECT key FROM block WHERE key > ?1 AND key < 's}' ORDER BY key LIMIT 1")?;
        let mut place = if after.is_empty() { "s|".to_owned() } else { format!("s|{after}|\u{7f}") };
        let mut keys = Vec::new();
        while keys.len() < limit {
            let found: Option<String> = statement.query_row([&place], |row| row.get(0)).optional()?;
            let Some(key) = found.as_deref().and_then(series_of) else { break };
            place = format!("s|{key}|\u{7f}");
            if self.has_sessions(key)? {
                keys.push(key.to_owned());
            }
        }
        Ok(keys)
    }

    fn has_sessions(&self, key: &str) -> Result<bool, Error> {
        let sql = format!(
            "SELECT 1 FROM block CROSS JOIN member ON member.node = block.node AND {}
             WHERE block.key > ?1 AND block.key < ?2 LIMIT 1",
            self.visible("member")
        );
        let (from, to) = (format!("s|{key}|"), format!("s|{key}|\u{7f}"));
        Ok(self.connection().prepare_cached(&sql)?.exists([from, to])?)
    }

    /// The sessions of a series, as documents tell them, each with the entity of its happening; the latest first.
    ///
    /// # Errors
    /// When the database fails or a node is damaged.
    pub fn sessions(&self, key: &str, limit: usize) -> Result<Vec<(String, EventNode)>, Error> {
        let sql = format!(
            "SELECT DISTINCT member.entity, node.row, node.data FROM block
             CROSS JOIN member ON member.node = block.node AND {} CROSS JOIN node ON node.row = block.node
             WHERE block.key > ?1 AND block.key < ?2
             ORDER BY coalesce(json_extract(node.data, '$.start'), json_extract(node.data, '$.end')) DESC, node.key
             LIMIT {limit}",
            self.visible("member")
        );
        let (from, to) = (format!("s|{key}|"), format!("s|{key}|\u{7f}"));
        let rows: Vec<(String, i64, String)> =
            self.rows(&sql, &[&from, &to], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut sessions = Vec::with_capacity(rows.len());
        for (entity, row, data) in rows {
            if let Node::Event(event) = store::parse("node", row, &data)? {
                sessions.push((entity, event));
            }
        }
        Ok(sessions)
    }
}

/// The key of the series in the name of one of its blocks.
fn series_of(block: &str) -> Option<&str> {
    block.strip_prefix("s|")?.rsplit_once('|').map(|(key, _)| key)
}

fn listed(row: &Row<'_>) -> rusqlite::Result<ListedDocument> {
    let published: Option<String> = row.get(3)?;
    Ok(ListedDocument {
        id: row.get(0)?,
        title: row.get(1)?,
        publisher: row.get(2)?,
        published: published.and_then(|day| day.parse().ok()),
        revision: row.get(4)?,
        facts: row.get(5)?,
        row: row.get(6)?,
    })
}
