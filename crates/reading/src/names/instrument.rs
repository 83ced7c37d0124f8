//! Instruments: agreements, measures, laws, cases and undertakings, known ones from data, unknown ones from their form.
//!
//! A mention is a head ("Free Trade Agreement", "safeguard", "Act") with what stands before it (parties, field,
//! capitalised words) and behind it ("between … and …", "on steel"). It names an instrument when it has a capitalised
//! head, a party or a field of its own; otherwise it refers to one named before.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use language::{Analysis, Token};
use record::{Field, Instrument, InstrumentName, InstrumentType, Jurisdiction, Span};

use super::phrase::is_capital;
use super::{Form, Mention, Target, jurisdictions};

/// Kinds of instruments that refer to each other by the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Agreement,
    Paper,
    Measure,
    Law,
    Case,
    Undertaking,
}

fn group(kind: InstrumentType) -> Group {
    use InstrumentType as T;
    match kind {
        T::Fta | T::Cepa | T::DigitalTrade | T::InvestmentAgreement | T::WtoAgreement | T::Agreement => {
            Group::Agreement
        }
        T::Mou | T::JointStatement => Group::Paper,
        T::Law => Group::Law,
        T::Investigation | T::Dispute => Group::Case,
        T::Programme | T::Dialogue => Group::Undertaking,
        _ => Group::Measure,
    }
}

/// Head phrases by their first word: their words, and the type they tell.
type Heads = HashMap<&'static str, Vec<(Vec<&'static str>, InstrumentType)>>;

/// The head phrases, the longest first.
static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let mut heads = Heads::new();
    for line in include_str!("instrument_heads.tsv").lines().filter(|line| !line.starts_with('#')) {
        let Some((phrase, kind)) = line.split_once('\t') else { continue };
        let Some(kind) = InstrumentType::parse(kind.trim()) else { continue };
        let words: Vec<&str> = phrase.split([' ', '-']).collect();
        heads.entry(words[0]).or_default().push((words, kind));
    }
    for known in heads.values_mut() {
        known.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    heads
});

/// An instrument that is known by name.
struct Known {
    name: &'static str,
    forms: Vec<&'static str>,
    kind: InstrumentType,
    parties: Vec<&'static str>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let lines = include_str!("instruments.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (name, forms, kind) = (columns.next()?, columns.next()?, columns.next()?);
            let parties = columns.next().unwrap_or_default();
            Some(Known {
                name,
                forms: std::iter::once(name).chain(forms.split('|').filter(|form| !form.is_empty())).collect(),
                kind: InstrumentType::parse(kind)?,
                parties: parties.split(',').filter(|code| !code.is_empty()).collect(),
            })
        })
        .collect()
});

/// Known forms by their first two bytes, with the place of what they name in [`KNOWN`].
type Forms = HashMap<&'static [u8], Vec<(&'static str, usize)>>;

/// The known forms, the longest first.
static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms::new();
    for (index, known) in KNOWN.iter().enumerate() {
        for form in known.forms.iter().filter(|form| form.len() > 1) {
            forms.entry(&form.as_bytes()[..2]).or_default().push((form, index));
        }
    }
    for known in forms.values_mut() {
        known.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
    }
    forms
});

/// A known form at the start of a text, ending at the end of a word: its length and what it names.
fn known_at(text: &str) -> Option<(usize, &'static Known)> {
    let candidates = FORMS.get(text.as_bytes().get(..2)?)?;
    let whole = |form: &str| text.strip_prefix(form).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    candidates.iter().find(|(form, _)| whole(form)).map(|(form, index)| (form.len(), &KNOWN[*index]))
}

/// Words that describe where an instrument stands or that point at it; they are no part of its name.
const STANDING: &str = "a an the this that these those its their his her our such any all some each both same certain planned proposed \
    draft amended current existing present new newly future recent original upgraded modernised modernized revised updated renewed \
    ongoing annual final first second third next latest possible potential additional further formal official comprehensive broad \
    free-standing so-called respective relevant related various key major own one other upcoming forthcoming long-awaited \
    ambitious modern bilateral-level strong joint-level temporary-level improved enhanced replacement";

fn is_standing(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STANDING.split_whitespace().collect());
    WORDS.contains(word)
        || word.bytes().any(|byte| byte.is_ascii_uppercase()) && WORDS.contains(word.to_lowercase().as_str())
}

fn lower_singular(token: Token<'_>) -> String {
    let word = token.text().to_lowercase();
    if word.len() > 3 && !word.ends_with("ss") {
        if let Some(stem) = word.strip_suffix("ies") {
            return format!("{stem}y");
        }
        if let Some(stem) = word.strip_suffix('s') {
            return stem.to_owned();
        }
    }
    word
}

/// The longest head phrase that starts at a token: one past its last token, and the type.
fn head_at(analysis: &Analysis, start: usize) -> Option<(usize, InstrumentType)> {
    let first = analysis.token(start);
    let word = lower_singular(first);
    let candidates = HEADS.get(word.as_str()).or_else(|| HEADS.get(first.text().to_lowercase().as_str()))?;
    candidates.iter().find_map(|(words, kind)| {
        let mut at = start;
        for (index, word) in words.iter().enumerate() {
            if index > 0 && at < analysis.len() && matches!(analysis.token(at).text(), "-" | "‑") {
                at += 1;
            }
            let token = (at < analysis.len()).then(|| analysis.token(at))?;
            if lower_singular(token) != *word && !token.text().eq_ignore_ascii_case(word) {
                return None;
            }
            at += 1;
        }
        let last = analysis.token(at - 1);
        (matches!(last.pos(), "NOUN" | "PROPN") || at - start > 1 || is_capital(last)).then_some((at, *kind))
    })
}

/// What one mention says of its instrument.
#[derive(Debug, Clone)]
struct Reading {
    span: Span,
    kind: InstrumentType,
    parties: BTreeSet<String>,
    /// Words of the name that are neither head nor party, in lower case.
    words: BTreeSet<String>,
    name: String,
    acronyms: Vec<String>,
    named: bool,
    upgrade: Option<Change>,
    /// "the present agreement": not its upgrade.
    base: bool,
    plural: bool,
    end: usize,
}

