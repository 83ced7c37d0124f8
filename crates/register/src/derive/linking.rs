//! Links and standings for what a document touched.
//!
//! What a fact is compared with comes from two small indexes, `entry` and `milestone`, and what is kept of the links found
//! grows with the number of facts alone: of all that shows a promise kept, what showed it first; of all that repeats or moves
//! a statement, the nearest before and after it. What is kept depends on the facts, never on the order in which they came.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use record::{Act, Date};
use rusqlite::{Rows, Transaction, params};

use super::indexing::signature;
use super::loading::Place;
use super::naming::Touched;
use super::standing::stand;
use crate::Error;
use crate::likelihood::Weighed;
use crate::links::{self, AGAIN, AGAIN_WORDS, Aim, ENDS, Link, LinkKind, MEMORY_DAYS, Said};
use crate::store::{self, column};

/// Links the facts of a document to those of others, and lets the entries concerned stand anew.
pub(super) fn link(
    transaction: &Transaction<'_>,
    operation: i64,
    document: i64,
    touched: &Touched,
) -> Result<(), Error> {
    let facts: Vec<(i64, String)> = transaction
        .prepare_cached("SELECT row, kind FROM fact WHERE document = ?1 AND op_to IS NULL ORDER BY ordinal")?
        .query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut linker = Linker::new(transaction, operation);
    for (fact, kind) in &facts {
        match kind.as_str() {
            "statement" => {
                linker.changed.insert(*fact);
                linker.statement(*fact)?;
            }
            "stage" => linker.stage(*fact)?,
            "event" => linker.event(*fact)?,
            _ => {}
        }
    }
    linker.weigh_later(document)?;
    // Where entities became one, what both held is compared, too.
    let mut moved = BTreeSet::new();
    for node in &touched.moved {
        moved.extend(linker.statements_at(*node)?);
    }
    for fact in moved {
        linker.statement(fact)?;
    }
    linker.weigh_around(&touched.moved, false)?;
    for node in &touched.moved {
        for fact in column(transaction, "SELECT DISTINCT fact FROM milestone WHERE node = ?1", [node])? {
            linker.stage(fact)?;
        }
        for fact in linker.tellings(*node)? {
            linker.event(fact)?;
        }
    }
    linker.finish()
}

/// Looks for the links of statements anew, of which one went away.
pub(super) fn again(
    transaction: &Transaction<'_>,
    operation: i64,
    statements: impl IntoIterator<Item = i64>,
) -> Result<(), Error> {
    let mut linker = Linker::new(transaction, operation);
    for fact in statements {
        linker.changed.insert(fact);
        linker.statement(fact)?;
    }
    linker.finish()
}

