//! What reviewers decide. A decision is an operation with an author, anchored to the words of a document, so that it holds
//! for whatever engine reads those words later.

use std::collections::HashMap;

use jiff::Timestamp;
use record::{Actor, Confidence, Draft, Fact, FactBody, Instrument, Listed, Record};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::identity::{anchor, digest};
use crate::register::operation;
use crate::revision::Marks;
use crate::store::DocumentData;
use crate::{Author, Error, Register, damage, derive, store};

/// A reviewer's verdict on a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is right.
    Accept,
    /// It is no fact.
    Reject,
    /// It is this instead.
    Correct(Box<FactBody>),
}

impl Verdict {
    fn word(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Correct(_) => "correct",
        }
    }
}

/// The words a fact stands on: what stays the same when the document is read again.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Anchor {
    /// Id of the document.
    pub document: String,
    /// Kind of the fact.
    pub kind: &'static str,
    /// Field of its principal evidence.
    pub field: &'static str,
    /// Words of its principal evidence.
    pub exact: String,
}

impl Anchor {
    /// The anchor of a fact.
    pub fn of(record: &Record, fact: &Fact) -> Self {
        let first = fact.evidence().first();
        Self {
            document: record.document.id.0.clone(),
            kind: fact.body().kind(),
            field: first.map_or("body", |evidence| store::field_word(evidence.field())),
            exact: first.map(|evidence| evidence.exact().to_owned()).unwrap_or_default(),
        }
    }

    /// The id of the fact that is the `nth` with this anchor: the same for the same words of the same document, whatever
    /// engine reads them.
    pub(crate) fn fact_id(&self, nth: u32) -> String {
        digest(&format!("{}|{}|{}|{}|{nth}", self.document, self.kind, self.field, self.exact), 6)
    }
}

/// A record whose facts are numbered among those with the same anchor.
pub(crate) struct Numbered {
    /// The record.
    pub(crate) record: Record,
    /// The number of each fact.
    pub(crate) numbers: Vec<u32>,
}

impl Numbered {
    /// A reading, whose facts are numbered in its order.
    pub(crate) fn reading(record: Record) -> Self {
        let mut counts: HashMap<Anchor, u32> = HashMap::new();
        let mut number = |fact| {
            let next = counts.entry(Anchor::of(&record, fact)).or_default();
            *next += 1;
            *next - 1
        };
        let numbers = record.facts.iter().map(&mut number).collect();
        Self { record, numbers }
    }

    /// What the register has, whose facts keep the ids that they have: one that was rejected leaves its number free, so that
    /// its twin with the same words is still told from it.
    pub(crate) fn stored(record: Record, ids: &[String]) -> Self {
        let plain = Self::reading(record);
        let most = plain.record.facts.len() as u32 + REJECTED;
        let number = |(fact, (id, natural)): (&Fact, (&String, &u32))| {
            let anchor = Anchor::of(&plain.record, fact);
            (0..most).find(|nth| anchor.fact_id(*nth) == *id).unwrap_or(*natural)
        };
        let numbers = plain.record.facts.iter().zip(ids.iter().zip(&plain.numbers)).map(number).collect();
        Self { numbers, record: plain.record }
    }

    /// Facts with their anchors and numbers.
    pub(crate) fn anchored(&self) -> impl Iterator<Item = (Anchor, u32, &Fact)> {
        self.record.facts.iter().zip(&self.numbers).map(|(fact, nth)| (Anchor::of(&self.record, fact), *nth, fact))
    }
}

/// So many facts of one document are looked for beyond those it has, since reviewers rejected some.
const REJECTED: u32 = 256;

