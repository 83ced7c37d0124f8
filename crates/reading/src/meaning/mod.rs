//! What the words of a fact say, in terms that know no language.
//!
//! The register compares facts of different days, and reads no words: stems become numbers with a fixed weight, verbs and
//! nouns of doing become deeds, and what the words say of earlier ones (no, later, again, as promised) becomes signs. All of it is a
//! pure function of the fact and its document.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use record::{Deed, Document, Draft, Fact, FactBody, Field, Mark, Meaning, Record, Sign};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Weights are kept in sixteenths.
const PARTS: f64 = 16.0;

/// Short words before a full stop that do not end a sentence.
const SHORT: &[&str] =
    &["mr", "ms", "mrs", "dr", "h.e", "u.s", "no", "st", "nov", "dec", "jan", "feb", "sept", "oct", "aug", "vs", "art"];

static EMPTY: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("empty.txt").split_whitespace().collect());
static ENDINGS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| pairs(include_str!("endings.tsv")).collect());
static FREQUENCIES: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    pairs(include_str!("frequencies.tsv")).filter_map(|(stem, count)| Some((stem, count.parse().ok()?))).collect()
});
static DEEDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("deeds.tsv")));
static SIGNS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(include_str!("signs.tsv")));

/// The rows of a table with two columns.
fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// The record with the meaning of each fact that does not have one yet.
#[must_use]
pub fn with_meanings(record: Record) -> Record {
    let mut draft: Draft = record.into_draft();
    let sentences = Sentences::of(&draft.document);
    let facts = std::mem::take(&mut draft.facts);
    draft.facts = facts
        .into_iter()
        .map(|fact| match fact.meaning() {
            Some(_) => fact,
            None => {
                let meaning = sentences.meaning(&fact);
                fact.with_meaning(meaning)
            }
        })
        .collect();
    // What facts mean is no part of what the contract asks of them.
    Record::sift(draft).0
}

/// The sentences of a document.
struct Sentences<'a> {
    document: &'a Document,
    body: Vec<(usize, usize)>,
}

impl<'a> Sentences<'a> {
    fn of(document: &'a Document) -> Self {
        Self { document, body: sentences(&document.body) }
    }

    /// What the words of a fact of the document say.
    fn meaning(&self, fact: &Fact) -> Meaning {
        let evidence: Vec<&str> = fact.evidence().iter().map(|slice| slice.exact()).collect();
        let evidence = evidence.join(" ");
        let (sentence, around) = self.around(fact).unwrap_or((0, &self.document.title));
        let core = match fact.body() {
            FactBody::Statement(statement) => statement.content.as_str(),
            _ => evidence.as_str(),
        };
        let [core, words, around] = [core, evidence.as_str(), around].map(plain);
        let [core, words, around] = [&core, &words, &around].map(|text| tokens(text));
        let mut marks: BTreeMap<u32, Mark> = BTreeMap::new();
        for (tokens, place) in [(&core, Mark::CORE), (&words, Mark::WORDS), (&around, Mark::SENTENCE)] {
            for token in tokens.iter().filter(|token| token.len() > 1 && !EMPTY.contains(**token)) {
                let stem = stem(token);
                let number = if token.bytes().any(|byte| byte.is_ascii_digit()) { Mark::NUMBER } else { 0 };
                let key = hash(&stem);
                marks.entry(key).or_insert_with(|| Mark { stem: key, weight: weight(&stem), place: 0 }).place |=
                    place | number;
            }
        }
        let deeds = DEEDS.found(&core);
        let deed = deeds.iter().min_by_key(|(kind, at)| (**at, **kind)).map(|(kind, _)| Deed::ALL[*kind]);
        let deed_of = |kind: &usize| Deed::ALL[*kind];
        let sign_of = |kind: &usize| Sign::ALL[*kind];
        Meaning {
            marks: marks.into_values().collect(),
            deed,
            deeds: deeds.keys().map(deed_of).collect(),
            around: DEEDS.found(&around).keys().map(deed_of).collect(),
            signs: SIGNS.found(&words).keys().map(sign_of).collect(),
            signs_around: SIGNS.found(&around).keys().map(sign_of).collect(),
            sentence,
        }
    }

