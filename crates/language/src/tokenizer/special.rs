//! Special cases of the tokenizer: strings with tokens of their own.

use std::collections::HashMap;

use super::affix::Affixes;
use super::{Piece, Url, split};
use crate::lexicon::{LexiconError, Reader};

/// The tokens of a special case that the affix rules tear apart.
type Sequence = Box<[Box<str>]>;

/// Names the norm that a special case gives one of its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpecialNorm(u16);

/// One special case.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// Byte length and norm of every token.
    tokens: Box<[(u32, Option<SpecialNorm>)]>,
    /// The case is also looked for across tokens.
    across: bool,
}

/// All special cases.
#[derive(Debug, Clone)]
pub(super) struct Specials {
    cases: HashMap<Box<str>, Case>,
    norms: Vec<Box<str>>,
    longest: usize,
    /// For the cases looked for across tokens: the token forms that the affix rules give them, by the first form.
    sequences: HashMap<Box<str>, Vec<Sequence>>,
}

impl Specials {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let mut norms: Vec<Box<str>> = Vec::new();
        let mut seen: HashMap<Box<str>, SpecialNorm> = HashMap::new();
        let cases = reader.list(|reader| {
            let at = reader.position();
            let chunk: Box<str> = reader.str()?.into();
            let across = reader.u8()? != 0;
            let tokens: Box<[_]> = reader
                .list(|reader| {
                    let length = reader.str()?.len() as u32;
                    let norm: Box<str> = reader.str()?.into();
                    if norm.is_empty() {
                        return Ok((length, None));
                    }
                    let id = *seen.entry(norm).or_insert_with_key(|norm| {
                        norms.push(norm.clone());
                        SpecialNorm(norms.len() as u16 - 1)
                    });
                    Ok((length, Some(id)))
                })?
                .into();
            // The tokens must tile the string, and none may be empty.
            let mut end = 0;
            for &(length, _) in &tokens {
                end += length as usize;
                if length == 0 || !chunk.is_char_boundary(end) {
                    return Err(LexiconError::OutOfRange(at));
                }
            }
            if end != chunk.len() {
                return Err(LexiconError::OutOfRange(at));
            }
            Ok((chunk, Case { tokens, across }))
        })?;
        let longest = cases.iter().map(|(chunk, _)| chunk.len()).max().unwrap_or(0);
        Ok(Self { cases: cases.into_iter().collect(), norms, longest, sequences: HashMap::new() })
    }

    /// Splits the cases that are looked for across tokens by the affix rules alone.
    pub(super) fn find_sequences(&mut self, affixes: &Affixes, url: &Url) {
        let (mut suffixes, mut pieces) = (Vec::new(), Vec::new());
        for (chunk, _) in self.cases.iter().filter(|(_, case)| case.across) {
            pieces.clear();
            split(affixes, url, None, chunk, &mut suffixes, &mut pieces);
            let forms: Box<[Box<str>]> =
                pieces.iter().map(|piece| chunk[piece.start as usize..piece.end as usize].into()).collect();
            if let Some(first) = forms.first() {
                self.sequences.entry(first.clone()).or_default().push(forms);
            }
        }
    }

    pub(super) fn norm(&self, norm: SpecialNorm) -> &str {
        &self.norms[usize::from(norm.0)]
    }

    pub(super) fn case(&self, text: &str) -> Option<&Case> {
        if text.len() > self.longest { None } else { self.cases.get(text) }
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        self.case(text).is_some()
    }

    pub(super) fn opens_sequence(&self, form: &str) -> bool {
        self.sequences.contains_key(form)
    }

    /// Appends the tokens of a case that starts at a byte.
    pub(super) fn push(&self, case: &Case, start: usize, pieces: &mut Vec<Piece>) {
        let mut at = start;
        for &(length, norm) in &case.tokens {
            let end = at + length as usize;
            pieces.push(Piece { norm, ..Piece::new(at, end) });
            at = end;
        }
    }

    /// Looks for special cases across the tokens from `first` on and puts their own tokens in place.
    pub(super) fn apply_across(&self, text: &str, pieces: &mut Vec<Piece>, first: usize) {
        let form = |piece: &Piece| &text[piece.start as usize..piece.end as usize];
        let mut found: Vec<(usize, usize)> = Vec::new();
        for start in first..pieces.len() {
            if !pieces[start].opens_case {
                continue;
            }
            for forms in self.sequences.get(form(&pieces[start])).into_iter().flatten() {
                let window = pieces.get(start..start + forms.len());
                if window.is_some_and(|window| window.iter().zip(forms).all(|(piece, known)| form(piece) == &**known)) {
                    found.push((start, start + forms.len()));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        // Longer spans win, then earlier ones; a span gives way when one of its ends is already taken.
        found.sort_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
        let mut taken = vec![false; pieces.len() - first];
        let mut kept: Vec<(usize, usize)> = Vec::new();
        for (start, end) in found {
            if !taken[start - first] && !taken[end - 1 - first] {
                kept.push((start, end));
            }
            taken[start - first..end - first].fill(true);
        }
        kept.sort_unstable();
        let original = pieces.split_off(first);
        let mut at = first;
        for (start, end) in kept {
            pieces.extend_from_slice(&original[at - first..start - first]);
            let span = &original[start - first..end - first];
            let (from, last) = (span[0].start as usize, span[span.len() - 1]);
            match self.case(&text[from..last.end as usize]) {
                Some(case) => {
                    self.push(case, from, pieces);
                    if let Some(piece) = pieces.last_mut() {
                        piece.space_after = last.space_after;
                    }
                }
                None => pieces.extend_from_slice(span),
            }
            at = end;
        }
        pieces.extend_from_slice(&original[at - first..]);
    }
}
