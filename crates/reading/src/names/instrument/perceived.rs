//! Instruments that the encoder saw and no form gives away: "the de minimis exemption", "Nutrition North".

use language::{Analysis, Token};
use record::{InstrumentType, Span};

use super::super::jurisdictions;
use super::super::phrase::is_capital;
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
        self.seen(analysis, span)
    }

    /// The mention that the encoder saw around one that its form alone does not name: "restriction on export of sugar", of which
    /// the form gives "restriction".
    pub(super) fn wider(&self, analysis: &Analysis, reading: &Reading, seen: &[Span]) -> Option<Reading> {
        if reading.named || reading.upgrade.is_some() || self.names_alone {
            return None;
        }
        let around = seen.iter().find(|span| span.contains(reading.span) && span.len() > reading.span.len())?;
        let mut wider = self.seen(analysis, *around)?;
        let more = wider.words.iter().filter(|word| !reading.words.contains(*word)).count();
        let holds = wider.span.contains(reading.span) && more > 1;
        wider.kind = reading.kind;
        wider.plural = reading.plural;
        wider.end = wider.end.max(reading.end);
        holds.then_some(wider)
    }

    /// What the encoder took for a mention, as far as it is a name.
    fn seen(&self, analysis: &Analysis, span: Span) -> Option<Reading> {
        let tokens = analysis.tokens_in(span.range());
        // Articles and words of standing before the name are no part of it.
        let first = tokens.clone().find(|index| !is_standing(&analysis.token(*index).text().to_lowercase()))?;
        // It ends with a noun: "the EU’s" and "Swiss" are whose it is.
        let noun = |index: &usize| matches!(analysis.token(*index).pos(), "NOUN" | "PROPN" | "NUM");
        let last = tokens.clone().rev().find(|index| analysis.token(*index).dep() != "case")?;
        if last < first || !noun(&last) {
            return None;
        }
        let (first, last) = whole_name(analysis, first, last);
        // "the Directorate General of Trade Remedies": what is part of the name of a body is no instrument.
        let body = |token: Token<'_>| {
            is_capital(token) && BODIES.split(' ').any(|word| token.text().eq_ignore_ascii_case(word))
        };
        if analysis.slice(first..last + 1).any(body) && super::lexicon::head_at(analysis, last).is_none() {
            return None;
        }
        let words =
            Span { start: analysis.token(first).span().start as u32, end: analysis.token(last).span().end as u32 };
        let name = analysis.text()[words.range()].split_whitespace().collect::<Vec<_>>().join(" ");
        // A single common word, "the measure", names nothing by itself.
        let head = HEADS.contains_key(name.to_lowercase().as_str());
        let common = !name.contains(' ') && (head || !name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()));
        let country = jurisdictions::at_start(&name).is_some_and(|known| known.form.len() == name.len());
        let fragment = name.ends_with(['-', '–', '/']) || name.starts_with(|c: char| !c.is_alphanumeric());
        if !name.chars().any(char::is_alphabetic) || common || country || fragment || last + 1 - first > 12 {
            return None;
        }
        if is_acronym(&name) {
            return self.acronym_seen(&name, words, last + 1);
        }
        let parties: std::collections::BTreeSet<String> = jurisdictions::all_in(&name).into_iter().collect();
        let kind = kind_of(&name, parties.len());
        let told = words_of(&name);
        Some(Reading { parties, ..Reading::named(words, kind, name, told, tokens.end.max(last + 1)) })
    }

    /// What an acronym stands for: an instrument whose name has it as a word, "ECTA" of "India-Australia ECTA"; else an agreement, if
    /// it ends as those of agreements do.
    fn acronym_seen(&self, acronym: &str, span: Span, end: usize) -> Option<Reading> {
        let has_it = |name: &str| name.split([' ', '-', '–', '(', ')']).any(|word| word == acronym);
        let known = self.drafts.iter().find(|draft| draft.forms().any(has_it));
        let name = match known {
            Some(draft) => draft.instrument.name.0.clone(),
            None => AGREEMENTS.split(' ').any(|ending| acronym.ends_with(ending)).then(|| acronym.to_owned())?,
        };
        let kind = known.map_or(InstrumentType::Agreement, |draft| draft.instrument.kind);
        let words = words_of(&name);
        Some(Reading::named(span, kind, name, words, end))
    }
}

/// Words of capitalised names of bodies.
const BODIES: &str = "Directorate General Ministry Department Board Bureau Office Committee Council Commission Agency Authority \
    Secretariat Institute Association Chamber University Bank Service Administration Organisation Organization Delegation Embassy";

/// How acronyms of agreements end.
const AGREEMENTS: &str = "FTA EPA CEPA CECA ECTA TEPA CETA TIFA PTA BIT MRA MOU MoU IPA DEA DPA SEPA ATIGA";

fn is_acronym(name: &str) -> bool {
    (2..=6).contains(&name.len()) && name.chars().all(|c| c.is_ascii_uppercase() || c == 'o')
}

/// The first and last token of a name that was cut in the middle of a run of capitals: "Certificate of Hong" of "Certificate of Hong
/// Kong". Nothing joins two runs but a hyphen.
fn whole_name(analysis: &Analysis, first: usize, last: usize) -> (usize, usize) {
    let bounds = analysis.token(last).sentence().range();
    let capital = |index: usize| {
        let token = analysis.token(index);
        token.pos() == "PROPN" && is_capital(token)
    };
    let (mut first, mut last) = (first, last);
    while last + 1 < bounds.end && capital(last) && capital(last + 1) {
        last += 1;
    }
    while first > bounds.start && capital(first) && capital(first - 1) {
        first -= 1;
    }
    (first, last)
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