/// Looks for the links of entities anew, after they were joined or parted.
pub(crate) fn relink(transaction: &Transaction<'_>, operation: i64, entities: &BTreeSet<String>) -> Result<(), Error> {
    let mut linker = Linker::new(transaction, operation);
    let mut concerned = BTreeSet::new();
    let mut nodes = BTreeSet::new();
    for entity in entities {
        for node in store::nodes_of(transaction, entity)? {
            concerned.extend(linker.statements_at(node)?);
            nodes.insert(node);
        }
    }
    let mut others = BTreeSet::new();
    for fact in &concerned {
        let links: Vec<(i64, i64, i64)> = transaction
            .prepare_cached(
                "SELECT rowid, earlier, later FROM link WHERE (earlier = ?1 OR later = ?1) AND op_to IS NULL",
            )?
            .query_map([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        for (row, earlier, later) in links {
            linker.close(row)?;
            others.extend([earlier, later]);
        }
    }
    concerned.extend(others);
    again(transaction, operation, concerned)?;
    // Stages and happenings of what was joined or parted may bear on other entries than before.
    let mut linker = Linker::new(transaction, operation);
    linker.weigh_around(&nodes, true)?;
    linker.finish()
}

/// Finds links, and keeps those that say something new.
pub(super) struct Linker<'t> {
    pub(super) transaction: &'t Transaction<'t>,
    pub(super) operation: i64,
    pub(super) said: HashMap<i64, Option<Rc<Said>>>,
    pub(super) weighed: HashMap<i64, Option<Rc<Weighed>>>,
    pub(super) nodes: HashMap<String, Rc<Vec<i64>>>,
    pub(super) places: RefCell<HashMap<i64, Place>>,
    /// Entries that may stand differently.
    pub(super) changed: BTreeSet<i64>,
}

impl<'t> Linker<'t> {
    pub(super) fn new(transaction: &'t Transaction<'t>, operation: i64) -> Self {
        Self {
            transaction,
            operation,
            said: HashMap::new(),
            weighed: HashMap::new(),
            nodes: HashMap::new(),
            places: RefCell::default(),
            changed: BTreeSet::new(),
        }
    }

    fn finish(self) -> Result<(), Error> {
        self.changed.into_iter().try_for_each(|fact| stand(self.transaction, self.operation, fact))
    }

    /// Offers all links of a statement.
    fn statement(&mut self, fact: i64) -> Result<(), Error> {
        let Some(said) = self.said(fact)? else { return Ok(()) };
        let mut others: BTreeSet<i64> = self.statements_told(&said)?.into_iter().collect();
        others.remove(&fact);
        for other in &others {
            self.compare(&said, *other)?;
        }
        if said.act.is_ledger() {
            let mut alike = Vec::new();
            let voices = self.voices(&said)?;
            for entity in said.about.iter().chain(&said.holds) {
                for node in self.nodes_of(entity)?.iter() {
                    self.alike(&said, &voices, *node, &mut alike)?;
                }
            }
            // The nearest first: once it is linked, what lies beyond it seldom matters.
            let distance = |entry: &Alike| entry.day.since(said.published).map_or(0, |span| span.get_days().abs());
            alike.sort_by_key(|entry| (distance(entry), entry.fact));
            for entry in alike {
                if entry.fact != fact && others.insert(entry.fact) && !self.beyond(&said, &entry)? {
                    self.compare(&said, entry.fact)?;
                }
            }
        }
        if let Some(Aim::Reach(aim)) = said.aim() {
            for entity in &said.about {
                for stages in [links::shown_by(aim), ENDS] {
                    for stage in stages {
                        self.first_reached(&said, entity, stage.as_str())?;
                    }
                }
            }
        }
        self.first_awaited(&said)?;
        for entity in &said.holds {
            for node in self.nodes_of(entity)?.iter() {
                for telling in self.tellings(*node)? {
                    let happened = self.happened(telling)?;
                    if let Some(link) = happened.and_then(|happened| links::with_event(&said, &happened)) {
                        self.offer(link)?;
                    }
                }
            }
        }
        self.weigh_entry(fact)
    }

    /// Statements of its document, and those of others whose news is the same happening that do the like.
    fn statements_told(&mut self, said: &Said) -> Result<Vec<i64>, Error> {
        const TOLD: &str = "SELECT row FROM fact WHERE document = ?1 AND kind = 'statement' AND op_to IS NULL";
        let mut told: Vec<i64> = column(self.transaction, TOLD, [said.document])?;
        if let Some(happening) = &said.happening {
            for node in self.nodes_of(happening)?.iter() {
                let rows: Vec<i64> = column(
                    self.transaction,
                    "SELECT row FROM document WHERE happening = ?1 AND op_to IS NULL",
                    [node],
                )?;
                for document in rows.into_iter().filter(|document| *document != said.document) {
                    let alike: Vec<i64> = column(
                        self.transaction,
                        &format!("{TOLD} AND term = ?2"),
                        params![document, said.act.as_str()],
                    )?;
                    told.extend(alike);
                }
            }
        }
        Ok(told)
    }

    /// Offers the link between two statements, if there is one.
    fn compare(&mut self, said: &Rc<Said>, other: i64) -> Result<(), Error> {
        let Some(other) = self.said(other)? else { return Ok(()) };
        let (earlier, later) =
            if self.fact_place(said.fact)? <= self.fact_place(other.fact)? { (said, &other) } else { (&other, said) };
        match links::with_statement(earlier, later) {
            Some(link) => self.offer(link),
            None => Ok(()),
        }
    }

    /// Entries about a node that may be the same as this one again, or move it, as far as that can be told without reading
    /// them: thousands speak of an agreement of all, and few of them for one country.
    fn alike(&self, said: &Said, voices: &Voices, node: i64, alike: &mut Vec<Alike>) -> Result<(), Error> {
        let span = jiff::Span::new().days(MEMORY_DAYS);
        let from = said.published.checked_sub(span).unwrap_or(Date::MIN);
        let to = said.published.checked_add(span).unwrap_or(Date::MAX);
        let promises = |act: &str| [Act::Commitment.as_str(), Act::Agreement.as_str()].contains(&act);
        let due = said.due.as_ref().and_then(|due| due.end).map(|day| day.to_string());
        let (words, mine) = (said.words.len() as i64, signature(&said.words));
        let mut statement = self.transaction.prepare_cached(
            "SELECT fact, day, act, due, words, signature, speakers FROM entry WHERE node = ?1 AND day BETWEEN ?2 AND ?3",
        )?;
        let mut rows = statement.query(params![node, from.to_string(), to.to_string()])?;
        while let Some(row) = rows.next()? {
            if !voices.may_have_said(row.get(0)?, row.get(6)?) {
                continue;
            }
            let act = row.get_ref(2)?.as_str().unwrap_or_default();
            let its_due = row.get_ref(3)?.as_str_or_null().unwrap_or_default();
            let (its_words, its): (i64, i64) = (row.get(4)?, row.get(5)?);
            let missing = if words <= its_words { mine & !its } else { its & !mine };
            // What says too little to be the same again must not even be looked at: there is much of it.
            let least = words.max(its_words) >= AGAIN_WORDS as i64
                && f64::from(missing.count_ones()) <= (1.0 - AGAIN) * words.min(its_words) as f64;
            let moved = due.is_some() && its_due.is_some() && promises(said.act.as_str()) && promises(act);
            if moved || act == said.act.as_str() && least {
                let kind = if moved && due.as_deref() != its_due { LinkKind::Supersedes } else { LinkKind::SameAs };
                let (fact, day): (i64, String) = (row.get(0)?, row.get(1)?);
                let day =
                    day.parse().map_err(|_| Error::Damaged { place: format!("entry {fact}"), why: day.clone() })?;
                alike.push(Alike { fact, day, kind });
            }
        }
        Ok(())
    }

    /// By whom a statement is said, so that what others say is told apart without reading it.
    fn voices(&mut self, said: &Said) -> Result<Voices, Error> {
        // Who is known by name alone is in no index of jurisdictions.
        let (named, jurisdictions): (Vec<String>, Vec<String>) =
            said.speakers.iter().cloned().partition(|speaker| speaker.starts_with("a-"));
        let mut facts = HashSet::new();
        for entity in named {
            for node in self.nodes_of(&entity)?.iter() {
                let said: Vec<i64> =
                    column(self.transaction, "SELECT fact FROM naming WHERE node = ?1 AND part = 'speaker'", [node])?;
                facts.extend(said);
            }
        }
        Ok(Voices { jurisdictions: signature(&jurisdictions), facts })
    }

    /// Both an entry and a statement are linked, in the way that they could be linked to each other, to something that lies between
    /// them, so that a link between the two would not be kept.
    fn beyond(&self, said: &Said, entry: &Alike) -> Result<bool, Error> {
        let (published, kind) = (said.published.to_string(), entry.kind);
        if entry.day == said.published {
            return Ok(false);
        }
        if entry.day < said.published {
            let mine = self.nearest_before(kind, said.fact)?.is_some_and(|((day, ..), _)| day > entry.day);
            let mut its = self.transaction.prepare_cached(
                "SELECT 1 FROM link WHERE earlier = ?1 AND kind = ?2 AND chance IS NULL AND op_to IS NULL AND day < ?3",
            )?;
            return Ok(mine && its.exists(params![entry.fact, kind.as_str(), published])?);
        }
        let mine = self.nearest_after(kind, said.fact)?.is_some_and(|((day, ..), _)| day < entry.day);
        let mut its = self.transaction.prepare_cached(
            "SELECT 1 FROM link JOIN fact ON fact.row = link.earlier JOIN document ON document.row = fact.document
             WHERE link.later = ?1 AND link.kind = ?2 AND link.chance IS NULL AND link.op_to IS NULL AND document.published > ?3",
        )?;
        Ok(mine && its.exists(params![entry.fact, kind.as_str(), published])?)
    }

    /// Of some statements those that one of some sides says or is addressed by.
    fn of_sides(&self, statements: Vec<i64>, sides: &[String]) -> Result<Vec<i64>, Error> {
        let mut concerned = self.transaction.prepare_cached(
            "SELECT 1 FROM concern WHERE fact = ?1 AND part IN ('speaker', 'addressee')
             AND jurisdiction IN (SELECT value FROM json_each(?2))",
        )?;
        let sides = store::json(&sides)?;
        let mut of_sides = Vec::new();
        for statement in statements {
            if concerned.exists(params![statement, sides])? {
                of_sides.push(statement);
            }
        }
        Ok(of_sides)
    }

    /// Offers the first of the stages of one name that bear on a statement.
    fn first_reached(&mut self, said: &Said, entity: &str, stage: &str) -> Result<(), Error> {
        for node in self.nodes_of(entity)?.iter() {
            let mut statement = self.transaction.prepare_cached(
                "SELECT fact, told FROM milestone WHERE node = ?1 AND stage = ?2 AND told >= ?3 ORDER BY told",
            )?;
            let mut rows = statement.query(params![node, stage, said.published.to_string()])?;
            self.offer_earliest(&mut rows, |linker, fact| {
                Ok(linker.reached(fact)?.and_then(|reached| links::with_stage(said, &reached)))
            })?;
        }
        Ok(())
    }

    /// Offers the first happenings that a statement may have been put off to.
    fn first_awaited(&mut self, said: &Said) -> Result<(), Error> {
        let Some(awaits) = &said.awaits else { return Ok(()) };
        let kinds = store::json(&awaits.kinds)?;
        let sides: Vec<&String> = said.speakers.iter().chain(&said.addressees).collect();
        for (at, side) in sides.iter().enumerate() {
            let others = store::json(&&sides[at + 1..])?;
            let mut statement = self.transaction.prepare_cached(
                "SELECT fact, day FROM concern WHERE jurisdiction = ?1 AND kind = 'event' AND day > ?2
                     AND term IN (SELECT value FROM json_each(?3))
                     AND EXISTS (SELECT 1 FROM concern AS other WHERE other.fact = concern.fact
                                 AND other.jurisdiction IN (SELECT value FROM json_each(?4)))
                 ORDER BY day",
            )?;
            let mut rows = statement.query(params![side, said.published.to_string(), kinds, others])?;
            self.offer_earliest(&mut rows, |linker, fact| {
                Ok(linker.happened(fact)?.and_then(|happened| links::with_awaited(said, &happened)))
            })?;
        }
        Ok(())
    }

    /// Of facts with their days, in the order of days, offers the links of those of the first day that has one.
    fn offer_earliest(
        &mut self,
        rows: &mut Rows<'_>,
        link: impl Fn(&Self, i64) -> Result<Option<Link>, Error>,
    ) -> Result<(), Error> {
        let mut first: Option<String> = None;
        while let Some(row) = rows.next()? {
            let (fact, day): (i64, String) = (row.get(0)?, row.get(1)?);
            if first.as_ref().is_some_and(|first| *first < day) {
                break;
            }
            if let Some(link) = link(self, fact)? {
                first = Some(day);
                self.offer(link)?;
            }
        }
        Ok(())
    }

    /// Offers all links of a stage.
    fn stage(&mut self, fact: i64) -> Result<(), Error> {
        let Some(reached) = self.reached(fact)? else { return Ok(()) };
        let Some(told) = reached.told else { return Ok(()) };
        for node in self.nodes_of(&reached.instrument)?.iter() {
            // What was shown to be kept or ended before needs no second witness.
            let entries: Vec<i64> = column(
                self.transaction,
                "SELECT fact FROM entry WHERE node = ?1 AND day <= ?2 AND aim NOT IN ('', 'hold')
                     AND NOT EXISTS (SELECT 1 FROM link WHERE link.earlier = entry.fact AND link.op_to IS NULL
                                     AND link.kind = ?3 AND link.chance IS NULL AND link.day < ?2)",
                params![
                    node,
                    told.to_string(),
                    if ENDS.contains(&reached.stage) { LinkKind::Withdraws } else { LinkKind::Fulfils }.as_str()
                ],
            )?;
            let entries = match &reached.sides {
                Some(sides) => self.of_sides(entries, sides)?,
                None => entries,
            };
            for entry in entries {
                let said = self.said(entry)?;
                if let Some(link) = said.and_then(|said| links::with_stage(&said, &reached)) {
                    self.offer(link)?;
                }
            }
        }
        Ok(())
    }

    /// Offers all links of a happening.
    fn event(&mut self, fact: i64) -> Result<(), Error> {
        let Some(happened) = self.happened(fact)? else { return Ok(()) };
        // What waits for the next happening of a kind waits for one among its own sides, and for no second one.
        let waiting: Vec<i64> = column(
            self.transaction,
            "SELECT fact FROM waiting WHERE jurisdiction IN (SELECT value FROM json_each(?1))
                 AND NOT EXISTS (SELECT 1 FROM link WHERE link.earlier = waiting.fact AND link.kind = 'due-at'
                                 AND link.op_to IS NULL AND link.day < ?2)
             GROUP BY fact HAVING count(*) >= 2",
            params![
                store::json(&happened.node.jurisdictions)?,
                happened.node.start.map(|day| day.to_string()).unwrap_or_default()
            ],
        )?;
        for entry in waiting {
            let said = self.said(entry)?;
            if let Some(link) = said.and_then(|said| links::with_awaited(&said, &happened)) {
                self.offer(link)?;
            }
        }
        for node in self.nodes_of(&happened.happening)?.iter() {
            let entries: Vec<i64> = column(
                self.transaction,
                "SELECT fact FROM entry WHERE node = ?1 AND day <= ?2",
                params![node, happened.published.to_string()],
            )?;
            for entry in entries {
                let said = self.said(entry)?;
                if let Some(link) = said.and_then(|said| links::with_event(&said, &happened)) {
                    self.offer(link)?;
                }
            }
        }
        Ok(())
    }

    /// Statements whose links depend on the entity of a node: those about an instrument; those told of a happening, or waiting
    /// for it; those of a speaker who is known by name alone.
    fn statements_at(&self, node: i64) -> Result<BTreeSet<i64>, Error> {
        let mut statements = BTreeSet::new();
        for sql in [
            "SELECT fact FROM entry WHERE node = ?1",
            // A document has few facts and a register many statements: the documents come first, whatever the planner supposes.
            "SELECT fact.row FROM document CROSS JOIN fact ON fact.document = document.row
             WHERE document.happening = ?1 AND document.op_to IS NULL AND fact.op_to IS NULL AND fact.kind = 'statement'",
            "SELECT fact.row FROM node JOIN naming ON naming.node = node.row AND naming.part IN ('speaker', 'addressee')
             JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
             WHERE node.row = ?1 AND node.jurisdiction IS NULL",
        ] {
            statements.extend(column::<i64>(self.transaction, sql, [node])?);
        }
        Ok(statements)
    }

    /// The facts that tell the happening of a node.
    fn tellings(&self, node: i64) -> Result<Vec<i64>, Error> {
        column(
            self.transaction,
            "SELECT fact.row FROM naming JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
             WHERE naming.node = ?1 AND naming.part = 'self' AND fact.kind = 'event'",
            [node],
        )
    }
}

/// Who says a statement.
struct Voices {
    /// A bit for each jurisdiction.
    jurisdictions: i64,
    /// What those say who are known by name alone.
    facts: HashSet<i64>,
}

impl Voices {
    /// One of them may say that entry, too, of whose jurisdictions `speakers` has the bits.
    fn may_have_said(&self, fact: i64, speakers: i64) -> bool {
        self.jurisdictions & speakers != 0 || self.facts.contains(&fact)
    }
}

/// An entry that may be the same as a statement again, or move it.
struct Alike {
    fact: i64,
    /// Of publication.
    day: Date,
    /// What joins the two, if anything does: two promises for different days may move one another, all others repeat.
    kind: LinkKind,
}
