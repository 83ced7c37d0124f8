//! Words that make a name of an instrument: head phrases, known names, and adjectives that are no part of a name.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use language::{Analysis, Token};
use record::InstrumentType;

use super::super::phrase::is_capital;

/// Head phrases by their first word: their words, and the type they tell.
pub(super) type Heads = HashMap<&'static str, Vec<(Vec<&'static str>, InstrumentType)>>;

/// The head phrases, the longest first.
pub(super) static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let mut heads = Heads::new();
    for line in include_str!("../instrument_heads.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((phrase, kind)) = line.split_once('\t') else { continue };
        let Some(kind) = InstrumentType::parse(kind.trim()) else { continue };
        let words: Vec<&str> = phrase.split([' ', '-']).collect();
        heads.entry(words[0]).or_default().push((words, kind));
    }
    for known in heads.values_mut() {
        known.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    heads
});

/// An instrument that is known by name.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) forms: Vec<&'static str>,
    pub(super) kind: InstrumentType,
    pub(super) parties: Vec<&'static str>,
}

pub(super) static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let lines = include_str!("../instruments.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (name, forms, kind) = (columns.next()?, columns.next()?, columns.next()?);
            let parties = columns.next().unwrap_or_default();
            Some(Known {
                name,
                forms: std::iter::once(name).chain(forms.split('|').filter(|form| !form.is_empty())).collect(),
                kind: InstrumentType::parse(kind)?,
                parties: parties.split(',').filter(|code| !code.is_empty()).collect(),
            })
        })
        .collect()
});

/// Known forms by their first two bytes, with the place of what they name in [`KNOWN`].
pub(super) type Forms = HashMap<&'static [u8], Vec<(&'static str, usize)>>;

/// The known forms, the longest first.
pub(super) static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms::new();
    for (index, known) in KNOWN.iter().enumerate() {
        for form in known.forms.iter().filter(|form| form.len() > 1) {
            forms.entry(&form.as_bytes()[..2]).or_default().push((form, index));
        }
    }
    for known in forms.values_mut() {
        known.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    }
    forms
});

/// A known form at the start of a text, ending at the end of a word: its length and what it names.
pub(super) fn known_at(text: &str) -> Option<(usize, &'static Known)> {
    let candidates = FORMS.get(text.as_bytes().get(..2)?)?;
    let whole = |form: &str| text.strip_prefix(form).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    candidates.iter().find(|(form, _)| whole(form)).map(|(form, index)| (form.len(), &KNOWN[*index]))
}

/// Words that describe where an instrument stands or that point at it; they are no part of its name.
pub(super) const STANDING: &str = "a an the this that these those its their his her our such any all some each both same certain planned proposed \
    draft amended current existing present new newly future recent original upgraded modernised modernized revised updated renewed \
    ongoing annual final first second third next latest possible potential additional further formal official comprehensive broad \
    free-standing so-called respective relevant related various key major own one other upcoming forthcoming long-awaited \
    ambitious modern bilateral-level strong joint-level temporary-level improved enhanced replacement";

pub(super) fn is_standing(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STANDING.split_whitespace().collect());
    WORDS.contains(word)
        || word.bytes().any(|byte| byte.is_ascii_uppercase()) && WORDS.contains(word.to_lowercase().as_str())
}

pub(super) fn lower_singular(token: Token<'_>) -> String {
    record::goods::singular(&token.text().to_lowercase())
}

/// The longest head phrase that starts at a token: one past its last token, and the type.
pub(super) fn head_at(analysis: &Analysis, start: usize) -> Option<(usize, InstrumentType)> {
    let first = analysis.token(start);
    let word = lower_singular(first);
    let candidates = HEADS.get(word.as_str()).or_else(|| HEADS.get(first.text().to_lowercase().as_str()))?;
    candidates.iter().find_map(|(words, kind)| {
        let mut at = start;
        for (index, word) in words.iter().enumerate() {
            if index > 0 && at < analysis.len() && matches!(analysis.token(at).text(), "-" | "‑") {
                at += 1;
            }
            let token = (at < analysis.len()).then(|| analysis.token(at))?;
            if lower_singular(token) != *word && !token.text().eq_ignore_ascii_case(word) {
                return None;
            }
            at += 1;
        }
        let last = analysis.token(at - 1);
        // No verb is written like these, whatever the parser takes them for.
        let noun = matches!(last.pos(), "NOUN" | "PROPN") || matches!(last.text(), "lawsuit" | "lawsuits");
        (noun || at - start > 1 || is_capital(last)).then_some((at, *kind))
    })
}

/// The words of weight in a known name, in lower case and singular, as [`lower_singular`] gives them.
pub(super) fn words_of(name: &str) -> BTreeSet<String> {
    name.split([' ', '-', '–'])
        .map(str::to_lowercase)
        .filter(|word| {
            word.len() > 3 && !matches!(word.as_str(), "agreement" | "free" | "trade" | "system" | "regulation")
        })
        .map(|word| record::goods::singular(&word))
        .collect()
}
