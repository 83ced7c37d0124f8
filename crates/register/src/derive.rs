//! What follows from a document in the register: rows for its facts, the entities its names belong to, links to what
//! other documents tell, and where the entries of the ledger stand now.

mod entities;
mod indexing;
mod keeping;
mod linking;
mod loading;
mod naming;
mod standing;
mod weighing;

use std::collections::BTreeSet;

use record::{Date, Fact, FactBody, Record};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::identity::{self, fold};
use crate::review::Numbered;
use crate::revision::Marks;
use crate::store::{self, DocumentData};
use crate::{Error, damage, finding, review};

pub(crate) use entities::{become_member, entity_of_key, regroup};
pub(crate) use linking::relink;
pub(crate) use standing::{is_entry, stand_anew};
pub use weighing::Pair;
pub(crate) use weighing::pairs;

/// Throws the indexes of names, entries and stages away and builds them anew from the nodes and facts.
pub(crate) fn reindex(transaction: &Transaction<'_>) -> Result<(), Error> {
    transaction.execute_batch(
        "DELETE FROM names; DELETE FROM called; DELETE FROM name; DELETE FROM spelling;
         DELETE FROM entry; DELETE FROM milestone; DELETE FROM waiting;",
    )?;
    let mut select = transaction.prepare("SELECT data FROM node WHERE row = ?1")?;
    for row in store::column(transaction, "SELECT row FROM node ORDER BY row", [])? {
        let data: String = select.query_row([row], |row| row.get(0))?;
        finding::call(transaction, row, &store::parse("node", row, &data)?)?;
    }
    let mut select = transaction.prepare("SELECT data FROM document WHERE row = ?1")?;
    for row in store::column(transaction, "SELECT row FROM document WHERE op_to IS NULL ORDER BY row", [])? {
        let data: String = select.query_row([row], |row| row.get(0))?;
        let data: DocumentData = store::parse("document", row, &data)?;
        let facts = damage::facts_of(transaction, row, &data, "fact.op_to IS NULL")?.facts;
        let written: Vec<(i64, &Fact)> = facts.iter().map(|(row, _, fact)| (*row, fact)).collect();
        indexing::index(transaction, data.document.published, &written)?;
    }
    Ok(())
}

/// Lets the entries stand anew that were answered, as of the last operation.
pub(crate) fn stand_answered(transaction: &Transaction<'_>) -> Result<(), Error> {
    let last: i64 = transaction.query_row("SELECT coalesce(max(id), 0) FROM operation", [], |row| row.get(0))?;
    let answered = "SELECT DISTINCT earlier FROM link WHERE kind = 'answers' AND op_to IS NULL ORDER BY earlier";
    let answered: Vec<i64> = store::column(transaction, answered, [])?;
    answered.into_iter().try_for_each(|fact| standing::stand(transaction, last, fact))
}

/// Sketches the documents that have no sketch yet.
pub(crate) fn sketch_documents(transaction: &Transaction<'_>) -> Result<(), Error> {
    let mut select = transaction.prepare("SELECT data FROM document WHERE row = ?1")?;
    let mut update = transaction.prepare("UPDATE document SET sketch = ?2 WHERE row = ?1")?;
    let rows: Vec<i64> = store::column(transaction, "SELECT row FROM document WHERE sketch IS NULL", [])?;
    for row in rows {
        let data: String = select.query_row([row], |row| row.get(0))?;
        let data: DocumentData = store::parse("document", row, &data)?;
        update.execute(params![row, Marks::of(&data.document).sketch])?;
    }
    Ok(())
}

