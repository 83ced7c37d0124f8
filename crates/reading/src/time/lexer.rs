//! Prose to the words, numbers and marks that the grammar is written over.

use record::Span;

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A run of letters, in lower case; a possessive ending stands alone as `'s`.
    Word(String),
    /// A run of digits.
    Number {
        /// Its value.
        value: i64,
        /// How many digits were written.
        digits: u8,
        /// "3rd", "21st".
        ordinal: bool,
        /// "2,000": never a day or a year.
        grouped: bool,
    },
    /// Any other sign; every dash is `-`, and a paragraph's end is a line feed.
    Mark(char),
}

/// A token with its place.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Nothing stands between this token and the one before.
    pub(super) glued: bool,
    /// Its first letter is a capital.
    pub(super) capital: bool,
}

/// Cuts a text into tokens. Every token's span is a slice on character boundaries.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut feeds = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            feeds += usize::from(first == '\n');
            if feeds == 2 {
                push(&mut tokens, Kind::Mark('\n'), at, at + first.len_utf8(), false);
            }
            at += first.len_utf8();
            continue;
        }
        feeds = 0;
        let rest = &text[at..];
        let (kind, length) = if first.is_ascii_digit() {
            number(rest)
        } else if first.is_alphabetic() {
            let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            (Kind::Word(rest[..length].to_lowercase()), length)
        } else if let Some(length) = possessive(rest) {
            (Kind::Word("'s".to_owned()), length)
        } else {
            let mark =
                if matches!(first, '‐' | '‑' | '‒' | '–' | '—' | '−' | '~' | '〜') { '-' } else { first };
            (Kind::Mark(mark), first.len_utf8())
        };
        push(&mut tokens, kind, at, at + length, first.is_uppercase());
        at += length;
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, kind: Kind, start: usize, end: usize, capital: bool) {
    let glued = tokens.last().is_some_and(|previous| previous.end == start);
    tokens.push(Token { kind, start, end, glued, capital });
}

fn possessive(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['\'', '’'])?.strip_prefix('s')?;
    (!after.starts_with(char::is_alphanumeric)).then(|| rest.len() - after.len())
}

fn number(rest: &str) -> (Kind, usize) {
    let bytes = rest.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut length = run(0);
    let digits = u8::try_from(length).unwrap_or(u8::MAX);
    let mut written = rest[..length].to_owned();
    let mut grouped = false;
    while length <= 15 && bytes.get(length) == Some(&b',') && (grouped || digits <= 3) && run(length + 1) == 3 {
        written.push_str(&rest[length + 1..length + 4]);
        length += 4;
        grouped = true;
    }
    // A number too long for any calendar keeps its place in the row, and no meaning.
    let value = written.parse().unwrap_or(-1);
    let suffix = rest[length..].get(..2).unwrap_or_default().to_ascii_lowercase();
    let ordinal =
        matches!(suffix.as_str(), "st" | "nd" | "rd" | "th") && !rest[length + 2..].starts_with(char::is_alphanumeric);
    (Kind::Number { value, digits, ordinal, grouped }, length + if ordinal { 2 } else { 0 })
}

/// A row of tokens with the questions that productions ask of it. Every index is allowed; outside there is nothing.
#[derive(Debug)]
pub(super) struct Row(pub(super) Vec<Token>);

impl Row {
    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.0.get(at)
    }

    /// The word at a place, in lower case; empty for anything else.
    pub(super) fn word(&self, at: usize) -> &str {
        match self.get(at) {
            Some(Token { kind: Kind::Word(word), .. }) => word,
            _ => "",
        }
    }

    /// The word before a place.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    pub(super) fn is_word(&self, at: usize, among: &[&str]) -> bool {
        let word = self.word(at);
        !word.is_empty() && among.contains(&word)
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        matches!(self.get(at), Some(Token { kind: Kind::Mark(found), .. }) if *found == mark)
    }

    pub(super) fn is_mark_among(&self, at: usize, marks: &[char]) -> bool {
        matches!(self.get(at), Some(Token { kind: Kind::Mark(found), .. }) if marks.contains(found))
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        matches!(self.get(at), Some(Token { kind: Kind::Number { .. }, .. }))
    }

    /// An ungrouped number of at most `width` digits, with whether it is an ordinal.
    pub(super) fn digits(&self, at: usize, width: u8) -> Option<(i64, bool)> {
        match self.get(at)?.kind {
            Kind::Number { value, digits, ordinal, grouped: false } if digits <= width => Some((value, ordinal)),
            _ => None,
        }
    }

    /// True when nothing separates a token from the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.get(at).is_some_and(|token| token.glued)
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        self.get(at).is_some_and(|token| token.capital)
    }

    /// The place after `at` if the word there is among those given, else `at`.
    pub(super) fn skip(&self, at: usize, among: &[&str]) -> usize {
        at + usize::from(self.is_word(at, among))
    }

    pub(super) fn skip_mark(&self, at: usize, mark: char) -> usize {
        at + usize::from(self.is_mark(at, mark))
    }

    /// The place after a row of words, if they stand there one by one.
    pub(super) fn phrase(&self, at: usize, words: &[&str]) -> Option<usize> {
        words.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word).then_some(at + words.len())
    }

    /// The bytes that a row of tokens covers.
    pub(super) fn span(&self, from: usize, to: usize) -> Option<Span> {
        let start = u32::try_from(self.get(from)?.start).ok()?;
        let end = u32::try_from(self.get(to.checked_sub(1)?)?.end).ok()?;
        Some(Span { start, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_form() {
        let row = Row(tokens("the 3rd of 2,000 in 2025, Yeo’s"));
        assert_eq!(row.digits(1, 2), Some((3, true)));
        assert_eq!(row.digits(3, 4), None, "a grouped number is never a year");
        assert_eq!(row.digits(5, 4), Some((2025, false)));
        assert_eq!(row.word(8), "'s");
    }

    #[test]
    fn odd_text_gives_tokens_on_boundaries() {
        for text in ["", "é9nd", "99999999999999999999999999", "1,234,567,890,123,456,789", "’s", "½ £3", "12\u{301}th"]
        {
            for token in tokens(text) {
                assert!(text.get(token.start..token.end).is_some(), "{text:?}");
            }
        }
    }
}
