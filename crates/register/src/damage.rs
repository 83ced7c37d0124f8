//! Facts that the register holds and cannot answer for: they are left out of answers, and reported.
//!
//! What is written has passed the constructors of `record`. Older versions of the program let more in, and files are damaged
//! or edited by other hands. One such fact must not keep the others from being asked for: whoever reads facts reads those
//! that hold, and learns which were left out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use record::{Confidence, Evidence, Fact, FactBody, FactError, Field, Flaw, Listed};
use rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::snapshot::{FACT_COLUMNS, Raw, Snapshot, StoredFact, raw};
use crate::store::{self, DocumentData};

/// A fact that was left out because it does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Damage {
    /// Id of the fact.
    pub fact: String,
    /// Id of its document.
    pub document: String,
    /// Its number in the document, from 1.
    pub number: i64,
    /// Its kind, as the register has it.
    pub kind: String,
    /// What is wrong, each field by its name.
    pub why: String,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "document {}, fact {} ({}, id {}): {}", self.document, self.number, self.kind, self.fact, self.why)
    }
}

/// Documents kept at hand for comparing slices and names with them.
const AT_HAND: usize = 32;

/// Facts that are remembered as holding: 16 MiB at most.
const REMEMBERED: usize = 1 << 20;

/// So many damaged facts are excluded from questions by their rows; where there are more, pages have fewer facts.
const EXCLUDED: usize = 5_000;

/// What a connection knows of the facts that it has read: those that hold need not be compared with their documents again.
#[derive(Debug, Default)]
pub(crate) struct Vetting {
    sound: RefCell<HashSet<i64>>,
    /// Documents by row and the operation that wrote it: a row of a document that was forgotten may be used again.
    documents: RefCell<HashMap<(i64, i64), Arc<DocumentData>>>,
    found: RefCell<BTreeMap<i64, Damage>>,
    /// Rows of facts that were left out, in this answer or another.
    damaged: RefCell<BTreeSet<i64>>,
}

impl Vetting {
    /// What was left out since this was asked last, in the order of the register.
    pub(crate) fn take(&self) -> Vec<Damage> {
        std::mem::take(&mut *self.found.borrow_mut()).into_values().collect()
    }

    /// Remembers a fact that is left out.
    pub(crate) fn report(&self, row: i64, damage: Damage) {
        self.damaged.borrow_mut().insert(row);
        self.found.borrow_mut().insert(row, damage);
    }

    /// The damage of a fact that was left out since the last [`Self::take`].
    pub(crate) fn of_fact(&self, id: &str) -> Option<Damage> {
        self.found.borrow().values().find(|damage| damage.fact == id).cloned()
    }

    /// The fact of a row, if it holds.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn admit(&self, connection: &Connection, raw: Raw) -> Result<Option<StoredFact>, Error> {
        let (row, mut damage) = (raw.row, raw.damage());
        let vetted = match raw.read() {
            Ok(stored) => self.vet(connection, &stored)?.map(|()| stored),
            Err(why) => Err(why),
        };
        Ok(match vetted {
            Ok(stored) => Some(stored),
            Err(why) => {
                damage.why = why;
                self.report(row, damage);
                None
            }
        })
    }

    /// Compares a fact with its document, unless that was done before.
    fn vet(&self, connection: &Connection, stored: &StoredFact) -> Result<Result<(), String>, Error> {
        if self.sound.borrow().contains(&stored.row) {
            return Ok(Ok(()));
        }
        let document = match self.document(connection, stored.row) {
            Ok(document) => document,
            Err(Error::Damaged { place, why }) => return Ok(Err(format!("{place} is damaged: {why}"))),
            Err(error) => return Err(error),
        };
        let vetted = compare(&stored.fact, &document, &Listed::of(&document.actors, &document.instruments));
        if vetted.is_ok() {
            let mut sound = self.sound.borrow_mut();
            if sound.len() >= REMEMBERED {
                sound.clear();
            }
            sound.insert(stored.row);
        }
        Ok(vetted)
    }

    fn document(&self, connection: &Connection, fact: i64) -> Result<Arc<DocumentData>, Error> {
        let key: (i64, i64) = connection
            .prepare_cached(
                "SELECT document.row, document.op_from FROM fact JOIN document ON document.row = fact.document
                 WHERE fact.row = ?1",
            )?
            .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some(document) = self.documents.borrow().get(&key) {
            return Ok(Arc::clone(document));
        }
        let data: String = connection
            .prepare_cached("SELECT data FROM document WHERE row = ?1")?
            .query_row([key.0], |row| row.get(0))?;
        let document = Arc::new(store::parse::<DocumentData>("document", key.0, &data)?);
        let mut documents = self.documents.borrow_mut();
        if documents.len() >= AT_HAND {
            documents.clear();
        }
        documents.insert(key, Arc::clone(&document));
        Ok(document)
    }
}

