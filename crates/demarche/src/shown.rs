//! What an id stands for, whatever it is the id of.

use record::Record;
use register::{Error, Snapshot};
use views::Party;

use crate::sheet::Sheet;
use crate::sheets;

/// What an id stands for.
pub(crate) enum Shown {
    /// A document with its facts.
    Document(Box<Record>),
    /// A happening with its accounts.
    Happening(views::Comparison),
    /// The history of an instrument or an actor.
    Timeline(views::Timeline),
    /// A fact with its words.
    Fact(Box<views::Explanation>),
}

/// Finds what an id stands for.
///
/// # Errors
/// When the record has nothing of that id.
pub(crate) fn show(snapshot: Snapshot<'_>, id: &str) -> Result<Shown, Error> {
    if let Ok(record) = snapshot.record(id) {
        return Ok(Shown::Document(Box::new(record)));
    }
    match snapshot.entity(id) {
        Ok(entity) if entity.kind == "event" => Ok(Shown::Happening(views::compare(snapshot, id)?)),
        Ok(entity) => {
            let party = match views::resolve(snapshot, id) {
                Ok(party) if entity.kind == "actor" => party,
                _ => Party::Actor { id: entity.id, name: entity.name },
            };
            Ok(Shown::Timeline(views::timeline(snapshot, &party, &views::Scope::default())?))
        }
        Err(_) => match views::explain(snapshot, id) {
            Ok(explanation) => Ok(Shown::Fact(Box::new(explanation))),
            Err(Error::Unknown { .. }) => Err(nothing_named(snapshot, id)?),
            Err(error) => Err(error),
        },
    }
}

/// How many documents with ids like the one asked for are named.
const NEAR: usize = 5;

/// Says that the record has nothing of an id, and names the documents whose ids are near it.
///
/// # Errors
/// When the database fails.
pub(crate) fn nothing_named(snapshot: Snapshot<'_>, id: &str) -> Result<Error, Error> {
    let near = near(&snapshot.document_ids()?, id);
    let hint = match near.is_empty() {
        true => "`demarche search WORDS` finds ids".to_owned(),
        false => format!("documents with similar ids: {}", near.join(", ")),
    };
    Ok(Error::Nothing { name: id.to_owned(), hint })
}

/// The ids that are nearest to a text: those with few other letters, and those that hold it or begin as it does.
fn near(ids: &[String], text: &str) -> Vec<String> {
    let wanted = text.to_lowercase();
    let shared = |id: &str| id.chars().zip(wanted.chars()).take_while(|(one, two)| one == two).count();
    let mut ranked: Vec<(usize, &String)> = ids
        .iter()
        .filter_map(|id| {
            let lower = id.to_lowercase();
            let distance = strsim::levenshtein(&lower, &wanted);
            let alike = distance <= 2
                || lower.contains(&wanted)
                || shared(&lower) >= 4 && shared(&lower) + 3 >= wanted.chars().count();
            alike.then_some((distance, id))
        })
        .collect();
    ranked.sort();
    ranked.into_iter().take(NEAR).map(|(_, id)| id.clone()).collect()
}

impl Shown {
    /// As JSON.
    ///
    /// # Errors
    /// When it has none.
    pub(crate) fn value(&self) -> Result<serde_json::Value, serde_json::Error> {
        match self {
            Self::Document(record) => serde_json::to_value(record.to_public()),
            Self::Happening(comparison) => serde_json::to_value(comparison),
            Self::Timeline(timeline) => serde_json::to_value(timeline),
            Self::Fact(explanation) => serde_json::to_value(explanation),
        }
    }

    /// To be read; of a document its head alone.
    pub(crate) fn sheet(&self) -> Sheet {
        match self {
            Self::Document(record) => {
                let document = &record.document;
                let published = document.published.map(|day| day.to_string()).unwrap_or_default();
                let mut parts = vec![published, document.publisher.clone(), document.id.0.clone()];
                if document.language != "en" {
                    parts.push(format!("language {}", document.language));
                }
                let mut sheet =
                    Sheet { title: document.title.clone(), subtitle: parts.join(" · "), ..Sheet::default() };
                let notes = record.diagnostics.iter().map(|diagnostic| vec![diagnostic.message.clone()]);
                sheet.section("Notes on reading", &["note"], notes.collect());
                sheet
            }
            Self::Happening(comparison) => sheets::comparison(comparison),
            Self::Timeline(timeline) => sheets::timeline(timeline),
            Self::Fact(explanation) => sheets::explanation(explanation),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn near_ids_are_found() {
        let ids = ["dev-01", "dev-02", "release-2025-12-10", "x"].map(str::to_owned);
        assert_eq!(super::near(&ids, "dev-03"), ["dev-01", "dev-02"]);
        assert_eq!(super::near(&ids, "release"), ["release-2025-12-10"]);
        assert!(super::near(&ids, "3f0c12").is_empty());
    }
}
