//! What converting to text breaks, and how it is put together again: words at the ends of lines, ligatures, numbers of pages.

use std::borrow::Cow;
use std::collections::HashSet;

/// Letters that were drawn as one.
const LIGATURES: &[(char, &str)] =
    &[('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];

/// A text with its ligatures as letters.
pub fn ligatures(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| ('ﬀ'..='ﬆ').contains(&c)) {
        return Cow::Borrowed(text);
    }
    let mut letters = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match LIGATURES.iter().find(|(ligature, _)| *ligature == c) {
            Some((_, parts)) => letters.push_str(parts),
            None => letters.push(c),
        }
    }
    Cow::Owned(letters)
}

/// The words of a text that are written with a hyphen within a line: at the end of a line they keep it.
#[derive(Debug, Default)]
pub struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// That of some lines.
    pub fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut words = HashSet::new();
        for line in lines {
            for word in line.split(|c: char| !c.is_alphanumeric() && c != '-') {
                let word = word.trim_matches('-');
                if word.contains('-') {
                    words.insert(word.to_lowercase());
                }
            }
        }
        Self(words)
    }
}

/// Beginnings that keep their hyphen before a small letter.
const PREFIXES: &[&str] = &[
    "self", "non", "cross", "ex", "post", "pre", "co", "anti", "all", "long", "short", "high", "low", "year", "so",
    "state", "third", "follow",
];

/// Adds the next line to a paragraph: with a space, or as the rest of a word that was broken.
pub fn join(paragraph: &mut String, line: &str, known: &Vocabulary) {
    let line = line.trim_start();
    match broken(paragraph, line, known) {
        Some(true) => {
            let end = paragraph.trim_end_matches(HYPHENS).len();
            paragraph.truncate(end);
        }
        Some(false) => {}
        None => paragraph.push(' '),
    }
    paragraph.push_str(line);
}

/// What breaks a word.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];

/// Whether a word goes on over the end of a line; if so, whether its hyphen goes.
fn broken(before: &str, behind: &str, known: &Vocabulary) -> Option<bool> {
    let stem = before.strip_suffix(HYPHENS)?;
    let head = stem.rsplit(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let tail: String = behind.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
    if !head.ends_with(char::is_alphabetic) || !tail.starts_with(char::is_alphabetic) {
        // "2025-" and "26" are one, a dash behind a space is none.
        return (head.ends_with(char::is_alphanumeric) && tail.starts_with(char::is_alphanumeric)).then_some(false);
    }
    // "short- and long-term": the hyphen stands for a word to come.
    if matches!(tail.as_str(), "and" | "or" | "to" | "und" | "et") {
        return None;
    }
    if before.ends_with('\u{ad}') {
        return Some(true);
    }
    let capital = tail.starts_with(char::is_uppercase);
    let acronym = head.chars().filter(|c| c.is_uppercase()).count() > 1;
    let kept = known.0.contains(&format!("{head}-{tail}").to_lowercase())
        || capital
        || acronym
        || head.contains('-')
        || PREFIXES.contains(&head.to_lowercase().as_str());
    Some(!kept)
}

/// Puts words together that end a line with a hyphen: the line goes on with the next one. Other lines stay.
pub fn broken_words(text: &str) -> Cow<'_, str> {
    let text = ligatures(text);
    if !HYPHENS.iter().any(|hyphen| text.contains(&format!("{hyphen}\n"))) {
        return text;
    }
    let known = Vocabulary::of(text.lines());
    let mut mended = String::with_capacity(text.len());
    let mut lines = text.split('\n');
    mended.push_str(lines.next().unwrap_or_default());
    for line in lines {
        let rest = line.trim_start();
        match broken(&mended, rest, &known).filter(|_| rest.starts_with(char::is_lowercase)) {
            Some(gone) => {
                if gone {
                    mended.truncate(mended.trim_end_matches(HYPHENS).len());
                }
                mended.push_str(rest);
            }
            None => {
                mended.push('\n');
                mended.push_str(line);
            }
        }
    }
    Cow::Owned(mended)
}

/// The number of a page, if a line is nothing but that: `3`, `- 3 -`, `Page 3 of 7`, `3/7`.
pub fn page_number(text: &str) -> Option<usize> {
    let lower = text.trim().to_lowercase();
    let inner = lower.trim_matches(['-', '–', '—', ' ', '|', '[', ']']);
    let inner = inner.strip_prefix("page").or_else(|| inner.strip_prefix("p.")).unwrap_or(inner).trim();
    let (number, rest) = inner.split_at(inner.bytes().take_while(u8::is_ascii_digit).count());
    let rest = rest.trim_start();
    let of = rest.strip_prefix("of").or_else(|| rest.strip_prefix('/')).map(str::trim);
    let whole = rest.is_empty() || of.is_some_and(|of| !of.is_empty() && of.bytes().all(|byte| byte.is_ascii_digit()));
    (whole && number.len() <= 3).then(|| number.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> String {
        let known = Vocabulary::of(lines.iter().copied());
        let mut paragraph = String::new();
        lines.iter().for_each(|line| {
            if paragraph.is_empty() { paragraph.push_str(line) } else { join(&mut paragraph, line, &known) }
        });
        paragraph
    }

    #[test]
    fn broken_words_are_whole_again_and_hyphens_that_belong_stay() {
        for (lines, whole) in [
            (&["asked the Commis-", "sion to"][..], "asked the Commission to"),
            (&["a low-carbon plan and low-", "carbon goods"], "a low-carbon plan and low-carbon goods"),
            (&["an EU-", "wide plan"], "an EU-wide plan"),
            (&["the Korea-", "Norway pact"], "the Korea-Norway pact"),
            (&["short-", "and long-term"], "short- and long-term"),
            (&["in 2025-", "26 it"], "in 2025-26 it"),
            (&["goods -", "fish"], "goods - fish"),
        ] {
            assert_eq!(joined(lines), whole);
        }
        assert_eq!(broken_words("by 15 Janu-\nary 2026.\nIt ﬁnished"), "by 15 January 2026.\nIt finished");
        assert_eq!(broken_words("the Commis-\nsion and Janu-\nary too\n"), "the Commission and January too\n");
        assert_eq!(broken_words("one -\ntwo"), "one -\ntwo");
    }

    #[test]
    fn numbers_of_pages_are_known() {
        for text in ["3", "- 3 -", "Page 3 of 7", "3/7", "[3]"] {
            assert_eq!(page_number(text), Some(3), "{text}");
        }
        for text in ["2025", "3 May", "Page", "3 of fish", ""] {
            assert_eq!(page_number(text), None, "{text}");
        }
    }
}
