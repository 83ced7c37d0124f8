//! Entities: who and what facts name, under all the names they go by.

use rusqlite::OptionalExtension;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Snapshot, StoredFact};
use crate::Error;
use crate::finding::{self, Finds};
use crate::identity::Node;
use crate::store;

/// So many facts are looked at for one that is not damaged.
const SPARE: usize = 8;

/// How many of the latest facts of a kind tell which instruments matter to a jurisdiction now.
const RECENT: usize = 300;

/// How often a form of a name is used; beyond some hundred times it does not matter how often.
const USES: &str = "(SELECT count(*) FROM (SELECT 1 FROM naming WHERE naming.node = node.row LIMIT 300))";

/// One actor, instrument or happening, as all documents know it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// `actor`, `instrument` or `event`.
    pub kind: String,
    /// Its commonest, then longest name.
    pub name: String,
    /// All its forms.
    pub forms: Vec<Node>,
}

/// An instrument that was spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Its entity.
    pub entity: String,
    /// Row of the last fact that concerns the jurisdiction asked about.
    fact: i64,
}

impl Snapshot<'_> {
    /// An entity by its id.
    ///
    /// # Errors
    /// When there is none.
    pub fn entity(&self, id: &str) -> Result<Entity, Error> {
        let sql = format!(
            "SELECT node.row, node.kind, node.data, {USES} FROM member
             JOIN node ON node.row = member.node WHERE member.entity = ?1 AND {} ORDER BY node.key",
            self.visible("member")
        );
        type Found = (i64, String, String, i64);
        let found: Vec<Found> =
            self.rows(&sql, &[&id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let Some((_, kind, ..)) = found.first() else {
            return Err(Error::Unknown { what: "entity", name: id.to_owned() });
        };
        let kind = kind.clone();
        let mut forms = Vec::with_capacity(found.len());
        let mut uses: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
        for (row, _, data, count) in found {
            let node: Node = store::parse("node", row, &data)?;
            *uses.entry(node.name().to_owned()).or_default() += count;
            forms.push(node);
        }
        let best = uses
            .into_iter()
            .max_by_key(|(name, count)| (*count, name.chars().count(), std::cmp::Reverse(name.clone())));
        Ok(Entity { id: id.to_owned(), kind, name: best.map(|(name, _)| name).unwrap_or_default(), forms })
    }

    /// The forms of an entity, or the tellings of a happening, as identity sees them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn forms(&self, entity: &str) -> Result<Vec<Node>, Error> {
        let sql = format!(
            "SELECT node.row, node.data FROM member CROSS JOIN node ON node.row = member.node
             WHERE member.entity = ?1 AND {} ORDER BY node.key",
            self.visible("member")
        );
        let found: Vec<(i64, String)> = self.rows(&sql, &[&entity], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.into_iter().map(|(row, data)| store::parse("node", row, &data)).collect()
    }

    /// Entities of a kind in order of id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn entity_ids(&self, kind: &str) -> Result<Vec<String>, Error> {
        let sql = format!(
            "SELECT DISTINCT member.entity FROM member JOIN node ON node.row = member.node WHERE node.kind = ?1 AND {}
             ORDER BY member.entity",
            self.visible("member")
        );
        self.rows(&sql, &[&kind], |row| row.get(0))
    }

    /// Ids of entities of a kind, in order, that come after one, or from the first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn entities(&self, kind: &str, after: Option<&str>, limit: usize) -> Result<Vec<String>, Error> {
        let sql = format!(
            "SELECT DISTINCT member.entity FROM member CROSS JOIN node ON node.row = member.node
             WHERE member.entity > ?2 AND node.kind = ?1 AND {} ORDER BY member.entity LIMIT {limit}",
            self.visible("member")
        );
        self.rows(&sql, &[&kind, &after.unwrap_or_default()], |row| row.get(0))
    }

    /// Instruments with a jurisdiction among their parties, the one spoken of last first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn instruments_of(&self, jurisdiction: &str, limit: usize) -> Result<Vec<Spoken>, Error> {
        let recent = |kind: &str| {
            format!(
                "SELECT * FROM (SELECT fact, kind, day FROM concern WHERE jurisdiction = ?1 AND kind = '{kind}' AND part = 'about'
                 ORDER BY day DESC, fact DESC LIMIT {RECENT})"
            )
        };
        let sql = format!(
            "SELECT member.entity, recent.fact,
                    max(recent.day || '|' || document.id || '|' || printf('%09d', 999999999 - fact.ordinal)) AS last
             FROM ({} UNION ALL {}) AS recent
             CROSS JOIN fact ON fact.row = recent.fact AND {}
             CROSS JOIN document ON document.row = fact.document
             CROSS JOIN naming ON naming.fact = recent.fact AND naming.part IN ('instrument', 'about')
             CROSS JOIN node ON node.row = naming.node
             CROSS JOIN member ON member.node = naming.node AND {}
             WHERE recent.kind = 'stage' OR EXISTS (SELECT 1 FROM json_each(node.data, '$.parties') WHERE value = ?1)
             GROUP BY member.entity ORDER BY substr(last, 1, instr(last, '|') - 1) DESC, member.entity LIMIT {limit}",
            recent("stage"),
            recent("statement"),
            self.visible("fact"),
            self.visible("member"),
        );
        // Of each group the columns are those of the row with the largest `last`.
        self.rows(&sql, &[&jurisdiction], |row| Ok(Spoken { entity: row.get(0)?, fact: row.get(1)? }))
    }

    /// The fact by which an instrument was spoken of; nothing if it is damaged.
    ///
    /// # Errors
    /// When the database fails.
    pub fn telling(&self, spoken: &Spoken) -> Result<Option<StoredFact>, Error> {
        self.by_row(spoken.fact)
    }

    /// The last fact that names an entity, by publication; of those of one day, of the last document by id.
    ///
    /// # Errors
    /// When the database fails or a fact is damaged.
    pub fn last_told(&self, entity: &str) -> Result<Option<StoredFact>, Error> {
        let sql = format!(
            "SELECT naming.fact FROM member CROSS JOIN naming ON naming.node = member.node
             CROSS JOIN fact ON fact.row = naming.fact AND {} CROSS JOIN document ON document.row = fact.document
             WHERE member.entity = ?1 AND {} AND (document.published IS NULL OR document.published <= ?2)
             ORDER BY document.published DESC, document.id DESC, fact.ordinal LIMIT {SPARE}",
            self.visible("fact"),
            self.visible("member"),
        );
        let rows: Vec<i64> = self.rows(&sql, &[&entity, &self.moment.as_of.to_string()], |row| row.get(0))?;
        for row in rows {
            if let Some(fact) = self.by_row(row)? {
                return Ok(Some(fact));
            }
        }
        Ok(None)
    }

    /// The entities whose names are or resemble a text, the likeliest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn find(&self, text: &str, limit: usize) -> Result<Vec<Finds>, Error> {
        finding::find(self.connection, text, limit, &self.visible("member"))
    }

    /// True for the code of a jurisdiction that some fact concerns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn knows_jurisdiction(&self, code: &str) -> Result<bool, Error> {
        Ok(self.connection.prepare_cached("SELECT 1 FROM concern WHERE jurisdiction = ?1 LIMIT 1")?.exists([code])?)
    }

    /// The name that documents use most for a jurisdiction.
    ///
    /// # Errors
    /// When the database fails.
    pub fn jurisdiction_name(&self, code: &str) -> Result<Option<String>, Error> {
        let sql = format!(
            "SELECT node.name FROM block CROSS JOIN node ON node.row = block.node
             WHERE block.key = 'j|' || ?1 AND node.kind = 'actor' ORDER BY {USES} DESC, node.name LIMIT 1"
        );
        Ok(self.connection.prepare_cached(&sql)?.query_row([code], |row| row.get(0)).optional()?)
    }

    /// The jurisdiction that speaks most in what concerns another: the side that the record is kept from.
    ///
    /// # Errors
    /// When the database fails.
    pub fn other_side(&self, code: &str) -> Result<Option<String>, Error> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT other.jurisdiction FROM (SELECT fact FROM concern WHERE jurisdiction = ?1 AND kind = 'statement'
                 ORDER BY day DESC LIMIT 500) AS mine JOIN concern AS other ON other.fact = mine.fact
                 WHERE other.jurisdiction != ?1 AND other.part = 'speaker'
                 GROUP BY other.jurisdiction ORDER BY count(*) DESC, other.jurisdiction LIMIT 1",
            )?
            .query_row([code], |row| row.get(0))
            .optional()?)
    }

    /// The parts in which jurisdictions are concerned by a fact.
    ///
    /// # Errors
    /// When the database fails.
    pub fn concerns(&self, fact: &StoredFact) -> Result<Vec<(String, String)>, Error> {
        self.rows(
            "SELECT jurisdiction, part FROM concern WHERE fact = ?1 ORDER BY jurisdiction, part",
            &[&fact.row],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}