/// How an instrument of its own changes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Upgrade,
    Amendment,
    Accession,
}

struct Draft {
    instrument: Instrument,
    words: BTreeSet<String>,
    change: Option<Change>,
    /// One past the position of the last mention, to find the latest.
    last: usize,
}

/// Collects the instruments of a document, the body first.
#[derive(Default)]
pub(super) struct Instruments {
    drafts: Vec<Draft>,
    home: Option<String>,
    /// The parties of the headline, and what it calls them.
    pair: Vec<(String, &'static str)>,
    clock: usize,
}

impl Instruments {
    /// A collector for a document of a jurisdiction, between the parties of its title.
    pub(super) fn new(home: Option<String>, pair: Vec<(String, &'static str)>) -> Self {
        Self { home, pair, ..Self::default() }
    }

    /// The instruments found, in the order of their first mention.
    pub(super) fn into_instruments(self) -> Vec<Instrument> {
        self.drafts.into_iter().map(|draft| draft.instrument).collect()
    }

    /// Forgets which instrument was spoken of last, before the text is read again.
    pub(super) fn rewind(&mut self) {
        for draft in &mut self.drafts {
            draft.last = 0;
        }
    }

    /// Acronyms of the instruments found so far.
    pub(super) fn acronyms(&self) -> Vec<String> {
        let forms =
            self.drafts.iter().flat_map(|draft| draft.instrument.acronym.iter().chain(&draft.instrument.aliases));
        forms.filter(|form| !form.contains(' ')).cloned().collect()
    }

    /// Finds the mentions of one text; `phrases` are its proper phrases.
    pub(super) fn field(&mut self, analysis: &Analysis, field: Field, phrases: &[Range<usize>]) -> Vec<Mention> {
        let mut mentions: Vec<Mention> = Vec::new();
        let mut at = 0;
        while at < analysis.len() {
            let Some(reading) = self.read(analysis, at, phrases) else {
                at += 1;
                continue;
            };
            at = reading.end.max(at + 1);
            self.clock += 1;
            let previous = mentions.last();
            if previous.is_some_and(|previous| previous.span.end > reading.span.start) {
                continue;
            }
            let found = if reading.named {
                Some(self.name(&reading))
            } else {
                self.refer(&reading).or_else(|| self.introduce(analysis, &reading))
            };
            if let Some(index) = found {
                self.drafts[index].last = self.clock;
                // Whoever speaks of a change speaks of what it changes.
                let base = self.drafts[index].instrument.amends.clone();
                if let Some(base) = self.drafts.iter_mut().find(|draft| Some(&draft.instrument.name) == base.as_ref()) {
                    base.last = self.clock;
                }
                let form = if reading.named { Form::Name } else { Form::Description };
                mentions.push(Mention {
                    field,
                    span: reading.span,
                    target: Target::Instrument(self.drafts[index].instrument.name.clone()),
                    form,
                });
            }
        }
        self.talks(analysis, field, &mut mentions);
        mentions
    }

    /// Reads the mention whose head starts at a token.
    fn read(&self, analysis: &Analysis, at: usize, phrases: &[Range<usize>]) -> Option<Reading> {
        let token = analysis.token(at);
        let text = analysis.text();
        if let Some((length, known)) = known_at(&text[token.span().start..]) {
            return Some(self.known(analysis, at, length, known));
        }
        let (mut end, kind) = head_at(analysis, at)?;
        let phrase = phrases.iter().find(|phrase| phrase.contains(&at));
        let chunk_start = self.left_edge(analysis, at, phrase);
        // A phrase goes on behind its head: "Agreement on Fisheries Subsidies", "Act on …".
        if let Some(phrase) = phrase.filter(|phrase| phrase.end > end && is_capital(token)) {
            let joins = matches!(analysis.token(end).text(), "on" | "for" | "of" | "with" | "to");
            if joins {
                end = phrase.end;
            } else if analysis.token(end).text().chars().any(char::is_alphabetic) && head_at(analysis, end).is_none() {
                // The head is only a part of a longer name: "Trade Agreement Committee" names a body.
                return is_upgrade_word(analysis.token(end)).then_some(()).and(self.finish(
                    analysis,
                    at,
                    end,
                    kind,
                    chunk_start,
                ));
            }
        } else if end < analysis.len() && follows_as_head(analysis, end) {
            return None;
        }
        self.finish(analysis, at, end, kind, chunk_start)
    }

    fn known(&self, analysis: &Analysis, at: usize, length: usize, known: &'static Known) -> Reading {
        let start = analysis.token(at).span().start;
        let end = analysis.tokens_in(start..start + length).end.max(at + 1);
        let mut reading = Reading {
            span: Span::from(start..start + length),
            kind: known.kind,
            parties: known.parties.iter().map(|code| (*code).to_owned()).collect(),
            words: words_of(known.name),
            name: known.name.to_owned(),
            acronyms: Vec::new(),
            named: true,
            upgrade: None,
            base: false,
            plural: false,
            end,
        };
        let form = &analysis.text()[start..start + length];
        if form != known.name {
            reading.acronyms.push(form.to_owned());
        }
        self.acronym(analysis, &mut reading);
        reading.upgrade = change(analysis, at, &mut reading.end);
        reading
    }

    /// How far to the left the modifiers of a head reach.
    fn left_edge(&self, analysis: &Analysis, at: usize, phrase: Option<&Range<usize>>) -> usize {
        let sentence = analysis.token(at).sentence().range();
        let mut start = phrase.map_or(at, |phrase| phrase.start.min(at)).max(sentence.start);
        // In a headline every word has a capital: a finite verb is no part of the name.
        if let Some(verb) =
            (start..at).rfind(|&index| matches!(analysis.token(index).tag(), "VBZ" | "VBD" | "VBP" | "VB"))
        {
            start = verb + 1;
        }
        // "General Review of the Agreement": the head stands behind a joining word, so the name begins there.
        if let Some(joint) =
            (start..at).rfind(|&index| matches!(analysis.token(index).text(), "of" | "on" | "for" | "in" | "to"))
        {
            start = if analysis.token(joint + 1).text() == "the" { joint + 2 } else { joint + 1 }.min(at);
            return start;
        }
        while start > sentence.start {
            let before = analysis.token(start - 1);
            // "Section 301 investigation": the number of a section goes with its name.
            if before.tag() == "CD" && start >= sentence.start + 2 && analysis.token(start - 2).text() == "Section" {
                start -= 2;
                break;
            }
            let touches = before.span().end == analysis.token(start).span().start;
            let modifies = matches!(before.pos(), "NOUN" | "PROPN" | "ADJ")
                && (before.head().index() >= start - 1 && before.head().index() <= at
                    || matches!(before.dep(), "compound" | "amod" | "nmod"))
                || before.tag() == "VBN" && before.dep() == "amod"
                || matches!(before.text(), "-" | "–" | "‑" | "/") && touches
                || touches && matches!(analysis.token(start).text(), "-" | "–" | "‑" | "/")
                || matches!(before.text(), "'s" | "’s" | "'" | "’") && before.dep() == "case"
                || jurisdictions::at_start(&analysis.text()[before.span().start..]).is_some_and(|known| {
                    before.span().start + known.form.len() <= analysis.token(start).span().start
                        && before.dep() != "pobj"
                });
            if !modifies || matches!(before.tag(), "DT" | "IN" | "CC" | "CD") {
                break;
            }
            start -= 1;
        }
        start
    }

    fn finish(
        &self,
        analysis: &Analysis,
        head: usize,
        mut end: usize,
        kind: InstrumentType,
        start: usize,
    ) -> Option<Reading> {
        let text = analysis.text();
        let mut first = start;
        // "Next Generation Dialogue" has its adjective by name; "Proposed EU Quota" in a headline has not.
        let by_name = |token: Token<'_>| {
            is_capital(token)
                && matches!(
                    token.text(),
                    "Next"
                        | "First"
                        | "Second"
                        | "Third"
                        | "Final"
                        | "Comprehensive"
                        | "Strong"
                        | "Key"
                        | "One"
                        | "Future"
                )
                && token.index() != token.sentence().range().start
        };
        while first < head && is_standing(analysis.token(first).text()) && !by_name(analysis.token(first)) {
            first += 1;
        }
        if first < head && matches!(analysis.token(first).text(), "'s" | "’s" | "-" | "–") {
            first += 1;
        }
        let mut parties = BTreeSet::new();
        let mut words = BTreeSet::new();
        let mut capital_words = 0;
        let mut index = start;
        while index < head {
            let token = analysis.token(index);
            if let Some(known) = jurisdictions::at_start(&text[token.span().start..]) {
                parties.insert(known.code.to_owned());
                let past = token.span().start + known.form.len();
                while index < head && analysis.token(index).span().start < past {
                    index += 1;
                }
                continue;
            }
            let word = token.text().to_lowercase();
            if word.chars().any(char::is_alphabetic)
                && !is_standing(&word)
                && !matches!(word.as_str(), "'s" | "’s" | "and" | "of" | "the")
            {
                capital_words += usize::from(is_capital(token) && token.index() != token.sentence().range().start);
                words.insert(lower_singular(token));
            }
            index += 1;
        }
        let head_token = analysis.token(head);
        let capital = is_capital(head_token)
            && (head != head_token.sentence().range().start || is_capital_run(analysis, head, end));
        let mut reading = Reading {
            span: Span::from(analysis.token(first).span().start..analysis.token(end - 1).span().end),
            kind,
            parties,
            words,
            name: String::new(),
            acronyms: Vec::new(),
            named: false,
            upgrade: None,
            base: analysis.slice(start.saturating_sub(1)..head).any(|token| {
                matches!(token.text().to_lowercase().as_str(), "present" | "current" | "existing" | "original")
            }),
            plural: matches!(analysis.token(end - 1).tag(), "NNS" | "NNPS"),
            end,
        };
        self.acronym(analysis, &mut reading);
        if reading.end > end {
            // "tariff rate quota (TRQ) system"
            if let Some(next) = (reading.end < analysis.len()).then(|| analysis.token(reading.end)).filter(|next| {
                matches!(
                    next.text(),
                    "system"
                        | "scheme"
                        | "regime"
                        | "mechanism"
                        | "investigation"
                        | "Agreement"
                        | "negotiations"
                        | "measure"
                )
            }) && next.text() != "negotiations"
            {
                reading.span.end = next.span().end as u32;
                reading.end += 1;
                if next.text() == "investigation" {
                    reading.kind = InstrumentType::Investigation;
                }
                end = reading.end;
            }
        }
        end = end.max(reading.end);
        let field_of = self.complement(analysis, &mut reading, end);
        reading.upgrade = change(analysis, start, &mut reading.end);
        if start < head && reading.upgrade.is_none() {
            let upgraded = analysis.slice(start.saturating_sub(1)..head).any(|token| {
                matches!(token.text().to_lowercase().as_str(), "upgraded" | "modernised" | "modernized" | "renewed")
            });
            reading.upgrade = upgraded.then_some(Change::Upgrade);
        }
        reading.named = match group(reading.kind) {
            Group::Agreement => {
                !reading.plural
                    && (capital && (capital_words > 0 || !reading.parties.is_empty() || field_of)
                        || !reading.parties.is_empty() && reading.kind != InstrumentType::Agreement
                        || reading.kind == InstrumentType::Fta
                            && reading.upgrade.is_some()
                            && !reading.base
                            && self.drafts.is_empty())
            }
            Group::Paper => !definite(analysis, start) || !reading.parties.is_empty(),
            Group::Law => capital && capital_words > 0,
            Group::Measure => {
                !reading.parties.is_empty()
                    || field_of
                    || capital && capital_words > 0
                    || !reading.acronyms.is_empty()
                    || !reading.words.is_empty() && !definite(analysis, start)
            }
            Group::Case => !reading.parties.is_empty() || field_of || capital_words > 0,
            Group::Undertaking => capital && capital_words > 0,
        };
        let vague = matches!(
            lower_singular(head_token).as_str(),
            "action"
                | "regime"
                | "mechanism"
                | "partnership"
                | "principle"
                | "fee"
                | "project"
                | "plan"
                | "strategy"
                | "code"
                | "order"
        );
        if vague && !capital && !(field_of && reading.kind == InstrumentType::Measure && !reading.words.is_empty()) {
            reading.named = false;
        }
        if matches!(reading.kind, InstrumentType::Subsidy | InstrumentType::Tariff)
            && reading.words.is_empty()
            && reading.parties.is_empty()
            && !field_of
        {
            reading.named = false;
        }
        // A bare "tariffs on 90 percent of items" is a term, not an instrument.
        if analysis.slice(end..(end + 4).min(analysis.len())).any(|token| token.tag() == "CD")
            && reading.parties.is_empty()
            && !capital
        {
            reading.named = false;
        }
        reading.name = plain_name(analysis, reading.span);
        Some(reading)
    }

