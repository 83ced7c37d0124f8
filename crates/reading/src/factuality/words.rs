//! The table of words that govern, deny, wish or report.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;

use super::clause::{is_passive, is_verb};

/// What a word does to the predicate that it acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It came about: "managed to".
    Affirms,
    /// It did not: "failed to".
    Denies,
    /// It lies ahead: "agreed to".
    ToCome,
    /// It is wished for: "hopes to".
    Hoped,
    /// Nothing is said of it: "considered".
    Open,
    /// It is a fact whatever becomes of the word: "was criticised for".
    Same,
    /// Others say so: "claimed that".
    Hearsay,
}

/// Where a word stands to the predicate that it acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Verb,
    Noun,
    Adjective,
    Raising,
    Subject,
    Preposition,
    Conjunction,
    Adverb,
    Determiner,
    Source,
    Void,
    Assent,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Word {
    /// The word and what must follow it.
    words: Vec<&'static str>,
    /// The effect where the word is affirmed.
    pub(super) affirmed: Effect,
    /// The effect where the word is denied.
    pub(super) denied: Effect,
}

static WORDS: LazyLock<HashMap<Part, HashMap<&'static str, Vec<Word>>>> = LazyLock::new(|| {
    let mut words: HashMap<Part, HashMap<&'static str, Vec<Word>>> = HashMap::new();
    for line in include_str!("words.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let columns: Vec<&'static str> = line.split('\t').collect();
        let [word, part, affirmed, denied, _] = columns[..] else { continue };
        let Some(part) = part_of(part) else { continue };
        let row = Word { words: word.split(' ').collect(), affirmed: effect(affirmed), denied: effect(denied) };
        // Particles and conjunctions are found from their last word, others from their first.
        let key = match part {
            Part::Preposition | Part::Conjunction => row.words.last(),
            _ => row.words.first(),
        };
        if let Some(key) = key.copied() {
            words.entry(part).or_default().entry(key).or_default().push(row);
        }
    }
    // The longest phrase says most: "stop short of" before "stop".
    words
        .values_mut()
        .flat_map(HashMap::values_mut)
        .for_each(|rows| rows.sort_by_key(|row| std::cmp::Reverse(row.words.len())));
    words
});

fn part_of(name: &str) -> Option<Part> {
    Some(match name {
        "verb" => Part::Verb,
        "noun" => Part::Noun,
        "adjective" => Part::Adjective,
        "raising" => Part::Raising,
        "subject" => Part::Subject,
        "preposition" => Part::Preposition,
        "conjunction" => Part::Conjunction,
        "adverb" => Part::Adverb,
        "determiner" => Part::Determiner,
        "source" => Part::Source,
        "void" => Part::Void,
        "assent" => Part::Assent,
        _ => return None,
    })
}

fn effect(name: &str) -> Effect {
    match name {
        "+" => Effect::Affirms,
        "-" => Effect::Denies,
        "to-come" => Effect::ToCome,
        "hoped" => Effect::Hoped,
        "same" => Effect::Same,
        "hearsay" => Effect::Hearsay,
        _ => Effect::Open,
    }
}

fn rows(part: Part, word: &str) -> &'static [Word] {
    WORDS.get(&part).and_then(|rows| rows.get(word)).map_or(&[], Vec::as_slice)
}

/// Whether a word by itself is in the table, by its dictionary form or as written.
fn is_listed(part: Part, token: Token<'_>) -> bool {
    let written = token.text().to_lowercase();
    let single = |word: &str| rows(part, word).iter().any(|row| row.words.len() == 1);
    single(&written) || single(&token.lemma().to_lowercase())
}

/// How many words may stand between the parts of a phrase that govern a complement: "prevented the new minister from".
const REACH: usize = 10;

/// The row by which a verb, noun or adjective governs a complement.
pub(super) fn governor(head: Token<'_>, complement: Token<'_>) -> Option<&'static Word> {
    let lemma = head.lemma().to_lowercase();
    let part = match head.pos() {
        // "talk that it signed" is hearsay; talks are negotiations, and say nothing.
        "NOUN" | "PROPN" if head.text().eq_ignore_ascii_case("talks") => return None,
        "NOUN" | "PROPN" => Part::Noun,
        "ADJ" | "ADV" => Part::Adjective,
        _ if is_verb(head) => Part::Verb,
        _ => return None,
    };
    if part == Part::Verb
        && is_passive(head)
        && let Some(row) = rows(Part::Raising, &lemma).first()
        && !(head.child("agent").is_some() || matches!(complement.dep(), "nsubjpass" | "nsubj"))
    {
        return Some(row);
    }
    let found = rows(part, &lemma).iter().find(|row| follows(head, complement, &row.words[1..]));
    // "is opposed to", "is prepared to": the tagger takes some adjectives for participles.
    found.or_else(|| {
        let participle = part == Part::Verb && head.tag() == "VBN";
        let rows = if participle { rows(Part::Adjective, &head.text().to_lowercase()) } else { &[] };
        rows.iter().find(|row| follows(head, complement, &row.words[1..]))
    })
}

