//! Why the record says what it says.

use register::identity::Node;
use register::{Entity, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ledger::{Entry, entry};
use crate::{Error, Line, line};

/// Why something is as it is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "about", rename_all = "lowercase")]
pub enum Explanation {
    /// Which forms are one thing, and why.
    Entity {
        /// The entity.
        entity: Entity,
        /// Pairs of forms that are one thing, with the reason.
        joints: Vec<Joint>,
    },
    /// Which rule read a fact, what it names, and where an entry of the ledger stands over time.
    Fact {
        /// The fact.
        line: Box<Line>,
        /// The rule that read it, or `review`.
        rule: String,
        /// Part, entity and name of all that it names.
        names: Vec<(String, String, String)>,
        /// Statuses with their first days.
        history: Vec<(String, String)>,
        /// The entry, with its links.
        entry: Option<Box<Entry>>,
    },
}

/// Two forms that are one thing.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Joint {
    /// One form, with the document where it is told by it.
    pub one: String,
    /// The other.
    pub two: String,
    /// The reason.
    pub why: String,
}

/// Explains an entity or a fact.
///
/// # Errors
/// When there is neither of that id.
pub fn explain(snapshot: Snapshot<'_>, id: &str) -> Result<Explanation, Error> {
    if let Ok(entity) = snapshot.entity(id) {
        let mut joints = Vec::new();
        for (at, one) in entity.forms.iter().enumerate() {
            for two in &entity.forms[at + 1..] {
                joints.extend(one.same(two).map(|why| Joint { one: title(one), two: title(two), why }));
            }
        }
        if entity.forms.len() > 1 && joints.is_empty() {
            let decided =
                |form: &Node| Joint { one: title(form), two: entity.name.clone(), why: "decided in review".to_owned() };
            joints = entity.forms.iter().skip(1).map(decided).collect();
        }
        return Ok(Explanation::Entity { entity, joints });
    }
    let fact = snapshot.fact(id)?;
    let history = snapshot.history(&fact)?;
    let day = snapshot.as_of().to_string();
    let present = history.iter().rfind(|(_, from)| *from <= day);
    let entry = match present.and_then(|(status, from)| Some((register::Status::parse(status)?, from.parse().ok()?))) {
        Some((status, since)) => entry(snapshot, &fact, status, since)?.map(Box::new),
        None => None,
    };
    Ok(Explanation::Fact {
        rule: fact.fact.rule().to_owned(),
        names: snapshot.names(&fact)?,
        history,
        entry,
        line: Box::new(line(&fact)),
    })
}

fn title(form: &Node) -> String {
    match form {
        Node::Event(event) => format!("{} ({})", event.name, event.document),
        Node::Actor(actor) => {
            let office = actor.title.as_deref().map(|title| format!(", {title}")).unwrap_or_default();
            format!("{}{office}", actor.name)
        }
        Node::Instrument(instrument) => format!("{} ({})", instrument.name, instrument.kind),
    }
}
