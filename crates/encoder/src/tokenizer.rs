//! Word pieces as BERT's uncased tokenizers make them, with the place of each in the original text.
//!
//! The text is cleaned, lower-cased and stripped of accents, split at blanks and around punctuation and CJK ideographs; each word
//! is then covered greedily by the longest pieces of the vocabulary (Wu et al. 2016, *Google's neural machine
//! translation system*). Everything is as in the `BertNormalizer`, `BertPreTokenizer` and `WordPiece` of the package
//! `tokenizers` 0.23: the categories of characters come from the tables that it uses, and the names of special pieces are pieces
//! wherever a text spells them out.

use std::collections::HashMap;
use std::ops::Range;

use unicode_categories::UnicodeCategories;
use unicode_normalization::char::decompose_canonical;

use crate::file::Reader;

/// Characters of the longest word that is split into pieces; a longer one is unknown as a whole.
const LONGEST_WORD: usize = 100;

/// Pieces that stand for no text.
const SPECIAL: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/// A piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Number of the piece in the vocabulary of the model.
    pub id: u32,
    /// The bytes of the original text that the piece stands for.
    pub span: Range<usize>,
}

/// Splits texts into the pieces of a vocabulary.
#[derive(Debug)]
pub struct Tokenizer {
    /// Pieces that begin a word.
    initial: HashMap<Box<str>, u32>,
    /// Pieces that go on with a word, without the mark of such pieces (`##`).
    continuing: HashMap<Box<str>, u32>,
    source_ids: Vec<u32>,
    special: [u32; SPECIAL.len()],
    /// Bytes of the longest piece: no longer part of a word is looked up.
    longest: usize,
}

impl Tokenizer {
    /// A tokenizer of pieces in the order of their ids, each with its number in the vocabulary it was cut from. Nothing comes of
    /// pieces of which two are the same, or among which one of `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]` is missing.
    pub fn new<'p>(pieces: impl IntoIterator<Item = (u32, &'p str)>) -> Option<Self> {
        let (mut initial, mut continuing) = (HashMap::new(), HashMap::new());
        let (mut source_ids, mut longest) = (Vec::new(), 0);
        for (id, (source_id, piece)) in (0..).zip(pieces) {
            source_ids.push(source_id);
            longest = longest.max(piece.len());
            let former = match piece.strip_prefix("##").filter(|rest| !rest.is_empty()) {
                Some(rest) => continuing.insert(rest.into(), id),
                None => initial.insert(piece.into(), id),
            };
            if former.is_some() {
                return None;
            }
        }
        let mut special = [0; SPECIAL.len()];
        for (id, name) in special.iter_mut().zip(SPECIAL) {
            *id = *initial.get(name)?;
        }
        Some(Self { initial, continuing, source_ids, special, longest })
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let count = reader.u32()?;
        let pieces: Option<Vec<_>> = (0..count).map(|_| Some((reader.u32()?, reader.string()?))).collect();
        Self::new(pieces?)
    }

    /// Number of pieces in the vocabulary.
    pub fn vocabulary_size(&self) -> usize {
        self.source_ids.len()
    }

    /// The number that a piece has in the vocabulary from which that of the model was cut; the same if it was not cut.
    pub fn source_id(&self, id: u32) -> Option<u32> {
        self.source_ids.get(usize::try_from(id).ok()?).copied()
    }

    /// The piece that fills sequences up (`[PAD]`).
    pub fn pad(&self) -> u32 {
        self.special[0]
    }

    /// The piece of a word that the vocabulary does not cover (`[UNK]`).
    pub fn unknown(&self) -> u32 {
        self.special[1]
    }

    /// The piece in front of a sequence (`[CLS]`).
    pub fn cls(&self) -> u32 {
        self.special[2]
    }

    /// The piece after each part of a sequence (`[SEP]`).
    pub fn sep(&self) -> u32 {
        self.special[3]
    }

    /// The piece that hides another (`[MASK]`).
    pub fn mask(&self) -> u32 {
        self.special[4]
    }

    /// The pieces of a text in their order, without special ones around them.
    pub fn tokenize(&self, text: &str) -> Vec<Piece> {
        let mut words = Words { tokenizer: self, word: Word::default(), pieces: Vec::with_capacity(text.len() / 4) };
        let mut from = 0;
        while let Some((at, which)) = find_special(text, from) {
            words.read(text, from..at);
            from = at + SPECIAL[which].len();
            words.pieces.push(Piece { id: self.special[which], span: at..from });
        }
        words.read(text, from..text.len());
        words.pieces
    }

    /// Covers a word with pieces; a word that cannot be covered is one unknown piece.
    fn cover(&self, word: &Word, pieces: &mut Vec<Piece>) {
        let first = pieces.len();
        let count = word.spans.len();
        let whole = || Piece { id: self.unknown(), span: word.spans[0].start..word.spans[count - 1].end };
        if count > LONGEST_WORD {
            pieces.push(whole());
            return;
        }
        let mut start = 0;
        while start < count {
            let table = if start == 0 { &self.initial } else { &self.continuing };
            let from = word.starts[start];
            let found = (start + 1..=count).rev().find_map(|end| {
                let to = word.starts.get(end).copied().unwrap_or(word.text.len());
                let known = (to - from <= self.longest).then(|| table.get(&word.text[from..to]))?;
                known.map(|id| (end, *id))
            });
            let Some((end, id)) = found else {
                pieces.truncate(first);
                pieces.push(whole());
                return;
            };
            pieces.push(Piece { id, span: word.spans[start].start..word.spans[end - 1].end });
            start = end;
        }
    }
}

