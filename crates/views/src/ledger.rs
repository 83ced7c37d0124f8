//! The ledger: who asked or promised what, and where it stands.

use record::{Act, Date, DateRange, FactBody, Firmness};
use register::identity::fold;
use register::{Direction, EntryFilter, FactFilter, Snapshot, Status, StoredFact, StoredLink};
use schemars::JsonSchema;
use serde::Serialize;

use crate::scope::Topic;
use crate::{Error, Party, Source, line};

/// How many entries are looked at first, where the store cannot filter by all that is asked for.
const PORTION: usize = 400;

/// Which entries are asked for. What is left out does not matter.
#[derive(Debug, Clone, Default)]
pub struct LedgerQuery {
    /// A counterpart that is concerned.
    pub with: Option<Party>,
    /// The entity of an instrument.
    pub instrument: Option<String>,
    /// The entity of an actor.
    pub actor: Option<String>,
    /// What it speaks of: words of its content, of the names and goods of its instruments, or another name of the goods.
    pub topic: Option<String>,
    /// Acts.
    pub acts: Vec<Act>,
    /// Statuses on the day asked about.
    pub statuses: Vec<Status>,
    /// How firmly it binds.
    pub firmness: Option<Firmness>,
    /// Made no earlier.
    pub from: Option<Date>,
    /// Made no later.
    pub to: Option<Date>,
    /// Which way they go, seen from the counterpart.
    pub direction: Option<Direction>,
    /// Code of the jurisdiction on the other side: what the counterpart settles with third parties is left out.
    pub between: Option<String>,
    /// How many of the latest are passed over.
    pub skip: usize,
    /// How many at most, the latest first.
    pub limit: Option<usize>,
}

/// Entries of the ledger on a day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ledger {
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// Overdue first, then by due date, then the latest.
    pub entries: Vec<Entry>,
    /// There are more than were asked for.
    pub more: bool,
}

/// A request, proposal, commitment or agreement.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Entry {
    /// Id of the fact.
    pub fact: String,
    /// What was done by saying it.
    pub act: Act,
    /// Where it stands.
    pub status: Status,
    /// A view that both put on record together: nothing is left to be done.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub view: bool,
    /// Since when it stands there.
    #[schemars(with = "String", extend("format" = "date"))]
    pub since: Date,
    /// On whose behalf it was said.
    pub speakers: Vec<String>,
    /// Who said it for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voiced_by: Option<String>,
    /// To whom.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addressees: Vec<String>,
    /// What.
    pub content: String,
    /// Instruments it concerns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// When it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<DateRange>,
    /// How firmly it binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<Firmness>,
    /// Days since it was said.
    pub age_days: Option<i32>,
    /// How often and how far its date moved before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slippage: Option<Slippage>,
    /// What keeps, moves, ends, answers or repeats it, and what it moved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Answer>,
    /// Where it comes from.
    pub source: Source,
}

impl Entry {
    /// Where it stands, in a word: a view that is on record is not open, for nobody has to do anything.
    pub fn standing(&self) -> &'static str {
        if self.view && self.status == Status::Open { "on record" } else { self.status.as_str() }
    }

    /// The facts that bear on it in one way, as [`Answer::kind`] names it.
    pub fn linked<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Answer> {
        self.links.iter().filter(move |link| link.kind == kind)
    }
}

/// How the date of a promise moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Slippage {
    /// How often.
    pub times: u32,
    /// By how many days in all.
    pub days: i32,
}

/// Another fact that bears on an entry.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Answer {
    /// What it does to the entry: `fulfils`, `supersedes`, `answers` …; `superseded` where the entry took its place.
    pub kind: String,
    /// Id of the other fact.
    pub fact: String,
    /// Who says or does it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<String>,
    /// What it says.
    pub what: String,
    /// The day from which it tells.
    #[schemars(with = "String", extend("format" = "date"))]
    pub day: Date,
    /// The reason.
    pub why: String,
    /// Where it comes from.
    pub source: Source,
}