    /// Takes what follows a head into the mention: "between … and …", "with …", "on …", "into …". Tells whether it names
    /// a field.
    fn complement(&self, analysis: &Analysis, reading: &mut Reading, end: usize) -> bool {
        let Some(preposition) = (end < analysis.len()).then(|| analysis.token(end)) else { return false };
        let sentence_end = preposition.sentence().range().end;
        let group = group(reading.kind);
        let joins = match group {
            Group::Agreement | Group::Paper => matches!(preposition.text(), "between" | "with" | "among"),
            Group::Measure => matches!(preposition.text(), "on" | "against"),
            Group::Case => {
                matches!(preposition.text(), "of" | "into" | "on" | "against" | "concerning")
                    || preposition.text() == "related"
                        && analysis.len() > end + 1
                        && analysis.token(end + 1).text() == "to"
            }
            _ => false,
        };
        if !joins || preposition.index() >= sentence_end {
            return false;
        }
        let object = preposition
            .children()
            .find(|child| child.dep() == "pobj")
            .or_else(|| preposition.child("prep").and_then(|to| to.child("pobj")));
        let Some(object) = object else { return false };
        // A relative clause or a list behind the object is no part of the name.
        let stop = analysis
            .slice(object.index()..sentence_end)
            .find(|token| matches!(token.text(), "," | ";" | "(" | "." | "which" | "that") || token.tag() == "_SP")
            .map_or(sentence_end, Token::index);
        let object_end = object.subtree_range().end.min(stop).max(object.index() + 1);
        let covered = analysis.token(end).span().start..analysis.token(object_end - 1).span().end;
        for token in analysis.slice(end..object_end) {
            if let Some(known) = jurisdictions::at_start(&analysis.text()[token.span().start..]) {
                reading.parties.insert(known.code.to_owned());
            }
        }
        let one_sided = matches!(preposition.text(), "with") && reading.parties.len() == 1;
        if let Some(home) = self.home.as_ref().filter(|_| one_sided) {
            reading.parties.insert(home.clone());
        }
        let length = object_end - end;
        if group == Group::Agreement || group == Group::Paper {
            if reading.parties.len() >= 2 && length <= 12 {
                reading.span.end = covered.end as u32;
                reading.end = object_end;
            }
            return false;
        }
        if length > 12 || object.tag() == "CD" {
            return false;
        }
        let field: Vec<Token<'_>> = analysis
            .slice(end + 1..object_end)
            .filter(|token| matches!(token.pos(), "NOUN" | "PROPN" | "ADJ"))
            .collect();
        if field.is_empty()
            || field.iter().all(|token| is_standing(token.text()))
            || field.iter().any(|token| matches!(token.lemma(), "item" | "percent" | "imports" | "side" | "%"))
        {
            return false;
        }
        reading.words.extend(field.iter().map(|token| lower_singular(*token)));
        reading.span.end = covered.end as u32;
        reading.end = object_end;
        true
    }

