//! Headings that stand at the start of a paragraph without any punctuation.
//!
//! "Key Outcomes and Next Steps Both sides agreed …": where a web page loses its markup, a heading and the sentence after
//! it run together. Two signs are asked for: a run of words written as headings are, and after it a word that has a
//! capital only because a sentence begins with it.

use std::collections::HashSet;
use std::ops::Range;

use super::line::ends_sentence;
use super::{Block, BlockKind};

/// Words that begin sentences, and have a capital in no other place.
const STARTERS: &[&str] = &[
    "The",
    "Both",
    "These",
    "This",
    "Those",
    "They",
    "It",
    "We",
    "He",
    "She",
    "There",
    "All",
    "Each",
    "Some",
    "Its",
    "Their",
    "Our",
    "In",
    "On",
    "At",
    "During",
    "Under",
    "As",
    "While",
    "With",
    "For",
    "Since",
    "Through",
    "According",
    "After",
    "Before",
    "Following",
    "To",
    "By",
    "If",
    "When",
    "Once",
    "Although",
    "A",
    "An",
];

/// The starters that may follow a heading in small letters, where nothing else tells the heading from a clause.
const STRONG_STARTERS: &[&str] =
    &["The", "Both", "These", "This", "They", "It", "We", "He", "She", "There", "During", "According"];

/// Small words that stand in headings in small letters.
const SMALL_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "into", "its", "of", "on", "or", "over", "the",
    "to", "under", "via", "vs", "with", "&", "-", "–", "—",
];

/// Verbs that follow the subject of a sentence.
const AUXILIARIES: &[&str] = &[
    "will", "would", "is", "are", "was", "were", "has", "have", "had", "can", "could", "may", "might", "must",
    "should", "shall",
];

const QUESTION_WORDS: &[&str] = &["What", "How", "Why", "Where", "When", "Who"];

/// Verbs after which a capital opens what is said, not a sentence.
const SAYING: &[&str] =
    &["said", "told", "says", "added", "asked", "noted", "stated", "called", "named", "titled", "entitled"];

/// The most words of a heading without punctuation.
const HEADING_WORDS: usize = 10;

/// The least number of words after the heading.
const SENTENCE_WORDS: usize = 4;

/// Words that the text also writes in small letters: with a capital, they begin a sentence or stand in a heading.
pub(super) fn common_words(text: &str) -> HashSet<&str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '-')
        .filter(|word| word.len() > 2 && word.starts_with(char::is_lowercase))
        .collect()
}

/// Divides a block at the headings inside of it and appends the parts.
pub(super) fn split(text: &str, block: Block, common: &HashSet<&str>, blocks: &mut Vec<Block>) {
    let Block { span, kind, mut marker } = block;
    let mut start = span.start;
    for sentence in sentence_starts(text, span.clone()) {
        let Some(end) = heading_end(&text[sentence..span.end], common) else { continue };
        if start < sentence {
            let part = start..start + text[start..sentence].trim_end().len();
            blocks.push(Block { span: part, kind, marker: marker.take() });
        }
        let heading = &text[sentence..sentence + end];
        blocks.push(Block {
            span: sentence..sentence + heading.trim_end().len(),
            kind: BlockKind::Heading,
            marker: marker.take(),
        });
        start = sentence + end;
    }
    blocks.push(Block { span: start..span.end, kind, marker });
}

/// Where sentences may begin: at the start, and after each full stop that a blank and a capital follow.
fn sentence_starts(text: &str, span: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let inner = &text[span.clone()];
    let after_stops = inner.match_indices(char::is_whitespace).filter_map(move |(at, blank)| {
        let next = at + blank.len();
        let begins = inner[next..].starts_with(char::is_uppercase);
        (begins && ends_sentence(last_bytes(&inner[..at]))).then_some(span.start + next)
    });
    std::iter::once(span.start).chain(after_stops)
}

/// The last few bytes, which are enough to see a full stop, so that a long paragraph is not looked through again.
fn last_bytes(text: &str) -> &str {
    let mut from = text.len().saturating_sub(16);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// Bytes up to the word that begins the sentence after the heading, if the text opens with a heading.
fn heading_end(text: &str, common: &HashSet<&str>) -> Option<usize> {
    let words: Vec<(usize, &str)> = text
        .split_whitespace()
        .take(HEADING_WORDS + SENTENCE_WORDS)
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    if !words.first()?.1.starts_with(char::is_uppercase) {
        return None;
    }
    for count in 1..words.len().saturating_sub(SENTENCE_WORDS - 1).min(HEADING_WORDS + 1) {
        let heading = &words[..count];
        let last = heading[count - 1].1;
        // Punctuation inside of the run makes it a clause.
        if last.ends_with([',', ';', ':', '.', '!', '?', '"', '”', '’']) || last.starts_with(['"', '“', '‘']) {
            return None;
        }
        if count >= 2 && opens_sentence(heading, words[count].1, words[count + 1].1, common) {
            return Some(words[count].0);
        }
    }
    None
}

/// True when `starter` begins a sentence after the words of a heading.
fn opens_sentence(heading: &[(usize, &str)], starter: &str, next: &str, common: &HashSet<&str>) -> bool {
    let last = heading[heading.len() - 1].1;
    if SMALL_WORDS.contains(&last) || !next.starts_with(char::is_lowercase) || !starter.starts_with(char::is_uppercase)
    {
        return false;
    }
    let capitals =
        heading.iter().filter(|(_, word)| word.starts_with(|c: char| c.is_uppercase() || c.is_numeric())).count();
    let title_case =
        heading.iter().all(|(_, word)| SMALL_WORDS.contains(word) || word.starts_with(|c: char| !c.is_lowercase()));
    let begins_as_sentence = STARTERS.contains(&heading[0].1);
    if title_case && capitals >= 2 && !begins_as_sentence && STARTERS.contains(&starter) {
        return true;
    }
    let question = QUESTION_WORDS.contains(&heading[0].1) && heading.len() <= 7;
    let has_auxiliary = heading.iter().any(|(_, word)| AUXILIARIES.contains(word));
    if question && !has_auxiliary && last.starts_with(char::is_lowercase) {
        let noun = starter.to_lowercase();
        return STRONG_STARTERS.contains(&starter) || (common.contains(&*noun) && AUXILIARIES.contains(&next));
    }
    heading.len() <= 5
        && !begins_as_sentence
        && !has_auxiliary
        && last.starts_with(char::is_lowercase)
        && !SAYING.contains(&last)
        && STRONG_STARTERS.contains(&starter)
}