/// Writes a document with everything that follows from it. Its id must be free, or closed by the same operation.
pub(crate) fn write_document(
    transaction: &Transaction<'_>,
    operation: i64,
    read: Numbered,
    revision: u32,
    marks: &Marks,
) -> Result<(), Error> {
    // Decisions may name whom this reading does not list: they are listed with the document then.
    let decided = review::decided(transaction, read)?;
    let record = &decided.record;
    let document = &record.document;
    let data = DocumentData {
        document: document.clone(),
        actors: record.actors.clone(),
        instruments: record.instruments.clone(),
        diagnostics: record.diagnostics.clone(),
    };
    transaction
        .prepare_cached(
            "INSERT INTO document (id, revision, hash, title, title_key, published, publisher, data, op_from, sketch)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            document.id.0,
            revision,
            marks.hash,
            document.title,
            fold(&document.title),
            document.published.map(|day| day.to_string()),
            document.publisher,
            store::json(&data)?,
            operation,
            marks.sketch
        ])?;
    let row = transaction.last_insert_rowid();
    transaction.prepare_cached("INSERT INTO words (rowid, title, body) VALUES (?1, ?2, ?3)")?.execute(params![
        row,
        document.title,
        document.body
    ])?;
    write_facts(transaction, operation, &decided, row)
}

/// Writes the facts of a document whose row is there, and what follows from them.
fn write_facts(transaction: &Transaction<'_>, operation: i64, numbered: &Numbered, document: i64) -> Result<(), Error> {
    let record = &numbered.record;
    let mut written = Vec::with_capacity(record.facts.len());
    let mut meant = Vec::new();
    for (anchor, nth, fact) in numbered.anchored() {
        let id = anchor.fact_id(nth);
        let fact = with_known_meaning(transaction, &id, fact.clone())?;
        meant.push((id, fact));
    }
    for (ordinal, (id, fact)) in meant.iter().enumerate() {
        let row = write_fact(transaction, operation, document, ordinal, id, record, fact)?;
        written.push((row, id.clone(), fact));
    }
    let touched = naming::name(transaction, operation, record, document, &written)?;
    let facts: Vec<(i64, &Fact)> = written.iter().map(|(row, _, fact)| (*row, *fact)).collect();
    indexing::index(transaction, record.document.published, &facts)?;
    linking::link(transaction, operation, document, &touched)
}

/// A fact with the meaning that it had when it was written last, if it comes without one: a document that is written anew after a
/// decision has the same words.
fn with_known_meaning(transaction: &Transaction<'_>, id: &str, fact: Fact) -> Result<Fact, Error> {
    if fact.meaning().is_some() {
        return Ok(fact);
    }
    // What was corrected means something else.
    let known: Option<String> = transaction
        .prepare_cached(
            "SELECT meaning.data FROM fact JOIN meaning ON meaning.fact = fact.row
             WHERE fact.id = ?1 AND fact.body = ?2 ORDER BY fact.row DESC LIMIT 1",
        )?
        .query_row(params![id, store::json(fact.body())?], |row| row.get(0))
        .optional()?;
    Ok(match known.and_then(|data| serde_json::from_str(&data).ok()) {
        Some(meaning) => fact.with_meaning(meaning),
        None => fact,
    })
}

fn write_fact(
    transaction: &Transaction<'_>,
    operation: i64,
    document: i64,
    ordinal: usize,
    id: &str,
    record: &Record,
    fact: &Fact,
) -> Result<i64, Error> {
    let (from, to) = valid(fact.body(), record.document.published);
    transaction
        .prepare_cached(
            "INSERT INTO fact (id, document, ordinal, kind, term, body, rule, confidence, valid_from, valid_to, op_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            id,
            document,
            ordinal as i64,
            fact.body().kind(),
            term(fact.body()),
            store::json(fact.body())?,
            fact.rule(),
            f64::from(fact.confidence().get()),
            from.map(|day| day.to_string()),
            to.map(|day| day.to_string()),
            operation
        ])?;
    let row = transaction.last_insert_rowid();
    if let Some(meaning) = fact.meaning() {
        transaction
            .prepare_cached("INSERT INTO meaning (fact, data) VALUES (?1, ?2)")?
            .execute(params![row, store::json(meaning)?])?;
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO evidence (fact, ordinal, field, start, end, exact) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (ordinal, evidence) in fact.evidence().iter().enumerate() {
        let (field, span) = (store::field_word(evidence.field()), evidence.span());
        insert.execute(params![row, ordinal as i64, field, span.start, span.end, evidence.exact()])?;
    }
    Ok(row)
}