/// The next name of a special piece at or after a place: where it is and which one.
fn find_special(text: &str, from: usize) -> Option<(usize, usize)> {
    text[from..].match_indices('[').find_map(|(at, _)| {
        let which = SPECIAL.iter().position(|name| text[from + at..].starts_with(name))?;
        Some((from + at, which))
    })
}

/// A word in its normal form.
#[derive(Debug, Default)]
struct Word {
    text: String,
    /// Where each character of `text` begins in it.
    starts: Vec<usize>,
    /// The original character that each character of `text` comes from.
    spans: Vec<Range<usize>>,
}

struct Words<'t> {
    tokenizer: &'t Tokenizer,
    word: Word,
    pieces: Vec<Piece>,
}

impl Words<'_> {
    /// Reads a part of a text, at whose ends words end.
    fn read(&mut self, text: &str, part: Range<usize>) {
        for (at, original) in text[part.clone()].char_indices() {
            let span = part.start + at..part.start + at + original.len_utf8();
            if original.is_ascii_alphanumeric() {
                self.push(original.to_ascii_lowercase(), &span);
            } else if is_blank(original) {
                self.end();
            } else if !is_cleaned_away(original) {
                let ideograph = is_ideograph(original);
                if ideograph {
                    self.end();
                }
                decompose_canonical(original, |part| {
                    if !part.is_mark_nonspacing() {
                        for lower in part.to_lowercase() {
                            self.take(lower, &span);
                        }
                    }
                });
                if ideograph {
                    self.end();
                }
            }
        }
        self.end();
    }

    /// Takes a character of the normal form.
    fn take(&mut self, character: char, span: &Range<usize>) {
        if character.is_whitespace() {
            self.end();
        } else if is_punctuation(character) {
            self.end();
            self.push(character, span);
            self.end();
        } else {
            self.push(character, span);
        }
    }

    fn push(&mut self, character: char, span: &Range<usize>) {
        self.word.starts.push(self.word.text.len());
        self.word.spans.push(span.clone());
        self.word.text.push(character);
    }

    fn end(&mut self) {
        if !self.word.spans.is_empty() {
            self.tokenizer.cover(&self.word, &mut self.pieces);
            self.word.text.clear();
            self.word.starts.clear();
            self.word.spans.clear();
        }
    }
}

/// Characters that cleaning takes out: control, format and private characters, and those that stand for something broken.
fn is_cleaned_away(character: char) -> bool {
    matches!(character, '\0' | '\u{fffd}') || !matches!(character, '\t' | '\n' | '\r') && character.is_other()
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r') || character.is_whitespace() && !is_cleaned_away(character)
}

/// Punctuation: all of ASCII's that is neither letter nor number, and the categories P* of Unicode.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() || character.is_punctuation()
}

/// The blocks of CJK ideographs, each of which is a word; as the reference implementation lists them, gap included.
fn is_ideograph(character: char) -> bool {
    matches!(u32::from(character),
        0x4e00..=0x9fff
        | 0x3400..=0x4dbf
        | 0x20000..=0x2a6df
        | 0x2a700..=0x2b73f
        | 0x2b740..=0x2b81f
        | 0x2b920..=0x2ceaf
        | 0xf900..=0xfaff
        | 0x2f800..=0x2fa1f)
}
