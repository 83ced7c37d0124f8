//! Who and what each fact names, and which jurisdictions it concerns.

use std::collections::{BTreeSet, HashMap};

use record::{
    Actor, ActorKind, Document, Event, EventStatus, EventType, Fact, FactBody, Instrument, PartialDate, Record,
    StageName,
};
use rusqlite::{Transaction, params};

use super::entities::join;
use crate::Error;
use crate::identity::actors::ActorNode;
use crate::identity::events::{EventNode, person_key};
use crate::identity::instruments::InstrumentNode;
use crate::identity::{Node, fold, series};

/// A main happening is told within this many days of it.
pub(super) const NEWS_DAYS: i32 = 31;

/// What happened longer ago than this many days is told in passing.
const PAST_DAYS: i32 = 14;

/// Most jurisdictions that a setting can have: a conference of thirty is nobody's counterpart.
const SETTING: usize = 4;

/// What of the register a document touched.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Nodes whose entities became one with a larger one: links between what both held are to be looked for.
    pub(crate) moved: BTreeSet<i64>,
}

/// Writes nodes, names and concerns of the facts just written.
pub(crate) fn name(
    transaction: &Transaction<'_>,
    operation: i64,
    record: &Record,
    document: i64,
    facts: &[(i64, String, &Fact)],
) -> Result<Touched, Error> {
    let mut touched = Touched::default();
    let jurisdictions = jurisdictions(&record.actors);
    let mut names = Names { record, jurisdictions, actors: HashMap::new(), instruments: HashMap::new() };
    for actor in &record.actors {
        let node = Node::Actor(ActorNode::of(actor, &record.document));
        let joined = join(transaction, operation, &node, names.jurisdiction_of(&actor.name.0))?;
        touched.moved.extend(joined.moved);
        names.actors.insert(actor.name.0.as_str(), joined.node);
    }
    for instrument in &record.instruments {
        let node = Node::Instrument(InstrumentNode::of(instrument, &record.document));
        let joined = join(transaction, operation, &node, None)?;
        touched.moved.extend(joined.moved);
        names.instruments.insert(instrument.name.0.as_str(), joined.node);
    }
    let setting = names.setting(facts);
    let main = names.main_happening(facts);
    let mut insert_ending = transaction
        .prepare_cached("INSERT OR IGNORE INTO ending (jurisdiction, kind, day, fact) VALUES (?1, ?2, ?3, ?4)")?;
    let mut insert_concern = transaction.prepare_cached(
        "INSERT OR IGNORE INTO concern (jurisdiction, kind, day, fact, part, term) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let mut insert_name =
        transaction.prepare_cached("INSERT OR IGNORE INTO naming (node, part, fact) VALUES (?1, ?2, ?3)")?;
    for (row, id, fact) in facts {
        if let Some(node) = names.happening(id, fact, main == Some(*row)) {
            let joined = join(transaction, operation, &Node::Event(node), None)?;
            touched.moved.extend(joined.moved);
            insert_name.execute(params![joined.node, "self", row])?;
            if main == Some(*row) {
                transaction
                    .prepare_cached("UPDATE document SET happening = ?2 WHERE row = ?1")?
                    .execute(params![document, joined.node])?;
            }
        }
        for (part, name) in parts(fact.body()) {
            let node = names.actors.get(name).or_else(|| names.instruments.get(name));
            if let Some(node) = node {
                insert_name.execute(params![node, part, row])?;
            }
        }
        let (day, ends) = (names.day(fact.body()), ends(fact.body()));
        let concerns = names.concerns(fact.body(), &setting);
        if let Some(ends) = ends {
            for code in concerns.iter().map(|(code, _)| code.as_str()).chain([""]) {
                insert_ending.execute(params![code, fact.body().kind(), ends.to_string(), row])?;
            }
        }
        let term = super::term(fact.body());
        for (code, part) in concerns {
            insert_concern.execute(params![code, fact.body().kind(), day, row, part, term])?;
        }
    }
    Ok(touched)
}

/// The nodes of the actors and instruments that a document lists.
pub(crate) fn listed<'a>(
    document: &'a Document,
    actors: &'a [Actor],
    instruments: &'a [Instrument],
) -> impl Iterator<Item = Node> + 'a {
    let actors = actors.iter().map(|actor| Node::Actor(ActorNode::of(actor, document)));
    actors.chain(instruments.iter().map(|instrument| Node::Instrument(InstrumentNode::of(instrument, document))))
}

