//! Two accounts of one happening, side by side.

use record::{Date, FactBody};
use register::{FactFilter, Snapshot, StoredFact};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, line};

/// What documents tell of one happening.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Id of the happening.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Why the accounts are taken for accounts of one happening.
    pub why: Vec<String>,
    /// Each account.
    pub accounts: Vec<Account>,
    /// What more than one account reports: the lines of each account that say the same.
    pub shared: Vec<Vec<Line>>,
}

/// What one document tells.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Account {
    /// Id of the document.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub published: Option<Date>,
    /// What it says of the happening itself.
    pub event: Option<Line>,
    /// What only this account reports.
    pub only: Vec<Line>,
}

/// Compares the accounts of a happening.
///
/// # Errors
/// When the database fails or there is no such happening.
pub fn compare(snapshot: Snapshot<'_>, happening: &str) -> Result<Comparison, Error> {
    let _reading = snapshot.reading()?;
    let entity = snapshot.entity(happening)?;
    if entity.kind != "event" {
        return Err(Error::Unknown { what: "happening", name: happening.to_owned() });
    }
    let mut why = Vec::new();
    for (at, one) in entity.forms.iter().enumerate() {
        why.extend(entity.forms[at + 1..].iter().filter_map(|two| one.same(two)));
    }
    why.sort();
    why.dedup();
    let tellings = snapshot.facts(&FactFilter { entity: Some(happening), ..Default::default() })?;
    let mut documents: Vec<&StoredFact> = Vec::new();
    for telling in &tellings {
        if documents.iter().all(|known| known.document != telling.document) {
            documents.push(telling);
        }
    }
    documents.sort_by_key(|telling| (telling.published, telling.document.clone()));
    // Only a document whose own news the happening is gives an account; others mention it in passing.
    let mut main = Vec::new();
    for telling in &documents {
        if snapshot.document(&telling.document)?.happening.as_deref() == Some(happening) {
            main.push(*telling);
        }
    }
    let documents = if main.is_empty() { documents } else { main };
    let mut facts: Vec<Vec<StoredFact>> = Vec::new();
    for telling in &documents {
        let all = snapshot.facts_of(&telling.document)?;
        facts.push(all.into_iter().filter(|fact| fact.id != telling.id).collect());
    }
    let mut shared: Vec<Vec<Line>> = Vec::new();
    let mut in_both: Vec<String> = Vec::new();
    for (at, mine) in facts.iter().enumerate() {
        for fact in mine {
            if in_both.contains(&fact.id) {
                continue;
            }
            let mut group = vec![fact];
            for others in &facts[at + 1..] {
                group.extend(
                    others.iter().find(|other| !in_both.contains(&other.id) && says_the_same(snapshot, fact, other)),
                );
            }
            if group.len() > 1 {
                in_both.extend(group.iter().map(|fact| fact.id.clone()));
                shared.push(group.into_iter().map(line).collect());
            }
        }
    }
    let accounts = documents
        .iter()
        .zip(&facts)
        .map(|(telling, facts)| Account {
            document: telling.document.clone(),
            title: telling.title.clone(),
            publisher: telling.publisher.clone(),
            published: telling.published,
            event: Some(line(telling)),
            only: facts.iter().filter(|fact| !in_both.contains(&fact.id)).map(line).collect(),
        })
        .collect();
    Ok(Comparison { id: entity.id, name: entity.name, why, accounts, shared })
}

/// Two facts of two accounts state one thing: linked statements, one stage of one instrument, one figure, one office.
fn says_the_same(snapshot: Snapshot<'_>, one: &StoredFact, two: &StoredFact) -> bool {
    let entity = |fact: &StoredFact, part: &str| {
        let names = snapshot.names(fact).unwrap_or_default();
        names.into_iter().find(|(its, ..)| its == part).map(|(_, entity, _)| entity)
    };
    match (one.fact.body(), two.fact.body()) {
        (FactBody::Statement(_), FactBody::Statement(_)) => snapshot.links(one).is_ok_and(|links| {
            links.iter().any(|link| link.kind == "same-as" && (link.later.id == two.id || link.earlier.id == two.id))
        }),
        (FactBody::Stage(a), FactBody::Stage(b)) => {
            a.stage == b.stage && entity(one, "instrument") == entity(two, "instrument")
        }
        (FactBody::Figure(a), FactBody::Figure(b)) => {
            a.unit == b.unit && a.value == b.value && a.value_to == b.value_to
        }
        (FactBody::Role(_), FactBody::Role(_)) => entity(one, "person") == entity(two, "person"),
        (FactBody::Event(_), FactBody::Event(_)) => entity(one, "self") == entity(two, "self"),
        _ => false,
    }
}
