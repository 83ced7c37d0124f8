//! Links and standings for what a document touched.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{Date, DateRange, FactBody};
use rusqlite::{Transaction, params};

use super::naming::Touched;
use crate::identity::{content_words, fold};
use crate::links::{self, Happened, Link, LinkKind, Reached, Said};
use crate::status::{Status, history};
use crate::{Error, store};

/// The day that never comes.
const NEVER: &str = "9999-12-31";

/// The facts that may bear on one another.
#[derive(Debug, Default)]
struct Pool {
    said: BTreeMap<i64, Said>,
    reached: BTreeMap<i64, Reached>,
    happened: BTreeMap<i64, Happened>,
    /// Ids of documents, which order what was published on one day.
    documents: HashMap<i64, String>,
}

/// Links the facts of a document to those of others, and lets the entries concerned stand anew.
pub(super) fn link(
    transaction: &Transaction<'_>,
    operation: i64,
    document: i64,
    touched: &Touched,
) -> Result<(), Error> {
    let mut entities = BTreeSet::new();
    for node in &touched.nodes {
        entities.extend(store::entity_of(transaction, *node)?);
    }
    let pool = Pool::around(transaction, &entities, Some(document))?;
    // Where entities became one, what both held is compared; otherwise only the new facts can have new links.
    let fresh = |fact_document: i64| touched.merged || fact_document == document;
    let mut entries = write(transaction, operation, &pool, fresh)?;
    entries.extend(pool.said.values().filter(|said| said.document == document).map(|said| said.fact));
    entries.into_iter().try_for_each(|fact| stand(transaction, operation, fact))
}

/// Looks for the links of entities anew, after a reviewer joined or parted them.
pub(crate) fn relink(transaction: &Transaction<'_>, operation: i64, entities: &BTreeSet<String>) -> Result<(), Error> {
    let pool = Pool::around(transaction, entities, None)?;
    let mut entries = BTreeSet::new();
    for fact in pool.said.keys() {
        let mut old = transaction
            .prepare_cached("SELECT rowid FROM link WHERE (earlier = ?1 OR later = ?1) AND op_to IS NULL")?;
        let rows: Vec<i64> = old.query_map([fact], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for row in rows {
            transaction
                .prepare_cached("UPDATE link SET op_to = ?2 WHERE rowid = ?1")?
                .execute(params![row, operation])?;
        }
        entries.insert(*fact);
    }
    entries.extend(write(transaction, operation, &pool, |_| true)?);
    entries.into_iter().try_for_each(|fact| stand(transaction, operation, fact))
}

/// Writes the links between the facts of the pool of which one is of a fresh document, and returns the entries that may
/// stand differently for them.
fn write(
    transaction: &Transaction<'_>,
    operation: i64,
    pool: &Pool,
    fresh: impl Fn(i64) -> bool,
) -> Result<BTreeSet<i64>, Error> {
    let mut found: BTreeSet<Link> = BTreeSet::new();
    let order = |said: &Said| (said.published, pool.documents.get(&said.document), said.ordinal);
    let said: Vec<&Said> = pool.said.values().collect();
    for (at, one) in said.iter().enumerate() {
        for two in &said[at + 1..] {
            let related = one.document == two.document
                || one.happening.is_some() && one.happening == two.happening
                || one.speakers.iter().any(|speaker| two.speakers.contains(speaker));
            if related && (fresh(one.document) || fresh(two.document)) {
                let (earlier, later) = if order(one) <= order(two) { (one, two) } else { (two, one) };
                found.extend(links::with_statement(earlier, later));
            }
        }
        for reached in pool.reached.values().filter(|reached| fresh(one.document) || fresh(reached.document)) {
            found.extend(links::with_stage(one, reached));
        }
        for happened in pool.happened.values().filter(|happened| fresh(one.document) || fresh(happened.document)) {
            found.extend(links::with_event(one, happened));
        }
    }
    let mut changed = BTreeSet::new();
    for link in found {
        let known = transaction
            .prepare_cached("SELECT 1 FROM link WHERE earlier = ?1 AND later = ?2 AND kind = ?3 AND op_to IS NULL")?
            .exists(params![link.earlier, link.later, link.kind.as_str()])?;
        if known {
            continue;
        }
        transaction
            .prepare_cached(
                "INSERT INTO link (kind, later, earlier, day, why, op_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                link.kind.as_str(),
                link.later,
                link.earlier,
                link.day.to_string(),
                link.why,
                operation
            ])?;
        changed.insert(link.earlier);
        if link.kind == LinkKind::SameAs {
            changed.insert(link.later);
        }
    }
    Ok(changed)
}

