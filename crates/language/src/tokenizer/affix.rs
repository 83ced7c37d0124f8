//! Affix patterns as rows of character classes.
//!
//! spaCy describes prefixes, suffixes and infixes by regular expressions that are long alternations of short pieces. The
//! conversion tool flattens them, so that matching here is a table look-up on the deciding character and a few
//! comparisons, with the semantics of the expressions: the leftmost match, and of those the first alternative.

use crate::lexicon::{CharSet, LexiconError, Reader};

/// One alternative of a pattern.
#[derive(Debug, Clone)]
struct Row {
    /// Classes of the characters before the match, in text order.
    behind: Box<[u16]>,
    /// Classes of the matched characters.
    body: Box<[u16]>,
    /// The last class may repeat.
    repeats: bool,
    /// Classes of the characters after the match.
    ahead: Box<[u16]>,
    /// Class that the next character must not have.
    not_ahead: Option<u16>,
}

/// Rows by the character that decides whether they can match at all.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    rows: Vec<Row>,
    ascii: Vec<Box<[u16]>>,
    /// Rows whose deciding class has members beyond ASCII.
    other: Box<[u16]>,
}

/// The three affix patterns of a tokenizer.
#[derive(Debug, Clone)]
pub(super) struct Affixes {
    classes: Vec<CharSet>,
    prefixes: Rows,
    suffixes: Rows,
    infixes: Rows,
}

impl Affixes {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let classes = reader.list(CharSet::read)?;
        let prefixes = Rows::read(reader, &classes, false)?;
        let suffixes = Rows::read(reader, &classes, true)?;
        let infixes = Rows::read(reader, &classes, false)?;
        Ok(Self { classes, prefixes, suffixes, infixes })
    }

    fn is(&self, class: u16, character: Option<char>) -> bool {
        character.is_some_and(|character| self.classes[usize::from(class)].contains(character))
    }

    /// Length in bytes of the match of a row at `start`, if there is one.
    fn row_at(&self, row: &Row, text: &str, start: usize) -> Option<usize> {
        let mut characters = text[start..].chars();
        if !row.body.iter().all(|&class| self.is(class, characters.next())) {
            return None;
        }
        if row.repeats
            && let Some(&class) = row.body.last()
        {
            loop {
                let mut next = characters.clone();
                if !self.is(class, next.next()) {
                    break;
                }
                characters = next;
            }
        }
        let end = text.len() - characters.as_str().len();
        if row.not_ahead.is_some_and(|class| self.is(class, characters.clone().next())) {
            return None;
        }
        if !row.ahead.iter().all(|&class| self.is(class, characters.next())) {
            return None;
        }
        let mut before = text[..start].chars();
        row.behind.iter().rev().all(|&class| self.is(class, before.next_back())).then_some(end - start)
    }

    /// Length in bytes of the prefix that opens the text, 0 if there is none.
    pub(super) fn prefix(&self, text: &str) -> usize {
        let Some(first) = text.chars().next() else { return 0 };
        self.prefixes
            .candidates(first)
            .iter()
            .find_map(|&row| self.row_at(self.prefixes.row(row), text, 0))
            .unwrap_or(0)
    }

    /// Length in bytes of the suffix that ends the text, 0 if there is none.
    ///
    /// Every alternative ends with the text, so the leftmost match is the longest.
    pub(super) fn suffix(&self, text: &str) -> usize {
        let Some(last) = text.chars().next_back() else { return 0 };
        self.suffixes
            .candidates(last)
            .iter()
            .filter_map(|&row| self.row_before_end(self.suffixes.row(row), text))
            .max()
            .unwrap_or(0)
    }

    fn row_before_end(&self, row: &Row, text: &str) -> Option<usize> {
        let mut before = text.chars();
        if !row.body.iter().rev().all(|&class| self.is(class, before.next_back())) {
            return None;
        }
        if row.repeats
            && let Some(&class) = row.body.last()
        {
            // The repeated class is the last one of the body; in the alternatives that exist the body has no other, so
            // that walking on to the left meets the same class.
            if row.body.iter().any(|&other| other != class) {
                return None;
            }
            loop {
                let mut next = before.clone();
                if !self.is(class, next.next_back()) {
                    break;
                }
                before = next;
            }
        }
        let start = before.as_str().len();
        row.behind.iter().rev().all(|&class| self.is(class, before.next_back())).then_some(text.len() - start)
    }

    /// The first infix at or after `from`, as a byte range.
    pub(super) fn infix(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        text[from..].char_indices().find_map(|(offset, character)| {
            let start = from + offset;
            self.infixes
                .candidates(character)
                .iter()
                .find_map(|&row| self.row_at(self.infixes.row(row), text, start))
                .map(|length| (start, start + length))
        })
    }
}

impl Rows {
    fn read(reader: &mut Reader<'_>, classes: &[CharSet], by_last: bool) -> Result<Self, LexiconError> {
        let class = |reader: &mut Reader<'_>| {
            let at = reader.position();
            let index = reader.u16()?;
            if usize::from(index) < classes.len() { Ok(index) } else { Err(LexiconError::OutOfRange(at)) }
        };
        let rows = reader.list(|reader| {
            let behind = reader.list(class)?.into();
            let at = reader.position();
            let body: Box<[u16]> = reader.list(class)?.into();
            let repeats = reader.u8()? != 0;
            let ahead = reader.list(class)?.into();
            let not_ahead = reader.u16()?.checked_sub(1);
            if body.is_empty() || not_ahead.is_some_and(|class| usize::from(class) >= classes.len()) {
                return Err(LexiconError::OutOfRange(at));
            }
            Ok(Row { behind, body, repeats, ahead, not_ahead })
        })?;
        let deciding = |row: &Row| {
            let class = if by_last { row.body[row.body.len() - 1] } else { row.body[0] };
            &classes[usize::from(class)]
        };
        let pick = |test: &dyn Fn(&CharSet) -> bool| -> Box<[u16]> {
            rows.iter().enumerate().filter(|(_, row)| test(deciding(row))).map(|(index, _)| index as u16).collect()
        };
        let ascii = (0..128u8).map(|byte| pick(&|set| set.contains(char::from(byte)))).collect();
        let other = pick(&CharSet::has_non_ascii);
        Ok(Self { ascii, other, rows })
    }

    fn row(&self, index: u16) -> &Row {
        &self.rows[usize::from(index)]
    }

    fn candidates(&self, character: char) -> &[u16] {
        self.ascii.get(u32::from(character) as usize).unwrap_or(&self.other)
    }
}