/// The record as reviewers have decided: without what they rejected, with what they corrected.
pub(crate) fn decided(connection: &Connection, numbered: Numbered) -> Result<Numbered, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT verdict, kind, field, exact, nth, data FROM decision
         WHERE document = ?1 AND op_to IS NULL AND verdict IN ('accept', 'reject', 'correct') ORDER BY row",
    )?;
    type Row = (String, String, String, String, u32, String);
    let rows: Vec<Row> = statement
        .query_map([&numbered.record.document.id.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Ok(numbered);
    }
    let (mut facts, mut numbers) = (Vec::new(), Vec::new());
    let (mut actors, mut instruments) = (numbered.record.actors.clone(), numbered.record.instruments.clone());
    for (anchor, nth, fact) in numbered.anchored() {
        let verdict = rows.iter().rfind(|(_, kind, field, exact, number, _)| {
            kind == anchor.kind && field == anchor.field && *exact == anchor.exact && *number == nth
        });
        let kept = match verdict {
            None => Some(fact.clone()),
            Some((word, ..)) if word == "reject" => None,
            Some((word, .., data)) => {
                let reviewed = |body| Fact::new(body, fact.evidence().to_vec(), "review", Confidence::new(1.0)).ok();
                let corrected = match word == "correct" {
                    true => correction(connection, &anchor.document, data, &mut actors, &mut instruments)?,
                    false => Some(fact.body().clone()),
                };
                // A correction that cannot be applied leaves the fact as it was read; `check` finds it.
                corrected.and_then(reviewed).or_else(|| Some(fact.clone()))
            }
        };
        if let Some(fact) = kept {
            facts.push(fact);
            numbers.push(nth);
        }
    }
    let draft = Draft { facts, actors, instruments, ..numbered.record.into_draft() };
    let (record, violations) = Record::sift(draft);
    let mut position = 0;
    numbers.retain(|_| {
        position += 1;
        violations.iter().all(|violation| violation.fact() != Some(position - 1))
    });
    Ok(Numbered { record, numbers })
}

/// What a correction states. Names that this reading of the document does not list are taken from earlier readings: a
/// decision outlives whatever a newer engine calls those whom it names.
fn correction(
    connection: &Connection,
    document: &str,
    data: &str,
    actors: &mut Vec<Actor>,
    instruments: &mut Vec<Instrument>,
) -> Result<Option<FactBody>, Error> {
    let value = serde_json::from_str(data).ok();
    let Some(body) = value.and_then(|value| FactBody::from_json(value).ok()) else { return Ok(None) };
    let missing =
        |actors: &[Actor], instruments: &[Instrument]| !Listed::of(actors, instruments).flaws(&body).is_empty();
    if !missing(actors, instruments) {
        return Ok(Some(body));
    }
    let (mut more, mut further) = (actors.clone(), instruments.clone());
    let readings: Vec<String> =
        store::column(connection, "SELECT data FROM document WHERE id = ?1 ORDER BY row DESC", [document])?;
    for earlier in readings.iter().filter_map(|data| serde_json::from_str::<DocumentData>(data).ok()) {
        for used in body.names() {
            if more.iter().all(|actor| actor.name.0 != used.name) {
                more.extend(earlier.actors.iter().find(|actor| actor.name.0 == used.name).cloned());
            }
            if further.iter().all(|instrument| instrument.name.0 != used.name) {
                further.extend(earlier.instruments.iter().find(|one| one.name.0 == used.name).cloned());
            }
        }
        if !missing(&more, &further) {
            (*actors, *instruments) = (more, further);
            return Ok(Some(body));
        }
    }
    Ok(None)
}

/// Keys that a node was joined to by decision.
pub(crate) fn merged_with(connection: &Connection, key: &str) -> Result<Vec<String>, Error> {
    Ok(pairs(connection, "merge")?
        .into_iter()
        .filter_map(|(one, two)| if one == key { Some(two) } else { (two == key).then_some(one) })
        .collect())
}

/// Whether anything was ever parted by decision.
pub(crate) fn any_split(connection: &Connection) -> Result<bool, Error> {
    Ok(connection.prepare_cached("SELECT 1 FROM decision WHERE verdict = 'split' AND op_to IS NULL")?.exists([])?)
}

/// Pairs of keys parted by decision.
pub(crate) fn split_pairs(connection: &Connection) -> Result<Vec<(String, String)>, Error> {
    pairs(connection, "split")
}

/// Pairs of keys joined by decision.
pub(crate) fn merged_pairs(connection: &Connection) -> Result<Vec<(String, String)>, Error> {
    pairs(connection, "merge")
}

fn pairs(connection: &Connection, verdict: &str) -> Result<Vec<(String, String)>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT row, data FROM decision WHERE verdict = ?1 AND op_to IS NULL ORDER BY row")?;
    let rows: Vec<(i64, String)> =
        statement.query_map([verdict], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    rows.into_iter().map(|(row, data)| store::parse("decision", row, &data)).collect()
}

