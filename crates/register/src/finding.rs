//! Finding names that are or resemble a text.
//!
//! Distinct names are few beside the documents that use them, and the words in them fewer still. A word that was mistyped is
//! looked up by what remains of it when letters are left out: two spellings within one slip of each other share such a
//! remainder (symmetric delete, W. Garbe, 2012). Whole words, beginnings and initials are found by a full-text index.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Error;
use crate::identity::{Node, fold};

/// A name that was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finds {
    /// The entity.
    pub entity: String,
    /// `actor`, `instrument` or `event`.
    pub kind: String,
    /// Code, for jurisdictions.
    pub jurisdiction: Option<String>,
    /// The form that was found.
    pub name: String,
    /// 1 for the name itself, less for a misspelling.
    pub likeness: f64,
}

/// Names less alike than this are not what was meant.
const LEAST: f64 = 0.8;

/// How alike a word must be to one that was mistyped.
const LEAST_WORD: f64 = 0.88;

/// Most spellings that one word is looked for under.
const SPELLINGS: usize = 8;

/// Most names that are compared one by one: the best matches of the index.
const CANDIDATES: usize = 200;

/// Words of fewer letters are not looked for under other spellings.
const SPELT: usize = 4;

/// Words of so many letters may have two slips.
const TWO_SLIPS: usize = 8;

/// Lets a new node be found by its names.
pub(crate) fn call(transaction: &Transaction<'_>, row: i64, node: &Node) -> Result<(), Error> {
    let (name, acronym) = match node {
        Node::Actor(actor) => (Some(&actor.name), actor.acronym.as_deref()),
        Node::Instrument(instrument) => (Some(&instrument.name), instrument.acronym.as_deref()),
        // What merely describes a happening is no name.
        Node::Event(event) => (event.proper.as_ref().map(|_| &event.name), None),
    };
    let forms: BTreeSet<String> = name.map(String::as_str).into_iter().chain(acronym).map(fold).collect();
    for form in forms.iter().filter(|form| !form.is_empty()) {
        let known: Option<i64> = transaction
            .prepare_cached("SELECT row FROM name WHERE folded = ?1")?
            .query_row([form], |row| row.get(0))
            .optional()?;
        let name = match known {
            Some(name) => name,
            None => write_name(transaction, form)?,
        };
        transaction
            .prepare_cached("INSERT OR IGNORE INTO called (name, node) VALUES (?1, ?2)")?
            .execute(params![name, row])?;
    }
    Ok(())
}

fn write_name(transaction: &Transaction<'_>, folded: &str) -> Result<i64, Error> {
    transaction.prepare_cached("INSERT INTO name (folded) VALUES (?1)")?.execute([folded])?;
    let name = transaction.last_insert_rowid();
    transaction.prepare_cached("INSERT INTO names (rowid, name, initials) VALUES (?1, ?2, ?3)")?.execute(params![
        name,
        folded,
        initials(folded)
    ])?;
    for word in folded.split(' ').filter(|word| word.chars().count() >= SPELT) {
        let mut insert =
            transaction.prepare_cached("INSERT OR IGNORE INTO spelling (variant, word) VALUES (?1, ?2)")?;
        if insert.execute([word, word])? == 1 {
            for variant in without_a_letter(word) {
                insert.execute([variant.as_str(), word])?;
            }
        }
    }
    Ok(name)
}

/// Lets nothing of a node be found any more: its names go with it, and their words, unless others bear them.
pub(crate) fn uncall(transaction: &Transaction<'_>, row: i64) -> Result<(), Error> {
    let names: Vec<(i64, String)> = transaction
        .prepare_cached(
            "SELECT name.row, name.folded FROM called JOIN name ON name.row = called.name WHERE called.node = ?1",
        )?
        .query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    transaction.prepare_cached("DELETE FROM called WHERE node = ?1")?.execute([row])?;
    for (name, folded) in names {
        if transaction.prepare_cached("SELECT 1 FROM called WHERE name = ?1")?.exists([name])? {
            continue;
        }
        transaction.prepare_cached("DELETE FROM names WHERE rowid = ?1")?.execute([name])?;
        transaction.prepare_cached("DELETE FROM name WHERE row = ?1")?.execute([name])?;
        for word in folded.split(' ').filter(|word| word.chars().count() >= SPELT) {
            let used = transaction
                .prepare_cached("SELECT 1 FROM names WHERE names MATCH ?1 LIMIT 1")?
                .exists([format!("name : \"{word}\"")])?;
            if !used {
                let mut delete = transaction.prepare_cached("DELETE FROM spelling WHERE variant = ?1 AND word = ?2")?;
                for variant in without_a_letter(word).into_iter().chain([word.to_owned()]) {
                    delete.execute([variant.as_str(), word])?;
                }
            }
        }
    }
    Ok(())
}

/// The first letters of three to six words in a row: "FTA" finds what spells the free trade agreement out.
fn initials(folded: &str) -> String {
    let letters: Vec<char> = folded.split(' ').filter_map(|word| word.chars().next()).collect();
    let runs = (3..=6).flat_map(|length| letters.windows(length)).map(|run| run.iter().collect::<String>());
    runs.collect::<Vec<_>>().join(" ")
}