/// Reads the ledger.
///
/// # Errors
/// When the database fails.
pub fn ledger(snapshot: Snapshot<'_>, query: &LedgerQuery) -> Result<Ledger, Error> {
    let _reading = snapshot.reading()?;
    let terms: Vec<&str> = query.acts.iter().map(|act| act.as_str()).collect();
    let (jurisdiction, party) = query.with.as_ref().map_or((None, None), Party::ids);
    let entities: Vec<&str> =
        [party, query.instrument.as_deref(), query.actor.as_deref()].into_iter().flatten().collect();
    // What the store cannot filter by is looked at here: then the store gives
    // portion after portion, until enough is left.
    let later = query.topic.is_some() || query.firmness.is_some() || entities.len() > 1;
    let topic = query.topic.as_deref().map(|topic| Topic::of(snapshot, topic));
    let (mut entries, mut passed) = (Vec::new(), 0);
    let mut skip = if later { 0 } else { query.skip };
    let mut portion = query.limit.map(|limit| if later { (limit + 1).max(PORTION) } else { limit + 1 });
    'portions: loop {
        let facts = FactFilter {
            kind: None,
            terms: &terms,
            jurisdiction,
            entity: entities.first().copied(),
            direction: query.direction,
            between: query.between.as_deref(),
            told_by: None,
            ends_from: None,
            from: query.from,
            to: query.to,
            skip,
            limit: portion,
        };
        let found = snapshot.entries(&EntryFilter { facts, statuses: &query.statuses, repeats: false })?;
        let count = found.len();
        for (fact, status, since) in found {
            let FactBody::Statement(statement) = fact.fact.body() else { continue };
            if query.firmness.is_some() && statement.firmness != query.firmness {
                continue;
            }
            if let Some(topic) = &topic
                && !topic.is_of(&fact)?
            {
                continue;
            }
            if entities.len() > 1 {
                let names = snapshot.names(&fact)?;
                if !entities.iter().all(|entity| names.iter().any(|(_, named, _)| named == entity)) {
                    continue;
                }
            }
            if later && passed < query.skip {
                passed += 1;
                continue;
            }
            if query.limit.is_some_and(|limit| entries.len() > limit) {
                break 'portions;
            }
            entries.extend(entry(snapshot, &fact, status, since)?);
        }
        match portion.filter(|portion| later && count == *portion) {
            Some(read) => {
                skip += read;
                portion = Some(read * 4);
            }
            None => break,
        }
    }
    let more = query.limit.is_some_and(|limit| entries.len() > limit);
    entries.truncate(query.limit.unwrap_or(usize::MAX));
    let urgency = |entry: &Entry| {
        let due = entry.due.as_ref().and_then(|due| due.end);
        (entry.status != Status::Overdue, !entry.status.is_pending(), due.is_none(), due)
    };
    entries.sort_by_key(urgency);
    Ok(Ledger { as_of: snapshot.as_of(), entries, more }.tidy())
}

impl Ledger {
    /// Closed entries follow the open ones, the latest first.
    fn tidy(mut self) -> Self {
        let open = self.entries.partition_point(|entry| entry.status.is_pending());
        self.entries[open..].sort_by_key(|entry| std::cmp::Reverse(entry.since));
        self
    }
}

/// The entry of a fact; nothing for a fact that is no entry.
pub(crate) fn entry(
    snapshot: Snapshot<'_>,
    fact: &StoredFact,
    status: Status,
    since: Date,
) -> Result<Option<Entry>, Error> {
    let FactBody::Statement(statement) = fact.fact.body() else { return Ok(None) };
    let links = snapshot.links(fact)?;
    let slippage = slippage(snapshot, fact, &links)?;
    let answers = links
        .iter()
        .map(|link| {
            let mine = link.earlier.id == fact.id;
            let other = if mine { &link.later } else { &link.earlier };
            let kind = match (link.kind.as_str(), mine) {
                ("supersedes", false) => "superseded",
                ("answers", false) => "answered",
                (kind, _) => kind,
            };
            let told = line(other);
            Answer {
                kind: kind.to_owned(),
                fact: other.id.clone(),
                who: told.who,
                what: told.what,
                day: link.day,
                why: link.why.clone(),
                source: told.source,
            }
        })
        .collect();
    let names = |names: &[record::ActorName]| names.iter().map(|name| name.0.clone()).collect();
    let age = fact.published.and_then(|day| snapshot.as_of().since(day).ok()).map(|span| span.get_days());
    let words = fact.fact.evidence().first().map(|slice| slice.exact()).unwrap_or_default();
    Ok(Some(Entry {
        fact: fact.id.clone(),
        act: statement.act,
        status,
        view: is_view(statement, words),
        since,
        speakers: names(&statement.speakers),
        voiced_by: statement.voiced_by.as_ref().map(|name| name.0.clone()),
        addressees: names(&statement.addressees),
        content: statement.content.clone(),
        about: statement.about.iter().map(|name| name.0.clone()).collect(),
        due: statement.due.clone(),
        firmness: statement.firmness,
        age_days: age,
        slippage,
        links: answers,
        source: Source::of(fact),
    }))
}

