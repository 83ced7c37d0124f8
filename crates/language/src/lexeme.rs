//! What the network sees of a word form: hashes of its norm, prefix, suffix and shape.
//!
//! The embedding tables are addressed by hashes of strings (the hashing trick; Miranda et al. 2022, *Multi hash
//! embeddings in spaCy*), so the hash must be spaCy's: MurmurHash64A of the UTF-8 bytes with seed 1, except that the
//! names of linguistic symbols stand for their own small numbers, and the empty string for 0.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::lexicon::{CharSet, LexiconError, Reader};

/// The features of one word form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LexemeFeatures {
    /// Hash of the normalised form.
    pub norm: u64,
    /// Hash of the first character.
    pub prefix: u64,
    /// Hash of the last three characters.
    pub suffix: u64,
    /// Hash of the shape: `Xxxx`, `dd.d`, runs cut at four.
    pub shape: u64,
    /// The form consists of white space.
    pub is_space: bool,
}

/// The tables behind the features: norms, symbols, and classes of characters.
#[derive(Debug, Clone)]
pub struct Lexemes {
    norms: HashMap<u64, Box<str>>,
    symbols: HashMap<Box<str>, u32>,
    alphabetic: CharSet,
    digit: CharSet,
}

impl Lexemes {
    /// Reads the model section `lexemes`.
    ///
    /// # Errors
    /// When the section is truncated or malformed.
    pub fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let norms = reader.list(|reader| Ok((reader.u64()?, reader.str()?.into())))?;
        let symbols = reader.list(|reader| Ok((reader.str()?.into(), reader.u32()?)))?;
        let alphabetic = CharSet::read(&mut reader)?;
        let digit = CharSet::read(&mut reader)?;
        reader.finish()?;
        Ok(Self { norms: norms.into_iter().collect(), symbols: symbols.into_iter().collect(), alphabetic, digit })
    }

    /// The number that stands for a string in the tables.
    pub fn hash(&self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        match self.symbols.get(text) {
            Some(&symbol) => u64::from(symbol),
            None => murmur_hash_64a(text.as_bytes(), 1),
        }
    }

    /// The normalised form: the entry of the table, or else the lower-case form.
    pub fn norm<'a>(&'a self, form: &'a str) -> Cow<'a, str> {
        match self.norms.get(&self.hash(form)) {
            Some(norm) => Cow::Borrowed(norm),
            None => lower(form),
        }
    }

    /// The features of a form; `norm` is the one that a tokenizer exception gives, if any.
    pub fn features(&self, form: &str, norm: Option<&str>) -> LexemeFeatures {
        let prefix_end = form.chars().next().map_or(0, char::len_utf8);
        let suffix_start = form.char_indices().rev().take(3).last().map_or(0, |(at, _)| at);
        LexemeFeatures {
            norm: norm.map_or_else(|| self.hash(&self.norm(form)), |norm| self.hash(norm)),
            prefix: self.hash(&form[..prefix_end]),
            suffix: self.hash(&form[suffix_start..]),
            shape: self.hash(&self.shape(form)),
            is_space: is_space(form),
        }
    }

    /// The shape of a form: letters become `X` or `x`, digits `d`, and no run is longer than four.
    pub fn shape(&self, form: &str) -> String {
        if form.len() >= 100 && form.chars().nth(99).is_some() {
            return "LONG".to_owned();
        }
        let mut shape = String::with_capacity(form.len());
        let mut last = None;
        let mut run = 0;
        for character in form.chars() {
            let class = if self.is_alphabetic(character) {
                if character.is_uppercase() { 'X' } else { 'x' }
            } else if self.digit.contains(character) {
                'd'
            } else {
                character
            };
            run = if last == Some(class) { run + 1 } else { 0 };
            last = Some(class);
            if run < 4 {
                shape.push(class);
            }
        }
        shape
    }

    /// A letter: one of Unicode's categories L.
    pub fn is_alphabetic(&self, character: char) -> bool {
        self.alphabetic.contains(character)
    }
}

/// Lower case, borrowed where the form already is.
pub(crate) fn lower(form: &str) -> Cow<'_, str> {
    if form.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(form)
    } else {
        Cow::Owned(form.to_lowercase())
    }
}

/// White space as the tokenizer means it: Unicode's, and the four ASCII information separators.
pub fn is_white_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// True for a form of white space alone.
pub fn is_space(form: &str) -> bool {
    !form.is_empty() && form.chars().all(is_white_space)
}

/// Austin Appleby's MurmurHash2 in its 64-bit variant A (public domain).
pub fn murmur_hash_64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let mut tail = [0; 8];
        tail[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u64::from_le_bytes(tail)).wrapping_mul(M);
    }
    hash ^= hash >> R;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> R)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_string_store() {
        // The first is the example of spaCy's documentation on its string store.
        assert_eq!(murmur_hash_64a(b"coffee", 1), 3_197_928_453_018_144_401);
        assert_eq!(murmur_hash_64a(b"apple", 1), 8_566_208_034_543_834_098);
    }

    #[test]
    fn information_separators_are_white_space() {
        assert!(is_space(" \u{1f}\u{a0}"));
        assert!(!is_space(""));
        assert!(!is_space("\u{200b}"));
    }
}
