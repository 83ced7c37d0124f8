//! Who is who, and what is what, across documents.
//!
//! Each module says of two *nodes* — two forms of a name, or one happening as two documents tell it — whether they are one
//! thing, and why. The answer depends on the two alone, never on what was read before: entities are the connected
//! components of these answers, so the order of reading cannot change them. Nodes are compared only within *blocks*,
//! keys that two nodes of one thing are sure to share.

pub mod actors;
pub mod events;
pub mod instruments;
pub mod series;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What identity looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "node", rename_all = "lowercase")]
pub enum Node {
    /// A form of an actor's name.
    Actor(actors::ActorNode),
    /// A form of an instrument's name.
    Instrument(instruments::InstrumentNode),
    /// A happening as one document tells it.
    Event(events::EventNode),
}

impl Node {
    /// `actor`, `instrument` or `event`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Actor(_) => "actor",
            Self::Instrument(_) => "instrument",
            Self::Event(_) => "event",
        }
    }

    /// Equal for equal nodes; entities are named after the least key of their members.
    pub fn key(&self) -> String {
        match self {
            Self::Actor(node) => node.key(),
            Self::Instrument(node) => node.key(),
            Self::Event(node) => node.key(),
        }
    }

    /// Keys of the blocks in which it is compared.
    pub fn blocks(&self) -> Vec<String> {
        match self {
            Self::Actor(node) => node.blocks(),
            Self::Instrument(node) => node.blocks(),
            Self::Event(node) => node.blocks(),
        }
    }

    /// Why the two are one thing; nothing when they are not known to be.
    pub fn same(&self, other: &Self) -> Option<String> {
        match (self, other) {
            (Self::Actor(one), Self::Actor(two)) => one.same(two),
            (Self::Instrument(one), Self::Instrument(two)) => one.same(two),
            (Self::Event(one), Self::Event(two)) => one.same(two),
            _ => None,
        }
    }

    /// What to call it.
    pub fn name(&self) -> &str {
        match self {
            Self::Actor(node) => &node.name,
            Self::Instrument(node) => &node.name,
            Self::Event(node) => &node.name,
        }
    }
}

/// The first bytes of the SHA-256 of a text, in hexadecimal: short, and the same on every machine.
pub fn digest(text: &str, bytes: usize) -> String {
    Sha256::digest(text.as_bytes()).iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

/// A number for a text, the same on every machine: FNV-1a, and a last stir so that every bit hangs on every letter.
pub(crate) fn hash(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let stirred = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    stirred ^ (stirred >> 29)
}

/// The part of a key that outlives another reading: decisions and names of entities hold on to it.
pub(crate) fn anchor(key: &str) -> &str {
    if !key.starts_with("e|") {
        return key;
    }
    key.rsplit_once('#').map_or(key, |(anchor, _)| anchor)
}

/// A name without case, marks, articles and diacritics: what must be equal for two spellings to be one name.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    // Where the word that is being written begins.
    let mut word = 0;
    for c in text.chars().chain(std::iter::once(' ')) {
        let parts = match c {
            'a'..='z' | '0'..='9' => {
                folded.push(c);
                false
            }
            'A'..='Z' => {
                folded.push(c.to_ascii_lowercase());
                false
            }
            // "U.S." is one word, and so is "people's": dots and apostrophes vanish, other marks part words.
            '.' | '\'' | '’' => false,
            c if c.is_ascii() => true,
            c => !c.to_lowercase().all(|c| match plain(c) {
                Some(letters) => {
                    folded.push_str(letters);
                    true
                }
                None if c.is_alphanumeric() => {
                    folded.push(c);
                    true
                }
                None => false,
            }),
        };
        if parts && folded.len() > word {
            if &folded[word..] == "the" {
                folded.truncate(word);
            } else {
                folded.push(' ');
                word = folded.len();
            }
        }
    }
    folded.truncate(word.saturating_sub(1));
    folded
}

/// A letter without its diacritics, for the Latin letters of names in announcements.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ō' | 'ø' | 'ő' => "o",
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ç' | 'ć' | 'č' => "c",
        'š' | 'ś' | 'ş' | 'ș' => "s",
        'ž' | 'ź' | 'ż' => "z",
        'ñ' | 'ń' | 'ň' => "n",
        'ý' | 'ÿ' => "y",
        'ł' => "l",
        'ř' => "r",
        'ť' | 'ţ' | 'ț' => "t",
        'ď' | 'đ' | 'ð' => "d",
        'ğ' => "g",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        _ => return None,
    })
}

/// Share of the words of the shorter text that the other has, too; words without meaning of their own are left out.
pub fn containment(one: &str, two: &str) -> f64 {
    shared(&content_words(one), &content_words(two))
}

/// Share of the shorter list of words that the other has, too; both as [`content_words`] gives them.
pub(crate) fn shared(one: &[String], two: &[String]) -> f64 {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|word| long.binary_search(word).is_ok()).count() as f64 / short.len() as f64
}

/// The distinct words that carry meaning, without their commonest endings.
pub fn content_words(text: &str) -> Vec<String> {
    const EMPTY: &[&str] = &[
        "a", "an", "and", "as", "at", "be", "by", "for", "from", "has", "have", "in", "into", "is", "it", "its", "of",
        "on", "or", "that", "their", "this", "to", "was", "were", "which", "will", "with", "would",
    ];
    let mut words: Vec<String> = fold(text)
        .split(' ')
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
        .map(|word| {
            let stem = ["ing", "ed", "es", "s"].iter().find_map(|end| word.strip_suffix(end).filter(|s| s.len() > 3));
            stem.unwrap_or(word).to_owned()
        })
        .collect();
    words.sort();
    words.dedup();
    words
}

/// The value of the table's row whose key columns match; for the small tables of facts beside the modules.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// Runs a corpus of cases: two nodes a line in JSON, and `same` or `other`.
#[cfg(test)]
fn check_cases<N: serde::de::DeserializeOwned>(table: &'static str, same: impl Fn(&N, &N) -> Option<String>) {
    let mut count = 0;
    for row in rows(table) {
        let [verdict, one, two, ..] = row[..] else { panic!("three columns: {row:?}") };
        let (first, second): (N, N) = (serde_json::from_str(one).expect(one), serde_json::from_str(two).expect(two));
        let (there, back) = (same(&first, &second), same(&second, &first));
        assert_eq!(there.is_some(), back.is_some(), "not symmetric: {one} {two}");
        assert_eq!(there.is_some(), verdict == "same", "{verdict}: {one} {two}: {there:?}");
        count += 1;
    }
    assert!(count >= 8, "a corpus of {count} cases is none");
}

/// What a corpus of cases calls the same shares a block, so that it is compared at all.
#[cfg(test)]
fn check_blocks<N: serde::de::DeserializeOwned>(table: &'static str, blocks: impl Fn(&N) -> Vec<String>) {
    for row in rows(table).filter(|row| row[0] == "same") {
        let of = |json: &str| blocks(&serde_json::from_str(json).expect("a node"));
        let (one, two) = (of(row[1]), of(row[2]));
        assert!(one.iter().any(|block| two.contains(block)), "{row:?}: {one:?} {two:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn names_are_folded() {
        for (text, folded) in [
            ("Yeo Han-koo", "yeo han koo"),
            ("the U.S. Trade Representative", "us trade representative"),
            ("Maroš Šefčovič", "maros sefcovic"),
            ("Straße, the Æther & the", "strasse aether"),
            ("People’s  Republic", "peoples republic"),
            ("产业 Ministry\u{a0}of İzmir", "产业 ministry of i zmir"),
            ("the", ""),
            (" – ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
