//! Links by likeness: what two facts have in common is weighed, and what is likely enough is kept.
//!
//! Entries and later facts find each other by clues: an instrument that both name, or several rare stems that both have for a
//! jurisdiction. Of what one document says the likeliest bears on an entry, and of the documents the first few. All of it depends on
//! the facts alone, never on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use record::{Date, FactBody, Mark, Meaning};
use rusqlite::{OptionalExtension, Transaction, params};

use super::indexing::told;
use super::linking::Linker;
use super::loading::{Place, named};
use crate::Error;
use crate::identity::Node;
use crate::likelihood::{self, Weighed};
use crate::links::{Link, LinkKind};
use crate::store::{self, column};

/// What is told later than that of a promise or request is told of another one.
const YEARS: i64 = 4;

/// So many documents bear on an entry in one way: the first of them.
const FEW: usize = 5;

/// So many stems of an entry, and of a later fact, are clues, and each weighs at least so much (in sixteenths).
const STEMS_OF_ENTRY: usize = 8;
const STEMS_OF_LATER: usize = 12;
const LEAST: u8 = 24;

/// So many stems in common are a clue.
const IN_COMMON: usize = 2;

/// A stem of so much weight is a clue by itself.
const RARE: u8 = 64;

const ENTRY: i64 = 1;
const LATER: i64 = 2;
const ALONE: i64 = 4;

/// Writes the clues of a fact that has a meaning.
pub(super) fn index(
    transaction: &Transaction<'_>,
    published: Date,
    fact: i64,
    body: &FactBody,
    meaning: &Meaning,
) -> Result<(), Error> {
    let entry = matches!(body, FactBody::Statement(said) if said.act.is_ledger());
    if matches!(body, FactBody::Role(_)) {
        return Ok(());
    }
    let nodes: Vec<i64> = column(
        transaction,
        "SELECT node FROM naming WHERE fact = ?1 AND part IN ('about', 'instrument') ORDER BY node",
        [fact],
    )?;
    let sides: Vec<String> =
        column(transaction, "SELECT DISTINCT jurisdiction FROM concern WHERE fact = ?1 ORDER BY jurisdiction", [fact])?;
    let mut roles: BTreeMap<i64, i64> =
        nodes.into_iter().map(|node| (node, if entry { ENTRY | LATER } else { LATER })).collect();
    let mut add = |places: u8, most: usize, role: i64| {
        for (stem, weight) in heaviest(meaning, places, most) {
            let role = if weight >= RARE { role | ALONE } else { role };
            for side in &sides {
                *roles.entry(key(side, stem)).or_default() |= role;
            }
        }
    };
    if entry {
        add(Mark::CORE | Mark::WORDS, STEMS_OF_ENTRY, ENTRY);
    }
    add(Mark::CORE | Mark::WORDS | Mark::SENTENCE, STEMS_OF_LATER, LATER);
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO clue (key, day, fact, role) VALUES (?1, ?2, ?3, ?4)")?;
    for (key, role) in roles {
        insert.execute(params![key, published.to_string(), fact, role])?;
    }
    Ok(())
}

/// The stems that say most; of equals, those with the least numbers.
fn heaviest(meaning: &Meaning, places: u8, most: usize) -> Vec<(u32, u8)> {
    let mut marks: Vec<&Mark> =
        meaning.marks.iter().filter(|mark| mark.is_in(places) && mark.weight >= LEAST).collect();
    // What is in the words themselves goes before what is around them.
    marks.sort_by_key(|mark| (!mark.is_in(Mark::CORE | Mark::WORDS), std::cmp::Reverse(mark.weight), mark.stem));
    marks.into_iter().take(most).map(|mark| (mark.stem, mark.weight)).collect()
}

/// The number of a stem for a jurisdiction; those of nodes are positive.
fn key(side: &str, stem: u32) -> i64 {
    let seed = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(stem);
    let hash = side
        .bytes()
        .chain(stem.to_le_bytes())
        .fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    -1 - (hash >> 2).cast_signed()
}

/// An entry and a later fact with what they have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Document of the entry, and its place among the facts.
    pub entry: (String, i64),
    /// Document of the later fact, and its place.
    pub later: (String, i64),
    /// They would find each other in a large register.
    pub found: bool,
    /// What they have in common, as [`crate::LIKELIHOOD`] names it.
    pub numbers: Vec<f64>,
}

