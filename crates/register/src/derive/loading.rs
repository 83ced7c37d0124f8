//! Statements, stages and happenings as links see them.

use std::rc::Rc;

use record::{Date, FactBody};
use rusqlite::{OptionalExtension, Transaction};

use super::indexing::told;
use super::linking::Linker;
use crate::Error;
use crate::identity::{Node, content_words};
use crate::links::{self, Happened, Reached, Said};
use crate::store::{self, column};

/// Order of statements: publication, document, place in it.
pub(super) type Place = (Date, String, i64);

impl Linker<'_> {
    pub(super) fn fact_place(&self, fact: i64) -> Result<Place, Error> {
        if let Some(place) = self.places.borrow().get(&fact) {
            return Ok(place.clone());
        }
        let (published, id, ordinal): (Option<String>, String, i64) = self
            .transaction
            .prepare_cached(
                "SELECT document.published, document.id, fact.ordinal FROM fact
                 JOIN document ON document.row = fact.document WHERE fact.row = ?1",
            )?
            .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let published = published.and_then(|day| day.parse().ok()).unwrap_or(Date::MIN);
        let place = (published, id, ordinal);
        self.places.borrow_mut().insert(fact, place.clone());
        Ok(place)
    }

    pub(super) fn nodes_of(&mut self, entity: &str) -> Result<Rc<Vec<i64>>, Error> {
        if let Some(nodes) = self.nodes.get(entity) {
            return Ok(Rc::clone(nodes));
        }
        let nodes = Rc::new(store::nodes_of(self.transaction, entity)?);
        self.nodes.insert(entity.to_owned(), Rc::clone(&nodes));
        Ok(nodes)
    }

    /// A statement that holds now, as links see it; nothing where nobody knows when it was said, for it can keep nothing and
    /// break nothing.
    pub(super) fn said(&mut self, fact: i64) -> Result<Option<Rc<Said>>, Error> {
        if let Some(said) = self.said.get(&fact) {
            return Ok(said.clone());
        }
        let said = self.load_said(fact)?.map(Rc::new);
        self.said.insert(fact, said.clone());
        Ok(said)
    }

    fn load_said(&self, fact: i64) -> Result<Option<Said>, Error> {
        let Some(told) = self.told(fact)? else { return Ok(None) };
        let FactBody::Statement(statement) = told.body else { return Ok(None) };
        let names = named(self.transaction, fact)?;
        let who = |part: &str| -> Vec<String> {
            let mut who: Vec<String> = names
                .iter()
                .filter(|name| name.part == part)
                .map(|name| name.jurisdiction.clone().unwrap_or_else(|| name.entity.clone()))
                .collect();
            who.sort();
            who.dedup();
            who
        };
        let about = names.iter().filter(|name| name.part == "about").map(|name| name.entity.clone()).collect();
        let happening = told.happening.map(|node| store::entity_of(self.transaction, node)).transpose()?.flatten();
        let holds: Vec<String> = column(
            self.transaction,
            "SELECT member.entity FROM entry JOIN node ON node.row = entry.node AND node.kind = 'event'
                 JOIN member ON member.node = node.row AND member.op_to IS NULL
                 WHERE entry.fact = ?1 ORDER BY member.entity",
            [fact],
        )?;
        Ok(Some(Said {
            fact,
            document: told.document,
            ordinal: told.ordinal,
            published: told.published,
            happening,
            act: statement.act,
            speakers: who("speaker"),
            addressees: who("addressee"),
            about,
            words: content_words(&statement.content),
            awaits: links::awaited(&statement.content),
            due: statement.due,
            holds,
        }))
    }

    pub(super) fn reached(&self, fact: i64) -> Result<Option<Reached>, Error> {
        let Some(told_fact) = self.told(fact)? else { return Ok(None) };
        let FactBody::Stage(stage) = told_fact.body else { return Ok(None) };
        let instrument = named(self.transaction, fact)?.into_iter().find(|name| name.part == "instrument");
        let Some(instrument) = instrument else { return Ok(None) };
        let own_parties = self
            .transaction
            .prepare_cached(
                "SELECT 1 FROM member JOIN node ON node.row = member.node
                 WHERE member.entity = ?1 AND member.op_to IS NULL AND json_array_length(node.data, '$.parties') > 0",
            )?
            .exists([&instrument.entity])?;
        let sides = match own_parties {
            true => None,
            false => Some(column(
                self.transaction,
                "SELECT DISTINCT concern.jurisdiction FROM fact JOIN concern ON concern.fact = fact.row
                         WHERE fact.document = ?1 AND fact.op_to IS NULL",
                [told_fact.document],
            )?),
        };
        Ok(Some(Reached {
            fact,
            document: told_fact.document,
            published: told_fact.published,
            instrument: instrument.entity,
            stage: stage.stage,
            told: told(stage.as_of, told_fact.published),
            sides,
        }))
    }

    pub(super) fn happened(&self, fact: i64) -> Result<Option<Happened>, Error> {
        let Some(told) = self.told(fact)? else { return Ok(None) };
        let FactBody::Event(event) = told.body else { return Ok(None) };
        let own: Option<(i64, String, String)> = self
            .transaction
            .prepare_cached(
                "SELECT node.row, node.data, member.entity FROM naming JOIN node ON node.row = naming.node
                 JOIN member ON member.node = node.row AND member.op_to IS NULL
                 WHERE naming.fact = ?1 AND naming.part = 'self'",
            )?
            .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((row, data, happening)) = own else { return Ok(None) };
        let Node::Event(node) = store::parse("node", row, &data)? else { return Ok(None) };
        Ok(Some(Happened {
            fact,
            document: told.document,
            published: told.published,
            happening,
            status: event.status,
            end: event.when.as_ref().and_then(|when| when.end),
            node,
        }))
    }

    /// A fact that holds now, with what its document says of it.
    pub(super) fn told(&self, fact: i64) -> Result<Option<Told>, Error> {
        type Row = (i64, i64, String, Option<String>, Option<i64>);
        let found: Option<Row> = self
            .transaction
            .prepare_cached(
                "SELECT fact.document, fact.ordinal, fact.body, document.published, document.happening
                 FROM fact JOIN document ON document.row = fact.document WHERE fact.row = ?1 AND fact.op_to IS NULL",
            )?
            .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .optional()?;
        let Some((document, ordinal, body, published, happening)) = found else { return Ok(None) };
        let Some(published) = published.and_then(|day| day.parse::<Date>().ok()) else { return Ok(None) };
        // A fact that cannot be read back links to nothing: what others state must not wait for it.
        let Ok(body) = store::parse("fact", fact, &body) else { return Ok(None) };
        Ok(Some(Told { document, ordinal, body, published, happening }))
    }
}

/// A fact with what its document says of it.
pub(super) struct Told {
    pub(super) document: i64,
    pub(super) ordinal: i64,
    pub(super) body: FactBody,
    pub(super) published: Date,
    happening: Option<i64>,
}

/// A name in a fact: its part, its entity and the jurisdiction of its form.
pub(super) struct Named {
    pub(super) part: String,
    pub(super) entity: String,
    pub(super) jurisdiction: Option<String>,
}

pub(super) fn named(transaction: &Transaction<'_>, fact: i64) -> Result<Vec<Named>, Error> {
    let mut statement = transaction.prepare_cached(
        "SELECT naming.part, member.entity, node.jurisdiction FROM naming
         JOIN node ON node.row = naming.node JOIN member ON member.node = naming.node AND member.op_to IS NULL
         WHERE naming.fact = ?1 ORDER BY naming.part, member.entity",
    )?;
    let rows = statement
        .query_map([fact], |row| Ok(Named { part: row.get(0)?, entity: row.get(1)?, jurisdiction: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
