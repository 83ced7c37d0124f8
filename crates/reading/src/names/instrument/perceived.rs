//! Instruments that the encoder saw and no form gives away: "the de minimis exemption", "Nutrition North".

use language::Analysis;
use record::{InstrumentType, Span};

use super::super::jurisdictions;
use super::lexicon::{HEADS, is_standing, words_of};
use super::{Instruments, Reading};

impl Instruments {
    /// Reads the mention that the encoder saw starting at a token, where no token of it is the head of a mention that has a
    /// form of its own.
    pub(super) fn perceived(
        &self,
        analysis: &Analysis,
        at: usize,
        seen: &[Span],
        phrases: &[std::ops::Range<usize>],
    ) -> Option<Reading> {
        let start = analysis.token(at).span().start as u32;
        let span = *seen.iter().find(|span| span.start == start)?;
        let tokens = analysis.tokens_in(span.range());
        if tokens.clone().any(|index| self.read(analysis, index, phrases).is_some()) {
            return None;
        }
        // Articles and words of standing before the name are no part of it.
        let first = tokens.clone().find(|index| !is_standing(&analysis.token(*index).text().to_lowercase()))?;
        // It ends with a noun: "the EU’s" and "Swiss" are whose it is.
        let noun = |index: &usize| matches!(analysis.token(*index).pos(), "NOUN" | "PROPN" | "NUM");
        let last = tokens.clone().rev().find(|index| analysis.token(*index).dep() != "case")?;
        if last < first || !noun(&last) {
            return None;
        }
        let words =
            Span { start: analysis.token(first).span().start as u32, end: analysis.token(last).span().end as u32 };
        let name = analysis.text()[words.range()].split_whitespace().collect::<Vec<_>>().join(" ");
        // A single common word, "the measure", names nothing by itself.
        let common = !name.contains(' ') && !name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
        let country = jurisdictions::at_start(&name).is_some_and(|known| known.form.len() == name.len());
        if !name.chars().any(char::is_alphabetic) || common || country || tokens.end - first > 12 {
            return None;
        }
        let parties: std::collections::BTreeSet<String> = jurisdictions::all_in(&name).into_iter().collect();
        let kind = kind_of(&name, parties.len());
        Some(Reading {
            span: words,
            kind,
            parties,
            words: words_of(&name),
            name,
            acronyms: Vec::new(),
            named: true,
            upgrade: None,
            base: false,
            plural: false,
            end: tokens.end,
        })
    }
}

/// The type that the words of a name tell: the last head among them, else an agreement of several parties, else a measure.
fn kind_of(name: &str, parties: usize) -> InstrumentType {
    let words: Vec<String> =
        name.split([' ', '-', '–']).map(|word| record::goods::singular(&word.to_lowercase())).collect();
    let at = |start: usize| {
        let candidates = HEADS.get(words[start].as_str())?;
        let fits = |phrase: &[&str]| {
            phrase.iter().enumerate().all(|(index, word)| words.get(start + index).is_some_and(|own| own == word))
        };
        candidates.iter().find(|(phrase, _)| fits(phrase)).map(|(_, kind)| *kind)
    };
    let fallback = if parties > 1 { InstrumentType::Agreement } else { InstrumentType::Measure };
    (0..words.len()).rev().find_map(at).unwrap_or(fallback)
}