    /// An acronym in brackets behind a name: "(FTA)", "(KORUS FTA)", "(COM(2025) 726)".
    fn acronym(&self, analysis: &Analysis, reading: &mut Reading) {
        let Some(open) =
            (reading.end < analysis.len()).then(|| analysis.token(reading.end)).filter(|token| token.text() == "(")
        else {
            return;
        };
        let text = analysis.text();
        let rest = &text[open.span().end..];
        let Some(close) = rest.find(')').filter(|close| *close <= 40) else { return };
        let inside = rest[..close].trim();
        let is_acronym =
            inside.chars().filter(|character| character.is_uppercase()).count() >= 2 && inside.split(' ').count() <= 3;
        if is_acronym && !inside.contains(',') {
            reading.acronyms.push(inside.to_owned());
            let after = open.span().end + close + 1;
            reading.end = analysis.tokens_in(open.span().start..after).end;
        }
    }

    /// An instrument that is spoken of without a name of its own: "the safeguard", "put forward a regulation", "an additional
    /// tariff of 25 per cent". It is called by its words and the jurisdiction of the document.
    fn introduce(&mut self, analysis: &Analysis, reading: &Reading) -> Option<usize> {
        use InstrumentType as T;
        let first = analysis.token_at(reading.span.start as usize)?;
        let mut before = first.neighbour(-1)?;
        while matches!(before.pos(), "ADJ") || before.tag() == "VBN" {
            before = before.neighbour(-1)?;
        }
        let article = before.text().to_lowercase();
        let specific = matches!(
            reading.kind,
            T::Safeguard
                | T::Trq
                | T::AntiDumping
                | T::Countervailing
                | T::Moratorium
                | T::Regulation
                | T::Law
                | T::ExportControl
                | T::ImportRestriction
                | T::Investigation
        );
        let definite = article == "the"
            && matches!(reading.kind, T::Safeguard | T::Moratorium | T::AntiDumping | T::Countervailing)
            && !reading.plural;
        let last = analysis.token(reading.end - 1);
        let rated = matches!(reading.kind, T::Tariff)
            && last
                .neighbour(1)
                .is_some_and(|of| of.text() == "of" && of.neighbour(1).is_some_and(|number| number.tag() == "CD"));
        let acted = last.ancestors().take(2).any(|above| {
            matches!(
                above.lemma(),
                "propose"
                    | "put"
                    | "adopt"
                    | "impose"
                    | "withdraw"
                    | "table"
                    | "unveil"
                    | "approve"
                    | "enact"
                    | "introduce"
                    | "launch"
                    | "initiate"
                    | "present"
            )
        });
        let indefinite = matches!(article.as_str(), "a" | "an") && !reading.plural && (specific && acted || rated);
        if !definite && !indefinite {
            return None;
        }
        let mut reading = reading.clone();
        let mut name = reading.name.clone();
        if rated {
            // "additional tariff of 25 per cent": its rate tells it from others.
            let words = analysis
                .slice(before.index() + 1..(reading.end + 4).min(analysis.len()))
                .take_while(|token| !matches!(token.text(), "," | "." | ";"));
            name = words.map(|token| token.text().to_owned()).collect::<Vec<_>>().join(" ").replace(" %", "%");
        } else if let Some(section) = under_section(analysis, reading.end) {
            name = format!("Section {section} {name}");
        } else if let Some(home) = self.home.clone() {
            // It belongs to whoever the measure spoken of before belongs to.
            let other = self
                .drafts
                .iter()
                .filter(|draft| {
                    group(draft.instrument.kind) == group(reading.kind) && draft.instrument.parties.len() == 1
                })
                .max_by_key(|draft| draft.last);
            let code = other.map_or(home, |other| other.instrument.parties[0].0.clone());
            let side = if code == "EU" { "EU" } else { jurisdictions::name_of(&code).unwrap_or_default() };
            name = format!("{side} {name}").trim().to_owned();
            reading.parties.insert(code);
        }
        if let Some(known) =
            self.drafts.iter().position(|draft| draft.forms().any(|form| form.eq_ignore_ascii_case(&name)))
        {
            return Some(known);
        }
        reading.name = name;
        Some(self.create(&reading, None))
    }