impl Register {
    /// Decides on a fact. The facts of its document are written anew as they follow from all decisions.
    ///
    /// # Errors
    /// When there is no such fact, or the file cannot be written.
    pub fn decide(
        &mut self,
        fact: &str,
        verdict: &Verdict,
        author: &Author,
        why: &str,
        at: Timestamp,
    ) -> Result<(), Error> {
        let transaction = self.write()?;
        let present = present_record(&transaction, fact)?;
        let target = present.anchored().find(|(anchor, nth, _)| anchor.fact_id(*nth) == fact);
        let Some((anchor, nth, old)) = target else {
            return Err(Error::Unknown { what: "fact", name: fact.to_owned() });
        };
        if let Verdict::Correct(body) = verdict
            && body.kind() != old.body().kind()
        {
            return Err(Error::Decision(format!(
                "a {} cannot be corrected into a {}: reject it instead",
                old.body().kind(),
                body.kind()
            )));
        }
        if let Verdict::Correct(body) = verdict {
            damage::corrected(body, &present.record.listed())?;
        }
        let operation = operation(&transaction, at, "decide", author, why)?;
        let data = match verdict {
            Verdict::Correct(body) => store::json(body)?,
            Verdict::Accept | Verdict::Reject => String::new(),
        };
        transaction.execute(
            "UPDATE decision SET op_to = ?6 WHERE document = ?1 AND kind = ?2 AND field = ?3 AND exact = ?4 AND nth = ?5
             AND op_to IS NULL",
            params![anchor.document, anchor.kind, anchor.field, anchor.exact, nth, operation],
        )?;
        transaction.execute(
            "INSERT INTO decision (verdict, document, kind, field, exact, nth, data, op_from)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![verdict.word(), anchor.document, anchor.kind, anchor.field, anchor.exact, nth, data, operation],
        )?;
        // The document is written anew, as it follows from all decisions; what was known before stays in the closed row.
        let document = &present.record.document;
        let (revision, marks) = (store::current_revision(&transaction, &document.id.0)?, Marks::of(document));
        derive::close_document(&transaction, operation, &document.id.0)?;
        derive::write_document(&transaction, operation, present, revision, &marks)?;
        Ok(transaction.commit()?)
    }

