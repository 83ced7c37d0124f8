//! Words that tell what a name names, and names that are known: data beside this file.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;

/// What the head word of a proper phrase says that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A ministry, agency, company, parliament: "Ministry", "Chamber", "Corp".
    Body,
    /// A happening: "Summit", "Forum", "Round".
    Happening,
    /// What policy is made with: "Agreement", "Act".
    Instrument,
    /// An office: "Minister", "Ambassador".
    Office,
    /// A building or place: "Hotel", "Palace".
    Venue,
}

static CLASSES: LazyLock<HashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut classes = HashMap::new();
    for line in include_str!("heads.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((class, words)) = line.split_once('\t') else { continue };
        let class = match class {
            "body" => Class::Body,
            "happening" => Class::Happening,
            "instrument" => Class::Instrument,
            "office" => Class::Office,
            "venue" => Class::Venue,
            _ => continue,
        };
        classes.extend(words.split_whitespace().map(|word| (word, class)));
    }
    classes
});

/// The class of a word, if it is a head of names.
pub(super) fn class(token: Token<'_>) -> Option<Class> {
    class_of(token.text())
}

/// The class of a word, in singular or plural.
pub(super) fn class_of(word: &str) -> Option<Class> {
    let find = |word: &str| CLASSES.get(word).copied();
    find(word)
        .or_else(|| find(word.strip_suffix('s')?))
        .or_else(|| find(&format!("{}y", word.strip_suffix("ies")?)))
        .or_else(|| find(&word.to_lowercase()).filter(|_| word.chars().all(|c| !c.is_lowercase())))
}

/// A body that is known by name or acronym.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownBody {
    /// Full name.
    pub(super) name: &'static str,
    /// Acronym, or empty.
    pub(super) acronym: &'static str,
    /// ISO code of the jurisdiction it acts for, or empty for international bodies.
    pub(super) code: &'static str,
}

static BODIES: LazyLock<HashMap<&'static str, KnownBody>> = LazyLock::new(|| {
    let mut bodies = HashMap::new();
    for line in include_str!("bodies.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(name), Some(acronym), Some(code)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        let body = KnownBody { name, acronym, code };
        bodies.insert(name, body);
        if !acronym.is_empty() {
            bodies.insert(acronym, body);
        }
    }
    bodies
});

/// The known body whose name or acronym a text begins with, the longest if several.
pub(super) fn body_at(text: &str) -> Option<KnownBody> {
    let starts = |form: &&str| text.strip_prefix(*form).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    BODIES.keys().filter(|form| starts(form)).max_by_key(|form| form.len()).and_then(|form| BODIES.get(form)).copied()
}

/// The known body of a full name or acronym.
pub(super) fn body(form: &str) -> Option<KnownBody> {
    BODIES.get(form).copied()
}