    /// The instrument that a mention names, made if it is new.
    fn name(&mut self, reading: &Reading) -> usize {
        let mut index = self.find(reading, None);
        if let Some(change) = reading.upgrade {
            // Only the change is spoken of, but it changes something with a name.
            let base = match index {
                Some(index) => index,
                None => self.create(reading, None),
            };
            index = self.find(reading, Some(change));
            if index.is_none() {
                return self.derive(base, change);
            }
        }
        match index {
            Some(index) => {
                self.learn(index, reading);
                index
            }
            None => self.create(reading, None),
        }
    }

    /// The draft that a mention agrees with in group, parties and words.
    fn find(&self, reading: &Reading, change: Option<Change>) -> Option<usize> {
        let same_group = |draft: &Draft| group(draft.instrument.kind) == group(reading.kind);
        let parties = |draft: &Draft| {
            let own: BTreeSet<&str> = draft.instrument.parties.iter().map(|party| party.0.as_str()).collect();
            let new: BTreeSet<&str> = reading.parties.iter().map(String::as_str).collect();
            own.is_empty()
                || new.is_empty()
                || own == new
                || own.is_superset(&new)
                || new.is_superset(&own) && own.len() > 1
        };
        let words = |draft: &Draft| {
            let related = draft.words.is_subset(&reading.words) || reading.words.is_subset(&draft.words);
            let shared =
                draft.words.intersection(&reading.words).count() * 2 > draft.words.len().min(reading.words.len());
            let anonymous =
                draft.words.is_empty() != reading.words.is_empty() && group(reading.kind) != Group::Agreement;
            (related || shared) && !(anonymous && (reading.parties.is_empty() || draft.instrument.parties.is_empty()))
        };
        let kinds = |draft: &Draft| {
            draft.instrument.kind == reading.kind
                || group(reading.kind) == Group::Agreement
                    && (reading.kind == InstrumentType::Agreement && reading.words.is_empty()
                        || matches!(
                            (draft.instrument.kind, reading.kind),
                            (InstrumentType::Cepa, InstrumentType::Fta) | (InstrumentType::Fta, InstrumentType::Cepa)
                        ) && !reading.parties.is_empty())
                || group(reading.kind) == Group::Measure
                    && !reading.words.is_disjoint(&draft.words)
                    && matches!(reading.kind, InstrumentType::Measure | InstrumentType::Regulation)
        };
        let by_form = self.drafts.iter().position(|draft| {
            draft.change == change && draft.forms().any(|form| form.eq_ignore_ascii_case(&reading.name))
        });
        by_form.or_else(|| {
            let matching = self.drafts.iter().enumerate().filter(|(_, draft)| {
                draft.change == change && same_group(draft) && kinds(draft) && parties(draft) && words(draft)
            });
            matching.max_by_key(|(_, draft)| draft.last).map(|(index, _)| index)
        })
    }

    /// The instrument that a description refers to: the last of its kind.
    fn refer(&self, reading: &Reading) -> Option<usize> {
        let wanted = group(reading.kind);
        let mut candidates: Vec<usize> = (0..self.drafts.len())
            .filter(|index| group(self.drafts[*index].instrument.kind) == wanted)
            .filter(|index| reading.words.is_empty() || !self.drafts[*index].words.is_disjoint(&reading.words))
            .collect();
        if reading.plural && wanted != Group::Measure {
            return None;
        }
        if reading.upgrade.is_some() {
            candidates.retain(|index| self.drafts[*index].change.is_some());
        } else if reading.base {
            candidates.retain(|index| self.drafts[*index].change.is_none());
        }
        if candidates.is_empty() && reading.kind == InstrumentType::Investigation {
            // "the investigation" that led to the duty that was spoken of.
            use InstrumentType as T;
            let defence =
                |draft: &Draft| matches!(draft.instrument.kind, T::AntiDumping | T::Countervailing | T::Safeguard);
            return (0..self.drafts.len())
                .filter(|index| defence(&self.drafts[*index]))
                .max_by_key(|index| self.drafts[*index].last);
        }
        let exact: Vec<usize> =
            candidates.iter().copied().filter(|index| self.drafts[*index].instrument.kind == reading.kind).collect();
        let specific =
            matches!(reading.kind, InstrumentType::Agreement | InstrumentType::Measure | InstrumentType::Regulation);
        let pool = if exact.is_empty() && specific || exact.is_empty() && wanted == Group::Agreement {
            candidates
        } else {
            exact
        };
        // Of several spoken of equally long ago, the first is the main one.
        pool.into_iter().max_by_key(|index| (self.drafts[*index].last, std::cmp::Reverse(*index)))
    }

