//! Webhooks: who is told of changes, what waits to be told, and what could not be.
//!
//! The events of an operation are written down together with the mark that it was taken up, so that a stop in between
//! neither loses nor doubles one. Who sends a delivery takes it for a time first; if the sender is gone by then, another
//! may take it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::register::instant;
use crate::{Error, Register};

/// Who is told of changes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where events are sent.
    pub url: String,
    /// What signs them.
    #[serde(skip)]
    pub secret: String,
    /// JSON of what is asked for.
    pub filter: String,
    /// The last operation whose changes were taken up.
    pub told: i64,
    /// When it was made, UTC.
    pub made: String,
    /// When it ended, UTC.
    pub ended: Option<String>,
    /// Why it ended.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is to be sent, for the first time or again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was given up.
    Dead,
}

impl State {
    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

/// An event for one webhook.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Delivery {
    /// Its number.
    pub row: i64,
    /// Id of the webhook.
    pub webhook: String,
    /// Id of the event.
    pub event: String,
    /// The event, JSON.
    #[serde(skip)]
    pub body: String,
    /// How often it was sent.
    pub attempts: u32,
    /// When it was written down, UTC.
    pub made: String,
    /// Why the last attempt failed.
    pub error: String,
}

/// What came of sending a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Delivered,
    /// It is tried again then.
    Again(Timestamp, String),
    /// It is given up.
    Dead(String),
    /// The receiver wants no more: the webhook ends.
    Gone(String),
}

/// How many deliveries there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Those that wait.
    pub waiting: u64,
    /// Those that were given up.
    pub dead: u64,
}

const WEBHOOK: &str = "id, url, secret, filter, told, made, ended, why";
const DELIVERY: &str = "row, webhook, event, body, attempts, made, error";

fn webhook(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    Ok(Webhook {
        id: row.get(0)?,
        url: row.get(1)?,
        secret: row.get(2)?,
        filter: row.get(3)?,
        told: row.get(4)?,
        made: row.get(5)?,
        ended: row.get(6)?,
        why: row.get(7)?,
    })
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        row: row.get(0)?,
        webhook: row.get(1)?,
        event: row.get(2)?,
        body: row.get(3)?,
        attempts: row.get(4)?,
        made: row.get(5)?,
        error: row.get(6)?,
    })
}

