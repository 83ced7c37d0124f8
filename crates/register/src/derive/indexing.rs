//! The indexes that linking looks at: entries of the ledger and stages, by the instruments and happenings they are about.

use record::{Date, EventStatus, Fact, FactBody};
use rusqlite::{Connection, Transaction, params};

use super::weighing;
use crate::Error;
use crate::identity::{content_words, fold, hash};
use crate::links::{self, Aim};
use crate::store::column;

/// Writes what linking looks for in the facts of a document: entries of the ledger and stages.
pub(crate) fn index(
    transaction: &Transaction<'_>,
    published: Option<Date>,
    facts: &[(i64, &Fact)],
) -> Result<(), Error> {
    // Without a day of publication nobody knows what came before and what after.
    let Some(published) = published else { return Ok(()) };
    let planned = planned(transaction, facts)?;
    let mut add_entry = transaction.prepare_cached(
        "INSERT OR IGNORE INTO entry (node, day, fact, act, aim, due, words, signature, speakers)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let mut add_milestone = transaction
        .prepare_cached("INSERT OR IGNORE INTO milestone (node, stage, told, fact) VALUES (?1, ?2, ?3, ?4)")?;
    for (row, fact) in facts {
        if let Some(meaning) = fact.meaning() {
            weighing::index(transaction, published, *row, fact.body(), meaning)?;
        }
        match fact.body() {
            FactBody::Statement(statement) if statement.act.is_ledger() => {
                if links::awaited(&statement.content).is_some() {
                    transaction
                        .prepare_cached(
                            "INSERT OR IGNORE INTO waiting (jurisdiction, fact) SELECT jurisdiction, fact FROM concern
                             WHERE fact = ?1 AND part IN ('speaker', 'addressee')",
                        )?
                        .execute([row])?;
                }
                let mut nodes = nodes(transaction, *row, "about")?;
                let holds = holds(fact, &statement.content, &planned);
                let words = content_words(&statement.content);
                let aim = links::aim(&words, !holds.is_empty()).map_or("", |aim| match aim {
                    Aim::Reach(stage) => stage.as_str(),
                    Aim::Hold => "hold",
                });
                nodes.extend(holds);
                let due = statement.due.as_ref().and_then(|due| due.end).map(|day| day.to_string());
                let speakers = if nodes.is_empty() { 0 } else { speakers(transaction, *row)? };
                for node in nodes {
                    add_entry.execute(params![
                        node,
                        published.to_string(),
                        row,
                        statement.act.as_str(),
                        aim,
                        due,
                        words.len() as i64,
                        signature(&words),
                        speakers
                    ])?;
                }
            }
            FactBody::Stage(stage) => {
                let Some(told) = told(stage.as_of, published) else { continue };
                for node in nodes(transaction, *row, "instrument")? {
                    add_milestone.execute(params![node, stage.stage.as_str(), told.to_string(), row])?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Forgets what [`index`] wrote for the present facts of a document.
pub(crate) fn unindex(transaction: &Transaction<'_>, document: i64) -> Result<(), Error> {
    for table in ["entry", "milestone", "waiting", "clue"] {
        transaction
            .prepare_cached(&format!("DELETE FROM {table} WHERE fact IN (SELECT row FROM fact WHERE document = ?1)"))?
            .execute([document])?;
    }
    Ok(())
}

/// The day from which a stage tells: the last of its date, but no later than it was told.
pub(super) fn told(as_of: Option<record::PartialDate>, published: Date) -> Option<Date> {
    as_of.map(|day| day.last_day().min(published))
}

/// A bit for each word: what is in neither is surely not shared.
pub(super) fn signature(words: &[String]) -> i64 {
    let bit = |word: &String| 1_u64 << (hash(word) >> 58);
    words.iter().map(bit).fold(0, |all, bit| all | bit).cast_signed()
}

/// A bit for each jurisdiction that says a statement.
fn speakers(connection: &Connection, fact: i64) -> Result<i64, Error> {
    let speakers: Vec<String> =
        column(connection, "SELECT jurisdiction FROM concern WHERE fact = ?1 AND part = 'speaker'", [fact])?;
    Ok(signature(&speakers))
}

fn nodes(connection: &Connection, fact: i64, part: &str) -> Result<Vec<i64>, Error> {
    column(connection, "SELECT node FROM naming WHERE fact = ?1 AND part = ?2 ORDER BY node", params![fact, part])
}

/// A happening that a document announces: its node, its name and its words.
struct Planned<'a> {
    node: i64,
    name: Option<String>,
    fact: &'a Fact,
}

fn planned<'a>(connection: &Connection, facts: &[(i64, &'a Fact)]) -> Result<Vec<Planned<'a>>, Error> {
    let mut planned = Vec::new();
    for (row, fact) in facts {
        if let FactBody::Event(event) = fact.body()
            && event.status == EventStatus::Planned
        {
            let name = event.name.as_deref().map(fold);
            let nodes = nodes(connection, *row, "self")?;
            planned.extend(nodes.into_iter().map(|node| Planned { node, name: name.clone(), fact }));
        }
    }
    Ok(planned)
}

/// The planned happenings that a statement is about: those of its document told in the same words, or named in it.
fn holds(fact: &Fact, content: &str, planned: &[Planned<'_>]) -> Vec<i64> {
    let content = format!(" {} ", fold(content));
    let held = planned.iter().filter(|event| {
        event.name.as_deref().is_some_and(|name| content.contains(&format!(" {name} ")))
            || fact.shares_words(event.fact)
    });
    held.map(|event| event.node).collect()
}