    fn learn(&mut self, index: usize, reading: &Reading) {
        let draft = &mut self.drafts[index];
        for party in &reading.parties {
            let code = Jurisdiction::from(party.as_str());
            if !draft.instrument.parties.contains(&code) && draft.instrument.parties.len() < 2 {
                draft.instrument.parties.push(code);
            }
        }
        draft.words.extend(reading.words.iter().cloned());
        let alias = (reading.upgrade.is_none() || draft.change.is_none()).then(|| reading.name.clone());
        for form in alias.into_iter().chain(reading.acronyms.iter().cloned()) {
            draft.add_form(&form);
        }
    }

    fn create(&mut self, reading: &Reading, amends: Option<InstrumentName>) -> usize {
        let mut parties: Vec<Jurisdiction> =
            reading.parties.iter().map(|code| Jurisdiction::from(code.as_str())).collect();
        let shared = matches!(group(reading.kind), Group::Agreement | Group::Paper);
        if parties.is_empty() && shared && self.pair.len() == 2 && reading.kind != InstrumentType::WtoAgreement {
            parties = self.pair.iter().map(|(code, _)| Jurisdiction::from(code.as_str())).collect();
        } else if parties.is_empty() && matches!(group(reading.kind), Group::Law | Group::Undertaking) {
            parties.extend(self.home.as_deref().map(Jurisdiction::from));
        }
        let mut kind = reading.kind;
        if reading.name.contains("WTO") && group(kind) == Group::Agreement {
            kind = InstrumentType::WtoAgreement;
        }
        let mut name = reading.name.clone();
        if group(kind) == Group::Paper && reading.parties.is_empty() && self.pair.len() == 2 && !is_titled(&name) {
            name = format!("{}–{} {name}", self.pair[0].1, self.pair[1].1);
        }
        let mut unique = name.clone();
        let mut number = 2;
        while self.drafts.iter().any(|draft| draft.instrument.name.0 == unique) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        let instrument = Instrument {
            name: InstrumentName(unique.clone()),
            kind,
            parties,
            acronym: reading.acronyms.first().cloned(),
            aliases: Vec::new(),
            subject: None,
            amends,
        };
        let mut draft = Draft { instrument, words: reading.words.clone(), change: None, last: self.clock };
        if unique != reading.name {
            draft.add_form(&reading.name);
        }
        for form in reading.acronyms.iter().skip(1) {
            draft.add_form(form);
        }
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// The upgrade or amendment of an instrument.
    fn derive(&mut self, base: usize, change: Change) -> usize {
        let parent = &self.drafts[base];
        let made = |form: &str| match change {
            Change::Upgrade => format!("{form} upgrade"),
            Change::Amendment => format!("amendments to the {form}"),
            Change::Accession => format!("accession to the {form}"),
        };
        let name = made(&parent.instrument.name.0);
        if let Some(known) = self.drafts.iter().position(|draft| draft.instrument.name.0 == name) {
            return known;
        }
        let instrument = Instrument {
            name: InstrumentName(name),
            kind: parent.instrument.kind,
            parties: parent.instrument.parties.clone(),
            acronym: None,
            aliases: parent.instrument.aliases.iter().map(|alias| made(alias)).collect(),
            subject: None,
            amends: Some(parent.instrument.name.clone()),
        };
        let draft = Draft { instrument, words: parent.words.clone(), change: Some(change), last: self.clock };
        self.drafts.push(draft);
        self.drafts.len() - 1
    }

    /// Negotiations and talks stand for what is negotiated.
    fn talks(&mut self, analysis: &Analysis, field: Field, mentions: &mut Vec<Mention>) {
        let mut found = Vec::new();
        for token in analysis.tokens().filter(|token| token.lemma().eq_ignore_ascii_case("accession")) {
            let span = Span::from(token.span());
            if let Some((name, start)) = self.accession(analysis, token, mentions) {
                found.push(Mention {
                    field,
                    span: Span { start, end: span.end },
                    target: Target::Instrument(name),
                    form: Form::Name,
                });
            }
        }
        for token in analysis.tokens().filter(|token| is_talks(*token)) {
            let span = Span::from(token.span());
            // "negotiations to upgrade it": the agreement that was spoken of, changed.
            let upgrades = token.neighbour(1).is_some_and(|to| to.text() == "to")
                && token
                    .neighbour(2)
                    .is_some_and(|verb| matches!(verb.lemma(), "upgrade" | "modernise" | "modernize" | "renew"))
                && token.neighbour(3).is_some_and(|object| matches!(object.text(), "it" | "them"));
            if upgrades {
                let known = self.drafts.iter().position(|draft| draft.change == Some(Change::Upgrade));
                let base = self
                    .drafts
                    .iter()
                    .position(|draft| group(draft.instrument.kind) == Group::Agreement && draft.change.is_none());
                if let Some(index) = known.or_else(|| base.map(|base| self.derive(base, Change::Upgrade))) {
                    self.drafts[index].last = self.clock;
                    found.push(Mention {
                        field,
                        span,
                        target: Target::Instrument(self.drafts[index].instrument.name.clone()),
                        form: Form::Description,
                    });
                    continue;
                }
            }
            if mentions.iter().any(|mention| mention.span.contains(span)) {
                continue;
            }
            let sentence = Span::from(token.sentence().span());
            let in_sentence = |mention: &&Mention| sentence.contains(mention.span);
            let is_deal = |mention: &&Mention| {
                mention.instrument().is_some_and(|name| {
                    self.drafts
                        .iter()
                        .any(|draft| draft.instrument.name == *name && group(draft.instrument.kind) == Group::Agreement)
                })
            };
            let adjacent = mentions.iter().filter(is_deal).find(|mention| {
                let gap = mention.span.end as usize..token.span().start;
                gap.start <= gap.end
                    && gap.len() < 12
                    && analysis.tokens_in(gap.clone()).all(|index| {
                        is_upgrade_word(analysis.token(index))
                            || matches!(analysis.token(index).text(), ")" | "(" | "-")
                    })
            });
            let complement = || {
                mentions.iter().filter(in_sentence).filter(is_deal).find(|mention| {
                    let first = analysis.token_at(mention.span.start as usize);
                    mention.span.start as usize > token.span().end && first.is_some_and(|first| token.dominates(first))
                })
            };
            let target = match adjacent.or_else(complement) {
                Some(mention) => {
                    let name = mention.instrument().cloned();
                    let widened = mention.span.start;
                    name.map(|name| (name, if mention.span.start < span.start { widened } else { span.start }))
                }
                None => self.named_talks(analysis, token).or_else(|| self.last_deal().map(|name| (name, span.start))),
            };
            if let Some((name, start)) = target {
                let inside = mentions.iter().any(|mention| mention.span.start == start);
                let start = if inside { span.start } else { start };
                found.push(Mention {
                    field,
                    span: Span { start, end: span.end },
                    target: Target::Instrument(name),
                    form: Form::Description,
                });
            }
        }
        mentions.extend(found);
    }

    /// "Uruguay’s accession", "its accession process", "the accession of Uruguay to the CPTPP": the agreement joined by a party.
    fn accession(
        &mut self,
        analysis: &Analysis,
        token: Token<'_>,
        mentions: &[Mention],
    ) -> Option<(InstrumentName, u32)> {
        let text = analysis.text();
        let sentence = token.sentence();
        let of = token.children().find(|child| child.text() == "of").and_then(|of| of.child("pobj"));
        let owner = token.children().chain(token.head().children()).find(|child| child.dep() == "poss");
        let code_at = |token: Token<'_>| {
            jurisdictions::at_start(&text[token.left_edge().span().start..])
                .or_else(|| jurisdictions::at_start(&text[token.span().start..]))
        };
        let party = of.or(owner).and_then(|owner| match owner.text() {
            // "its": the jurisdiction named before in the sentence.
            "its" => analysis
                .slice(sentence.range().start..owner.index())
                .filter_map(|token| jurisdictions::at_start(&text[token.span().start..]))
                .next_back(),
            _ => code_at(owner),
        })?;
        let sentence_span = Span::from(sentence.span());
        let here = mentions
            .iter()
            .find(|mention| sentence_span.contains(mention.span) && mention.span.start as usize > token.span().end)
            .and_then(Mention::instrument)
            .cloned();
        let base = here
            .or_else(|| self.last_deal())
            .and_then(|name| self.drafts.iter().position(|draft| draft.instrument.name == name))?;
        let base = self.drafts[base]
            .instrument
            .amends
            .clone()
            .and_then(|parent| self.drafts.iter().position(|draft| draft.instrument.name == parent))
            .unwrap_or(base);
        let parent = &self.drafts[base];
        let short = parent.instrument.acronym.clone().unwrap_or_else(|| parent.instrument.name.0.clone());
        let side = jurisdictions::name_of(party.code).unwrap_or(party.form);
        let name = format!("{side}’s accession to the {short}");
        let index = match self.drafts.iter().position(|draft| draft.instrument.name.0 == name) {
            Some(index) => index,
            None => {
                let instrument = Instrument {
                    name: InstrumentName(name),
                    kind: parent.instrument.kind,
                    parties: vec![Jurisdiction::from(party.code)],
                    acronym: None,
                    aliases: Vec::new(),
                    subject: None,
                    amends: Some(parent.instrument.name.clone()),
                };
                // Only its own words name an accession, so it is no candidate for other mentions.
                self.drafts.push(Draft {
                    instrument,
                    words: BTreeSet::from(["accession".to_owned(), party.code.to_lowercase()]),
                    change: Some(Change::Accession),
                    last: 0,
                });
                self.drafts.len() - 1
            }
        };
        Some((self.drafts[index].instrument.name.clone(), token.span().start as u32))
    }