/// All pairs of entries and later facts, as the trees are trained on them.
pub(crate) fn pairs(transaction: &Transaction<'_>) -> Result<Vec<Pair>, Error> {
    let mut linker = Linker::new(transaction, 0);
    let facts: Vec<i64> = column(transaction, "SELECT row FROM fact WHERE op_to IS NULL ORDER BY row", [])?;
    let mut pairs = Vec::new();
    for fact in &facts {
        let Some(entry) = linker.weighed(*fact)? else { continue };
        if !matches!(&entry.body, FactBody::Statement(said) if said.act.is_ledger()) {
            continue;
        }
        let found = linker.found_by_clues(&entry, (ENTRY, LATER), (entry.published, Date::MAX))?;
        for other in &facts {
            let Some(later) = linker.weighed(*other)? else { continue };
            if !may_bear(&entry, &later) {
                continue;
            }
            let (from, to) = (linker.fact_place(*fact)?, linker.fact_place(*other)?);
            pairs.push(Pair {
                entry: (from.1, from.2),
                later: (to.1, to.2),
                found: entry.document == later.document || found.binary_search(other).is_ok(),
                numbers: likelihood::compare(&entry, &later),
            });
        }
    }
    Ok(pairs)
}

impl Linker<'_> {
    /// Weighs all that may bear on an entry of the ledger, and keeps what is likely.
    pub(super) fn weigh_entry(&mut self, fact: i64) -> Result<(), Error> {
        let Some(entry) = self.weighed(fact)? else { return Ok(()) };
        if !matches!(&entry.body, FactBody::Statement(said) if said.act.is_ledger()) {
            return Ok(());
        }
        let until = entry.published.checked_add(jiff::Span::new().years(YEARS)).unwrap_or(Date::MAX);
        let mut later: BTreeSet<i64> =
            self.found_by_clues(&entry, (ENTRY, LATER), (entry.published, until))?.into_iter().collect();
        let beside = "SELECT row FROM fact WHERE document = ?1 AND kind = 'statement' AND op_to IS NULL";
        later.extend(column::<i64>(self.transaction, beside, [entry.document])?);
        let mut documents: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for fact in later {
            if let Some(weighed) = self.weighed(fact)? {
                documents.entry(weighed.document).or_default().push(fact);
            }
        }
        let mut wanted: BTreeMap<LinkKind, Vec<(Date, Place, Link)>> = BTreeMap::new();
        for facts in documents.into_values() {
            if let Some(link) = self.likeliest(&entry, &facts)? {
                let place = self.fact_place(link.later)?;
                wanted.entry(link.kind).or_default().push((link.day, place, link));
            }
        }
        let mut links = Vec::new();
        for mut of_kind in wanted.into_values() {
            of_kind.sort();
            links.extend(of_kind.into_iter().take(FEW).map(|(_, _, link)| link));
        }
        for (row, present) in self.likely(fact)? {
            match links.iter().position(|link| *link == present) {
                Some(at) => drop(links.swap_remove(at)),
                None => self.close_likely(row, &present)?,
            }
        }
        links.iter().try_for_each(|link| self.keep(link))
    }

    /// Weighs what the facts of a document may do to the entries of others.
    pub(super) fn weigh_later(&mut self, document: i64) -> Result<(), Error> {
        let facts: Vec<i64> = column(
            self.transaction,
            "SELECT row FROM fact WHERE document = ?1 AND op_to IS NULL ORDER BY row",
            [document],
        )?;
        let mut entries: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for fact in facts {
            let Some(later) = self.weighed(fact)? else { continue };
            let from = later.published.checked_sub(jiff::Span::new().years(YEARS)).unwrap_or(Date::MIN);
            for entry in self.found_by_clues(&later, (LATER, ENTRY), (from, later.published))? {
                entries.entry(entry).or_default().push(fact);
            }
        }
        for (fact, later) in entries {
            let Some(entry) = self.weighed(fact)? else { continue };
            if entry.document == document {
                continue;
            }
            let Some(link) = self.likeliest(&entry, &later)? else { continue };
            let place = self.fact_place(link.later)?;
            let mut present = Vec::new();
            for (row, kept) in self.likely(fact)? {
                if kept.kind == link.kind {
                    present.push((kept.day, self.fact_place(kept.later)?, row, kept));
                }
            }
            present.sort_by(|one, two| (one.0, &one.1).cmp(&(two.0, &two.1)));
            if present.len() >= FEW {
                let Some((day, last, row, kept)) = present.pop() else { continue };
                if (day, &last) <= (link.day, &place) {
                    continue;
                }
                self.close_likely(row, &kept)?;
            }
            self.keep(&link)?;
        }
        Ok(())
    }

    /// Weighs the entries anew on which facts may bear that name nodes whose entities grew; `countries` too, which are named
    /// everywhere and grow by decision alone.
    pub(super) fn weigh_around(&mut self, nodes: &BTreeSet<i64>, countries: bool) -> Result<(), Error> {
        let mut entries = BTreeSet::new();
        for node in nodes {
            let facts: Vec<i64> = column(
                self.transaction,
                "SELECT fact.row FROM node JOIN naming ON naming.node = node.row
                 JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
                 WHERE node.row = ?1 AND node.kind != 'event' AND (?2 OR node.jurisdiction IS NULL) ORDER BY fact.row",
                params![node, countries],
            )?;
            for fact in facts {
                let Some(later) = self.weighed(fact)? else { continue };
                let from = later.published.checked_sub(jiff::Span::new().years(YEARS)).unwrap_or(Date::MIN);
                entries.extend(self.found_by_clues(&later, (LATER, ENTRY), (from, later.published))?);
            }
        }
        entries.into_iter().try_for_each(|entry| self.weigh_entry(entry))
    }

    /// The facts that share clues with one, among those published in a span of days.
    fn found_by_clues(
        &self,
        weighed: &Weighed,
        (mine, its): (i64, i64),
        (from, to): (Date, Date),
    ) -> Result<Vec<i64>, Error> {
        let mut keys: BTreeSet<i64> = column::<i64>(
            self.transaction,
            "SELECT key FROM clue WHERE fact = ?1 AND role & ?2 != 0 AND key < 0",
            params![weighed.fact, mine],
        )?
        .into_iter()
        .collect();
        for entity in &weighed.about {
            keys.extend(store::nodes_of(self.transaction, entity)?);
        }
        column(
            self.transaction,
            "SELECT clue.fact FROM json_each(?1) AS mine
             CROSS JOIN clue ON clue.key = mine.value AND clue.day BETWEEN ?2 AND ?3
             WHERE clue.role & ?4 != 0 AND clue.fact != ?5
             GROUP BY clue.fact HAVING max(clue.key) > 0 OR count(*) >= ?6 OR max(clue.role & ?7) > 0 ORDER BY clue.fact",
            params![store::json(&keys)?, from.to_string(), to.to_string(), its, weighed.fact, IN_COMMON as i64, ALONE],
        )
    }

    /// What of the facts of a document most likely does something to an entry, if that is likely enough.
    fn likeliest(&mut self, entry: &Weighed, facts: &[i64]) -> Result<Option<Link>, Error> {
        let mut best: Option<(f64, Rc<Weighed>, LinkKind)> = None;
        for fact in facts {
            let Some(later) = self.weighed(*fact)? else { continue };
            if !may_bear(entry, &later) {
                continue;
            }
            let Some(likely) = likelihood::weigh(entry, &later).filter(|likely| likely.counts) else { continue };
            let better = best
                .as_ref()
                .is_none_or(|(chance, other, _)| (likely.chance, -later.ordinal) > (*chance, -other.ordinal));
            if better {
                best = Some((likely.chance, later, likely.kind));
            }
        }
        Ok(best.map(|(chance, later, kind)| {
            let chance = (chance * 1000.0).round() as u16;
            Link {
                kind,
                later: later.fact,
                earlier: entry.fact,
                day: tells(&later).max(entry.published),
                why: format!("likely by who, what and when: {} %", (f64::from(chance) / 10.0).round()),
                chance: Some(chance),
            }
        }))
    }

    /// The likely links of an entry that are in the register now.
    fn likely(&self, fact: i64) -> Result<Vec<(i64, Link)>, Error> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT rowid, kind, later, day, why, chance FROM link
             WHERE earlier = ?1 AND chance IS NOT NULL AND op_to IS NULL",
        )?;
        let rows = statement.query_map([fact], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get(4)?, row.get(5)?))
        })?;
        let mut links = Vec::new();
        for row in rows {
            let (row, kind, later, day, why, chance) = row?;
            let damaged = |why: &str| Error::Damaged { place: format!("link {row}"), why: why.to_owned() };
            let kind = LinkKind::parse(&kind).ok_or_else(|| damaged(&kind))?;
            let day = day.parse().map_err(|_| damaged(&day))?;
            links.push((row, Link { kind, later, earlier: fact, day, why, chance }));
        }
        Ok(links)
    }

    fn close_likely(&mut self, row: i64, link: &Link) -> Result<(), Error> {
        self.changed.extend([link.earlier, link.later]);
        self.close(row)
    }

    /// A fact as pairs are weighed by; nothing without a meaning, or without a day.
    pub(super) fn weighed(&mut self, fact: i64) -> Result<Option<Rc<Weighed>>, Error> {
        if let Some(weighed) = self.weighed.get(&fact) {
            return Ok(weighed.clone());
        }
        let weighed = self.load_weighed(fact)?.map(Rc::new);
        self.weighed.insert(fact, weighed.clone());
        Ok(weighed)
    }

    fn load_weighed(&self, fact: i64) -> Result<Option<Weighed>, Error> {
        let data: Option<String> = self
            .transaction
            .prepare_cached("SELECT data FROM meaning WHERE fact = ?1")?
            .query_row([fact], |row| row.get(0))
            .optional()?;
        let Some(meaning) = data.and_then(|data| serde_json::from_str(&data).ok()) else { return Ok(None) };
        let Some(told) = self.told(fact)? else { return Ok(None) };
        let names = named(self.transaction, fact)?;
        let who = |parts: &[&str]| -> Vec<String> {
            let named = names.iter().filter(|name| parts.contains(&name.part.as_str()));
            let who: BTreeSet<String> =
                named.map(|name| name.jurisdiction.clone().unwrap_or_else(|| name.entity.clone())).collect();
            who.into_iter().collect()
        };
        let about: BTreeSet<String> = names
            .iter()
            .filter(|name| matches!(name.part.as_str(), "about" | "instrument"))
            .map(|name| name.entity.clone())
            .collect();
        let nodes: Vec<String> = column(
            self.transaction,
            "SELECT node.data FROM naming JOIN node ON node.row = naming.node
             WHERE naming.fact = ?1 AND naming.part IN ('about', 'instrument')",
            [fact],
        )?;
        let types: BTreeSet<String> = nodes
            .iter()
            .filter_map(|data| match serde_json::from_str(data) {
                Ok(Node::Instrument(node)) => Some(node.kind.as_str().to_owned()),
                _ => None,
            })
            .collect();
        let sides = "SELECT DISTINCT jurisdiction FROM concern WHERE fact = ?1 ORDER BY jurisdiction";
        let sides: Vec<String> = column(self.transaction, sides, [fact])?;
        Ok(Some(Weighed {
            fact,
            document: told.document,
            ordinal: told.ordinal,
            published: told.published,
            body: told.body,
            meaning,
            speakers: who(&["speaker"]),
            addressees: who(&["addressee"]),
            doers: who(&["chair", "host", "participant", "by"]),
            concerned: sides,
            about: about.into_iter().collect(),
            types: types.into_iter().collect(),
        }))
    }
}

/// The later fact may bear on the entry at all: it is told no earlier, and in the same document it is said, and not long before.
fn may_bear(entry: &Weighed, later: &Weighed) -> bool {
    if entry.fact == later.fact || later.published < entry.published {
        return false;
    }
    match &later.body {
        // A number alone shows nothing done: "three years" keeps no promise.
        FactBody::Role(_) | FactBody::Figure(_) => false,
        FactBody::Statement(_) => entry.document != later.document || later.ordinal >= entry.ordinal - 3,
        _ => entry.document != later.document,
    }
}

/// The day from which a fact tells in the world: the last that it names, but no later than it is told.
fn tells(later: &Weighed) -> Date {
    let day = match &later.body {
        FactBody::Stage(stage) => told(stage.as_of, later.published),
        FactBody::Event(event) => event.when.as_ref().and_then(|when| when.end),
        _ => None,
    };
    day.map_or(later.published, |day| day.min(later.published))
}