/// Writes where an entry of the ledger stands over time, if that is new.
pub(super) fn stand(transaction: &Transaction<'_>, operation: i64, fact: i64) -> Result<(), Error> {
    let mut select = transaction.prepare_cached(
        "SELECT fact.body, document.published FROM fact JOIN document ON document.row = fact.document
         WHERE fact.row = ?1 AND fact.op_to IS NULL AND fact.kind = 'statement'",
    )?;
    let found: Vec<(String, Option<String>)> =
        select.query_map([fact], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let Some((body, published)) = found.into_iter().next() else { return Ok(()) };
    let FactBody::Statement(statement) = store::parse("fact", fact, &body)? else { return Ok(()) };
    if !statement.act.is_ledger() {
        return Ok(());
    }
    // Without a day of publication nobody knows when it was said: it is open from the beginning.
    let made = published.and_then(|day| day.parse().ok()).unwrap_or(Date::constant(1, 1, 1));
    let bearing: Vec<(String, String)> = transaction
        .prepare_cached("SELECT kind, day FROM link WHERE earlier = ?1 AND op_to IS NULL")?
        .query_map([fact], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let bearing: Vec<(LinkKind, Date)> =
        bearing.iter().filter_map(|(kind, day)| Some((LinkKind::parse(kind)?, day.parse().ok()?))).collect();
    let repeats = transaction
        .prepare_cached("SELECT 1 FROM link WHERE later = ?1 AND kind = 'same-as' AND op_to IS NULL")?
        .exists([fact])?;
    // Only what is promised or asked for a day can be late; a decision is due only for what it decides to do.
    let due: Option<&DateRange> = statement.due.as_ref();
    let standings = history(made, due, &bearing);
    let rows: Vec<(String, String, String, bool)> = standings
        .iter()
        .enumerate()
        .map(|(at, standing)| {
            let to = standings.get(at + 1).map_or(NEVER.to_owned(), |next| next.from.to_string());
            (standing.status.as_str().to_owned(), standing.from.to_string(), to, !repeats)
        })
        .collect();
    let present: Vec<(String, String, String, bool)> = transaction
        .prepare_cached(
            "SELECT status, from_day, to_day, head FROM standing WHERE fact = ?1 AND op_to IS NULL ORDER BY from_day",
        )?
        .query_map([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    if rows == present {
        return Ok(());
    }
    transaction
        .prepare_cached("UPDATE standing SET op_to = ?2 WHERE fact = ?1 AND op_to IS NULL")?
        .execute(params![fact, operation])?;
    for (status, from, to, head) in rows {
        debug_assert!(Status::parse(&status).is_some());
        transaction
            .prepare_cached(
                "INSERT INTO standing (fact, status, from_day, to_day, head, op_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![fact, status, from, to, head, operation])?;
    }
    Ok(())
}

/// A name in a fact: its part, its entity and the jurisdiction of its form.
struct Named {
    part: String,
    entity: String,
    jurisdiction: Option<String>,
}

impl Pool {
    /// What bears on the entities: statements about the instruments, what documents that tell the happenings state, stages,
    /// and the happenings; and everything of one document.
    fn around(
        transaction: &Transaction<'_>,
        entities: &BTreeSet<String>,
        document: Option<i64>,
    ) -> Result<Self, Error> {
        let mut facts: BTreeSet<i64> = BTreeSet::new();
        for entity in entities {
            let sql = if entity.starts_with('e') {
                // The tellings; and what is said in documents whose own news it is, which may be the same, or in those that
                // announce it, which may wait for it. Thousands mention a summit in passing.
                "SELECT fact.row FROM member JOIN naming ON naming.node = member.node AND naming.part = 'self'
                 JOIN fact AS telling ON telling.row = naming.fact AND telling.op_to IS NULL
                 JOIN document ON document.row = telling.document
                 JOIN fact ON fact.document = telling.document AND fact.op_to IS NULL
                 WHERE member.entity = ?1 AND member.op_to IS NULL AND (fact.row = telling.row OR fact.kind = 'statement'
                 AND (document.happening = member.node OR json_extract(telling.body, '$.status') = 'planned'))"
            } else {
                "SELECT fact.row FROM member JOIN naming ON naming.node = member.node AND naming.part IN ('about', 'instrument')
                 JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
                 WHERE member.entity = ?1 AND member.op_to IS NULL
                 AND (fact.kind = 'stage' OR fact.term IN ('request', 'proposal', 'commitment', 'agreement'))"
            };
            let rows: Vec<i64> =
                transaction.prepare_cached(sql)?.query_map([entity], |row| row.get(0))?.collect::<Result<_, _>>()?;
            facts.extend(rows);
        }
        if let Some(document) = document {
            let rows: Vec<i64> = transaction
                .prepare_cached("SELECT row FROM fact WHERE document = ?1 AND op_to IS NULL")?
                .query_map([document], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            facts.extend(rows);
        }
        let mut pool = Self::default();
        for fact in facts {
            pool.load(transaction, fact)?;
        }
        Ok(pool)
    }

    fn load(&mut self, transaction: &Transaction<'_>, fact: i64) -> Result<(), Error> {
        type Row = (i64, i64, String, Option<String>, String, Option<i64>);
        let (document, ordinal, body, published, id, happening): Row = transaction
            .prepare_cached(
                "SELECT fact.document, fact.ordinal, fact.body, document.published, document.id, document.happening
                 FROM fact JOIN document ON document.row = fact.document WHERE fact.row = ?1",
            )?
            .query_row([fact], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })?;
        // What was said nobody knows when can keep nothing and break nothing.
        let Some(published) = published.and_then(|day| day.parse::<Date>().ok()) else { return Ok(()) };
        self.documents.entry(document).or_insert(id);
        match store::parse("fact", fact, &body)? {
            FactBody::Statement(statement) => {
                let named = named(transaction, fact)?;
                let who = |part: &str| -> Vec<String> {
                    let mut who: Vec<String> = named
                        .iter()
                        .filter(|name| name.part == part)
                        .map(|name| name.jurisdiction.clone().unwrap_or_else(|| name.entity.clone()))
                        .collect();
                    who.sort();
                    who.dedup();
                    who
                };
                let about = named.iter().filter(|name| name.part == "about").map(|name| name.entity.clone()).collect();
                let happening = match happening {
                    Some(node) => store::entity_of(transaction, node)?,
                    None => None,
                };
                let holds = match statement.act.is_ledger() {
                    true => holds(transaction, fact, document, &statement.content)?,
                    false => Vec::new(),
                };
                self.said.insert(
                    fact,
                    Said {
                        fact,
                        document,
                        ordinal,
                        published,
                        happening,
                        act: statement.act,
                        speakers: who("speaker"),
                        addressees: who("addressee"),
                        about,
                        words: content_words(&statement.content),
                        due: statement.due,
                        holds,
                    },
                );
            }
            FactBody::Stage(stage) => {
                let instrument = named(transaction, fact)?.into_iter().find(|name| name.part == "instrument");
                if let Some(instrument) = instrument {
                    let as_of = stage.as_of.map(|day| (day.first_day(), day.last_day()));
                    let reached =
                        Reached { fact, document, published, instrument: instrument.entity, stage: stage.stage, as_of };
                    self.reached.insert(fact, reached);
                }
            }
            FactBody::Event(event) => {
                let own = named(transaction, fact)?.into_iter().find(|name| name.part == "self");
                if let Some(own) = own {
                    let end = event.when.as_ref().and_then(|when| when.end);
                    let happened =
                        Happened { fact, document, published, happening: own.entity, status: event.status, end };
                    self.happened.insert(fact, happened);
                }
            }
            FactBody::Figure(_) | FactBody::Role(_) => {}
        }
        Ok(())
    }
}

fn named(transaction: &Transaction<'_>, fact: i64) -> Result<Vec<Named>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT naming.part, member.entity, node.jurisdiction FROM naming
         JOIN node ON node.row = naming.node JOIN member ON member.node = naming.node AND member.op_to IS NULL
         WHERE naming.fact = ?1 ORDER BY naming.part, member.entity",
    )?;
    let rows = statement
        .query_map([fact], |row| Ok(Named { part: row.get(0)?, entity: row.get(1)?, jurisdiction: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The planned happenings that a statement is about: those of its document told in the same words, or named in it.
fn holds(transaction: &Transaction<'_>, fact: i64, document: i64, content: &str) -> Result<Vec<String>, Error> {
    let content = format!(" {} ", fold(content));
    let mut statement = transaction.prepare_cached(
        "SELECT member.entity, fact.body,
             EXISTS (SELECT 1 FROM evidence AS mine JOIN evidence AS its
                     ON its.field = mine.field AND its.start < mine.end AND mine.start < its.end
                     WHERE mine.fact = ?1 AND its.fact = fact.row)
         FROM fact JOIN naming ON naming.fact = fact.row AND naming.part = 'self'
         JOIN member ON member.node = naming.node AND member.op_to IS NULL
         WHERE fact.document = ?2 AND fact.kind = 'event' AND fact.op_to IS NULL
         AND json_extract(fact.body, '$.status') = 'planned'",
    )?;
    let rows = statement.query_map(params![fact, document], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
    })?;
    let mut holds = Vec::new();
    for row in rows {
        let (entity, body, overlaps) = row?;
        let FactBody::Event(event) = store::parse("fact", fact, &body)? else { continue };
        let named = event.name.as_deref().is_some_and(|name| content.contains(&format!(" {} ", fold(name))));
        if event.status == record::EventStatus::Planned && (overlaps || named) {
            holds.push(entity);
        }
    }
    holds.sort();
    holds.dedup();
    Ok(holds)
}
