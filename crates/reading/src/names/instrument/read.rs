//! What one mention of an instrument says: its head, what stands before it, and what stands behind it.

use std::collections::BTreeSet;
use std::ops::Range;

use language::{Analysis, Token};
use record::goods::goods_in;
use record::{InstrumentType, Span};

use super::super::jurisdictions;
use super::super::phrase::is_capital;
use super::lexicon::{Known, head_at, is_standing, known_at, lower_singular, words_of};
use super::{Change, Family, Instruments, Reading, is_of_two, is_talks};

impl Instruments {
    /// Reads the mention whose head starts at a token.
    pub(super) fn read(&self, analysis: &Analysis, at: usize, phrases: &[Range<usize>]) -> Option<Reading> {
        let token = analysis.token(at);
        let text = analysis.text();
        if let Some((length, known)) = known_at(&text[token.span().start..]) {
            return Some(self.known(analysis, at, length, known));
        }
        if let Some(dispute) = dispute_at(analysis, at) {
            return Some(dispute);
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
                // The head is only a part of a longer name: "Trade Agreement Committee" names a body; that of an agreement between
                // parties speaks of the agreement, too.
                let organ = matches!(analysis.token(end).text(), "Joint" | "Committee" | "Commission" | "Council")
                    && Family::of(kind) == Family::Agreement;
                let reading = (organ || is_upgrade_word(analysis.token(end)))
                    .then(|| self.finish(analysis, at, end, kind, chunk_start))
                    .flatten();
                return reading.filter(|reading| !organ || reading.parties.len() > 1);
            }
        } else if end < analysis.len()
            && (follows_as_head(analysis, end)
                || kind == InstrumentType::Tariff && is_talks(analysis.token(end))
                || Family::of(kind) == Family::Measure
                    && head_at(analysis, end).is_some_and(|(_, next)| Family::of(next) == Family::Agreement))
        {
            // "tariff negotiations" are talks, a "subsidies agreement" is an agreement.
            return None;
        }
        self.finish(analysis, at, end, kind, chunk_start)
    }

    /// "the Economic Partnership Agreement (TEPA)", "a Free Trade Agreement" of the parties of the headline: words that every agreement
    /// of the kind goes by are the name of one where they are given an acronym, or where the parties are known.
    fn is_told(&self, analysis: &Analysis, reading: &Reading, head: Range<usize>, start: usize) -> bool {
        let of_pair = is_of_two(reading.kind) && self.pair.len() == 2 && head.len() > 1 && !definite(analysis, start);
        of_pair || !reading.acronyms.is_empty() && head.len() > 1
    }

    fn known(&self, analysis: &Analysis, at: usize, length: usize, known: &'static Known) -> Reading {
        let start = analysis.token(at).span().start;
        let end = analysis.tokens_in(start..start + length).end.max(at + 1);
        let span = Span::from(start..start + length);
        let mut reading = Reading {
            parties: known.parties.iter().map(|code| (*code).to_owned()).collect(),
            ..Reading::named(span, known.kind, known.name.to_owned(), words_of(known.name), end)
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
    pub(super) fn left_edge(&self, analysis: &Analysis, at: usize, phrase: Option<&Range<usize>>) -> usize {
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
                        && (before.dep() != "pobj" || start < at && before.neighbour(-1).is_some_and(|the| the.text() == "the"))
                })
                // Whatever the parser makes of it, a proper noun right before the head belongs to it: "the IEEPA lawsuit".
                || start == at && is_capital(before) && before.pos() == "PROPN" && !is_capital(analysis.token(at));
            if !modifies || matches!(before.tag(), "DT" | "IN" | "CC" | "CD") {
                break;
            }
            start -= 1;
        }
        // "to Advance Critical Minerals Partnership" in a headline: the infinitive is no part of the name.
        let opening = analysis.token(start);
        let place = jurisdictions::at_start(&analysis.text()[opening.span().start..]).is_some();
        if start > sentence.start
            && start + 1 < at
            && analysis.token(start - 1).text() == "to"
            && is_capital(opening)
            && !place
        {
            start += 1;
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
        // "a 25% tariff on steel": the rate is no part of the name.
        let rate = |token: Token<'_>| matches!(token.text(), "%" | "percent" | "cent" | "pc" | "per");
        while first < head
            && (rate(analysis.token(first)) || is_standing(analysis.token(first).text()))
            && !by_name(analysis.token(first))
        {
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
        // "Agreement on Fisheries Subsidies": what stands behind the head is of the name, too.
        let behind = analysis.slice(head..end).skip_while(|token| !matches!(token.text(), "on" | "for" | "of"));
        words.extend(behind.filter(|token| matches!(token.pos(), "NOUN" | "PROPN")).map(lower_singular));
        let head_token = analysis.token(head);
        let capital = is_capital(head_token)
            && (head != head_token.sentence().range().start || is_capital_run(analysis, head, end));
        // "their long-standing partnership" is no paper.
        if !capital && lower_singular(head_token) == "partnership" {
            return None;
        }
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
        reading.named = match Family::of(reading.kind) {
            Family::Agreement => {
                !reading.plural
                    && (capital
                        && (capital_words > 0
                            || !reading.parties.is_empty()
                            || field_of
                            || self.is_told(analysis, &reading, head..end, start))
                        || !reading.parties.is_empty() && reading.kind != InstrumentType::Agreement
                        || reading.parties.len() > 1
                        || reading.kind == InstrumentType::Fta
                            && reading.upgrade.is_some()
                            && !reading.base
                            && self.drafts.is_empty())
            }
            Family::Paper => !definite(analysis, start) || !reading.parties.is_empty(),
            Family::Law => capital && capital_words > 0,
            Family::Measure => {
                !reading.parties.is_empty()
                    || field_of
                    || capital && capital_words > 0
                    || !reading.acronyms.is_empty()
                    || !reading.words.is_empty() && !definite(analysis, start)
            }
            Family::Case => !reading.parties.is_empty() || field_of || capital_words > 0,
            Family::Undertaking => capital && capital_words > 0,
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
        // In a headline "Plans" may be any.
        let several = head_token.text().ends_with(['s', 'S']);
        if vague && several && Family::of(kind) == Family::Undertaking {
            reading.named = false;
        }
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
        // "double regulation", "a 10 percent duty", "the average tariff" name none: others have them, too.
        let common = reading.kind == InstrumentType::Regulation
            || reading.kind == InstrumentType::Tariff && reading.words.iter().all(|word| is_rate_word(word));
        if reading.kind == InstrumentType::Tariff && reading.words.contains("average") {
            reading.named = false;
        }
        if common && !capital && reading.parties.is_empty() && !field_of && reading.acronyms.is_empty() {
            reading.named = false;
        }
        // "the Korea Press Center" is a place, "the Rare Metals Cooperation Center" an undertaking.
        if matches!(lower_singular(head_token).as_str(), "center" | "centre") && !is_undertaking(analysis, start..head)
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
        let family = Family::of(reading.kind);
        let joins = match family {
            Family::Agreement | Family::Paper => matches!(preposition.text(), "between" | "with" | "among"),
            Family::Measure => matches!(preposition.text(), "on" | "against" | "for" | "by"),
            Family::Case => {
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
        // "import restrictions by the EU and Canada": those who impose it are no part of its name.
        if preposition.text() == "by" {
            return false;
        }
        let one_sided = matches!(preposition.text(), "with") && reading.parties.len() == 1;
        if let Some(home) = self.home.as_ref().filter(|_| one_sided) {
            reading.parties.insert(home.clone());
        }
        let length = object_end - end;
        if family == Family::Agreement || family == Family::Paper {
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
        let words: BTreeSet<String> = field.iter().map(|token| lower_singular(*token)).collect();
        // "A quota for steel" is on goods, "a quota for the year" is not.
        if preposition.text() == "for" && goods_in(&words).is_empty() {
            return false;
        }
        reading.words.extend(words);
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
}

/// A dispute of the World Trade Organization by its number: "DS597", "WT/DS597/12".
fn dispute_at(analysis: &Analysis, at: usize) -> Option<Reading> {
    let token = analysis.token(at);
    let number = token.text().trim_start_matches("WT/").strip_prefix("DS")?;
    let digits = number.split('/').next()?;
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let words = BTreeSet::from([format!("ds{digits}")]);
    Some(Reading::named(Span::from(token.span()), InstrumentType::Dispute, format!("DS{digits}"), words, at + 1))
}

/// A word that says how high a duty is, and not which.
fn is_rate_word(word: &str) -> bool {
    matches!(
        word,
        "percent"
            | "average"
            | "bilateral"
            | "high"
            | "higher"
            | "low"
            | "lower"
            | "zero"
            | "applied"
            | "bound"
            | "preferential"
    )
}

/// Whether what is called a centre by some words is an undertaking: it is for something done together or for others, or somebody
/// opens it.
fn is_undertaking(analysis: &Analysis, words: Range<usize>) -> bool {
    const ENDS: &str =
        "cooperation support innovation training development partnership joint technology exchange promotion help";
    let aimed =
        analysis.slice(words.clone()).any(|token| ENDS.split(' ').any(|end| token.text().eq_ignore_ascii_case(end)));
    let opened = analysis.token(words.end).ancestors().take(3).any(|above| {
        matches!(above.lemma(), "open" | "establish" | "launch" | "build" | "inaugurate" | "establishment")
    });
    aimed || opened
}

/// The case whose head stands at a place, "investigation", "lawsuit": one past the head, and the type.
pub(super) fn case_at(analysis: &Analysis, at: usize) -> Option<(usize, InstrumentType)> {
    let head = (at < analysis.len() && !is_capital(analysis.token(at))).then(|| head_at(analysis, at))?;
    head.filter(|(_, kind)| Family::of(*kind) == Family::Case)
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
pub(super) fn under_section(analysis: &Analysis, at: usize) -> Option<&str> {
    let words = analysis.slice(at.min(analysis.len())..(at + 3).min(analysis.len())).collect::<Vec<_>>();
    let [under, section, number] = words.as_slice() else { return None };
    (under.text() == "under" && section.text() == "Section").then(|| number.text())
}

pub(super) fn is_upgrade_word(token: Token<'_>) -> bool {
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

/// " on carbon capture" behind a memorandum: the field that tells it from others.
pub(super) fn field_of_paper(analysis: &Analysis, at: usize) -> String {
    let Some(on) =
        (at < analysis.len()).then(|| analysis.token(at)).filter(|token| matches!(token.text(), "on" | "for"))
    else {
        return String::new();
    };
    let Some(object) = on.child("pobj") else { return String::new() };
    let end = object.subtree_range().end.min(object.index() + 1);
    let words = analysis.slice(at..end).map(Token::text).collect::<Vec<_>>().join(" ");
    if end - at <= 6 { format!(" {words}") } else { String::new() }
}
