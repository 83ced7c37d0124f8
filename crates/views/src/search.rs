//! Full text over documents and their facts, and names that forgive a slip.

use record::Date;
use register::identity::fold;
use register::{Finds, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{Error, Line, Scope, line};

/// How many characters a snippet shows to either side of the word found.
const AROUND: usize = 80;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Results {
    /// Documents, the best first.
    pub hits: Vec<Hit>,
    /// Names that are or resemble what was asked for.
    pub names: Vec<Finds>,
    /// What was searched for instead, where nothing was found for a misspelt name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// A document in which the words occur.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Hit {
    /// Its id.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub published: Option<Date>,
    /// The text around the first word found, with the words found as byte ranges of it.
    pub snippet: String,
    /// Where in the snippet the words are, in characters.
    pub marks: Vec<(usize, usize)>,
    /// Its facts in whose words they occur, of all the words.
    pub facts: Vec<Line>,
}

/// Searches. A scope leaves only facts within it, and documents that have one; documents without facts are left where nothing
/// but their day of publication is asked for.
///
/// # Errors
/// When the database fails.
pub fn search(snapshot: Snapshot<'_>, words: &str, scope: &Scope) -> Result<Results, Error> {
    let _reading = snapshot.reading()?;
    let limit = scope.limit.unwrap_or(usize::MAX);
    // Days are those of publication here.
    let about = Scope { from: None, to: None, kinds: Vec::new(), ..scope.clone() };
    let sieve = about.sieve(snapshot);
    let names = snapshot.find(words, 10)?;
    let mut instead = None;
    let wide = if scope.is_open() { limit } else { limit.saturating_mul(20) };
    let mut documents = snapshot.search(words, wide)?;
    if documents.is_empty()
        && let Some(name) = names.first()
    {
        documents = snapshot.search(&name.name, wide)?;
        instead = Some(name.name.clone());
    }
    let asked = instead.as_deref().unwrap_or(words);
    // "US" is written "U.S.", too, which the index knows by its letters.
    let acronyms: Vec<&str> = asked.split_whitespace().filter(|word| is_acronym(word)).collect();
    for acronym in acronyms.iter().filter(|acronym| acronym.len() <= 3) {
        let dotted = snapshot.search(&asked.replace(acronym, &dotted(acronym)), wide)?;
        let new: Vec<String> = dotted.into_iter().filter(|id| !documents.contains(id)).collect();
        documents.extend(new);
    }
    let wanted = fold(asked);
    let wanted: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
    let mut hits = Vec::new();
    for id in documents {
        if hits.len() >= limit {
            break;
        }
        let stored = snapshot.document(&id)?;
        let text = [stored.document.title.as_str(), stored.document.body.as_str()];
        if !acronyms.iter().all(|acronym| text.iter().any(|text| has_acronym(text, acronym))) {
            continue;
        }
        let facts = snapshot.facts_of(&id)?;
        let published = facts.first().map(|fact| fact.published);
        let published = match published {
            Some(published) => published,
            None if scope.from.is_some() || scope.to.is_some() => stored.document.published,
            None => None,
        };
        let outside = |day: Date| scope.from.is_some_and(|from| day < from) || scope.to.is_some_and(|to| day > to);
        let undated = published.is_none() && (scope.from.is_some() || scope.to.is_some());
        if published.is_some_and(outside) || undated {
            continue;
        }
        if !about.is_open() {
            let mut concerned = false;
            for fact in &facts {
                concerned = concerned || sieve.admits(fact)?;
            }
            if !concerned {
                continue;
            }
        }
        let matching = facts.iter().filter(|fact| {
            let text: String =
                fact.fact.evidence().iter().map(|evidence| evidence.exact()).collect::<Vec<_>>().join(" ");
            let text = format!(" {}", fold(&text));
            let kind = fact.fact.body().kind();
            (scope.kinds.is_empty() || scope.kinds.iter().any(|one| one == kind))
                && wanted.iter().all(|word| text.contains(&format!(" {word}")))
        });
        let facts: Vec<Line> = matching.map(line).collect();
        if !scope.kinds.is_empty() && facts.is_empty() {
            continue;
        }
        let (snippet, marks) = snippet(&stored.document.body, &wanted);
        hits.push(Hit {
            document: id,
            title: stored.document.title,
            publisher: stored.document.publisher,
            published: stored.document.published,
            snippet,
            marks,
            facts,
        });
    }
    Ok(Results { hits, names, instead })
}

/// The text around the first of the words, with the places of all of them in it.
fn snippet(text: &str, wanted: &[&str]) -> (String, Vec<(usize, usize)>) {
    let characters: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for (at, c) in characters.iter().chain(std::iter::once(&' ')).enumerate() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = fold(&characters[from..at].iter().collect::<String>());
                if wanted.iter().any(|wanted| word.starts_with(wanted)) {
                    words.push((from, at));
                }
                start = None;
            }
            _ => {}
        }
    }
    let first = words.first().map_or(0, |(from, _)| *from);
    // The snippet begins and ends at words, where one is near.
    let from = first.saturating_sub(AROUND);
    let head = characters[from..first].iter().position(|c| *c == ' ').filter(|_| from > 0);
    let from = head.map_or(from, |space| from + space + 1);
    let to = (first + 2 * AROUND).min(characters.len());
    let tail =
        characters[first..to].iter().rposition(|c| *c == ' ').filter(|space| to < characters.len() && *space > AROUND);
    let to = tail.map_or(to, |space| first + space);
    let marks =
        words.iter().filter(|(start, end)| *start >= from && *end <= to).map(|(s, e)| (s - from, e - from)).collect();
    (characters[from..to].iter().collect(), marks)
}

/// Capitals only, and two of them at least: "BIS". It is no beginning of "bilateral".
fn is_acronym(word: &str) -> bool {
    word.len() > 1
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// "US" as "U.S.".
fn dotted(acronym: &str) -> String {
    acronym.chars().flat_map(|letter| [letter, '.']).collect()
}

/// A text has an acronym as a word, with or without stops in it.
fn has_acronym(text: &str, acronym: &str) -> bool {
    [acronym.to_owned(), dotted(acronym)].iter().any(|form| {
        text.match_indices(form.as_str()).any(|(at, found)| {
            let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !joins(text[..at].chars().next_back()) && !joins(text[at + found.len()..].chars().next())
        })
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn snippets_show_the_first_word_found() {
        let text = format!("{} The EU’s steel quota, and “steel”.", "Nothing here. ".repeat(30));
        let (snippet, marks) = super::snippet(&text, &["steel"]);
        let marked: Vec<String> =
            marks.iter().map(|(start, end)| snippet.chars().skip(*start).take(end - start).collect()).collect();
        assert_eq!(marked, ["steel", "steel"]);
        assert_eq!(super::snippet("", &["steel"]), (String::new(), Vec::new()));
    }

    #[test]
    fn acronyms_are_whole_words() {
        use super::{has_acronym, is_acronym};
        assert!(is_acronym("BIS") && is_acronym("G7") && !is_acronym("Bis") && !is_acronym("A"));
        assert!(has_acronym("the BIS certificate", "BIS") && !has_acronym("the BISHOP of BISK", "BIS"));
        assert!(
            has_acronym("with the U.S. side", "US") && has_acronym("US–Korea", "US") && !has_acronym("USD 5", "US")
        );
    }
}
