//! Dictionary forms by rules, exceptions and an index of known words.
//!
//! The method is WordNet's *morphy* as spaCy applies it: detach the suffix of a rule, and believe the result if the index
//! of the part of speech knows it; irregular forms come from a table of exceptions.

use std::borrow::Cow;

use crate::lexeme::{Lexemes, lower};
use crate::lexicon::{LexiconError, Reader};

/// Sorted strings in one block, searched in place.
#[derive(Debug)]
struct StringTable {
    offsets: Box<[u32]>,
    bytes: Box<str>,
}

impl StringTable {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LexiconError> {
        let at = reader.position();
        let count = reader.u32()? as usize;
        let raw = reader.take(count.saturating_add(1).saturating_mul(4))?;
        let offsets: Box<[u32]> = raw.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let length = offsets.last().copied().unwrap_or(0) as usize;
        let text_at = reader.position();
        let bytes: Box<str> =
            std::str::from_utf8(reader.take(length)?).map_err(|_| LexiconError::NotUtf8(text_at))?.into();
        let sound = offsets.is_sorted() && offsets.iter().all(|&offset| bytes.is_char_boundary(offset as usize));
        if sound { Ok(Self { offsets, bytes }) } else { Err(LexiconError::OutOfRange(at)) }
    }

    fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    fn get(&self, index: usize) -> &str {
        &self.bytes[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }

    fn find(&self, text: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

/// The tables of one part of speech.
#[derive(Debug)]
struct Paradigm {
    /// Universal part of speech, lower case.
    pos: Box<str>,
    rules: Vec<(Box<str>, Box<str>)>,
    exceptions: StringTable,
    /// Lemmas of each exception, joined by line feeds.
    exception_lemmas: StringTable,
    index: StringTable,
}

/// The rule lemmatiser of one model.
#[derive(Debug)]
pub struct Lemmatizer {
    paradigms: Vec<Paradigm>,
}

impl Lemmatizer {
    /// Reads the model section `lemmas`.
    ///
    /// # Errors
    /// When the section is truncated or malformed.
    pub fn read(section: &[u8]) -> Result<Self, LexiconError> {
        let mut reader = Reader::new(section);
        let paradigms = reader.list(|reader| {
            let at = reader.position();
            let pos = reader.str()?.into();
            let rules = reader.list(|reader| Ok((reader.str()?.into(), reader.str()?.into())))?;
            let exceptions = StringTable::read(reader)?;
            let exception_lemmas = StringTable::read(reader)?;
            let index = StringTable::read(reader)?;
            if exceptions.len() != exception_lemmas.len() {
                return Err(LexiconError::OutOfRange(at));
            }
            Ok(Paradigm { pos, rules, exceptions, exception_lemmas, index })
        })?;
        reader.finish()?;
        Ok(Self { paradigms })
    }

    /// The lemma of a form with the universal part of speech and the morphological features it was given.
    pub fn lemma<'a>(&'a self, lexemes: &Lexemes, form: &'a str, pos: &str, morph: &str) -> Cow<'a, str> {
        if pos.is_empty() || pos == "SPACE" || pos == "EOL" || is_base_form(pos, morph) {
            return lower(form);
        }
        let Some(paradigm) = self.paradigms.iter().find(|paradigm| paradigm.pos.eq_ignore_ascii_case(pos)) else {
            return if pos == "PROPN" { Cow::Borrowed(form) } else { lower(form) };
        };
        let word = lower(form);
        // Only the foremost candidate is ever used, so it is enough to know the best of each sort.
        let mut known: Vec<String> = Vec::new();
        let mut unknown = None;
        for (old, new) in &paradigm.rules {
            let Some(stem) = word.strip_suffix(&**old) else { continue };
            let candidate = format!("{stem}{new}");
            if candidate.is_empty() {
                continue;
            }
            if paradigm.index.find(&candidate).is_some() {
                known.insert(0, candidate);
            } else if !candidate.chars().all(|character| lexemes.is_alphabetic(character)) {
                known.push(candidate);
            } else if unknown.is_none() {
                unknown = Some(candidate);
            }
        }
        if let Some(index) = paradigm.exceptions.find(&word) {
            for lemma in paradigm.exception_lemmas.get(index).split('\n') {
                // An exception that a rule has found already keeps its place.
                if !known.iter().any(|candidate| candidate == lemma) {
                    known.insert(0, lemma.to_owned());
                }
            }
        }
        if known.is_empty() {
            return unknown.map_or(Cow::Borrowed(form), Cow::Owned);
        }
        Cow::Owned(known.swap_remove(0))
    }
}

/// The value of a morphological feature in `Name=Value|Name=Value`.
fn feature<'a>(morph: &'a str, name: &str) -> Option<&'a str> {
    morph.split('|').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// True when the form is not inflected, and so is its own lemma.
fn is_base_form(pos: &str, morph: &str) -> bool {
    let (verb_form, degree) = (feature(morph, "VerbForm"), feature(morph, "Degree"));
    (pos == "NOUN" && feature(morph, "Number") == Some("Sing"))
        || (pos == "VERB"
            && verb_form == Some("Fin")
            && feature(morph, "Tense") == Some("Pres")
            && feature(morph, "Number").is_none())
        || matches!(verb_form, Some("Inf" | "None"))
        || degree == Some("Pos")
}
