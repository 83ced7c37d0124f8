//! One page before a meeting.

use record::{Act, Date, FactBody};
use register::identity::{containment, fold};
use register::{Direction, FactFilter, Snapshot, Spoken, Status, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::contacts::contacts;
use crate::home::{Ground, side};
use crate::ledger::{Entry, LedgerQuery, ledger};
use crate::people::Meeting;
use crate::since::since;
use crate::timeline::{Station, stations};
use crate::{Appointment, Error, Line, Party, Scope, Source, agenda, line};

/// How many lines a section of the page has at most.
const LINES: usize = 8;

/// How many instruments.
const INSTRUMENTS: usize = 12;

/// How many other views on record.
const POSITIONS: usize = 8;

/// How many of the words of weight in the shorter of two views the longer has, at least, where both report one.
const SAME_VIEW: f64 = 0.6;

/// How many tellings are looked at for contacts: the latest.
const TELLINGS: usize = 64;

/// How many tellings of its stages place an instrument: the latest.
const PLACING: usize = 24;

/// What one needs to know before one meets a counterpart.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Brief {
    /// The counterpart.
    pub with: Party,
    /// The jurisdiction that the brief is for, as far as it is known.
    pub from: Option<Party>,
    /// How it came that the brief is for this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// The day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// The last contacts, the latest first, each happening once.
    pub contacts: Vec<Meeting>,
    /// The last day of the last contact.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<Date>,
    /// What was asked, promised, answered or moved since the last contact, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub since: Vec<Line>,
    /// What they asked of us and is open, the oldest first.
    pub their_requests: Vec<Entry>,
    /// What we asked of them and is open, the oldest first.
    pub our_requests: Vec<Entry>,
    /// Promises of both sides that are not kept yet, the overdue first.
    pub promises: Vec<Entry>,
    /// Views that both sides put on record together: they bind nobody to anything.
    pub views: Vec<Entry>,
    /// Promises kept, moved or missed of late.
    pub settled: Vec<Entry>,
    /// Concerns put on record, the latest first.
    pub concerns: Vec<Line>,
    /// Other views, answers and support of either side on record, the latest first.
    pub positions: Vec<Line>,
    /// Where each common instrument stands.
    pub instruments: Vec<Position>,
    /// Figures, the latest first.
    pub figures: Vec<Line>,
    /// People and their offices.
    pub people: Vec<Holder>,
    /// What comes next.
    pub next: Vec<Appointment>,
}

/// Where an instrument stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Position {
    /// Id of the instrument.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The stages told so far, in the order of time.
    pub stations: Vec<Station>,
    /// Who spoke of it last.
    pub last: Option<Source>,
}

/// Who holds an office.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Holder {
    /// The person.
    pub person: String,
    /// The office.
    pub office: String,
    /// When it was told last.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub as_of: Option<Date>,
    /// Where it comes from.
    pub source: Source,
}

/// An office as one document tells it.
struct Office {
    /// Entity of the person.
    person: String,
    title: String,
    org: Option<String>,
    holder: Holder,
}

impl Office {
    /// The same office of the same person: one organisation, or titles of which one says all that the other says.
    fn is(&self, other: &Self) -> bool {
        let orgs = match (&self.org, &other.org) {
            (Some(one), Some(two)) => fold(one) == fold(two),
            _ => containment(&self.title, &other.title) >= 1.0,
        };
        let titles = containment(&self.title, &other.title) >= 1.0;
        self.person == other.person && orgs && (titles || self.org.is_some() && other.org.is_some())
    }

    fn says_less(&self, other: &Self) -> bool {
        (self.org.is_some(), self.title.len()) < (other.org.is_some(), other.title.len())
    }
}

/// The words by which an instrument comes to be on the page.
enum Words {
    /// The last that concerned the counterpart.
    Of(Spoken),
    /// Those of an entry or a view on the page.
    Told(Source),
}

/// Of views that several accounts of one happening report, each once: in the account that says the most.
fn told_once(snapshot: Snapshot<'_>, told: Vec<StoredFact>) -> Result<Vec<StoredFact>, Error> {
    let content = |fact: &StoredFact| match fact.fact.body() {
        FactBody::Statement(statement) => statement.content.clone(),
        _ => String::new(),
    };
    let speakers = |fact: &StoredFact| match fact.fact.body() {
        FactBody::Statement(statement) => statement.speakers.clone(),
        _ => Vec::new(),
    };
    let mut once: Vec<StoredFact> = Vec::new();
    for fact in told {
        let alike = |other: &StoredFact| {
            other.document != fact.document
                && speakers(other) == speakers(&fact)
                && containment(&content(other), &content(&fact)) >= SAME_VIEW
        };
        // Few are alike; where and when they were said is asked of those alone.
        let mut twin = None;
        for (at, other) in once.iter().enumerate().filter(|(_, other)| alike(other)) {
            let happening = snapshot.document(&fact.document)?.happening;
            if happening.is_some() && snapshot.document(&other.document)?.happening == happening {
                twin = Some(at);
                break;
            }
        }
        match twin {
            Some(at) if content(&once[at]).len() < content(&fact).len() => once[at] = fact,
            Some(_) => {}
            None => once.push(fact),
        }
    }
    Ok(once)
}

