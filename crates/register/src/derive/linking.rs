//! Links and standings for what a document touched.
//!
//! What a fact is compared with comes from two small indexes, `entry` and `milestone`, and what is kept of the links found
//! grows with the number of facts alone: of all that shows a promise kept, what showed it first; of all that repeats or moves
//! a statement, the nearest before and after it. What is kept depends on the facts, never on the order in which they came.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use record::{Act, Date, DateRange, EventStatus, Fact, FactBody};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::naming::{NEWS_DAYS, Touched};
use crate::identity::{content_words, fold};
use crate::links::{self, AGAIN, Aim, ENDS, Happened, Link, LinkKind, MEMORY_DAYS, Reached, Said};
use crate::status::{Status, history};
use crate::{Error, store};

/// The day that never comes.
const NEVER: &str = "9999-12-31";

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
        "INSERT OR IGNORE INTO entry (node, day, fact, act, aim, due, words, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let mut add_milestone = transaction
        .prepare_cached("INSERT OR IGNORE INTO milestone (node, stage, told, fact) VALUES (?1, ?2, ?3, ?4)")?;
    for (row, fact) in facts {
        match fact.body() {
            FactBody::Statement(statement) if statement.act.is_ledger() => {
                let mut nodes = nodes(transaction, *row, "about")?;
                let holds = holds(fact, &statement.content, &planned);
                let words = content_words(&statement.content);
                let aim = links::aim(&words, !holds.is_empty()).map_or("", |aim| match aim {
                    Aim::Reach(stage) => stage.as_str(),
                    Aim::Hold => "hold",
                });
                nodes.extend(holds);
                let due = statement.due.as_ref().and_then(|due| due.end).map(|day| day.to_string());
                for node in nodes {
                    add_entry.execute(params![
                        node,
                        published.to_string(),
                        row,
                        statement.act.as_str(),
                        aim,
                        due,
                        words.len() as i64,
                        signature(&words)
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
    for table in ["entry", "milestone"] {
        transaction
            .prepare_cached(&format!("DELETE FROM {table} WHERE fact IN (SELECT row FROM fact WHERE document = ?1)"))?
            .execute([document])?;
    }
    Ok(())
}

/// The day from which a stage tells: the last of its date, but no later than it was told.
fn told(as_of: Option<record::PartialDate>, published: Date) -> Option<Date> {
    as_of.map(|day| day.last_day().min(published))
}

/// A bit for each word: what is in neither is surely not shared.
fn signature(words: &[String]) -> i64 {
    // FNV-1a: any hash does that is the same on every machine.
    let bit = |word: &String| {
        let hash = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        1_u64 << (hash >> 58)
    };
    words.iter().map(bit).fold(0, |all, bit| all | bit).cast_signed()
}

fn nodes(connection: &Connection, fact: i64, part: &str) -> Result<Vec<i64>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT node FROM naming WHERE fact = ?1 AND part = ?2 ORDER BY node")?;
    let rows = statement.query_map(params![fact, part], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
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
    let overlaps = |other: &Fact| {
        fact.evidence().iter().any(|mine| {
            let mut theirs = other.evidence().iter().filter(|its| its.field() == mine.field());
            theirs.any(|its| its.span().start < mine.span().end && mine.span().start < its.span().end)
        })
    };
    let held = planned.iter().filter(|event| {
        event.name.as_deref().is_some_and(|name| content.contains(&format!(" {name} "))) || overlaps(event.fact)
    });
    held.map(|event| event.node).collect()
}

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
    // Where entities became one, what both held is compared, too.
    for entity in &touched.merged {
        for fact in linker.statements_of(entity)? {
            linker.statement(fact)?;
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
    for entity in entities {
        concerned.extend(linker.statements_of(entity)?);
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
    for fact in concerned {
        linker.changed.insert(fact);
        linker.statement(fact)?;
    }
    linker.finish()
}

/// Order of statements: publication, document, place in it.
type Place = (Date, String, i64);

/// Finds links, and keeps those that say something new.
struct Linker<'t> {
    transaction: &'t Transaction<'t>,
    operation: i64,
    said: HashMap<i64, Option<Rc<Said>>>,
    nodes: HashMap<String, Rc<Vec<i64>>>,
    /// Entries that may stand differently.
    changed: BTreeSet<i64>,
}

impl<'t> Linker<'t> {
    fn new(transaction: &'t Transaction<'t>, operation: i64) -> Self {
        Self { transaction, operation, said: HashMap::new(), nodes: HashMap::new(), changed: BTreeSet::new() }
    }

    fn finish(self) -> Result<(), Error> {
        self.changed.into_iter().try_for_each(|fact| stand(self.transaction, self.operation, fact))
    }

    /// Offers all links of a statement.
    fn statement(&mut self, fact: i64) -> Result<(), Error> {
        let Some(said) = self.said(fact)? else { return Ok(()) };
        let mut others: BTreeSet<i64> = self.statements_told(&said)?.into_iter().collect();
        if said.act.is_ledger() {
            for entity in said.about.iter().chain(&said.holds) {
                for node in self.nodes_of(entity)?.iter() {
                    others.extend(self.alike(&said, *node)?);
                }
            }
        }
        others.remove(&fact);
        for other in others {
            let Some(other) = self.said(other)? else { continue };
            let (earlier, later) =
                if self.place(&said)? <= self.place(&other)? { (&said, &other) } else { (&other, &said) };
            if let Some(link) = links::with_statement(earlier, later) {
                self.offer(link)?;
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
        for entity in &said.holds {
            for node in self.nodes_of(entity)?.iter() {
                let tellings: Vec<i64> = self
                    .transaction
                    .prepare_cached(
                        "SELECT fact.row FROM naming JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
                         WHERE naming.node = ?1 AND naming.part = 'self' AND fact.kind = 'event'",
                    )?
                    .query_map([node], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                for telling in tellings {
                    let happened = self.happened(telling)?;
                    if let Some(link) = happened.and_then(|happened| links::with_event(&said, &happened)) {
                        self.offer(link)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Statements of its document, and of others whose news is the same happening.
    fn statements_told(&mut self, said: &Said) -> Result<Vec<i64>, Error> {
        const TOLD: &str = "SELECT row FROM fact WHERE document = ?1 AND kind = 'statement' AND op_to IS NULL";
        let mut documents = vec![said.document];
        if let Some(happening) = &said.happening {
            for node in self.nodes_of(happening)?.iter() {
                let rows: Vec<i64> = self
                    .transaction
                    .prepare_cached("SELECT row FROM document WHERE happening = ?1 AND op_to IS NULL")?
                    .query_map([node], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                documents.extend(rows);
            }
        }
        let mut told = Vec::new();
        for document in documents {
            let rows: Vec<i64> = self
                .transaction
                .prepare_cached(TOLD)?
                .query_map([document], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            told.extend(rows);
        }
        Ok(told)
    }

    /// Entries about a node that may be the same as this one again, or move it.
    fn alike(&self, said: &Said, node: i64) -> Result<Vec<i64>, Error> {
        let span = jiff::Span::new().days(MEMORY_DAYS);
        let from = said.published.checked_sub(span).unwrap_or(Date::MIN);
        let to = said.published.checked_add(span).unwrap_or(Date::MAX);
        let promises = |act: &str| [Act::Commitment.as_str(), Act::Agreement.as_str()].contains(&act);
        let due = said.due.as_ref().and_then(|due| due.end).is_some();
        let (words, mine) = (said.words.len() as i64, signature(&said.words));
        let mut statement = self.transaction.prepare_cached(
            "SELECT fact, act, due IS NOT NULL, words, signature FROM entry WHERE node = ?1 AND day BETWEEN ?2 AND ?3",
        )?;
        let rows = statement.query_map(params![node, from.to_string(), to.to_string()], |row| {
            let (fact, act): (i64, String) = (row.get(0)?, row.get(1)?);
            let (its_due, its_words, its): (bool, i64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let missing = if words <= its_words { mine & !its } else { its & !mine };
            let least = f64::from(missing.count_ones()) <= (1.0 - AGAIN) * words.min(its_words) as f64;
            let moved = due && its_due && promises(said.act.as_str()) && promises(&act);
            Ok((moved || act == said.act.as_str() && least).then_some(fact))
        })?;
        let alike: Vec<i64> = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        self.of_sides(alike, &said.speakers)
    }

    /// Of some statements those that one of some sides says or is addressed by, as far as that can be told without reading
    /// them: thousands speak of an agreement of all, and few of them for one country.
    fn of_sides(&self, statements: Vec<i64>, sides: &[String]) -> Result<Vec<i64>, Error> {
        // Who is known by name alone is in no index of jurisdictions.
        if sides.iter().any(|side| side.starts_with("a-")) {
            return Ok(statements);
        }
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
            let mut first: Option<String> = None;
            while let Some(row) = rows.next()? {
                let (fact, told): (i64, String) = (row.get(0)?, row.get(1)?);
                if first.as_ref().is_some_and(|first| *first < told) {
                    break;
                }
                let reached = self.reached(fact)?;
                if let Some(link) = reached.and_then(|reached| links::with_stage(said, &reached)) {
                    first = Some(told);
                    self.offer(link)?;
                }
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
            let entries: Vec<i64> = self
                .transaction
                .prepare_cached(
                    "SELECT fact FROM entry WHERE node = ?1 AND day <= ?2 AND aim NOT IN ('', 'hold')
                     AND NOT EXISTS (SELECT 1 FROM link WHERE link.earlier = entry.fact AND link.op_to IS NULL
                                     AND link.kind = ?3 AND link.day < ?2)",
                )?
                .query_map(
                    params![
                        node,
                        told.to_string(),
                        if ENDS.contains(&reached.stage) { LinkKind::Withdraws } else { LinkKind::Fulfils }.as_str()
                    ],
                    |row| row.get(0),
                )?
                .collect::<Result<_, _>>()?;
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
        for node in self.nodes_of(&happened.happening)?.iter() {
            let entries: Vec<i64> = self
                .transaction
                .prepare_cached("SELECT fact FROM entry WHERE node = ?1 AND day <= ?2")?
                .query_map(params![node, happened.published.to_string()], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for entry in entries {
                let said = self.said(entry)?;
                if let Some(link) = said.and_then(|said| links::with_event(&said, &happened)) {
                    self.offer(link)?;
                }
            }
        }
        Ok(())
    }

    /// Statements whose links depend on an entity: those about an instrument; those told of a happening, or waiting for it;
    /// those of a speaker who is known by name alone.
    fn statements_of(&mut self, entity: &str) -> Result<BTreeSet<i64>, Error> {
        let mut statements = BTreeSet::new();
        for node in self.nodes_of(entity)?.iter() {
            for sql in [
                "SELECT fact FROM entry WHERE node = ?1",
                "SELECT fact.row FROM document JOIN fact ON fact.document = document.row
                 WHERE document.happening = ?1 AND document.op_to IS NULL AND fact.op_to IS NULL AND fact.kind = 'statement'",
                "SELECT fact.row FROM node JOIN naming ON naming.node = node.row AND naming.part IN ('speaker', 'addressee')
                 JOIN fact ON fact.row = naming.fact AND fact.op_to IS NULL
                 WHERE node.row = ?1 AND node.jurisdiction IS NULL",
            ] {
                let rows: Vec<i64> = self
                    .transaction
                    .prepare_cached(sql)?
                    .query_map([node], |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                statements.extend(rows);
            }
        }
        Ok(statements)
    }

    /// Keeps a link if it says something that those kept do not.
    fn offer(&mut self, link: Link) -> Result<(), Error> {
        match link.kind {
            LinkKind::Answers => {
                if self.kept(link.kind, "earlier", link.earlier)?.iter().all(|kept| kept.later != link.later) {
                    self.keep(&link)?;
                }
            }
            LinkKind::Fulfils | LinkKind::Withdraws | LinkKind::Misses => {
                self.offer_first(&link)?;
            }
            LinkKind::SameAs | LinkKind::Supersedes => self.offer_nearest(&link)?,
        }
        Ok(())
    }

    /// Of the links that tell of the same turn of a promise, those of the first day stay: all that were its news, or else
    /// the one that told it first.
    fn offer_first(&mut self, link: &Link) -> Result<(), Error> {
        let news = |place: &Place| place.0.since(link.day).is_ok_and(|span| span.get_days() <= NEWS_DAYS);
        let mine = self.fact_place(link.later)?;
        let mut last = Vec::new();
        for present in self.kept(link.kind, "earlier", link.earlier)? {
            let place = self.fact_place(present.later)?;
            let gives_way = match present.day.cmp(&link.day) {
                _ if present.later == link.later => false,
                Ordering::Less => false,
                Ordering::Greater => true,
                Ordering::Equal if news(&mine) && news(&place) => continue,
                Ordering::Equal => news(&mine) || !news(&place) && mine < place,
            };
            if !gives_way {
                return Ok(());
            }
            last.push(present);
        }
        for present in last {
            self.close_kept(&present)?;
        }
        self.keep(link)
    }

    /// Of the links of a kind between statements, each statement keeps that to its nearest before and to its nearest after.
    fn offer_nearest(&mut self, link: &Link) -> Result<(), Error> {
        let kind = link.kind;
        let (earlier, later) = (self.fact_place(link.earlier)?, self.fact_place(link.later)?);
        let after = self.nearest_after(kind, link.earlier)?;
        let before = self.nearest_before(kind, link.later)?;
        if after.as_ref().is_some_and(|(place, kept)| kept.later == link.later || *place < later)
            && before.as_ref().is_some_and(|(place, kept)| kept.earlier == link.earlier || *place > earlier)
        {
            return Ok(());
        }
        if after.as_ref().is_some_and(|(_, kept)| kept.later == link.later) {
            return Ok(());
        }
        self.keep(link)?;
        // What was nearest and is no longer stays only while it is nearest seen from its other end.
        if let Some((place, kept)) = after
            && place > later
            && self.nearest_before(kind, kept.later)?.is_none_or(|(_, other)| other.earlier != link.earlier)
        {
            self.close_kept(&kept)?;
        }
        if let Some((place, kept)) = before
            && place < earlier
            && self.nearest_after(kind, kept.earlier)?.is_none_or(|(_, other)| other.later != link.later)
        {
            self.close_kept(&kept)?;
        }
        Ok(())
    }

    fn nearest_after(&self, kind: LinkKind, earlier: i64) -> Result<Option<(Place, Kept)>, Error> {
        let mut nearest: Option<(Place, Kept)> = None;
        for kept in self.kept(kind, "earlier", earlier)? {
            let place = self.fact_place(kept.later)?;
            if nearest.as_ref().is_none_or(|(other, _)| place < *other) {
                nearest = Some((place, kept));
            }
        }
        Ok(nearest)
    }

    fn nearest_before(&self, kind: LinkKind, later: i64) -> Result<Option<(Place, Kept)>, Error> {
        let mut nearest: Option<(Place, Kept)> = None;
        for kept in self.kept(kind, "later", later)? {
            let place = self.fact_place(kept.earlier)?;
            if nearest.as_ref().is_none_or(|(other, _)| place > *other) {
                nearest = Some((place, kept));
            }
        }
        Ok(nearest)
    }

    /// The links of a kind that a fact has at one end now.
    fn kept(&self, kind: LinkKind, end: &str, fact: i64) -> Result<Vec<Kept>, Error> {
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT rowid, earlier, later, day FROM link WHERE {end} = ?1 AND kind = ?2 AND op_to IS NULL"
        ))?;
        let rows = statement.query_map(params![fact, kind.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
        })?;
        rows.map(|row| {
            let (row, earlier, later, day) = row?;
            let day = day.parse().map_err(|_| Error::Damaged { place: format!("link {row}"), why: day.clone() })?;
            Ok(Kept { row, earlier, later, day })
        })
        .collect()
    }

    fn keep(&mut self, link: &Link) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT INTO link (kind, later, earlier, day, why, op_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                link.kind.as_str(),
                link.later,
                link.earlier,
                link.day.to_string(),
                link.why,
                self.operation
            ])?;
        self.changed.extend([link.earlier, link.later]);
        Ok(())
    }

    fn close_kept(&mut self, kept: &Kept) -> Result<(), Error> {
        self.changed.extend([kept.earlier, kept.later]);
        self.close(kept.row)
    }

    fn close(&mut self, row: i64) -> Result<(), Error> {
        self.transaction
            .prepare_cached("UPDATE link SET op_to = ?2 WHERE rowid = ?1")?
            .execute(params![row, self.operation])?;
        Ok(())
    }

    fn place(&self, said: &Said) -> Result<Place, Error> {
        self.fact_place(said.fact)
    }

    fn fact_place(&self, fact: i64) -> Result<Place, Error> {
        let (published, id, ordinal): (Option<String>, String, i64) = self
            .transaction
            .prepare_cached(
                "SELECT document.published, document.id, fact.ordinal FROM fact
                 JOIN document ON document.row = fact.document WHERE fact.row = ?1",
            )?
            .query_row([fact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let published = published.and_then(|day| day.parse().ok()).unwrap_or(Date::MIN);
        Ok((published, id, ordinal))
    }

    fn nodes_of(&mut self, entity: &str) -> Result<Rc<Vec<i64>>, Error> {
        if let Some(nodes) = self.nodes.get(entity) {
            return Ok(Rc::clone(nodes));
        }
        let nodes: Vec<i64> = self
            .transaction
            .prepare_cached("SELECT node FROM member WHERE entity = ?1 AND op_to IS NULL ORDER BY node")?
            .query_map([entity], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let nodes = Rc::new(nodes);
        self.nodes.insert(entity.to_owned(), Rc::clone(&nodes));
        Ok(nodes)
    }

    /// A statement that holds now, as links see it; nothing where nobody knows when it was said, for it can keep nothing and
    /// break nothing.
    fn said(&mut self, fact: i64) -> Result<Option<Rc<Said>>, Error> {
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
        let holds: Vec<String> = self
            .transaction
            .prepare_cached(
                "SELECT member.entity FROM entry JOIN node ON node.row = entry.node AND node.kind = 'event'
                 JOIN member ON member.node = node.row AND member.op_to IS NULL
                 WHERE entry.fact = ?1 ORDER BY member.entity",
            )?
            .query_map([fact], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
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
            due: statement.due,
            holds,
        }))
    }

    fn reached(&self, fact: i64) -> Result<Option<Reached>, Error> {
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
            false => Some(
                self.transaction
                    .prepare_cached(
                        "SELECT DISTINCT concern.jurisdiction FROM fact JOIN concern ON concern.fact = fact.row
                         WHERE fact.document = ?1 AND fact.op_to IS NULL",
                    )?
                    .query_map([told_fact.document], |row| row.get(0))?
                    .collect::<Result<_, _>>()?,
            ),
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

    fn happened(&self, fact: i64) -> Result<Option<Happened>, Error> {
        let Some(told) = self.told(fact)? else { return Ok(None) };
        let FactBody::Event(event) = told.body else { return Ok(None) };
        let own = named(self.transaction, fact)?.into_iter().find(|name| name.part == "self");
        Ok(own.map(|own| Happened {
            fact,
            document: told.document,
            published: told.published,
            happening: own.entity,
            status: event.status,
            end: event.when.as_ref().and_then(|when| when.end),
        }))
    }

    /// A fact that holds now, with what its document says of it.
    fn told(&self, fact: i64) -> Result<Option<Told>, Error> {
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
        Ok(Some(Told { document, ordinal, body: store::parse("fact", fact, &body)?, published, happening }))
    }
}

/// A link that is in the register now.
struct Kept {
    row: i64,
    earlier: i64,
    later: i64,
    day: Date,
}

/// A fact with what its document says of it.
struct Told {
    document: i64,
    ordinal: i64,
    body: FactBody,
    published: Date,
    happening: Option<i64>,
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
