//! Where the entries of the ledger stand, from due dates and links.

use record::{Date, DateRange, FactBody};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::links::LinkKind;
use crate::status::{NEVER, Standing, Status, history};
use crate::{Error, store};

/// Writes where an entry of the ledger stands over time, if that is new.
pub(super) fn stand(transaction: &Transaction<'_>, operation: i64, fact: i64) -> Result<(), Error> {
    let mut select = transaction.prepare_cached(
        "SELECT fact.body, document.published FROM fact JOIN document ON document.row = fact.document
         WHERE fact.row = ?1 AND fact.op_to IS NULL AND fact.kind = 'statement'",
    )?;
    let found: Vec<(String, Option<String>)> =
        select.query_map([fact], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let Some((body, published)) = found.into_iter().next() else { return Ok(()) };
    // A fact that cannot be read back keeps the status it has.
    let Ok(FactBody::Statement(statement)) = store::parse("fact", fact, &body) else { return Ok(()) };
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
        .prepare_cached(
            "SELECT 1 FROM link WHERE later = ?1 AND kind = 'same-as' AND chance IS NULL AND op_to IS NULL",
        )?
        .exists([fact])?;
    // Only what is promised or asked for a day can be late; a decision is due only for what it decides to do.
    let due: Option<&DateRange> = statement.due.as_ref();
    let mut standings = history(statement.act, made, due, &bearing);
    by_hand(transaction, fact, &mut standings)?;
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

/// What somebody set by hand holds from its day on, whatever the calendar says later.
fn by_hand(transaction: &Transaction<'_>, fact: i64, standings: &mut Vec<Standing>) -> Result<(), Error> {
    let set: Option<(String, String)> = transaction
        .prepare_cached(
            "SELECT mark.status, mark.day FROM fact JOIN mark ON mark.subject = fact.id AND mark.kind = 'entry'
             WHERE fact.row = ?1 AND mark.what = 'status' AND mark.ended IS NULL",
        )?
        .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((status, day)) = set else { return Ok(()) };
    if let (Some(status), Ok(day)) = (Status::parse(&status), day.parse::<Date>()) {
        let from = standings.first().map_or(day, |first| first.from.max(day));
        standings.retain(|standing| standing.from < from);
        standings.push(Standing { from, status });
    }
    Ok(())
}

/// There is an entry of the ledger of that id.
pub(crate) fn is_entry(connection: &Connection, id: &str) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM fact JOIN standing ON standing.fact = fact.row AND standing.op_to IS NULL
             WHERE fact.id = ?1 AND fact.op_to IS NULL",
        )?
        .exists([id])?)
}

/// Lets the entry of that id stand anew.
pub(crate) fn stand_anew(transaction: &Transaction<'_>, operation: i64, id: &str) -> Result<(), Error> {
    let row: Option<i64> = transaction
        .prepare_cached("SELECT row FROM fact WHERE id = ?1 AND op_to IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    row.map_or(Ok(()), |row| stand(transaction, operation, row))
}