    /// Takes the decision on a fact back: it is again as it was read, also where it had been rejected.
    ///
    /// # Errors
    /// When nobody decided on such a fact, when the text has changed since, or the file cannot be written.
    pub fn undo(&mut self, fact: &str, author: &Author, why: &str, at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        let original = original(&transaction, fact)?;
        let undecided = || Error::Decision(format!("nobody has decided on the fact {fact}"));
        let mut rows = transaction.prepare_cached(
            "SELECT row, nth FROM decision WHERE document = ?1 AND kind = ?2 AND field = ?3 AND exact = ?4 AND op_to IS NULL
             AND verdict IN ('accept', 'reject', 'correct') ORDER BY row DESC",
        )?;
        let anchor = &original.anchor;
        let found: Vec<(i64, u32)> = rows
            .query_map(params![anchor.document, anchor.kind, anchor.field, anchor.exact], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        drop(rows);
        let (decision, nth) = found.into_iter().find(|(_, nth)| anchor.fact_id(*nth) == fact).ok_or_else(undecided)?;
        let note = if why.is_empty() { "undo".to_owned() } else { format!("undo: {why}") };
        let operation = operation(&transaction, at, "decide", author, &note)?;
        transaction.execute("UPDATE decision SET op_to = ?1 WHERE row = ?2", params![operation, decision])?;
        let (row, data): (i64, String) = transaction.query_row(
            "SELECT row, data FROM document WHERE id = ?1 AND op_to IS NULL",
            [&anchor.document],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let Numbered { record, mut numbers } = present(&transaction, row, &data)?;
        let mut facts = record.facts.clone();
        let ids: Vec<String> =
            facts.iter().zip(&numbers).map(|(fact, nth)| Anchor::of(&record, fact).fact_id(*nth)).collect();
        let place = match ids.iter().position(|id| id == fact) {
            Some(place) => {
                facts[place] = original.fact;
                place
            }
            None => {
                let place = original.ordinal.min(facts.len());
                facts.insert(place, original.fact);
                numbers.insert(place, nth);
                place
            }
        };
        let (record, violations) = Record::sift(Draft { facts, ..record.into_draft() });
        if violations.iter().any(|violation| violation.fact() == Some(place)) {
            return Err(Error::Decision(format!(
                "the words of the fact {fact} have changed since: read the document again"
            )));
        }
        let mut position = 0;
        numbers.retain(|_| {
            position += 1;
            violations.iter().all(|violation| violation.fact() != Some(position - 1))
        });
        let restored = Numbered { record, numbers };
        let (revision, marks) =
            (store::current_revision(&transaction, &anchor.document)?, Marks::of(&restored.record.document));
        derive::close_document(&transaction, operation, &anchor.document)?;
        derive::write_document(&transaction, operation, restored, revision, &marks)?;
        Ok(transaction.commit()?)
    }

    /// Makes two entities one.
    ///
    /// # Errors
    /// When there is no such entity, when they are of different kinds, or the file cannot be written.
    pub fn merge(&mut self, one: &str, two: &str, author: &Author, why: &str, at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        let (first, second) = (member_keys(&transaction, one)?, member_keys(&transaction, two)?);
        if one[..1] != two[..1] {
            return Err(Error::Decision(format!("{one} and {two} are of different kinds")));
        }
        if one == two {
            return Err(Error::Decision(format!("{one} is one already")));
        }
        let operation = operation(&transaction, at, "decide", author, why)?;
        let keys =
            |members: &[(i64, String)]| members.iter().map(|(_, key)| anchor(key).to_owned()).collect::<Vec<_>>();
        close_pairs(&transaction, operation, "split", &keys(&first), &keys(&second))?;
        decide_pair(&transaction, operation, "merge", &first[0].1, &second[0].1)?;
        let target = one.min(two);
        let other = one.max(two);
        for (node, _) in if one == other { &first } else { &second } {
            derive::become_member(&transaction, operation, *node, target)?;
        }
        let now = derive::regroup(&transaction, operation, target)?;
        derive::relink(&transaction, operation, &now.into_iter().collect())?;
        Ok(transaction.commit()?)
    }

    /// Takes a form of a name, or one telling of a happening, out of its entity: it was joined to others wrongly.
    ///
    /// `form` is a name as a document has it, or for happenings the id of a document.
    ///
    /// # Errors
    /// When the entity has no such form or no other, or the file cannot be written.
    pub fn split(&mut self, entity: &str, form: &str, author: &Author, why: &str, at: Timestamp) -> Result<(), Error> {
        let transaction = self.write()?;
        let nodes = store::members(&transaction, entity)?;
        let mut apart = Vec::new();
        let mut rest = Vec::new();
        for (row, key, data) in nodes {
            let node: crate::identity::Node = store::parse("node", row, &data)?;
            let document = match &node {
                crate::identity::Node::Event(event) => event.document == form,
                _ => false,
            };
            let key = anchor(&key).to_owned();
            if document || node.name() == form { apart.push(key) } else { rest.push(key) }
        }
        if apart.is_empty() {
            return Err(Error::Unknown { what: "form of that entity named", name: form.to_owned() });
        }
        if rest.is_empty() {
            return Err(Error::Decision(format!("{entity} has no other form than {form:?}")));
        }
        let operation = operation(&transaction, at, "decide", author, why)?;
        close_pairs(&transaction, operation, "merge", &apart, &rest)?;
        for one in &apart {
            for two in &rest {
                decide_pair(&transaction, operation, "split", one, two)?;
            }
        }
        let now = derive::regroup(&transaction, operation, entity)?;
        derive::relink(&transaction, operation, &now.into_iter().collect())?;
        Ok(transaction.commit()?)
    }
}

/// A fact as it was read last, before anybody decided on it.
struct Original {
    fact: Fact,
    /// Its place in the text.
    ordinal: usize,
    anchor: Anchor,
}

fn original(connection: &Connection, fact: &str) -> Result<Original, Error> {
    let found: Option<(i64, i64, i64, String)> = connection
        .prepare_cached(
            "SELECT fact.row, fact.ordinal, document.row, document.data FROM fact JOIN document ON document.row = fact.document
             WHERE fact.id = ?1 AND fact.rule != 'review' ORDER BY fact.row DESC LIMIT 1",
        )?
        .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let unknown = || Error::Unknown { what: "fact", name: fact.to_owned() };
    let (row, ordinal, document, data) = found.ok_or_else(unknown)?;
    let data: DocumentData = store::parse("document", document, &data)?;
    let loaded = damage::facts_of(connection, document, &data, &format!("fact.row = {row}"))?;
    let (_, _, read) = loaded.facts.into_iter().next().ok_or_else(unknown)?;
    let DocumentData { document, actors, instruments, diagnostics } = data;
    let (record, _) = Record::sift(Draft { document, actors, instruments, facts: vec![read.clone()], diagnostics });
    let anchor = Anchor::of(&record, &read);
    Ok(Original { fact: read, ordinal: usize::try_from(ordinal).unwrap_or(0), anchor })
}

/// Closes decisions on pairs of which one is of either side: a new decision takes their place.
fn close_pairs(
    transaction: &Transaction<'_>,
    operation: i64,
    verdict: &str,
    ones: &[String],
    others: &[String],
) -> Result<(), Error> {
    transaction.execute(
        "UPDATE decision SET op_to = ?1 WHERE verdict = ?2 AND op_to IS NULL
         AND EXISTS (SELECT 1 FROM json_each(data) WHERE value IN (SELECT value FROM json_each(?3)))
         AND EXISTS (SELECT 1 FROM json_each(data) WHERE value IN (SELECT value FROM json_each(?4)))",
        params![operation, verdict, store::json(&ones)?, store::json(&others)?],
    )?;
    Ok(())
}

/// Deletes the decisions on pairs of which one is no more.
pub(crate) fn forget_pairs(transaction: &Transaction<'_>, key: &str) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "DELETE FROM decision WHERE verdict IN ('merge', 'split')
             AND EXISTS (SELECT 1 FROM json_each(data) WHERE value = ?1)",
        )?
        .execute([key])?;
    Ok(())
}

fn decide_pair(
    transaction: &Transaction<'_>,
    operation: i64,
    verdict: &str,
    one: &str,
    two: &str,
) -> Result<(), Error> {
    transaction.execute(
        "INSERT INTO decision (verdict, document, kind, field, exact, nth, data, op_from)
         VALUES (?1, '', '', '', '', 0, ?2, ?3)",
        params![verdict, store::json(&[anchor(one), anchor(two)])?, operation],
    )?;
    Ok(())
}

fn member_keys(connection: &Connection, entity: &str) -> Result<Vec<(i64, String)>, Error> {
    let members: Vec<(i64, String)> =
        store::members(connection, entity)?.into_iter().map(|(row, key, _)| (row, key)).collect();
    if members.is_empty() {
        return Err(Error::Unknown { what: "entity", name: entity.to_owned() });
    }
    Ok(members)
}

/// The present record of the document of a fact.
fn present_record(connection: &Connection, fact: &str) -> Result<Numbered, Error> {
    let mut statement = connection.prepare_cached(
        "SELECT document.row, document.data FROM fact JOIN document ON document.row = fact.document
         WHERE fact.id = ?1 AND fact.op_to IS NULL",
    )?;
    let found: Vec<(i64, String)> =
        statement.query_map([fact], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let Some((row, data)) = found.into_iter().next() else {
        return Err(Error::Unknown { what: "fact", name: fact.to_owned() });
    };
    present(connection, row, &data)
}

/// The present record of a document's row.
pub(crate) fn present(connection: &Connection, row: i64, data: &str) -> Result<Numbered, Error> {
    let data: DocumentData = store::parse("document", row, data)?;
    // What is damaged is not written again.
    let loaded = damage::facts_of(connection, row, &data, "fact.op_to IS NULL")?.facts.into_iter();
    let (ids, facts): (Vec<String>, Vec<Fact>) = loaded.map(|(_, id, fact)| (id, fact)).unzip();
    let DocumentData { document, actors, instruments, diagnostics } = data;
    let (record, _) = Record::sift(Draft { document, actors, instruments, facts, diagnostics });
    Ok(Numbered::stored(record, &ids))
}