/// The contract's word that tells facts of one kind apart.
fn term(body: &FactBody) -> String {
    match body {
        FactBody::Event(event) => event.kind.to_string(),
        FactBody::Statement(statement) => statement.act.to_string(),
        FactBody::Stage(stage) => stage.stage.to_string(),
        FactBody::Figure(figure) => figure.unit.clone(),
        FactBody::Role(role) => role.title.clone(),
    }
}

/// The days on which a fact holds in the world.
fn valid(body: &FactBody, published: Option<Date>) -> (Option<Date>, Option<Date>) {
    match body {
        FactBody::Event(event) => event.when.as_ref().map_or((None, None), |when| (when.start, when.end)),
        FactBody::Statement(_) => (published, None),
        FactBody::Stage(stage) => (stage.as_of.map(|day| day.first_day()), None),
        FactBody::Figure(figure) => {
            figure.period.as_ref().map_or((published, published), |period| (period.start, period.end))
        }
        FactBody::Role(role) => (role.as_of.map(|day| day.first_day()), None),
    }
}

/// Closes the present revision of a document, its facts and what followed from them.
pub(crate) fn close_document(transaction: &Transaction<'_>, operation: i64, id: &str) -> Result<(), Error> {
    let row: i64 = transaction
        .prepare_cached("SELECT row FROM document WHERE id = ?1 AND op_to IS NULL")?
        .query_row([id], |row| row.get(0))?;
    close_facts(transaction, operation, row)?;
    transaction.prepare_cached("UPDATE document SET op_to = ?2 WHERE row = ?1")?.execute(params![row, operation])?;
    Ok(())
}

/// Closes the facts of a document's row and what followed from them.
fn close_facts(transaction: &Transaction<'_>, operation: i64, document: i64) -> Result<(), Error> {
    const MINE: &str = "(SELECT row FROM fact WHERE document = ?1 AND op_to IS NULL)";
    // Entries of other documents that these facts kept or moved stand differently without them.
    let others: Vec<i64> = store::column(
        transaction,
        &format!(
            "SELECT DISTINCT earlier FROM link WHERE later IN {MINE} AND op_to IS NULL
             UNION SELECT DISTINCT later FROM link WHERE earlier IN {MINE} AND op_to IS NULL"
        ),
        [document],
    )?;
    for (table, of) in [("standing", "fact"), ("link", "later"), ("link", "earlier")] {
        transaction
            .prepare_cached(&format!("UPDATE {table} SET op_to = ?2 WHERE op_to IS NULL AND {of} IN {MINE}"))?
            .execute(params![document, operation])?;
    }
    indexing::unindex(transaction, document)?;
    // Happenings are told by one document alone: their nodes leave with it.
    let nodes: Vec<(i64, String)> = transaction
        .prepare_cached(
            "SELECT DISTINCT member.node, member.entity FROM naming
             JOIN fact ON fact.row = naming.fact JOIN member ON member.node = naming.node AND member.op_to IS NULL
             WHERE fact.document = ?1 AND fact.op_to IS NULL AND naming.part = 'self'",
        )?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    transaction
        .prepare_cached("UPDATE fact SET op_to = ?2 WHERE document = ?1 AND op_to IS NULL")?
        .execute(params![document, operation])?;
    for (node, _) in &nodes {
        transaction
            .prepare_cached("UPDATE member SET op_to = ?2 WHERE node = ?1 AND op_to IS NULL")?
            .execute(params![node, operation])?;
    }
    for entity in nodes.into_iter().map(|(_, entity)| entity).collect::<BTreeSet<_>>() {
        let rest = entities::regroup(transaction, operation, &entity)?;
        if rest.len() > 1 {
            // What the happening joined that left was joined by it alone.
            linking::relink(transaction, operation, &rest.into_iter().collect())?;
        }
    }
    linking::again(transaction, operation, others)
}