impl Register {
    /// Makes a webhook that is told of what comes from now on.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn add_webhook(&mut self, id: &str, url: &str, secret: &str, filter: &str, at: Timestamp) -> Result<(), Error> {
        self.connection.execute(
            "INSERT INTO webhook (id, url, secret, filter, told, made)
             VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(id), 0) FROM operation), ?5)",
            params![id, url, secret, filter, instant(at)],
        )?;
        Ok(())
    }

    /// All webhooks, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {WEBHOOK} FROM webhook ORDER BY made DESC, id"))?;
        Ok(statement.query_map([], webhook)?.collect::<Result<_, _>>()?)
    }

    /// A webhook by its id.
    ///
    /// # Errors
    /// When there is none.
    pub fn webhook(&self, id: &str) -> Result<Webhook, Error> {
        self.connection
            .prepare_cached(&format!("SELECT {WEBHOOK} FROM webhook WHERE id = ?1"))?
            .query_row([id], webhook)
            .optional()?
            .ok_or_else(|| Error::Unknown { what: "webhook", name: id.to_owned() })
    }

    /// Removes a webhook, with all that waits for it.
    ///
    /// # Errors
    /// When there is none, or the file cannot be written.
    pub fn remove_webhook(&mut self, id: &str) -> Result<(), Error> {
        let transaction = self.write()?;
        transaction.execute("DELETE FROM delivery WHERE webhook = ?1", [id])?;
        if transaction.execute("DELETE FROM webhook WHERE id = ?1", [id])? == 0 {
            return Err(Error::Unknown { what: "webhook", name: id.to_owned() });
        }
        Ok(transaction.commit()?)
    }

    /// Writes down the events of the operations after `told` up to `until`, each with its id, the document whose words it
    /// has, and its body; and that they were taken up. False, and nothing is done, if another did so before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn tell(
        &mut self,
        id: &str,
        told: i64,
        until: i64,
        events: &[(String, String, String)],
        at: Timestamp,
    ) -> Result<bool, Error> {
        let transaction = self.write()?;
        let marked = transaction.execute(
            "UPDATE webhook SET told = ?3 WHERE id = ?1 AND told = ?2 AND ended IS NULL",
            params![id, told, until],
        )?;
        if marked == 0 {
            return Ok(false);
        }
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO delivery (webhook, event, document, body, state, next, made) VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5)",
            )?;
            for (event, document, body) in events {
                insert.execute(params![id, event, document, body, instant(at)])?;
            }
        }
        transaction.commit()?;
        Ok(true)
    }

    /// When the next delivery that waits may be sent; nothing if none waits.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_delivery(&self) -> Result<Option<Timestamp>, Error> {
        let next: Option<String> = self
            .connection
            .prepare_cached("SELECT next FROM delivery WHERE state = 'waiting' ORDER BY next LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        Ok(next.and_then(|next| next.parse().ok()))
    }

    /// Takes deliveries that may be sent, in the order of telling, each with its webhook: nobody else takes them before
    /// `until`. Taking is an attempt, so that what stops the sender again and again is given up, too.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take_deliveries(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Delivery, Webhook)>, Error> {
        let transaction = self.write()?;
        let rows: Vec<i64> = crate::store::column(
            &transaction,
            &format!("SELECT row FROM delivery WHERE state = 'waiting' AND next <= ?1 ORDER BY row LIMIT {limit}"),
            [instant(now)],
        )?;
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            let delivery = transaction
                .prepare_cached(&format!(
                    "UPDATE delivery SET attempts = attempts + 1, next = ?2 WHERE row = ?1 RETURNING {DELIVERY}"
                ))?
                .query_row(params![row, instant(until)], delivery)?;
            let webhook = transaction
                .prepare_cached(&format!("SELECT {WEBHOOK} FROM webhook WHERE id = ?1"))?
                .query_row([&delivery.webhook], webhook)?;
            taken.push((delivery, webhook));
        }
        transaction.commit()?;
        Ok(taken)
    }

    /// Writes down what came of deliveries.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle_deliveries(&mut self, settled: &[(Delivery, Outcome)], at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        for (delivery, outcome) in settled {
            let (state, next, error) = match outcome {
                Outcome::Delivered => (State::Delivered, at, ""),
                Outcome::Again(next, error) => (State::Waiting, *next, error.as_str()),
                Outcome::Dead(error) | Outcome::Gone(error) => (State::Dead, at, error.as_str()),
            };
            transaction
                .prepare_cached("UPDATE delivery SET state = ?2, next = ?3, error = ?4 WHERE row = ?1")?
                .execute(params![delivery.row, state.as_str(), instant(next), error])?;
            if let Outcome::Gone(error) = outcome {
                transaction.execute(
                    "UPDATE webhook SET ended = ?2, why = ?3 WHERE id = ?1 AND ended IS NULL",
                    params![delivery.webhook, instant(at), error],
                )?;
                transaction.execute(
                    "UPDATE delivery SET state = 'dead', error = ?2 WHERE webhook = ?1 AND state = 'waiting'",
                    params![delivery.webhook, error],
                )?;
            }
        }
        Ok(transaction.commit()?)
    }

    /// What was given up, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn dead_letters(&self, limit: usize) -> Result<Vec<Delivery>, Error> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {DELIVERY} FROM delivery WHERE state = 'dead' ORDER BY row DESC LIMIT {limit}"
        ))?;
        Ok(statement.query_map([], delivery)?.collect::<Result<_, _>>()?)
    }

    /// Lets dead letters be sent again, as if for the first time: one, or all. Those of webhooks that ended stay dead.
    ///
    /// # Errors
    /// When there is no such letter, or the file cannot be written.
    pub fn retry_letters(&mut self, row: Option<i64>, at: Timestamp) -> Result<usize, Error> {
        let changed = self.connection.execute(
            "UPDATE delivery SET state = 'waiting', attempts = 0, next = ?2, error = ''
             WHERE state = 'dead' AND (?1 IS NULL OR row = ?1) AND webhook IN (SELECT id FROM webhook WHERE ended IS NULL)",
            params![row, instant(at)],
        )?;
        letters(row, changed)
    }

    /// Drops dead letters: one, or all.
    ///
    /// # Errors
    /// When there is no such letter, or the file cannot be written.
    pub fn drop_letters(&mut self, row: Option<i64>) -> Result<usize, Error> {
        let changed =
            self.connection.execute("DELETE FROM delivery WHERE state = 'dead' AND (?1 IS NULL OR row = ?1)", [row])?;
        letters(row, changed)
    }

    /// Drops what was delivered before a time: it is kept for looking it up only.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_delivered(&mut self, before: Timestamp) -> Result<usize, Error> {
        Ok(self
            .connection
            .execute("DELETE FROM delivery WHERE state = 'delivered' AND next < ?1", [instant(before)])?)
    }

    /// How many deliveries wait, and how many were given up.
    ///
    /// # Errors
    /// When the database fails.
    pub fn queue(&self) -> Result<Queue, Error> {
        let count = |state: State| {
            self.connection
                .prepare_cached("SELECT count(*) FROM delivery WHERE state = ?1")?
                .query_row([state.as_str()], |row| row.get(0))
        };
        Ok(Queue { waiting: count(State::Waiting)?, dead: count(State::Dead)? })
    }
}

