//! Splitting text into tokens, exactly as spaCy's rule tokenizer does.
//!
//! The text is cut at white space into chunks. A chunk that is a special case ("don't", "U.S.") gives the tokens of the
//! case; otherwise prefixes and suffixes are peeled off in turn until a special case, a web address or nothing more
//! remains, and what is left is cut at its infixes. At last, special cases that the affix rules tear apart (":-)", "a.m.")
//! are looked for across tokens.
//!
//! One blank after a token belongs to it (`space_after`); further white space becomes tokens of its own, so that tokens
//! and blanks tile the text.

mod affix;
mod special;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::lexeme::{is_white_space, murmur_hash_64a};
use crate::lexicon::{LexiconError, Reader};
use affix::Affixes;
pub use special::SpecialNorm;
use special::Specials;

/// One token as the tokenizer finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// A single blank follows and belongs to the token.
    pub space_after: bool,
    /// The norm that a special case gives the token; see [`Tokenizer::special_norm`].
    pub norm: Option<SpecialNorm>,
    /// The token can open a special case that spans several tokens.
    opens_case: bool,
}

/// Chunks already split, kept by one thread from text to text.
#[derive(Debug, Default)]
pub struct ChunkCache {
    chunks: HashMap<Box<str>, Box<[Piece]>, BuildHasherDefault<ChunkHasher>>,
    suffixes: Vec<Piece>,
}

/// Number of chunks kept; beyond it, further chunks are split anew each time.
const CACHED_CHUNKS: usize = 20_000;

/// Chunks longer than this are not kept, so that odd text cannot fill the memory.
const CACHED_CHUNK_BYTES: usize = 64;

/// The hash of the string tables, which is fast on short strings.
#[derive(Debug, Default)]
struct ChunkHasher(u64);

impl Hasher for ChunkHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = murmur_hash_64a(bytes, self.0);
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The tokenizer of one model. It holds tables only and can be shared between threads.
#[derive(Debug)]
pub struct Tokenizer {
    affixes: Affixes,
    specials: Specials,
    url: Url,
}

impl Tokenizer {
    /// Reads the model section `tokenizer`.
    ///
    /// # Errors
    /// When the section is truncated or malformed.
    pub fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let affixes = Affixes::read(&mut reader)?;
        let mut specials = Specials::read(&mut reader)?;
        let url = Url { pattern: reader.str()?.into(), compiled: OnceLock::new() };
        reader.finish()?;
        specials.find_sequences(&affixes, &url);
        Ok(Self { affixes, specials, url })
    }

    /// The norm that a special case gives a token.
    pub fn special_norm(&self, norm: SpecialNorm) -> &str {
        self.specials.norm(norm)
    }

    /// Appends the tokens of `text` in text order.
    pub fn tokenize(&self, text: &str, cache: &mut ChunkCache, pieces: &mut Vec<Piece>) {
        let first = pieces.len();
        let mut start = 0;
        let mut in_space = text.chars().next().is_some_and(is_white_space);
        for (at, character) in text.char_indices() {
            if is_white_space(character) == in_space {
                continue;
            }
            self.chunk(text, start, at, cache, pieces);
            start = at;
            if character == ' ' {
                if let Some(last) = pieces.last_mut() {
                    last.space_after = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        self.chunk(text, start, text.len(), cache, pieces);
        self.specials.apply_across(text, pieces, first);
    }

    fn chunk(&self, text: &str, start: usize, end: usize, cache: &mut ChunkCache, pieces: &mut Vec<Piece>) {
        if start >= end {
            return;
        }
        let chunk = &text[start..end];
        if let Some(found) = cache.chunks.get(chunk) {
            pieces.extend(found.iter().map(|piece| piece.moved(start as u32)));
            return;
        }
        let first = pieces.len();
        split(&self.affixes, &self.url, Some(&self.specials), chunk, &mut cache.suffixes, pieces);
        for piece in &mut pieces[first..] {
            piece.opens_case = self.specials.opens_sequence(&chunk[piece.start as usize..piece.end as usize]);
        }
        if chunk.len() <= CACHED_CHUNK_BYTES && cache.chunks.len() < CACHED_CHUNKS {
            cache.chunks.insert(chunk.into(), pieces[first..].into());
        }
        for piece in &mut pieces[first..] {
            *piece = piece.moved(start as u32);
        }
    }
}

impl Piece {
    fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32, space_after: false, norm: None, opens_case: false }
    }

    fn moved(mut self, by: u32) -> Self {
        self.start += by;
        self.end += by;
        self
    }
}

/// Splits one chunk; the spans of the pieces count from its start.
fn split(
    affixes: &Affixes,
    url: &Url,
    specials: Option<&Specials>,
    chunk: &str,
    suffixes: &mut Vec<Piece>,
    pieces: &mut Vec<Piece>,
) {
    let special = |start: usize, end: usize| specials.is_some_and(|specials| specials.contains(&chunk[start..end]));
    suffixes.clear();
    let (mut start, mut end) = (0, chunk.len());
    while start < end {
        if special(start, end) {
            break;
        }
        let inner = &chunk[start..end];
        let prefix = affixes.prefix(inner);
        if prefix != 0 && prefix < inner.len() && special(start + prefix, end) {
            pieces.push(Piece::new(start, start + prefix));
            start += prefix;
            break;
        }
        let suffix = affixes.suffix(&inner[prefix..]);
        if suffix != 0 && suffix < inner.len() && special(start, end - suffix) {
            suffixes.push(Piece::new(end - suffix, end));
            end -= suffix;
            break;
        }
        if prefix == 0 && suffix == 0 {
            break;
        }
        if prefix != 0 {
            pieces.push(Piece::new(start, start + prefix));
        }
        if suffix != 0 {
            suffixes.push(Piece::new(end - suffix, end));
        }
        start += prefix;
        end -= suffix;
    }
    if start < end {
        let inner = &chunk[start..end];
        if let Some(specials) = specials
            && let Some(case) = specials.case(inner)
        {
            specials.push(case, start, pieces);
        } else if url.matches(inner) {
            pieces.push(Piece::new(start, end));
        } else {
            split_infixes(affixes, inner, start, pieces);
        }
    }
    pieces.extend(suffixes.drain(..).rev());
}

/// Cuts what is left of a chunk at its infixes; one at the very start does not count.
fn split_infixes(affixes: &Affixes, inner: &str, offset: usize, pieces: &mut Vec<Piece>) {
    let mut start = 0;
    let mut from = 0;
    while let Some((infix_start, infix_end)) = affixes.infix(inner, from) {
        from = infix_end;
        if infix_start == 0 {
            continue;
        }
        if infix_start != start {
            pieces.push(Piece::new(offset + start, offset + infix_start));
        }
        pieces.push(Piece::new(offset + infix_start, offset + infix_end));
        start = infix_end;
    }
    if start < inner.len() {
        pieces.push(Piece::new(offset + start, offset + inner.len()));
    }
}

/// The pattern of web addresses. It is the only regular expression left, and compiled when first needed.
#[derive(Debug)]
struct Url {
    pattern: Box<str>,
    compiled: OnceLock<Option<fancy_regex::Regex>>,
}

/// Longer strings are never taken for addresses: the pattern backtracks, and the time must stay linear.
const URL_BYTES: usize = 2_000;

impl Url {
    fn matches(&self, text: &str) -> bool {
        // Every address has a point between two of its parts.
        if self.pattern.is_empty() || text.len() > URL_BYTES || !text.contains('.') {
            return false;
        }
        let compiled = self.compiled.get_or_init(|| fancy_regex::Regex::new(&self.pattern).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text).unwrap_or(false))
    }
}