/// Deletes the words of every revision of a document, all that quotes them and the names that nobody else uses; the tombstone
/// keeps id and hash.
pub(crate) fn erase_document(transaction: &Transaction<'_>, operation: i64, id: &str) -> Result<(), Error> {
    transaction.execute(
        "INSERT INTO tombstone (id, hash, op) SELECT id, hash, ?2 FROM document WHERE id = ?1",
        params![id, operation],
    )?;
    const FACTS: &str =
        "(SELECT fact.row FROM fact JOIN document ON document.row = fact.document WHERE document.id = ?1)";
    // Forms of names belong to all who use them; they go with the last one.
    let nodes = nodes_of(transaction, id)?;
    for sql in [
        format!("DELETE FROM evidence WHERE fact IN {FACTS}"),
        format!("DELETE FROM naming WHERE fact IN {FACTS}"),
        format!("DELETE FROM concern WHERE fact IN {FACTS}"),
        format!("DELETE FROM ending WHERE fact IN {FACTS}"),
        format!("DELETE FROM meaning WHERE fact IN {FACTS}"),
        format!("DELETE FROM clue WHERE fact IN {FACTS}"),
        format!("DELETE FROM standing WHERE fact IN {FACTS}"),
        format!("DELETE FROM link WHERE later IN {FACTS} OR earlier IN {FACTS}"),
        format!("DELETE FROM fact WHERE row IN {FACTS}"),
        "DELETE FROM words WHERE rowid IN (SELECT row FROM document WHERE id = ?1)".to_owned(),
        "DELETE FROM decision WHERE document = ?1".to_owned(),
        "DELETE FROM delivery WHERE document = ?1".to_owned(),
        "DELETE FROM document WHERE id = ?1".to_owned(),
    ] {
        transaction.execute(&sql, [id])?;
    }
    let mut left = BTreeSet::new();
    for (node, key) in nodes {
        if transaction.prepare_cached("SELECT 1 FROM naming WHERE node = ?1")?.exists([node])? {
            continue;
        }
        left.extend(store::entity_of(transaction, node)?);
        finding::uncall(transaction, node)?;
        for sql in [
            "DELETE FROM member WHERE node = ?1",
            "DELETE FROM block WHERE node = ?1",
            "DELETE FROM node WHERE row = ?1",
        ] {
            transaction.prepare_cached(sql)?.execute([node])?;
        }
        review::forget_pairs(transaction, identity::anchor(&key))?;
    }
    for entity in left {
        entities::regroup(transaction, operation, &entity)?;
    }
    Ok(())
}

/// The nodes that the revisions of a document name or tell, with their keys.
fn nodes_of(transaction: &Transaction<'_>, id: &str) -> Result<BTreeSet<(i64, String)>, Error> {
    let mut nodes: BTreeSet<(i64, String)> = transaction
        .prepare(
            "SELECT DISTINCT node.row, node.key FROM document JOIN fact ON fact.document = document.row
             JOIN naming ON naming.fact = fact.row JOIN node ON node.row = naming.node WHERE document.id = ?1",
        )?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let revisions: Vec<(i64, String)> = transaction
        .prepare("SELECT row, data FROM document WHERE id = ?1")?
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (row, data) in revisions {
        // Who is listed need not be named by a fact.
        let data: DocumentData = store::parse("document", row, &data)?;
        for node in naming::listed(&data.document, &data.actors, &data.instruments) {
            let found: Option<i64> = transaction
                .prepare_cached("SELECT row FROM node WHERE key = ?1")?
                .query_row([node.key()], |row| row.get(0))
                .optional()?;
            nodes.extend(found.map(|found| (found, node.key())));
        }
    }
    Ok(nodes)
}