    /// "bilateral tariff negotiations with the United States": negotiations that are all the name there is.
    fn named_talks(&mut self, analysis: &Analysis, token: Token<'_>) -> Option<(InstrumentName, u32)> {
        let start = self.left_edge(analysis, token.index(), None);
        let mut parties = BTreeSet::new();
        let mut words = BTreeSet::new();
        for part in analysis.slice(start..token.index()) {
            if let Some(known) = jurisdictions::at_start(&analysis.text()[part.span().start..]) {
                parties.insert(known.code.to_owned());
            } else if matches!(part.pos(), "NOUN" | "PROPN") && part.text().chars().all(char::is_alphabetic) {
                words.insert(lower_singular(part));
            }
        }
        let mut end = token.index() + 1;
        if let Some(with) = token.child("prep").filter(|preposition| preposition.text() == "with") {
            let object = with.child("pobj")?;
            let range = object.subtree_range();
            for part in analysis.slice(range.clone()) {
                if let Some(known) = jurisdictions::at_start(&analysis.text()[part.span().start..]) {
                    parties.insert(known.code.to_owned());
                }
            }
            if range.len() < 6 {
                end = range.end;
            }
            parties.extend(self.home.clone().filter(|_| parties.len() == 1));
        }
        if words.is_empty()
            || parties.len() < 2 && !words.contains("tariff")
            || words.iter().all(|word| matches!(word.as_str(), "level" | "working" | "fta" | "upgrade" | "round"))
        {
            return None;
        }
        let mut first = start;
        while first < token.index() && is_standing(analysis.token(first).text()) {
            first += 1;
        }
        let span = Span::from(analysis.token(first).span().start..analysis.token(end - 1).span().end);
        let reading = Reading {
            span,
            kind: if words.contains("trade") { InstrumentType::Fta } else { InstrumentType::Agreement },
            parties,
            words,
            name: analysis.text()[span.range()].to_owned(),
            acronyms: Vec::new(),
            named: true,
            upgrade: None,
            base: false,
            plural: false,
            end,
        };
        let index = match self.find(&reading, None) {
            Some(index) => index,
            None => self.create(&reading, None),
        };
        self.drafts[index].last = self.clock;
        Some((self.drafts[index].instrument.name.clone(), span.start))
    }