    /// The number of the sentence in which the words of a fact begin, and the sentences that they touch; nothing for a headline.
    fn around(&self, fact: &Fact) -> Option<(u32, &'a str)> {
        let first = fact.evidence().first().filter(|slice| slice.field() == Field::Body)?;
        let span = first.span().range();
        let begin = self.body.partition_point(|(_, end)| *end <= span.start);
        let end = self.body.partition_point(|(start, _)| *start < span.end).max(begin + 1);
        let (from, _) = self.body.get(begin)?;
        let (_, to) = self.body.get(end - 1)?;
        Some((begin as u32 + 1, &self.document.body[*from..*to]))
    }
}

/// The sentences of a text as ranges of bytes: they end with a line, or with a full stop before a capital.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut end = |from: &mut usize, to: usize| {
        let lead = text[*from..to].len() - text[*from..to].trim_start().len();
        if *from + lead < to {
            found.push((*from + lead, to));
        }
        *from = to;
    };
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c == '\n' {
            end(&mut from, at);
        } else if c.is_whitespace() && matches!(before, '.' | '!' | '?' | '”' | '"' | '’') {
            let opens = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '\'' | '‘' | '(');
            let last = text[from..at].rsplit(char::is_whitespace).next().unwrap_or_default();
            let short = last
                .strip_suffix('.')
                .is_some_and(|word| SHORT.contains(&word.trim_start_matches(['(', '"', '“']).to_lowercase().as_str()));
            if text[at..].trim_start().chars().next().is_none_or(opens) && !short {
                end(&mut from, at);
            }
        }
        before = c;
    }
    end(&mut from, text.len());
    found
}

/// The text in small letters without accents, with one kind of apostrophe and dash.
fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' => '\'',
            '–' => '-',
            c => c,
        })
        .collect()
}

/// The words of a plain text; a dash or an apostrophe between letters parts none.
fn tokens(plain: &str) -> Vec<&str> {
    let parts = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '\'');
    let mut tokens = Vec::new();
    for piece in plain.split(parts) {
        let piece = piece.trim_matches(['-', '\'']);
        // Two marks in a row part words after all.
        let mut from = 0;
        for (at, _) in piece.match_indices(['-', '\'']) {
            if at >= from && piece[at + 1..].starts_with(['-', '\'']) {
                tokens.push(&piece[from..at]);
                from = at + 1 + piece[at + 1..].find(|c: char| c != '-' && c != '\'').unwrap_or(0);
            }
        }
        if from < piece.len() {
            tokens.push(&piece[from..]);
        }
    }
    tokens
}

/// A word without its commonest endings.
fn stem(word: &str) -> String {
    let word = word.strip_suffix("'s").unwrap_or(word);
    if word.len() > 4 {
        let cut = ENDINGS.iter().find_map(|(end, put)| {
            word.strip_suffix(end).filter(|rest| rest.len() >= 3).map(|rest| format!("{rest}{put}"))
        });
        cut.unwrap_or_else(|| word.to_owned())
    } else if word.len() > 3 {
        word.strip_suffix('s').unwrap_or(word).to_owned()
    } else {
        word.to_owned()
    }
}

/// How much a stem says: the rarer among announcements, the more.
fn weight(stem: &str) -> u8 {
    let all = FREQUENCIES.get(".").copied().unwrap_or(1.0);
    let count = FREQUENCIES.get(stem).copied().unwrap_or(0.0);
    (((all + 1.0) / (count + 0.5)).ln() * PARTS).round().clamp(0.0, 255.0) as u8
}

