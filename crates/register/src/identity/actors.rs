//! Which forms of names are one actor.
//!
//! Organisations meet by name, by acronym within a jurisdiction, and through the table of renamed bodies. People meet by
//! full name in either order, and by initials when office and time agree: "JK Kim" and "Kim Jung-kwan", both Minister of
//! one ministry within few years.

use record::{Actor, ActorKind, Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{fold, rows};

/// Bodies that changed their names: jurisdiction, old name, old acronym, new name, new acronym, first day of the new one.
const RENAMED: &str = include_str!("renamed.tsv");

/// One person rarely holds one office longer; another of the same initials may come after.
const TENURE_DAYS: i32 = 4 * 366;

/// A form of an actor's name, with what the document says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActorNode {
    /// As in the document.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// As in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Code of the jurisdiction it is or acts for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// Office of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Organisation of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// First day of the month of publication, for people, whose offices change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub seen: Option<Date>,
    /// The document, for unnamed groups: nobody knows whether two of them are the same people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl ActorNode {
    /// The node of an actor of a document.
    pub fn of(actor: &Actor, document: &record::Document) -> Self {
        let person = actor.kind == ActorKind::Person;
        Self {
            name: actor.name.0.clone(),
            kind: actor.kind,
            acronym: actor.acronym.clone(),
            jurisdiction: actor.jurisdiction.as_ref().map(|code| code.0.clone()),
            title: actor.title.clone().filter(|_| person),
            org: actor.org.as_ref().map(|org| org.0.clone()).filter(|_| person),
            seen: document.published.filter(|_| person).map(Date::first_of_month),
            document: (actor.kind == ActorKind::Group).then(|| document.id.0.clone()),
        }
    }

    /// See [`super::Node::key`].
    pub fn key(&self) -> String {
        let part = |part: &Option<String>| part.as_deref().map(fold).unwrap_or_default();
        format!(
            "a|{}|{:?}|{}|{}|{}|{}|{}|{}",
            self.name,
            self.kind,
            part(&self.jurisdiction),
            part(&self.acronym),
            part(&self.title),
            part(&self.org),
            self.seen.map(|day| day.to_string()).unwrap_or_default(),
            self.document.as_deref().unwrap_or_default()
        )
    }

    /// See [`super::Node::blocks`].
    pub fn blocks(&self) -> Vec<String> {
        match self.kind {
            ActorKind::Group => Vec::new(),
            ActorKind::Jurisdiction => match &self.jurisdiction {
                Some(code) => vec![format!("j|{code}")],
                None => vec![format!("j|{}", fold(&self.name))],
            },
            ActorKind::Organisation => {
                let mut blocks = vec![format!("o|{}", self.present_name())];
                blocks.extend(self.acronym.iter().map(|acronym| format!("o|{}", fold(acronym))));
                blocks.push(format!("o|{}", fold(&self.name)));
                blocks.dedup();
                blocks
            }
            ActorKind::Person => {
                let mut blocks: Vec<String> = readings(&self.name)
                    .into_iter()
                    .map(|(surname, given)| {
                        format!("p|{surname}|{}", given.chars().next().map(String::from).unwrap_or_default())
                    })
                    .collect();
                blocks.sort();
                blocks.dedup();
                blocks
            }
        }
    }

    /// See [`super::Node::same`].
    pub fn same(&self, other: &Self) -> Option<String> {
        if self.kind != other.kind {
            return None;
        }
        match self.kind {
            ActorKind::Group => None,
            ActorKind::Jurisdiction => match (&self.jurisdiction, &other.jurisdiction) {
                (Some(one), Some(two)) => (one == two).then(|| format!("both are {one}")),
                (None, None) => (fold(&self.name) == fold(&other.name)).then(|| "the same name".to_owned()),
                _ => None,
            },
            ActorKind::Organisation => self.same_body(other),
            ActorKind::Person => self.same_person(other),
        }
    }

    /// The folded name that a renamed body has today.
    fn present_name(&self) -> String {
        let (name, acronym) = (fold(&self.name), self.acronym.as_deref().map(fold).unwrap_or_default());
        rows(RENAMED)
            .find(|row| {
                let here = self.jurisdiction.as_deref().is_none_or(|code| code == row[0]);
                here && (name == fold(row[1])
                    || name == fold(row[2])
                    || acronym == fold(row[2])
                    || name == fold(row[4]))
            })
            .map_or(name, |row| fold(row[3]))
    }

    fn same_body(&self, other: &Self) -> Option<String> {
        if !agree(&self.jurisdiction, &other.jurisdiction) {
            return None;
        }
        let (one, two) = (fold(&self.name), fold(&other.name));
        if one == two {
            return Some("the same name".to_owned());
        }
        if self.present_name() == other.present_name() {
            return Some("one body under an earlier and a later name".to_owned());
        }
        let acronym = |node: &Self| node.acronym.as_deref().map(fold);
        let short =
            acronym(self).is_some_and(|acronym| acronym == two) || acronym(other).is_some_and(|acronym| acronym == one);
        let acronyms = matches!((acronym(self), acronym(other)), (Some(one), Some(two)) if one == two);
        let known = self.jurisdiction.is_some() && other.jurisdiction.is_some();
        if short && known {
            return Some("one is the acronym of the other".to_owned());
        }
        (acronyms && known && super::containment(&one, &two) >= 0.8)
            .then(|| "the same acronym, and names that agree".to_owned())
    }

    fn same_person(&self, other: &Self) -> Option<String> {
        let (one, two) = (fold(&self.name), fold(&other.name));
        let mut words: [Vec<&str>; 2] = [one.split(' ').collect(), two.split(' ').collect()];
        words.iter_mut().for_each(|words| words.sort_unstable());
        let full = words.iter().all(|words| words.iter().filter(|word| word.len() > 1).count() >= 2);
        let offices = self.same_office(other);
        if words[0] == words[1] && full {
            // Namesakes of two countries are two people, unless one office shows that a reader took the wrong country.
            let agree = agree(&self.jurisdiction, &other.jurisdiction);
            return (agree || offices).then(|| "the same full name".to_owned());
        }
        let near = match (self.seen, other.seen) {
            (Some(one), Some(two)) => (one.since(two)).is_ok_and(|span| span.get_days().abs() <= TENURE_DAYS),
            _ => true,
        };
        let fits = readings(&self.name).iter().any(|(surname, given)| {
            readings(&other.name).iter().any(|(other_surname, other_given)| {
                surname == other_surname && (initials_of(given, other_given) || initials_of(other_given, given))
            })
        });
        (fits && near && offices && agree(&self.jurisdiction, &other.jurisdiction))
            .then(|| "initials that fit, in one office at one time".to_owned())
    }

    /// The same title, of the same organisation where both name one.
    fn same_office(&self, other: &Self) -> bool {
        let title = |node: &Self| node.title.as_deref().map(fold);
        let org = |node: &Self| {
            node.org.as_ref().map(|org| {
                let node = Self {
                    name: org.clone(),
                    kind: ActorKind::Organisation,
                    title: None,
                    org: None,
                    acronym: None,
                    seen: None,
                    document: None,
                    jurisdiction: node.jurisdiction.clone(),
                };
                node.present_name()
            })
        };
        let titles = matches!((title(self), title(other)), (Some(one), Some(two))
            if one == two || one.ends_with(&format!(" {two}")) || two.ends_with(&format!(" {one}")));
        titles && !matches!((org(self), org(other)), (Some(one), Some(two)) if one != two)
    }
}