/// The names in a fact with the part they play in it.
pub(crate) fn parts(body: &FactBody) -> Vec<(&'static str, &str)> {
    match body {
        FactBody::Event(event) => event
            .participants
            .iter()
            .map(|participant| (participant.role.as_str(), participant.actor.0.as_str()))
            .collect(),
        FactBody::Statement(statement) => {
            let speakers = statement.speakers.iter().map(|name| ("speaker", name.0.as_str()));
            let voice = statement.voiced_by.iter().map(|name| ("voice", name.0.as_str()));
            let addressees = statement.addressees.iter().map(|name| ("addressee", name.0.as_str()));
            let about = statement.about.iter().map(|name| ("about", name.0.as_str()));
            speakers.chain(voice).chain(addressees).chain(about).collect()
        }
        FactBody::Stage(stage) => std::iter::once(("instrument", stage.instrument.0.as_str()))
            .chain(stage.by.iter().map(|name| ("by", name.0.as_str())))
            .collect(),
        FactBody::Figure(figure) => figure.subject.iter().map(|name| ("subject", name.as_str())).collect(),
        FactBody::Role(role) => std::iter::once(("person", role.person.0.as_str()))
            .chain(role.org.iter().map(|name| ("org", name.0.as_str())))
            .collect(),
    }
}

/// The jurisdictions that what is said in a document is between, if it does not say otherwise.
#[derive(Debug)]
struct Setting {
    /// Those who take part in the happening that the document is about.
    present: Vec<String>,
    /// Those who are in the title alone.
    titled: Vec<String>,
}

impl Setting {
    /// Each with the part it plays.
    fn parts(&self) -> impl Iterator<Item = (String, &'static str)> + '_ {
        let present = self.present.iter().map(|code| (code.clone(), "setting"));
        present.chain(self.titled.iter().map(|code| (code.clone(), "title")))
    }

    fn len(&self) -> usize {
        self.present.len() + self.titled.len()
    }
}

/// The names of a document, with their rows.
struct Names<'a> {
    record: &'a Record,
    /// Codes of the jurisdictions that actors are or act for.
    jurisdictions: HashMap<&'a str, Option<&'a str>>,
    actors: HashMap<&'a str, i64>,
    instruments: HashMap<&'a str, i64>,
}

/// The codes of the jurisdictions that actors are or act for, by the actors' names; unnamed groups often name theirs: "senior
/// European Union officials".
fn jurisdictions(actors: &[Actor]) -> HashMap<&str, Option<&str>> {
    fn code(actor: &Actor) -> Option<&str> {
        actor.jurisdiction.as_ref().map(|code| code.0.as_str())
    }
    let mut named: Vec<(String, Option<&str>)> = Vec::new();
    for actor in actors.iter().filter(|actor| actor.kind == ActorKind::Jurisdiction) {
        let forms = std::iter::once(&actor.name.0).chain(&actor.aliases);
        named.extend(forms.map(|form| (format!(" {} ", fold(form)), code(actor))));
    }
    let mut jurisdictions = HashMap::new();
    for actor in actors {
        // Of two actors with one name, the first is meant.
        jurisdictions.entry(actor.name.0.as_str()).or_insert_with(|| match actor.kind {
            ActorKind::Group if actor.jurisdiction.is_none() => {
                let words = format!(" {} ", fold(&actor.name.0));
                named.iter().find(|(form, _)| words.contains(form)).and_then(|(_, code)| *code)
            }
            _ => code(actor),
        });
    }
    jurisdictions
}