/// A number for a word (FNV-1a), the same on every machine.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Kinds of phrases, by their first words.
struct Phrases {
    /// By the first two bytes of the first word: its kind and its words.
    by_beginning: HashMap<[u8; 2], Vec<(usize, Vec<&'static str>)>>,
    /// Endings of a word, with their kinds.
    endings: Vec<(usize, &'static str)>,
}

impl Phrases {
    fn of(table: &'static str) -> Self {
        let mut phrases = Self { by_beginning: HashMap::new(), endings: Vec::new() };
        for (kind, (_, row)) in pairs(table).enumerate() {
            for phrase in row.split(';').map(str::trim) {
                if let Some(end) = phrase.strip_prefix('*') {
                    phrases.endings.push((kind, end));
                    continue;
                }
                let words: Vec<&str> = phrase.split(' ').collect();
                if let Some(beginning) = beginning(words[0]) {
                    phrases.by_beginning.entry(beginning).or_default().push((kind, words));
                }
            }
        }
        phrases
    }

    /// The kinds of phrases in a text, and where the first of each is.
    fn found(&self, tokens: &[&str]) -> BTreeMap<usize, usize> {
        let mut found = BTreeMap::new();
        for (at, token) in tokens.iter().enumerate() {
            for (kind, end) in &self.endings {
                if token.ends_with(end) {
                    found.entry(*kind).or_insert(at);
                }
            }
            let candidates = beginning(token).and_then(|beginning| self.by_beginning.get(&beginning));
            for (kind, words) in candidates.into_iter().flatten() {
                let here = tokens[at..].iter().take(words.len());
                if at + words.len() <= tokens.len() && here.zip(words).all(|(token, word)| is(token, word)) {
                    found.entry(*kind).or_insert(at);
                }
            }
        }
        found
    }
}

fn beginning(word: &str) -> Option<[u8; 2]> {
    word.as_bytes().first_chunk().copied()
}

/// A word of a text is that of a phrase.
fn is(token: &str, word: &str) -> bool {
    word.strip_suffix('*').map_or(token == word, |start| token.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(phrases: &Phrases, text: &str) -> Vec<usize> {
        let plain = plain(text);
        phrases.found(&tokens(&plain)).into_keys().collect()
    }

    #[test]
    fn every_row_of_a_table_is_a_term_of_the_vocabulary() {
        let of = |table: &'static str| pairs(table).map(|(term, _)| term).collect::<Vec<_>>();
        assert_eq!(of(include_str!("deeds.tsv")), Deed::ALL.iter().map(|deed| deed.as_str()).collect::<Vec<_>>());
        assert_eq!(of(include_str!("signs.tsv")), Sign::ALL.iter().map(|sign| sign.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn words_are_found_and_cut() {
        assert_eq!(
            tokens(&plain("The Côte d’Ivoire–Ghana accord -- so-called")),
            ["the", "cote", "d'ivoire-ghana", "accord", "so-called"]
        );
        for (word, cut) in [("negotiations", "negoti"), ("duties", "duty"), ("tins", "tin"), ("gas", "gas")] {
            assert_eq!(stem(word), cut);
        }
        assert!(weight("zirconium") > weight("ministry"), "what is rare says more");
    }

    #[test]
    fn sentences_end_where_they_do() {
        let text = "Mr. Tan met Ms. Roe. \"It works.\" They left\nA heading";
        let found: Vec<&str> = sentences(text).into_iter().map(|(from, to)| &text[from..to]).collect();
        assert_eq!(found, ["Mr. Tan met Ms. Roe.", "\"It works.\"", "They left", "A heading"]);
    }

    #[test]
    fn deeds_and_signs_are_told_by_phrases() {
        let deed = |text: &str| kinds(&DEEDS, text).into_iter().map(|kind| Deed::ALL[kind]).collect::<Vec<_>>();
        let sign = |text: &str| kinds(&SIGNS, text).into_iter().map(|kind| Sign::ALL[kind]).collect::<Vec<_>>();
        assert_eq!(deed("sign the accord"), [Deed::Sign]);
        assert_eq!(deed("a signal of trust"), []);
        assert!(sign("the tariff will not be lifted").contains(&Sign::NotToDo));
        assert!(sign("the round was put off to May").contains(&Sign::Deferred));
        assert!(sign("it wasn't held").contains(&Sign::Not));
    }
}