/// Surname and given names, for both orders of names: initials are given names, and so are names with a hyphen.
fn readings(name: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Vec::new() };
    if words.len() < 2 {
        return Vec::new();
    }
    // Words stay apart in the given names, so that their initials can be told.
    let given = |words: &[&str]| fold(&words.join(" ").replace('-', " "));
    // "JK" stands for two given names.
    let letters = |text: &str| text.len() <= 3 && text.chars().all(|c| c.is_uppercase() || c == '.');
    let spell = |words: &[&str]| match words {
        [one] if letters(one) => one
            .chars()
            .filter(|c| *c != '.')
            .flat_map(char::to_lowercase)
            .map(String::from)
            .collect::<Vec<_>>()
            .join(" "),
        _ => given(words),
    };
    let mut readings = vec![(fold(last), spell(&words[..words.len() - 1]))];
    if !letters(first) {
        readings.push((fold(first), spell(&words[1..])));
    }
    readings
}

/// True when `short` holds but the initials of `long`: "j k" of "jung kwan".
fn initials_of(short: &str, long: &str) -> bool {
    let (short, long): (Vec<&str>, Vec<&str>) = (short.split(' ').collect(), long.split(' ').collect());
    short.len() <= long.len()
        && short.iter().all(|initial| initial.chars().count() == 1)
        && long.iter().any(|word| word.chars().count() > 1)
        && short.iter().zip(&long).all(|(initial, word)| word.starts_with(initial))
}

/// Equal, or one unknown.
pub(crate) fn agree(one: &Option<String>, two: &Option<String>) -> bool {
    !matches!((one, two), (Some(one), Some(two)) if one != two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cases_hold() {
        super::super::check_cases::<ActorNode>(include_str!("actors_cases.tsv"), ActorNode::same);
    }

    #[test]
    fn the_same_are_in_one_block() {
        super::super::check_blocks::<ActorNode>(include_str!("actors_cases.tsv"), ActorNode::blocks);
    }
}
