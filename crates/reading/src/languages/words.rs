//! Names and codes of languages, and the function words of a text.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// A language: its code of ISO 639-3, that of ISO 639-1, and its English name.
struct Language {
    long: &'static str,
    short: &'static str,
    name: &'static str,
}

static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let rows = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some(Language { long: cells.next()?, short: cells.next()?, name: cells.next()? })
    })
    .collect()
});

/// Codes of the languages whose function words are known.
static CODES: LazyLock<Vec<&'static str>> = LazyLock::new(|| rows().map(|(code, _)| code).collect());

/// Each function word with the places of its languages in [`CODES`].
static FUNCTION_WORDS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut languages: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (_, words)) in rows().enumerate() {
        for word in words.split(' ') {
            languages.entry(word).or_default().push(place);
        }
    }
    languages
});

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("function_words.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|row| row.split_once('\t'))
}

/// The English name of a language by its code.
pub(super) fn name(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|language| language.short == code || language.long == code).map(|language| language.name)
}

/// The code of ISO 639-1 for one of ISO 639-3 or ISO 639-1.
pub(super) fn short(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|language| language.long == code || language.short == code).map(|language| language.short)
}

/// Whether a letter is of the Latin script: the blocks of Unicode that hold it.
pub(super) fn is_latin(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
}

/// How many words a text has, and how many of them are function words of each language.
pub(super) struct Counted {
    pub(super) words: usize,
    found: Vec<usize>,
    /// The same, each word counted once.
    different: Vec<usize>,
}

impl Counted {
    /// Counts the words of a text in Latin letters.
    pub(super) fn of(text: &str) -> Self {
        let mut counted = Self { words: 0, found: vec![0; CODES.len()], different: vec![0; CODES.len()] };
        let mut lower = String::new();
        let mut seen: HashSet<&str> = HashSet::new();
        for word in text.split(|letter: char| !is_latin(letter)).filter(|word| !word.is_empty()) {
            counted.words += 1;
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            let Some((&known, languages)) = FUNCTION_WORDS.get_key_value(lower.as_str()) else { continue };
            let first = seen.insert(known);
            for &language in languages {
                counted.found[language] += 1;
                counted.different[language] += usize::from(first);
            }
        }
        counted
    }

    /// Function words of a language that the text has; none of one whose function words are not known.
    fn found(&self, code: &str) -> usize {
        CODES.iter().position(|known| *known == code).map_or(0, |place| self.found[place])
    }

    /// How many different function words of a language the text has.
    pub(super) fn different(&self, code: &str) -> usize {
        CODES.iter().position(|known| *known == code).map_or(0, |place| self.different[place])
    }

    /// Their share of all words.
    pub(super) fn share(&self, code: &str) -> f64 {
        if self.words == 0 { 0.0 } else { self.found(code) as f64 / self.words as f64 }
    }

    /// The language other than English with the most function words, and their share of all words.
    pub(super) fn likeliest(&self) -> (&'static str, f64) {
        let others = CODES.iter().filter(|code| **code != "en");
        let most = others.max_by_key(|code| self.found(code)).copied().unwrap_or("en");
        (most, self.share(most))
    }
}