/// The rest of a phrase stands behind its first word, in order, before the complement where that stands behind it.
fn follows(head: Token<'_>, complement: Token<'_>, rest: &[&str]) -> bool {
    let start = head.index() + 1;
    let end = if complement.index() > head.index() { complement.index() } else { start + 4 };
    let end = end.min(head.sentence().range().end).min(start + REACH).max(start);
    let mut wanted = rest.iter().copied().peekable();
    for token in head.analysis().slice(start..end) {
        if wanted.peek().is_some_and(|word| token.text().eq_ignore_ascii_case(word)) {
            wanted.next();
        }
    }
    wanted.peek().is_none()
}

/// The row of a phrase that ends with a word: "instead of", "as long as".
fn ending_with(part: Part, last: Token<'_>) -> Option<&'static Word> {
    rows(part, last.text().to_lowercase().as_str()).iter().find(|row| {
        row.words
            .iter()
            .rev()
            .skip(1)
            .zip(1..)
            .all(|(word, back)| last.neighbour(-back).is_some_and(|before| before.text().eq_ignore_ascii_case(word)))
    })
}

/// What a preposition does to the verb or noun below it.
pub(super) fn preposition(word: Token<'_>) -> Option<Effect> {
    ending_with(Part::Preposition, word).map(|row| row.affirmed)
}

/// What a conjunction does to the clause that it opens, and the conjunction.
pub(super) fn conjunction(word: Token<'_>) -> Option<Effect> {
    ending_with(Part::Conjunction, word).map(|row| row.affirmed)
}

/// What an adverb or adverbial phrase that begins with a word does to its clause, and how many words it has.
pub(super) fn adverb(first: Token<'_>) -> Option<(Effect, usize)> {
    rows(Part::Adverb, first.text().to_lowercase().replace('’', "'").as_str())
        .iter()
        .find(|row| {
            row.words.iter().zip(0..).skip(1).all(|(word, offset)| {
                first.neighbour(offset).is_some_and(|token| token.text().eq_ignore_ascii_case(word))
            })
        })
        .map(|row| (row.affirmed, row.words.len()))
}

/// What a verb does to its subject: "the signing fell through".
pub(super) fn of_subject(verb: Token<'_>) -> Option<Effect> {
    rows(Part::Subject, verb.lemma().to_lowercase().as_str())
        .iter()
        .find(|row| {
            row.words.iter().zip(0..).skip(1).all(|(word, offset)| {
                verb.neighbour(offset).is_some_and(|token| token.text().eq_ignore_ascii_case(word))
            })
        })
        .map(|row| row.affirmed)
}

/// "Decree No. 91", "No 7": the sign of a number, which denies nothing.
pub(super) fn is_number_sign(word: Token<'_>) -> bool {
    let is_number = |token: Token<'_>| token.text().starts_with(|c: char| c.is_ascii_digit());
    let stop = |token: &Token<'_>| token.text() == ".";
    let next = word.neighbour(1);
    let behind = next.filter(stop).and_then(|stop| stop.neighbour(1)).or(next);
    let written = matches!(word.text(), "No" | "No." | "no." | "Nos" | "Nos.");
    written && behind.is_some_and(is_number)
}

/// A pronoun or determiner that denies: "nobody", "no", "neither".
pub(super) fn is_negative(word: Token<'_>) -> bool {
    is_listed(Part::Determiner, word) && !is_number_sign(word)
        || word.text().eq_ignore_ascii_case("one")
            && word.neighbour(-1).is_some_and(|no| no.text().eq_ignore_ascii_case("no"))
}

/// A noun for those whose word is hearsay.
pub(super) fn is_source(noun: Token<'_>) -> bool {
    is_listed(Part::Source, noun)
}

/// A verb whose denial answers what was asked: "did not grant".
pub(crate) fn is_assent(verb: Token<'_>) -> bool {
    is_listed(Part::Assent, verb)
}

/// A complement that undoes an agreement: "agreed to disagree".
pub(super) fn is_void(verb: Token<'_>) -> bool {
    is_listed(Part::Void, verb)
}

/// Whether an affirmed verb denies its own complement: "refused", "rejected", "ruled out".
pub(crate) fn denies_complement(verb: Token<'_>) -> bool {
    rows(Part::Verb, verb.lemma().to_lowercase().as_str())
        .iter()
        .find(|row| follows(verb, verb, &row.words[1..]))
        .is_some_and(|row| row.affirmed == Effect::Denies)
}