    /// The agreement that talks without a name are about: a change under negotiation before what it changes.
    fn last_deal(&self) -> Option<InstrumentName> {
        let all = self.drafts.iter().filter(|draft| group(draft.instrument.kind) == Group::Agreement && draft.last > 0);
        // Where a trade agreement is on the table, the talks are about it rather than about a protocol beside it.
        let trade =
            all.clone().any(|draft| matches!(draft.instrument.kind, InstrumentType::Fta | InstrumentType::Cepa));
        let deals =
            all.filter(|draft| !trade || matches!(draft.instrument.kind, InstrumentType::Fta | InstrumentType::Cepa));
        let changed =
            deals.clone().filter(|draft| draft.change == Some(Change::Upgrade)).max_by_key(|draft| draft.last);
        changed.or_else(|| deals.max_by_key(|draft| draft.last)).map(|draft| draft.instrument.name.clone())
    }
}

impl Draft {
    fn forms(&self) -> impl Iterator<Item = &str> {
        let instrument = &self.instrument;
        std::iter::once(instrument.name.0.as_str())
            .chain(instrument.acronym.as_deref())
            .chain(instrument.aliases.iter().map(String::as_str))
    }

    fn add_form(&mut self, form: &str) {
        if self.forms().any(|known| known == form) {
            return;
        }
        if self.instrument.acronym.is_none()
            && !form.contains(' ')
            && form.chars().filter(|c| c.is_uppercase()).count() >= 2
        {
            self.instrument.acronym = Some(form.to_owned());
        } else {
            self.instrument.aliases.push(form.to_owned());
        }
    }
}

/// The words of a name without what says only where the instrument stands, and without acronyms in brackets: "EU steel quota"
/// of "the EU’s planned steel quota (TRQ)".
fn plain_name(analysis: &Analysis, span: Span) -> String {
    let text = analysis.text();
    let tokens = analysis.tokens_in(span.range());
    let mut name = String::new();
    let mut depth = 0;
    let mut dropped = false;
    for (offset, token) in analysis.slice(tokens.clone()).enumerate() {
        depth += i32::from(token.text() == "(");
        let standing = offset > 0
            && !is_capital(token)
            && is_standing(token.text())
            && offset + 1 < tokens.len()
            && token.pos() != "DET"
            && !matches!(token.text(), "the" | "a" | "an" | "certain" | "comprehensive" | "temporary");
        // A possessive goes with the adjective behind it: "EU’s planned quota" is the EU quota.
        let next = token.neighbour(1);
        let owner = matches!(token.text(), "'s" | "’s")
            && next.is_some_and(|next| !is_capital(next) && is_standing(next.text()));
        let skip = depth > 0 || standing || owner;
        depth -= i32::from(token.text() == ")");
        if skip {
            dropped = true;
            continue;
        }
        let spaced = token.index() > tokens.start && text[..token.span().start].ends_with(char::is_whitespace);
        if !name.is_empty() && (spaced || dropped) && !matches!(token.text(), "," | "'s" | "’s") {
            name.push(' ');
        }
        name.push_str(token.text().trim());
        dropped = false;
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "under Section 301": the number of the section that a case is opened under.
fn under_section(analysis: &Analysis, at: usize) -> Option<&str> {
    let words = analysis.slice(at.min(analysis.len())..(at + 3).min(analysis.len())).collect::<Vec<_>>();
    let [under, section, number] = words.as_slice() else { return None };
    (under.text() == "under" && section.text() == "Section").then(|| number.text())
}

/// Negotiations, talks, rounds of them, and processes of accession.
pub(super) fn is_talks(token: Token<'_>) -> bool {
    matches!(token.pos(), "NOUN" | "PROPN")
        && matches!(token.text().to_lowercase().as_str(), "negotiations" | "negotiation" | "talks")
}

fn is_upgrade_word(token: Token<'_>) -> bool {
    matches!(
        token.text().to_lowercase().as_str(),
        "upgrade" | "modernisation" | "modernization" | "renewal" | "reform" | "amendment" | "amendments"
    )
}

/// Whether a mention speaks of a change: "X upgrade", "to upgrade X", "amendments to X".
fn change(analysis: &Analysis, start: usize, end: &mut usize) -> Option<Change> {
    if let Some(next) = (*end < analysis.len()).then(|| analysis.token(*end)).filter(|next| is_upgrade_word(*next)) {
        *end += 1;
        return Some(if next.text().to_lowercase().starts_with("amend") { Change::Amendment } else { Change::Upgrade });
    }
    let mut before = start.checked_sub(1)?;
    while matches!(analysis.token(before).tag(), "DT" | "PRP$" | "JJ") {
        before = before.checked_sub(1)?;
    }
    let token = analysis.token(before);
    match token.lemma() {
        "upgrade" | "modernise" | "modernize" | "renew" | "renegotiate" if matches!(token.tag(), "VB" | "VBG") => {
            Some(Change::Upgrade)
        }
        "of" | "to" => {
            let noun = analysis.token(before.checked_sub(1)?);
            match noun.lemma() {
                "upgrade" | "modernisation" | "modernization" => Some(Change::Upgrade),
                "amendment" | "revision" => Some(Change::Amendment),
                _ => None,
            }
        }
        _ => None,
    }
}

/// "the statement", "this declaration".
fn definite(analysis: &Analysis, start: usize) -> bool {
    let before = start.checked_sub(1).map(|index| analysis.token(index));
    before
        .is_some_and(|token| matches!(token.text().to_lowercase().as_str(), "the" | "this" | "that" | "its" | "their"))
}

/// Another noun follows directly, so the head is a modifier: "tariff lines", "quota allocation", "law firm".
fn follows_as_head(analysis: &Analysis, end: usize) -> bool {
    let (last, next) = (analysis.token(end - 1), analysis.token(end));
    matches!(last.dep(), "compound" | "nmod" | "amod")
        && last.head().index() >= end
        && matches!(next.pos(), "NOUN" | "PROPN")
        && !is_upgrade_word(next)
        && !is_talks(next)
        && head_at(analysis, end).is_none()
        && !matches!(next.text().to_lowercase().as_str(), "round" | "process" | "text" | "chapter")
}

fn is_capital_run(analysis: &Analysis, start: usize, end: usize) -> bool {
    end - start > 1 && analysis.slice(start..end).all(is_capital)
}

fn is_titled(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

fn words_of(name: &str) -> BTreeSet<String> {
    name.split([' ', '-', '–'])
        .map(str::to_lowercase)
        .filter(|word| {
            word.len() > 3 && !matches!(word.as_str(), "agreement" | "free" | "trade" | "system" | "regulation")
        })
        .collect()
}