/// Writes the brief.
///
/// `from` is the code or name of the jurisdiction it is for; where nothing is given it is the home of the register.
///
/// # Errors
/// When the database fails.
pub fn brief(snapshot: Snapshot<'_>, with: &Party, from: Option<&str>) -> Result<Brief, Error> {
    let _reading = snapshot.reading()?;
    let today = snapshot.as_of();
    let (jurisdiction, entity) = with.ids();
    let side = side(snapshot, with, from)?;
    let home = side.as_ref().and_then(|side| side.party.code()).map(str::to_owned);
    // What they settle with third parties is not between us.
    let between = home.as_deref().filter(|_| jurisdiction.is_some());
    let latest = |kind: &'static str, terms: &'static [&'static str], limit: usize| {
        snapshot.facts(&FactFilter {
            kind: Some(kind),
            terms,
            jurisdiction,
            entity,
            between,
            told_by: Some(today),
            limit: Some(limit),
            ..Default::default()
        })
    };

    let contacts = contacts(snapshot, with, between, TELLINGS, LINES)?;
    let last = contacts.first().and_then(|contact| contact.line.when.as_ref());
    let last_contact = last.and_then(|when| when.end.or(when.start)).map(|day| day.min(today));
    let since = last_contact.map(|day| since(snapshot, with, between, day, LINES)).transpose()?.unwrap_or_default();

    let entries = |acts: &[Act], statuses: &[Status], direction: Option<Direction>, limit: usize| {
        let query = LedgerQuery {
            with: Some(with.clone()),
            acts: acts.to_vec(),
            statuses: statuses.to_vec(),
            direction,
            between: between.map(str::to_owned),
            limit: Some(limit),
            ..Default::default()
        };
        ledger(snapshot, &query).map(|ledger| ledger.entries)
    };
    let pending = [Status::Open, Status::InProgress, Status::Overdue, Status::Missed];
    let requests = |direction| -> Result<Vec<Entry>, Error> {
        // The page has room for the latest; the oldest of them stand first.
        let mut requests = entries(&[Act::Request, Act::Proposal], &pending, Some(direction), LINES)?;
        requests.sort_by_key(|entry| std::cmp::Reverse(entry.age_days));
        Ok(requests)
    };
    let their_requests = requests(Direction::From)?;
    let our_requests = requests(Direction::Toward)?;
    // An agreement of views binds nobody to anything: it stands by itself.
    let mut promises = Vec::new();
    let mut views = Vec::new();
    for entry in entries(&[Act::Commitment, Act::Agreement], &pending, None, 2 * LINES + 4)? {
        if entry.view {
            views.push(entry);
        } else {
            promises.push(entry);
        }
    }
    promises.truncate(LINES + 4);
    views.truncate(LINES);
    let settled_statuses =
        [Status::Fulfilled, Status::Slipped, Status::Declined, Status::Withdrawn, Status::Superseded];
    let settled = entries(&[], &settled_statuses, None, LINES)?;
    let concerns: Vec<Line> = latest("statement", &["concern"], LINES)?.iter().map(line).collect();
    let positions = latest("statement", &["position", "response", "support"], 2 * POSITIONS)?;
    let positions = told_once(snapshot, positions)?;
    // What answers a request stands with it.
    let answers = |line: &Line| {
        let requests = their_requests.iter().chain(&our_requests);
        requests.flat_map(|entry| entry.linked("answers")).any(|answer| answer.fact == line.fact)
    };
    let mut positions: Vec<Line> = positions.iter().map(line).filter(|line| !answers(line)).collect();
    positions.truncate(POSITIONS);

    let mut instruments = Vec::new();
    // Each instrument, with the words that brought it here.
    let mut spoken_of: Vec<(String, Words)> = Vec::new();
    if let Some(code) = jurisdiction {
        let of_theirs = snapshot.instruments_of(code, 40)?.into_iter();
        spoken_of.extend(of_theirs.map(|spoken| (spoken.entity.clone(), Words::Of(spoken))));
    }
    // What is asked, promised and feared is about instruments of one side alone, too: the other's laws.
    let told = [&their_requests, &our_requests, &promises].into_iter().flatten().map(|entry| entry.fact.as_str());
    for fact in told.chain(concerns.iter().chain(&positions).map(|line| line.fact.as_str())) {
        let fact = snapshot.fact(fact)?;
        let about = snapshot.names(&fact)?.into_iter();
        for (_, entity, _) in about.filter(|(part, entity, _)| part == "about" && entity.starts_with("i-")) {
            match spoken_of.iter_mut().find(|(known, _)| *known == entity) {
                Some((_, Words::Told(last))) if last.published < fact.published => *last = Source::of(&fact),
                Some(_) => {}
                None => spoken_of.push((entity, Words::Told(Source::of(&fact)))),
            }
        }
    }
    for (id, words) in spoken_of {
        // Common is what both are bound by, and what one of them imposes; not what the other has with third parties.
        let common = snapshot.forms(&id)?.iter().any(|form| match form {
            register::identity::Node::Instrument(node) => {
                let ours = |code: &String| home.as_ref().is_none_or(|home| home == code);
                let theirs = |code: &String| jurisdiction.is_none_or(|their| their == code);
                match node.parties.as_slice() {
                    [] => true,
                    [one] => ours(one) || theirs(one),
                    several => several.iter().any(ours),
                }
            }
            _ => false,
        });
        if !common {
            continue;
        }
        let stages = snapshot.facts(&FactFilter {
            kind: Some("stage"),
            entity: Some(&id),
            told_by: Some(today),
            limit: Some(PLACING),
            ..Default::default()
        })?;
        let stations = stations(&stages);
        // Who told its stage last spoke of it last, as far as this page goes; of what has no stage, the words that brought it here.
        let told = stations.iter().flat_map(|station| &station.sources).max_by_key(|source| source.published);
        let last = match (told, words) {
            (Some(source), _) => Some(source.clone()),
            (None, Words::Told(source)) => Some(source),
            (None, Words::Of(spoken)) => {
                let telling = snapshot.telling(&spoken)?.filter(|fact| fact.published.is_none_or(|day| day <= today));
                let telling = match telling {
                    Some(fact) => Some(fact),
                    None => snapshot.last_told(&id)?,
                };
                telling.as_ref().map(Source::of)
            }
        };
        let name = snapshot.entity(&id)?.name;
        instruments.push(Position { id, name, stations, last });
        if instruments.len() == INSTRUMENTS {
            break;
        }
    }
    let figures: Vec<Line> = latest("figure", &[], LINES)?.iter().map(line).collect();
    let mut offices: Vec<Office> = Vec::new();
    for fact in &latest("role", &[], LINES * 6)? {
        if let FactBody::Role(role) = fact.fact.body() {
            let person = snapshot.names(fact)?.into_iter().find(|(part, ..)| part == "person");
            let person = person.map_or_else(|| role.person.0.clone(), |(_, entity, _)| entity);
            let office = Office {
                person,
                title: role.title.clone(),
                org: role.org.as_ref().map(|org| org.0.clone()),
                holder: Holder {
                    person: role.person.0.clone(),
                    office: role.org.as_ref().map_or(role.title.clone(), |org| format!("{}, {org}", role.title)),
                    as_of: fact.published,
                    source: Source::of(fact),
                },
            };
            // One person may hold several offices; one office, told at several times or in two ways, is told once.
            match offices.iter_mut().find(|known| known.is(&office)) {
                // The latest telling comes first; one of the same day that says more takes its place.
                Some(known) if known.holder.as_of == office.holder.as_of && known.says_less(&office) => *known = office,
                Some(_) => {}
                None => offices.push(office),
            }
        }
    }
    let mut people: Vec<Holder> = offices.into_iter().map(|office| office.holder).collect();
    people.sort_by(|one, two| two.as_of.cmp(&one.as_of).then_with(|| one.person.cmp(&two.person)));
    people.truncate(LINES);
    let scope = Scope { with: Some(with.clone()), limit: Some(LINES), ..Scope::default() };
    let next = agenda(snapshot, &scope)?.appointments;
    let ground = side.as_ref().map(|side| side.ground);
    Ok(Brief {
        with: with.clone(),
        from: side.map(|side| side.party),
        ground,
        as_of: today,
        contacts,
        last_contact,
        since,
        their_requests,
        our_requests,
        promises,
        views,
        settled,
        concerns,
        positions,
        instruments,
        figures,
        people,
        next,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_told_in_two_ways_is_one() {
        let office = |title: &str, org: Option<&str>| Office {
            person: "a-1".to_owned(),
            title: title.to_owned(),
            org: org.map(str::to_owned),
            holder: Holder {
                person: String::new(),
                office: String::new(),
                as_of: None,
                source: Source {
                    document: String::new(),
                    title: String::new(),
                    publisher: String::new(),
                    published: None,
                    words: Vec::new(),
                },
            },
        };
        let ambassador = office("Ambassador of India to Korea", None);
        assert!(ambassador.is(&office("Ambassador of India to the Republic of Korea", None)));
        assert!(!ambassador.is(&office("Ambassador of India to Japan", None)));
        assert!(office("Chair", Some("Seoul Club")).is(&office("Chairman", Some("Seoul Club"))));
        assert!(!office("Chair", Some("Seoul Club")).is(&office("President", Some("Alpha Ltd"))));
        assert!(office("Minister", None).is(&office("Minister of Trade", Some("Ministry of Trade"))));
    }
}