impl Snapshot<'_> {
    /// The facts, with what else their rows say, that a question finds which asks for some of many: damaged ones take the
    /// place of no other. The question is given a condition on the rows of facts.
    ///
    /// # Errors
    /// Those of the question.
    pub(crate) fn some<T>(
        &self,
        ask: impl Fn(&str) -> Result<Vec<(Raw, T)>, Error>,
    ) -> Result<Vec<(StoredFact, T)>, Error> {
        let (mut condition, mut without) = (String::new(), BTreeSet::new());
        loop {
            let mut facts = Vec::new();
            for (raw, more) in ask(&condition)? {
                facts.extend(self.admit(raw)?.map(|fact| (fact, more)));
            }
            let damaged = self.vetting.damaged.borrow().clone();
            if damaged == without || damaged.len() > EXCLUDED {
                return Ok(facts);
            }
            let rows: Vec<String> = damaged.iter().map(ToString::to_string).collect();
            condition = format!(" AND fact.row NOT IN ({})", rows.join(", "));
            without = damaged;
        }
    }
}

/// Compares a fact with the text and the lists of its document.
fn compare(fact: &Fact, data: &DocumentData, listed: &Listed<'_>) -> Result<(), String> {
    let slices = fact.evidence().iter().filter_map(|slice| slice.verify(&data.document).err());
    let slices = slices.map(|error| format!("evidence: {error}"));
    let why: Vec<String> = slices.chain(listed.flaws(fact.body()).iter().map(ToString::to_string)).collect();
    if why.is_empty() { Ok(()) } else { Err(why.join("; ")) }
}

/// A slice as questions to the register give it, in bytes.
#[derive(Deserialize)]
struct Slice {
    field: Field,
    start: u32,
    end: u32,
    exact: String,
}

/// A fact from its columns, or what is wrong with it.
pub(crate) fn fact(body: &str, evidence: &str, rule: &str, confidence: f64) -> Result<Fact, String> {
    let value = serde_json::from_str(body).map_err(|error| format!("what it states is not JSON: {error}"))?;
    let body = FactBody::from_json(value).map_err(|flaw| flaw.to_string())?;
    let slices: Vec<Slice> = serde_json::from_str(evidence).map_err(|error| format!("evidence: {error}"))?;
    let evidence = slices
        .into_iter()
        .map(|slice| Evidence::kept(slice.field, slice.start as usize..slice.end as usize, slice.exact))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("evidence: {error}"))?;
    let confidence = Confidence::try_from(confidence as f32).map_err(|error| format!("confidence: {error}"))?;
    Fact::new(body, evidence, rule, confidence).map_err(|error| error.to_string())
}

/// The facts of a document's row, as far as they hold.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Row, id and fact, in the order of the text.
    pub(crate) facts: Vec<(i64, String, Fact)>,
    /// Row and damage of those that do not.
    pub(crate) damaged: Vec<(i64, Damage)>,
}

/// The facts of a document's row that satisfy a condition on their operations.
///
/// # Errors
/// When the database fails.
pub(crate) fn facts_of(
    connection: &Connection,
    document: i64,
    data: &DocumentData,
    visible: &str,
) -> Result<Loaded, Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {FACT_COLUMNS} FROM fact CROSS JOIN document ON document.row = fact.document
         WHERE fact.document = ?1 AND {visible} ORDER BY fact.ordinal"
    ))?;
    let listed = Listed::of(&data.actors, &data.instruments);
    let mut loaded = Loaded::default();
    for found in statement.query_map([document], raw)? {
        let found = found?;
        let (row, mut damage) = (found.row, found.damage());
        match found.read().and_then(|stored| compare(&stored.fact, data, &listed).map(|()| stored)) {
            Ok(stored) => loaded.facts.push((row, stored.id, stored.fact)),
            Err(why) => {
                damage.why = why;
                loaded.damaged.push((row, damage));
            }
        }
    }
    Ok(loaded)
}

/// What is wrong with a correction, beside the lists of its document.
///
/// # Errors
/// With all that is wrong, each field by its name.
pub(crate) fn corrected(body: &FactBody, listed: &Listed<'_>) -> Result<(), Error> {
    let mut flaws: Vec<Flaw> = body.flaws();
    flaws.extend(listed.flaws(body));
    if flaws.is_empty() { Ok(()) } else { Err(Error::Decision(FactError { flaws }.to_string())) }
}
