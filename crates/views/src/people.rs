//! People and bodies: who they are, which offices they hold, whom they met, what they said.

use record::{ActorKind, Date, FactBody};
use register::identity::Node;
use register::{Entity, FactFilter, Snapshot, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Explanation, Joint, Line, Source, explain, line};

/// How many facts of one kind a page shows: the latest.
const LATEST: usize = 40;

/// A person or body in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Acquaintance {
    /// Id of the entity.
    pub id: String,
    /// The name it is listed under.
    pub name: String,
    /// The name that documents use most, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
    /// What it is.
    pub kind: ActorKind,
    /// Code of the jurisdiction it is or acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The office, of people, as told last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The acronym, of bodies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
}

/// A page of the list of people and bodies.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct People {
    /// People and bodies in the order of their names; where a name is looked for, the likeliest first.
    pub people: Vec<Acquaintance>,
    /// Where the next page begins; nothing on the last.
    pub next: Option<String>,
}

/// People and bodies, all or those whose names are or resemble a text.
///
/// # Errors
/// When the database fails.
pub fn people(
    snapshot: Snapshot<'_>,
    name: Option<&str>,
    kind: Option<&str>,
    after: &str,
    limit: usize,
) -> Result<People, Error> {
    let fits = |actor: &Acquaintance| match kind {
        Some("person") => actor.kind == ActorKind::Person,
        Some("organisation") => actor.kind == ActorKind::Organisation,
        _ => matches!(actor.kind, ActorKind::Person | ActorKind::Organisation),
    };
    if let Some(name) = name {
        let mut people = Vec::new();
        for find in snapshot.find(name, 4 * limit)?.into_iter().filter(|find| find.kind == "actor") {
            people.extend(acquaintance(&snapshot.entity(&find.entity)?, &find.name).filter(fits));
            if people.len() == limit {
                break;
            }
        }
        return Ok(People { people, next: None });
    }
    let mut names = snapshot.actor_names(kind, after, limit + 1)?;
    let more = names.len() > limit;
    names.truncate(limit);
    let next = names.last().filter(|_| more).map(|name| name.folded.clone());
    let mut people = Vec::with_capacity(names.len());
    for name in &names {
        people.extend(acquaintance(&snapshot.entity(&name.entity)?, &name.name).filter(fits));
    }
    Ok(People { people, next })
}

/// The forms of an actor's name, the one seen last at the end.
fn forms(entity: &Entity) -> Vec<&register::identity::actors::ActorNode> {
    let mut forms: Vec<_> = entity
        .forms
        .iter()
        .filter_map(|form| match form {
            Node::Actor(actor) => Some(actor),
            _ => None,
        })
        .collect();
    forms.sort_by_key(|form| form.seen);
    forms
}

fn acquaintance(entity: &Entity, name: &str) -> Option<Acquaintance> {
    let forms = forms(entity);
    let last = forms.last()?;
    let office = forms.iter().rev().find_map(|form| {
        let org = form.org.as_ref().map(|org| format!(", {org}")).unwrap_or_default();
        form.title.as_ref().map(|title| format!("{title}{org}"))
    });
    Some(Acquaintance {
        id: entity.id.clone(),
        name: name.to_owned(),
        known_as: (entity.name != name).then(|| entity.name.clone()),
        kind: last.kind,
        jurisdiction: forms.iter().rev().find_map(|form| form.jurisdiction.clone()),
        office,
        acronym: forms.iter().rev().find_map(|form| form.acronym.clone()).filter(|acronym| acronym != name),
    })
}

/// A person or body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// Id of the entity.
    pub id: String,
    /// The name that documents use most.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Code of the jurisdiction it is or acts for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The acronym, of bodies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// All names that documents use.
    pub names: Vec<String>,
    /// Why these names are taken for one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub joints: Vec<Joint>,
    /// Of people: offices that they hold or held. Of bodies: who holds an office there. The one told last first.
    pub offices: Vec<Tenure>,
    /// Happenings that it took part in, the latest first.
    pub meetings: Vec<Meeting>,
    /// What it said or was asked, the latest first.
    pub statements: Vec<Line>,
    /// There are more happenings or statements.
    pub more: bool,
}

/// Who held which office, as far as documents tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tenure {
    /// The person.
    pub person: String,
    /// Id of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// The office.
    pub title: String,
    /// The organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// When it was told first.
    pub first: Option<Date>,
    /// When it was told last.
    pub last: Option<Date>,
    /// How many documents tell it.
    pub documents: usize,
    /// Who told it last.
    pub source: Source,
}

/// A happening that somebody took part in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Meeting {
    /// Id of the happening.
    pub id: String,
    /// How it is told.
    pub line: Line,
    /// All documents that tell it.
    pub sources: Vec<Source>,
}