/// An agreement that settles no deed: "agreed that the agreement is insufficient", "shared the view that …". What will, shall or
/// should be done is a deed, and so is what follows without a clause: "agreed to …", "agreed on …".
fn is_view(statement: &record::Statement, words: &str) -> bool {
    if statement.act != Act::Agreement {
        return false;
    }
    let words = format!(" {} ", fold(words));
    let modal = [" will ", " shall ", " should ", " would ", " must ", " is to ", " are to "]
        .iter()
        .any(|word| words.contains(word));
    let noun = [
        " view ",
        " views ",
        " understanding ",
        " assessment ",
        " recognition ",
        " importance ",
        " need ",
        " significance ",
        " concern ",
        " concerns ",
    ];
    let content = format!(" {} ", fold(&statement.content));
    let opening: Vec<&str> = content.split_whitespace().take(4).collect();
    let told_as_view = noun.iter().any(|noun| opening.contains(&noun.trim()));
    let clause = words.find(&content).is_some_and(|at| words[..at].ends_with(" that")) || content.starts_with(" that ");
    (told_as_view || clause) && !modal
}

/// How often, and by how many days in all, the date of a promise moved until it was this one.
fn slippage(snapshot: Snapshot<'_>, fact: &StoredFact, links: &[StoredLink]) -> Result<Option<Slippage>, Error> {
    let due = |fact: &StoredFact| fact.when().and_then(|when| when.end);
    let mut dates: Vec<Date> = due(fact).into_iter().collect();
    let mut seen = vec![fact.id.clone()];
    let moved = |links: &[StoredLink], fact: &StoredFact| -> Vec<StoredFact> {
        let moves = links.iter().filter(|link| link.kind == "supersedes" && link.later.id == fact.id);
        moves.map(|link| link.earlier.clone()).collect()
    };
    let mut queue = moved(links, fact);
    while let Some(earlier) = queue.pop() {
        if seen.contains(&earlier.id) {
            continue;
        }
        seen.push(earlier.id.clone());
        dates.extend(due(&earlier));
        queue.extend(moved(&snapshot.links(&earlier)?, &earlier));
    }
    dates.sort_unstable();
    dates.dedup();
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else { return Ok(None) };
    let days = last.since(*first).map(|span| span.get_days()).unwrap_or(0);
    Ok((dates.len() > 1).then_some(Slippage { times: dates.len() as u32 - 1, days }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(content: &str) -> record::Statement {
        record::Statement {
            act: Act::Agreement,
            speakers: Vec::new(),
            voiced_by: None,
            addressees: Vec::new(),
            content: content.to_owned(),
            about: Vec::new(),
            due: None,
            firmness: None,
        }
    }

    #[test]
    fn an_agreement_of_views_is_no_promise() {
        for (words, content, view) in [
            ("agreed that the old accord is no longer sufficient", "the old accord is no longer sufficient", true),
            ("shared the view that closer ties are needed", "the view that closer ties are needed", true),
            ("reaffirmed the importance of open markets", "the importance of open markets", true),
            ("agreed that the accord will be signed in May", "the accord will be signed in May", false),
            ("agreed that both should meet each year", "both should meet each year", false),
            ("agreed to resume talks", "resume talks", false),
            ("agreed on a road map for the talks", "a road map for the talks", false),
        ] {
            assert_eq!(is_view(&agreement(content), words), view, "{words}");
        }
    }
}