/// How many letters were changed; an error if the one that was named is none.
fn letters(row: Option<i64>, changed: usize) -> Result<usize, Error> {
    match row {
        Some(row) if changed == 0 => Err(Error::Unknown { what: "dead letter", name: row.to_string() }),
        _ => Ok(changed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn register() -> (tempfile::TempDir, Register) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut register = Register::open(&folder.path().join("r.db")).expect("a register");
        register.add_webhook("w1", "http://127.0.0.1/", "whsec_", "{}", Timestamp::UNIX_EPOCH).expect("it is made");
        (folder, register)
    }

    fn event(id: &str) -> (String, String, String) {
        (id.to_owned(), "d1".to_owned(), "{}".to_owned())
    }

    #[test]
    fn an_operation_is_taken_up_once() {
        let (_folder, mut register) = register();
        let now = Timestamp::UNIX_EPOCH;
        assert!(register.tell("w1", 0, 2, &[event("a"), event("b")], now).expect("it is told"));
        assert!(!register.tell("w1", 0, 2, &[event("a"), event("b")], now).expect("it was told"));
        // An event that was written down before makes the whole telling undone.
        assert!(register.tell("w1", 2, 3, &[event("c"), event("a")], now).is_err());
        assert_eq!(register.webhook("w1").expect("it is there").told, 2);
        assert_eq!(register.queue().expect("counts"), Queue { waiting: 2, dead: 0 });
    }

    #[test]
    fn what_was_taken_is_taken_by_nobody_else_for_a_while() {
        let (_folder, mut register) = register();
        let at = |seconds| Timestamp::from_second(seconds).expect("a time");
        register.tell("w1", 0, 1, &[event("a"), event("b")], at(0)).expect("it is told");
        let taken = register.take_deliveries(at(1), at(60), 1).expect("taken");
        assert_eq!((taken.len(), taken[0].0.attempts), (1, 1));
        assert_eq!(register.take_deliveries(at(2), at(60), 10).expect("taken")[0].0.event, "b");
        assert!(register.take_deliveries(at(59), at(90), 10).expect("taken").is_empty());
        assert_eq!(register.take_deliveries(at(60), at(90), 10).expect("taken")[0].0.attempts, 2);
        let gone = Outcome::Gone("410".to_owned());
        register.settle_deliveries(&[(taken[0].0.clone(), gone)], at(61)).expect("settled");
        assert_eq!(register.queue().expect("counts"), Queue { waiting: 0, dead: 2 });
        assert!(register.webhook("w1").expect("it is there").ended.is_some());
        assert!(!register.tell("w1", 1, 2, &[], at(62)).expect("it ended"));
        assert_eq!(register.retry_letters(None, at(63)).expect("none"), 0);
        assert_eq!(register.drop_letters(None).expect("both"), 2);
    }
}