/// Who somebody is.
///
/// # Errors
/// When there is no such actor, or the database fails.
pub fn profile(snapshot: Snapshot<'_>, id: &str) -> Result<Profile, Error> {
    let unknown = || Error::Unknown { what: "person or body", name: id.to_owned() };
    let entity = snapshot.entity(id)?;
    let who = acquaintance(&entity, &entity.name).ok_or_else(unknown)?;
    let today = snapshot.as_of();
    let latest = |kind: &'static str, limit: usize| {
        snapshot.facts(&FactFilter {
            kind: Some(kind),
            entity: Some(id),
            told_by: Some(today),
            limit: Some(limit),
            ..Default::default()
        })
    };
    let offices = tenures(snapshot, &latest("role", 10 * LATEST)?)?;
    let (meetings, many) = meetings(snapshot, &latest("event", 3 * LATEST)?)?;
    let mut said = latest("statement", LATEST + 1)?;
    said.sort_by(|one, two| {
        two.published
            .cmp(&one.published)
            .then_with(|| one.document.cmp(&two.document))
            .then(one.ordinal.cmp(&two.ordinal))
    });
    let more = many || said.len() > LATEST;
    said.truncate(LATEST);
    let joints = match explain(snapshot, id)? {
        Explanation::Entity { joints, .. } => distinct(joints),
        Explanation::Fact { .. } => Vec::new(),
    };
    let mut names: Vec<String> = forms(&entity).iter().map(|form| form.name.clone()).collect();
    names.sort();
    names.dedup();
    Ok(Profile {
        id: entity.id,
        name: entity.name,
        kind: who.kind,
        jurisdiction: who.jurisdiction,
        acronym: who.acronym,
        names,
        joints,
        offices,
        meetings,
        statements: said.iter().map(line).collect(),
        more,
    })
}

/// Reasons why two different names are one's; one name met in several months needs none.
fn distinct(joints: Vec<Joint>) -> Vec<Joint> {
    let mut kept: Vec<Joint> = Vec::new();
    for joint in joints {
        let known = |one: &Joint| (&one.one, &one.two) == (&joint.one, &joint.two);
        let back = |one: &Joint| (&one.one, &one.two) == (&joint.two, &joint.one);
        if joint.one != joint.two && !kept.iter().any(|one| known(one) || back(one)) {
            kept.push(joint);
        }
    }
    kept
}

fn tenures(snapshot: Snapshot<'_>, facts: &[StoredFact]) -> Result<Vec<Tenure>, Error> {
    let mut tenures: Vec<(Tenure, Vec<String>)> = Vec::new();
    for fact in facts {
        let FactBody::Role(role) = fact.fact.body() else { continue };
        let names = snapshot.names(fact)?;
        let person_id = names.iter().find(|(part, ..)| part == "person").map(|(_, entity, _)| entity.clone());
        let org = role.org.as_ref().map(|org| org.0.clone());
        let same = |tenure: &Tenure| {
            let person = match (&tenure.person_id, &person_id) {
                (Some(one), Some(two)) => one == two,
                _ => tenure.person == role.person.0,
            };
            // Not every document says where the office is.
            let place = tenure.org.is_none() || org.is_none() || tenure.org == org;
            person && place && tenure.title.eq_ignore_ascii_case(&role.title)
        };
        match tenures.iter_mut().find(|(tenure, _)| same(tenure)) {
            Some((tenure, documents)) => {
                tenure.first = [tenure.first, fact.published].into_iter().flatten().min();
                if fact.published > tenure.last {
                    tenure.last = fact.published;
                    tenure.source = Source::of(fact);
                }
                tenure.org = tenure.org.take().or(org);
                if !documents.contains(&fact.document) {
                    documents.push(fact.document.clone());
                }
            }
            None => tenures.push((
                Tenure {
                    person: role.person.0.clone(),
                    person_id,
                    title: role.title.clone(),
                    org,
                    first: fact.published,
                    last: fact.published,
                    documents: 0,
                    source: Source::of(fact),
                },
                vec![fact.document.clone()],
            )),
        }
    }
    let mut tenures: Vec<Tenure> =
        tenures.into_iter().map(|(tenure, documents)| Tenure { documents: documents.len(), ..tenure }).collect();
    tenures.sort_by(|one, two| {
        two.last.cmp(&one.last).then_with(|| one.person.cmp(&two.person)).then_with(|| one.title.cmp(&two.title))
    });
    Ok(tenures)
}

/// Happenings that facts tell, each once, in the order of their first telling.
pub(crate) fn happenings(snapshot: Snapshot<'_>, facts: &[StoredFact]) -> Result<Vec<Meeting>, Error> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for fact in facts {
        let id = snapshot.happening(fact)?.unwrap_or_else(|| fact.id.clone());
        match meetings.iter_mut().find(|meeting| meeting.id == id) {
            Some(meeting) => {
                if meeting.sources.iter().all(|source| source.document != fact.document) {
                    meeting.sources.push(Source::of(fact));
                }
                // Of several accounts the one that tells the most of place and people is shown.
                let told = line(fact);
                if (told.what.len(), told.who.len()) > (meeting.line.what.len(), meeting.line.who.len()) {
                    meeting.line = told;
                }
            }
            None => meetings.push(Meeting { id, line: line(fact), sources: vec![Source::of(fact)] }),
        }
    }
    Ok(meetings)
}

/// The latest happenings that facts tell, each once; and whether there are more.
fn meetings(snapshot: Snapshot<'_>, facts: &[StoredFact]) -> Result<(Vec<Meeting>, bool), Error> {
    let mut meetings = happenings(snapshot, facts)?;
    let day = |meeting: &Meeting| {
        let told = meeting.line.when.as_ref().and_then(|when| when.start.or(when.end));
        told.or(meeting.line.source.published)
    };
    meetings.sort_by_key(|meeting| std::cmp::Reverse(day(meeting)));
    let more = meetings.len() > LATEST || facts.len() == 3 * LATEST;
    meetings.truncate(LATEST);
    Ok((meetings, more))
}
