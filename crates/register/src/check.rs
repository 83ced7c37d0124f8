//! Whether a register is whole.

use record::{FactBody, FactError};

use crate::store::{self, DocumentData};
use crate::{Error, Register, damage, derive};

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// Table and row.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// It is one fact that answers leave out, or one decision that is not applied; the rest of the register answers as ever.
    pub left_out: bool,
}

impl Register {
    /// Verifies pages, every slice of evidence, every link and every index; `progress` is told of every document.
    ///
    /// # Errors
    /// When the database cannot be read at all. What is merely wrong is found.
    pub fn check(&self, mut progress: impl FnMut(u64)) -> Result<Vec<Finding>, Error> {
        let connection = &self.connection;
        let mut findings = Vec::new();
        let mut find =
            |place: &str, what: String| findings.push(Finding { place: place.to_owned(), what, left_out: false });
        for line in store::column::<String>(connection, "PRAGMA integrity_check", [])? {
            if line != "ok" {
                find("file", line);
            }
        }
        for line in store::column::<String>(
            connection,
            "SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check",
            [],
        )? {
            find(&line, "points at a row that is not there".to_owned());
        }
        for (what, sql) in INVARIANTS {
            for place in store::column::<String>(connection, sql, [])? {
                find(&place, (*what).to_owned());
            }
        }
        let mut documents = connection.prepare("SELECT row, data FROM document")?;
        let mut rows = documents.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let (row, data): (i64, String) = (row.get(0)?, row.get(1)?);
            match store::parse::<DocumentData>("document", row, &data) {
                Ok(data) => {
                    let damaged = damage::facts_of(connection, row, &data, "1")?.damaged;
                    findings.extend(damaged.into_iter().map(|(row, damage)| Finding {
                        place: format!("fact {row}"),
                        what: damage.to_string(),
                        left_out: true,
                    }));
                }
                Err(Error::Damaged { place, why: what }) => findings.push(Finding { place, what, left_out: false }),
                Err(error) => return Err(error),
            }
            count += 1;
            progress(count);
        }
        self.check_corrections(&mut findings)?;
        Ok(findings)
    }

    /// Finds corrections that make no fact.
    fn check_corrections(&self, findings: &mut Vec<Finding>) -> Result<(), Error> {
        let mut statement = self.connection.prepare(
            "SELECT row, document, data FROM decision WHERE verdict = 'correct' AND op_to IS NULL ORDER BY row",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (row, document, data): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let body = serde_json::from_str(&data).map_err(|error| error.to_string());
            let body = body.and_then(|body| FactBody::from_json(body).map_err(|flaw| flaw.to_string()));
            let why = match body.map(|body| body.flaws()) {
                Ok(flaws) if flaws.is_empty() => continue,
                Ok(flaws) => FactError { flaws }.to_string(),
                Err(why) => why,
            };
            findings.push(Finding {
                place: format!("decision {row}"),
                what: format!("document {document}: the correction makes no fact and is not applied: {why}"),
                left_out: true,
            });
        }
        Ok(())
    }

    /// Throws the indexes of words, names, entries and stages away and builds them anew from the documents, nodes and facts.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn reindex(&mut self) -> Result<(), Error> {
        let transaction = self.write()?;
        transaction.execute_batch(
            "DELETE FROM words;
             INSERT INTO words (rowid, title, body)
             SELECT row, title, json_extract(data, '$.body') FROM document;",
        )?;
        derive::reindex(&transaction)?;
        Ok(transaction.commit()?)
    }
}

/// What must not be found, and how it is looked for.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "two facts with one id",
        "SELECT 'fact ' || max(row) FROM fact WHERE op_to IS NULL GROUP BY id HAVING count(*) > 1",
    ),
    (
        "a fact outlives its document",
        "SELECT 'fact ' || fact.row FROM fact JOIN document ON document.row = fact.document
         WHERE fact.op_to IS NULL AND document.op_to IS NOT NULL",
    ),
    (
        "a link outlives a fact of it",
        "SELECT 'link ' || link.rowid FROM link JOIN fact ON fact.row IN (link.later, link.earlier)
         WHERE link.op_to IS NULL AND fact.op_to IS NOT NULL",
    ),
    (
        "a standing outlives its fact",
        "SELECT 'standing ' || standing.rowid FROM standing JOIN fact ON fact.row = standing.fact
         WHERE standing.op_to IS NULL AND fact.op_to IS NOT NULL",
    ),
    (
        "a ledger entry stands nowhere",
        "SELECT 'fact ' || row FROM fact WHERE kind = 'statement' AND op_to IS NULL
         AND term IN ('request', 'proposal', 'commitment', 'agreement')
         AND NOT EXISTS (SELECT 1 FROM standing WHERE fact = row AND op_to IS NULL)",
    ),
    (
        "a node belongs to two entities",
        "SELECT 'node ' || node FROM member WHERE op_to IS NULL GROUP BY node HAVING count(*) > 1",
    ),
    ("closed before it was written", "SELECT 'fact ' || row FROM fact WHERE op_to < op_from"),
    ("closed before it was written", "SELECT 'document ' || row FROM document WHERE op_to < op_from"),
    (
        "operations out of order",
        "SELECT 'operation ' || later.id FROM operation AS later JOIN operation AS earlier ON earlier.id = later.id - 1
         WHERE later.at < earlier.at",
    ),
    (
        "an entry or a stage is indexed, but does not hold",
        "SELECT 'fact ' || fact.row FROM fact WHERE fact.op_to IS NOT NULL
         AND (row IN (SELECT fact FROM entry) OR row IN (SELECT fact FROM milestone) OR row IN (SELECT fact FROM waiting))",
    ),
    (
        "an entry is not indexed",
        "SELECT 'fact ' || fact.row FROM fact JOIN document ON document.row = fact.document AND document.published IS NOT NULL
         WHERE fact.kind = 'statement' AND fact.op_to IS NULL
         AND fact.term IN ('request', 'proposal', 'commitment', 'agreement')
         AND EXISTS (SELECT 1 FROM naming WHERE naming.fact = fact.row AND naming.part = 'about')
         AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.fact = fact.row)",
    ),
    (
        "a name cannot be found",
        "SELECT 'node ' || row FROM node WHERE kind != 'event' AND NOT EXISTS (SELECT 1 FROM called WHERE node = row)
         UNION ALL SELECT 'name ' || row FROM name WHERE row NOT IN (SELECT rowid FROM names)",
    ),
    ("a name of nobody", "SELECT 'name ' || row FROM name WHERE NOT EXISTS (SELECT 1 FROM called WHERE name = row)"),
    ("not in the search index", "SELECT 'document ' || row FROM document WHERE row NOT IN (SELECT rowid FROM words)"),
    (
        "in the search index, but not there",
        "SELECT 'words ' || rowid FROM words WHERE rowid NOT IN (SELECT row FROM document)",
    ),
];