fn without_a_letter(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    (0..letters.len())
        .map(|at| letters.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, letter)| letter).collect())
        .collect()
}

/// Words of names that a word may have been meant for, the likest first.
fn spellings(connection: &Connection, word: &str) -> Result<Vec<String>, Error> {
    let mut statement = connection.prepare_cached("SELECT word FROM spelling WHERE variant = ?1")?;
    let mut variants = without_a_letter(word);
    if word.chars().count() >= TWO_SLIPS {
        let second: Vec<String> = variants.iter().flat_map(|variant| without_a_letter(variant)).collect();
        variants.extend(second);
    }
    variants.insert(word.to_owned());
    let mut found: BTreeSet<String> = BTreeSet::new();
    for variant in variants {
        for other in statement.query_map([variant], |row| row.get::<_, String>(0))? {
            found.insert(other?);
        }
    }
    found.remove(word);
    let mut found: Vec<(f64, String)> =
        found.into_iter().map(|other| (strsim::jaro_winkler(word, &other), other)).collect();
    found.retain(|(alike, _)| *alike >= LEAST_WORD);
    found.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    found.truncate(SPELLINGS);
    Ok(found.into_iter().map(|(_, other)| other).collect())
}

/// The entities whose names are or resemble a text, the likeliest first. `visible` is the condition on `member`.
pub(crate) fn find(connection: &Connection, text: &str, limit: usize, visible: &str) -> Result<Vec<Finds>, Error> {
    let wanted = fold(text);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut names: Vec<(i64, String)> = connection
        .prepare_cached("SELECT row, folded FROM name WHERE folded = ?1")?
        .query_map([&wanted], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut clauses = Vec::new();
    for word in wanted.split(' ') {
        let mut forms = vec![format!("\"{word}\"*")];
        if word.chars().count() >= SPELT - 1 {
            forms.extend(spellings(connection, word)?.into_iter().map(|other| format!("\"{other}\"")));
        }
        clauses.push(format!("({})", forms.join(" OR ")));
    }
    let found: Vec<(i64, String)> = connection
        .prepare_cached(
            "SELECT name.row, name.folded FROM (SELECT rowid FROM names WHERE names MATCH ?1 LIMIT 4000) AS found
             JOIN name ON name.row = found.rowid ORDER BY length(name.folded), name.folded LIMIT ?2",
        )?
        .query_map(params![clauses.join(" AND "), CANDIDATES as i64], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    names.extend(found);
    let mut likely: Vec<(f64, i64)> = names
        .iter()
        .map(|(row, folded)| (likeness(&wanted, folded), *row))
        .filter(|(likeness, _)| *likeness >= LEAST)
        .collect();
    likely.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    likely.dedup();
    let sql = format!(
        "SELECT DISTINCT member.entity, node.kind, node.jurisdiction, node.name FROM called
         CROSS JOIN node ON node.row = called.node CROSS JOIN member ON member.node = node.row AND {visible}
         WHERE called.name = ?1 LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut finds: Vec<Finds> = Vec::new();
    for (likeness, name) in likely {
        let rows = statement.query_map(params![name, limit as i64 + 1], |row| {
            let (entity, kind, jurisdiction, name): (_, _, _, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            // Who is called so for short is who was meant, unless that is the name itself of another.
            let likeness = if likeness == 1.0 && fold(&name) != wanted { 0.99 } else { likeness };
            Ok(Finds { entity, kind, jurisdiction, name, likeness })
        })?;
        for find in rows {
            finds.push(find?);
        }
        if finds.len() > 2 * limit {
            break;
        }
    }
    finds.sort_by(|one, two| {
        two.likeness
            .total_cmp(&one.likeness)
            .then_with(|| one.entity.cmp(&two.entity))
            .then_with(|| one.name.cmp(&two.name))
    });
    let mut seen = HashSet::new();
    finds.retain(|find| seen.insert(find.entity.clone()));
    finds.truncate(limit);
    Ok(finds)
}

/// How alike a folded name is to what is looked for: 1 for itself, 0.95 where it holds all the words, else by Jaro–Winkler
/// on the words that fit best, so that a slip in one word is forgiven.
fn likeness(wanted: &str, name: &str) -> f64 {
    if wanted == name {
        return 1.0;
    }
    let (wanted, name): (Vec<&str>, Vec<&str>) = (wanted.split(' ').collect(), name.split(' ').collect());
    // "FTA" is in a name that spells the free trade agreement out.
    let spelt = |word: &str| {
        let letters = word.chars().count();
        (3..=6).contains(&letters)
            && name
                .windows(letters)
                .any(|words| words.iter().zip(word.chars()).all(|(word, letter)| word.starts_with(letter)))
    };
    if wanted.iter().all(|word| name.contains(word) || spelt(word)) {
        return 0.95;
    }
    let best = |word: &str| name.iter().map(|other| strsim::jaro_winkler(word, other)).fold(0.0, f64::max);
    let least = wanted.iter().map(|word| best(word)).fold(1.0, f64::min);
    if least < LEAST_WORD { 0.0 } else { least * 0.94 }
}