impl Names<'_> {
    /// The code of the jurisdiction that an actor is or acts for.
    fn jurisdiction_of(&self, name: &str) -> Option<&str> {
        self.jurisdictions.get(name).copied().flatten()
    }

    fn parties_of(&self, name: &str) -> Vec<String> {
        let instrument = self.record.instruments.iter().find(|instrument| instrument.name.0 == name);
        instrument.map(|instrument| instrument.parties.iter().map(|code| code.0.clone()).collect()).unwrap_or_default()
    }

    fn sides(&self, event: &Event) -> Vec<String> {
        let mut sides: Vec<String> =
            event.participants.iter().filter_map(|one| self.jurisdiction_of(&one.actor.0)).map(str::to_owned).collect();
        sides.sort();
        sides.dedup();
        sides
    }

    /// The jurisdictions between which the document's happening takes place: those who take part and, as far as they make a
    /// pair with them, those in the title. A release on one's relations with several others is between none of them.
    fn setting(&self, facts: &[(i64, String, &Fact)]) -> Setting {
        let main = self.main_happening(facts);
        let mut present: Vec<String> = facts
            .iter()
            .filter(|(row, ..)| Some(*row) == main)
            .flat_map(|(_, _, fact)| match fact.body() {
                FactBody::Event(event) => self.sides(event),
                _ => Vec::new(),
            })
            .collect();
        present.sort();
        present.dedup();
        let title = format!(" {} ", fold(&self.record.document.title));
        let mut titled: Vec<String> = Vec::new();
        for actor in self.record.actors.iter().filter(|actor| actor.kind == ActorKind::Jurisdiction) {
            let forms = std::iter::once(&actor.name.0).chain(&actor.aliases).chain(&actor.acronym);
            if forms.into_iter().any(|form| title.contains(&format!(" {} ", fold(form)))) {
                titled.extend(actor.jurisdiction.as_ref().map(|code| code.0.clone()));
            }
        }
        titled.sort();
        titled.dedup();
        titled.retain(|code| !present.contains(code));
        let all = present.len() + titled.len();
        if all > SETTING || present.len() < 2 && all > 2 {
            titled.clear();
        }
        if present.len() > SETTING {
            present.clear();
        }
        Setting { present, titled }
    }

    /// The row of the fact that tells what the document is about: the first happening near its publication, or else the
    /// first milestone.
    fn main_happening(&self, facts: &[(i64, String, &Fact)]) -> Option<i64> {
        let published = self.record.document.published?;
        let near = |day: record::Date| {
            day.since(published).is_ok_and(|span| (-PAST_DAYS..=NEWS_DAYS).contains(&span.get_days()))
        };
        let event = facts.iter().find(|(_, _, fact)| match fact.body() {
            FactBody::Event(event) => {
                let told = event.when.as_ref().is_some_and(|when| match (when.start, when.end) {
                    (Some(start), Some(end)) => near(start) && near(end),
                    _ => false,
                });
                told && matches!(event.status, EventStatus::Held | EventStatus::Ongoing | EventStatus::Planned)
            }
            _ => false,
        });
        let milestone = facts.iter().find(|(_, _, fact)| match fact.body() {
            FactBody::Stage(stage) => {
                is_milestone(stage.stage) && matches!(stage.as_of, Some(PartialDate::Day(day)) if near(day))
            }
            _ => false,
        });
        // A visit is the frame of the meetings that it was for; what else happened is the news.
        event.or(milestone).map(|(row, ..)| *row)
    }

    /// The node of a happening: an event, or the milestone that the document is about.
    fn happening(&self, id: &str, fact: &Fact, main: bool) -> Option<EventNode> {
        let document = &self.record.document;
        match fact.body() {
            FactBody::Event(event) => {
                let sides = self.sides(event);
                let series = series::key(event, &sides);
                let present = |kind: ActorKind, key: fn(&str) -> String| {
                    let of_kind = event.participants.iter().filter(|participant| {
                        let actor = self.record.actors.iter().find(|actor| actor.name == participant.actor);
                        actor.is_some_and(|actor| actor.kind == kind)
                    });
                    let names: BTreeSet<String> = of_kind.map(|participant| key(&participant.actor.0)).collect();
                    names.into_iter().collect::<Vec<_>>()
                };
                let people = present(ActorKind::Person, person_key);
                let bodies = present(ActorKind::Organisation, fold);
                let (start, end) = event.when.as_ref().map_or((None, None), |when| (when.start, when.end));
                Some(EventNode {
                    name: event.name.clone().unwrap_or_else(|| describe(event)),
                    document: document.id.0.clone(),
                    fact: id.to_owned(),
                    kind: event.kind,
                    status: event.status,
                    proper: event.name.as_deref().map(|name| proper(name, event.ordinal)),
                    series,
                    ordinal: event.ordinal,
                    start,
                    end,
                    people,
                    bodies,
                    jurisdictions: sides,
                    city: event.place.as_ref().and_then(|place| place.city.as_deref()).map(fold),
                    country: event.place.as_ref().and_then(|place| place.country.as_ref()).map(|code| code.0.clone()),
                    milestones: start.filter(|_| start == end).map(|day| self.milestones(day)).unwrap_or_default(),
                })
            }
            FactBody::Stage(stage) if main => {
                let Some(PartialDate::Day(day)) = stage.as_of else { return None };
                let mut sides = self.parties_of(&stage.instrument.0);
                sides.sort();
                Some(EventNode {
                    name: format!("{}: {}", stage.instrument, stage.stage),
                    document: document.id.0.clone(),
                    fact: id.to_owned(),
                    kind: EventType::Other,
                    status: EventStatus::Held,
                    proper: None,
                    series: None,
                    ordinal: None,
                    start: Some(day),
                    end: Some(day),
                    people: Vec::new(),
                    bodies: Vec::new(),
                    jurisdictions: sides,
                    city: None,
                    country: None,
                    milestones: self.milestones(day),
                })
            }
            _ => None,
        }
    }

    /// Milestones of the document that were reached on a day.
    fn milestones(&self, day: record::Date) -> Vec<String> {
        let mut found: Vec<String> = self
            .record
            .facts
            .iter()
            .filter_map(|fact| match fact.body() {
                FactBody::Stage(stage) if is_milestone(stage.stage) && stage.as_of == Some(PartialDate::Day(day)) => {
                    let instrument = self.record.instruments.iter().find(|other| other.name == stage.instrument)?;
                    let node = InstrumentNode::of(instrument, &self.record.document);
                    Some(format!("{}|{}", stage.stage, node.milestone_key()))
                }
                _ => None,
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The day by which a fact is sorted: when it holds, or else when it was told.
    fn day(&self, body: &FactBody) -> String {
        let own = match body {
            FactBody::Event(event) => event.when.as_ref().and_then(|when| when.start.or(when.end)),
            FactBody::Stage(stage) => stage.as_of.map(PartialDate::first_day),
            _ => None,
        };
        own.or(self.record.document.published).map(|day| day.to_string()).unwrap_or_default()
    }

    /// The jurisdictions a fact concerns, each with the part it plays.
    fn concerns(&self, body: &FactBody, setting: &Setting) -> BTreeSet<(String, &'static str)> {
        let mut concerns = BTreeSet::new();
        for (part, name) in parts(body) {
            let part = match part {
                "speaker" | "voice" => "speaker",
                "addressee" => "addressee",
                _ => "about",
            };
            concerns.extend(self.jurisdiction_of(name).map(|code| (code.to_owned(), part)));
            concerns.extend(self.parties_of(name).into_iter().map(|code| (code, "about")));
        }
        match body {
            // Whoever speaks to somebody says between whom it is.
            FactBody::Statement(_) => {
                let sides = concerns.iter().filter(|(_, part)| *part != "about");
                let named: BTreeSet<&str> = sides.map(|(code, _)| code.as_str()).collect();
                if named.len() < 2 {
                    concerns.extend(setting.parts());
                }
            }
            FactBody::Event(_) | FactBody::Figure(_) => concerns.extend(setting.parts()),
            FactBody::Role(role) => match &role.jurisdiction {
                Some(code) => concerns.extend([(code.0.clone(), "about")]),
                // Whose office it is is not said: it is that of one of those who meet.
                None => concerns.extend(setting.parts()),
            },
            FactBody::Stage(_) => {}
        }
        if let FactBody::Event(event) = body {
            // What happens elsewhere in passing is not between those whom the title names.
            let sides = self.sides(event);
            if !sides.is_empty() {
                concerns.retain(|(code, part)| {
                    !matches!(*part, "setting" | "title")
                        || sides.contains(code)
                        || setting.len() == 2 && sides.len() == 1
                });
            }
        }
        concerns
    }
}

/// The last day of a happening, or the day by which a statement is due.
fn ends(body: &FactBody) -> Option<record::Date> {
    match body {
        FactBody::Event(event) => event.when.as_ref().and_then(|when| when.end),
        FactBody::Statement(statement) => statement.due.as_ref().and_then(|due| due.end),
        _ => None,
    }
}

/// Stages that make news of a day: something was settled on it.
fn is_milestone(stage: StageName) -> bool {
    use StageName as S;
    matches!(
        stage,
        S::Concluded
            | S::Initialled
            | S::Adopted
            | S::Signed
            | S::InForce
            | S::Terminated
            | S::InPrinciple
            | S::StruckDown
            | S::Definitive
    )
}

/// A proper name without its number, so that "52nd" and "fifty-second" meet.
fn proper(name: &str, ordinal: Option<u32>) -> String {
    let folded = fold(name);
    if ordinal.is_none() {
        return folded;
    }
    folded.split_once(' ').map_or_else(|| folded.clone(), |(_, rest)| rest.to_owned())
}

/// What to call a happening without a name.
fn describe(event: &Event) -> String {
    let who: Vec<&str> = event.participants.iter().take(3).map(|participant| participant.actor.0.as_str()).collect();
    let kind = event.kind.as_str().replace('-', " ");
    let number = event.ordinal.map(|ordinal| format!(" no. {ordinal}")).unwrap_or_default();
    if who.is_empty() { format!("{kind}{number}") } else { format!("{kind}{number}: {}", who.join(", ")) }
}
