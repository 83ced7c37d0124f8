//! Which of the links that are offered stay: of all that shows a promise kept, what showed it first; of all that repeats or moves a
//! statement, the nearest before and after it.

use std::cmp::Ordering;

use record::Date;
use rusqlite::params;

use super::linking::Linker;
use super::loading::Place;
use super::naming::NEWS_DAYS;
use crate::Error;
use crate::links::{Link, LinkKind};

impl Linker<'_> {
    /// Keeps a link if it says something that those kept do not.
    pub(super) fn offer(&mut self, link: Link) -> Result<(), Error> {
        match link.kind {
            LinkKind::Answers => {
                if self.kept(link.kind, "earlier", link.earlier)?.iter().all(|kept| kept.later != link.later) {
                    self.keep(&link)?;
                }
            }
            LinkKind::Fulfils | LinkKind::Withdraws | LinkKind::Misses | LinkKind::DueAt | LinkKind::Refuses => {
                self.offer_first(&link)?
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
        let known = self.kept(kind, "earlier", link.earlier)?.iter().any(|kept| kept.later == link.later);
        let nearer = after.as_ref().is_some_and(|(place, _)| *place < later)
            && before.as_ref().is_some_and(|(place, _)| *place > earlier);
        if known || nearer {
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

    /// The link to what comes soonest after a fact.
    pub(super) fn nearest_after(&self, kind: LinkKind, earlier: i64) -> Result<Option<(Place, Kept)>, Error> {
        let kept = self.kept(kind, "earlier", earlier)?.into_iter();
        let placed = kept.map(|kept| Ok((self.fact_place(kept.later)?, kept))).collect::<Result<Vec<_>, Error>>()?;
        Ok(placed.into_iter().min_by(|(one, _), (two, _)| one.cmp(two)))
    }

    /// The link to what came last before a fact.
    pub(super) fn nearest_before(&self, kind: LinkKind, later: i64) -> Result<Option<(Place, Kept)>, Error> {
        let kept = self.kept(kind, "later", later)?.into_iter();
        let placed = kept.map(|kept| Ok((self.fact_place(kept.earlier)?, kept))).collect::<Result<Vec<_>, Error>>()?;
        Ok(placed.into_iter().max_by(|(one, _), (two, _)| one.cmp(two)))
    }

    /// The links of a kind that a fact has at one end now.
    fn kept(&self, kind: LinkKind, end: &str, fact: i64) -> Result<Vec<Kept>, Error> {
        let mut statement = self.transaction.prepare_cached(&format!(
            "SELECT rowid, earlier, later, day FROM link WHERE {end} = ?1 AND kind = ?2 AND chance IS NULL AND op_to IS NULL"
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

    pub(super) fn keep(&mut self, link: &Link) -> Result<(), Error> {
        self.transaction
            .prepare_cached(
                "INSERT INTO link (kind, later, earlier, day, why, chance, op_from) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                link.kind.as_str(),
                link.later,
                link.earlier,
                link.day.to_string(),
                link.why,
                link.chance,
                self.operation
            ])?;
        self.changed.extend([link.earlier, link.later]);
        Ok(())
    }

    fn close_kept(&mut self, kept: &Kept) -> Result<(), Error> {
        self.changed.extend([kept.earlier, kept.later]);
        self.close(kept.row)
    }

    pub(super) fn close(&mut self, row: i64) -> Result<(), Error> {
        self.transaction
            .prepare_cached("UPDATE link SET op_to = ?2 WHERE rowid = ?1")?
            .execute(params![row, self.operation])?;
        Ok(())
    }
}

/// A link that is in the register now.
pub(super) struct Kept {
    row: i64,
    pub(super) earlier: i64,
    pub(super) later: i64,
    day: Date,
}
