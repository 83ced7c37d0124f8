//! Measures that are told by what they are for: the measure whose place they take, the goods they shield.
//!
//! "A regulation that will take the place of the steel safeguard", "the regulation to counter steel overcapacity", "a successor
//! to the safeguard": such a measure has no name, but it has goods. What takes the place of a measure is on the same goods and
//! of the same jurisdiction, and neither is the other.

use std::collections::BTreeSet;

use language::{Analysis, Token};
use record::goods::goods_in;
use record::{Field, InstrumentType, Jurisdiction, Span};

use super::super::{Form, Mention, Target, jurisdictions};
use super::lexicon::lower_singular;
use super::{Draft, Family, Instruments, Reading};

/// What may stand between "that" and the verb that says what a measure is for.
const BETWEEN: usize = 6;

/// How far behind "a replacement for" the measure stands that is replaced.
const NEAR: usize = 8;

/// What the clause behind a head says of it.
pub(super) struct Described {
    /// Words of the goods it names.
    pub(super) words: BTreeSet<String>,
}

/// The verb takes the place of something: "replace", "succeed", "take the place of", "take over from".
fn replaces(verb: Token<'_>) -> bool {
    let behind = |offset: isize, word: &str| verb.neighbour(offset).is_some_and(|token| token.text() == word);
    matches!(verb.lemma(), "replace" | "succeed" | "supersede")
        || verb.lemma() == "take" && (behind(1, "the") && behind(2, "place") || behind(1, "over") && behind(2, "from"))
}

/// Verbs that say what a measure is for.
fn is_purpose(verb: Token<'_>) -> bool {
    matches!(
        verb.lemma(),
        "counter"
            | "protect"
            | "shield"
            | "defend"
            | "limit"
            | "restrict"
            | "curb"
            | "cap"
            | "regulate"
            | "govern"
            | "stem"
    )
}

/// What the restrictive clause behind a head says: "that will take the place of …", "to replace …", "replacing …".
pub(super) fn clause_behind(analysis: &Analysis, end: usize) -> Option<Described> {
    let first = (end < analysis.len()).then(|| analysis.token(end))?;
    let sentence = first.sentence().range().end;
    let verb = if matches!(first.text(), "that" | "which" | "intended" | "meant" | "designed") {
        analysis
            .slice(end + 1..(end + 1 + BETWEEN).min(sentence))
            .take_while(|token| {
                replaces(*token)
                    || is_purpose(*token)
                    || matches!(token.pos(), "AUX" | "PART" | "ADV")
                    || matches!(token.lemma(), "be" | "intend" | "mean" | "design" | "expect" | "aim" | "at" | "due")
            })
            .find(|token| replaces(*token) || is_purpose(*token))
    } else {
        let verb = if first.tag() == "TO" { first.neighbour(1)? } else { first };
        let form = if first.tag() == "TO" { "VB" } else { "VBG" };
        (verb.tag() == form && (replaces(verb) || is_purpose(verb))).then_some(verb)
    }?;
    let words: BTreeSet<String> = clause(analysis, verb, sentence).map(lower_singular).collect();
    let named = goods_in(&words);
    let words: BTreeSet<String> = words
        .into_iter()
        .filter(|word| {
            !goods_in(&BTreeSet::from([word.clone()])).is_empty()
                || named.iter().any(|name| name.contains(word.as_str()))
        })
        .collect();
    (!words.is_empty() || replaces(verb)).then_some(Described { words })
}

/// The words behind a verb that go with it, up to a mark or another clause.
fn clause<'a>(analysis: &'a Analysis, verb: Token<'a>, end: usize) -> impl Iterator<Item = Token<'a>> {
    analysis.slice(verb.index() + 1..end).take_while(|token| {
        !matches!(
            token.text(),
            "," | ";"
                | ":"
                | "."
                | "("
                | "when"
                | "once"
                | "after"
                | "before"
                | "until"
                | "and"
                | "which"
                | "that"
                | "from"
        )
    })
}

/// Measures that one announcement calls by one name and another by another; a safeguard is none of them.
fn is_import_measure(kind: InstrumentType) -> bool {
    use InstrumentType as T;
    matches!(kind, T::Regulation | T::Trq | T::Measure | T::ImportRestriction)
}

impl Instruments {
    /// The measure that a described one is: of its kind, on its goods.
    pub(super) fn described(&self, reading: &Reading, described: &Described) -> Option<usize> {
        let goods = goods_in(&described.words);
        let fits = |draft: &Draft| {
            let kinds = draft.instrument.kind == reading.kind
                || is_import_measure(draft.instrument.kind) && is_import_measure(reading.kind);
            let own = goods_in(&draft.words);
            kinds && !own.is_empty() && own == goods
        };
        (0..self.drafts.len()).filter(|index| fits(&self.drafts[*index])).max_by_key(|index| self.drafts[*index].last)
    }

    /// Whose measure it is that somebody puts forward: the subject of the verb it hangs on.
    pub(super) fn proposer(analysis: &Analysis, head: Token<'_>) -> Option<String> {
        let verbs = head.ancestors().take(4);
        let subject = verbs.flat_map(|verb| verb.children()).find(|child| child.dep() == "nsubj")?;
        let words = &analysis.text()[subject.subtree().next()?.span().start..subject.span().end];
        let code = words
            .char_indices()
            .filter(|(at, _)| *at == 0 || words[..*at].ends_with([' ', '-', '–']))
            .find_map(|(at, _)| jurisdictions::at_start(&words[at..]))
            .map(|known| known.code.to_owned());
        code.or_else(|| words.contains("European").then(|| "EU".to_owned()))
    }

    /// Finds which measure takes the place of which, and what is called a replacement or successor of one.
    pub(super) fn replacements(&mut self, analysis: &Analysis, field: Field, mentions: &mut Vec<Mention>) {
        let mut found = Vec::new();
        for token in analysis.tokens() {
            let sentence = Span::from(token.sentence().span());
            let measures: Vec<(Span, usize)> = mentions
                .iter()
                .filter(|mention| sentence.contains(mention.span))
                .filter_map(|mention| Some((mention.span, self.measure(mention)?)))
                .collect();
            let at = token.span();
            let before = || measures.iter().rfind(|(span, _)| span.end as usize <= at.start).map(|(_, index)| *index);
            let behind = || measures.iter().find(|(span, _)| span.start as usize >= at.end).map(|(_, index)| *index);
            if matches!(token.pos(), "VERB" | "AUX" | "NOUN") && replaces(token) && token.pos() != "NOUN" {
                let passive = token.tag() == "VBN" && token.children().any(|child| child.dep() == "auxpass")
                    || token.tag() == "VBN" && token.neighbour(1).is_some_and(|by| by.text() == "by");
                let (new, old) = if passive { (behind(), before()) } else { (before(), behind()) };
                let Some(old) = old else { continue };
                let new = new.or_else(|| self.spoken_of(token, old));
                self.replace(new, old);
            } else if matches!(token.lemma(), "replacement" | "successor")
                && token.pos() == "NOUN"
                && token.neighbour(1).is_some_and(|next| matches!(next.text(), "for" | "to" | "of"))
                && !mentions.iter().any(|mention| mention.span.contains(Span::from(at.clone())))
            {
                let limit = analysis.token((token.index() + NEAR).min(analysis.len() - 1)).span().end;
                let old = measures.iter().find(|(span, _)| span.start as usize >= at.end && span.end as usize <= limit);
                let Some((_, old)) = old else { continue };
                let new = self.replacement_of(*old);
                self.replace(Some(new), *old);
                self.clock += 1;
                self.drafts[new].last = self.clock;
                found.push(Mention {
                    field,
                    span: Span::from(at.clone()),
                    target: Target::Instrument(self.drafts[new].instrument.name.clone()),
                    form: Form::Description,
                });
            }
        }
        mentions.extend(found);
        mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    }

    /// The draft of a mention, if it is a measure.
    fn measure(&self, mention: &Mention) -> Option<usize> {
        let name = mention.instrument()?;
        self.drafts
            .iter()
            .position(|draft| draft.instrument.name == *name)
            .filter(|index| Family::of(self.drafts[*index].instrument.kind) == Family::Measure)
    }

    /// "The scheme is to succeed …", "It replaces …": the measure spoken of last that is not the one replaced.
    fn spoken_of(&self, verb: Token<'_>, old: usize) -> Option<usize> {
        let verbs = std::iter::once(verb).chain(verb.ancestors().take(2));
        let subject = verbs.flat_map(|verb| verb.children()).find(|child| child.dep() == "nsubj")?;
        let generic = matches!(
            subject.lemma().to_lowercase().as_str(),
            "scheme"
                | "system"
                | "measure"
                | "regime"
                | "mechanism"
                | "instrument"
                | "rule"
                | "proposal"
                | "plan"
                | "it"
        );
        let candidates = (0..self.drafts.len()).filter(|index| {
            *index != old && is_import_measure(self.drafts[*index].instrument.kind) && self.drafts[*index].last > 0
        });
        candidates.filter(|_| generic).max_by_key(|index| self.drafts[*index].last)
    }

    /// What takes the place of a measure: what is known to, or else the only measure that can, or else one of its own.
    fn replacement_of(&mut self, old: usize) -> usize {
        if let Some(known) = self.drafts.iter().position(|draft| draft.replaces == Some(old)) {
            return known;
        }
        let goods = goods_in(&self.drafts[old].words);
        let parties = self.drafts[old].instrument.parties.clone();
        let fits = |draft: &Draft| {
            let own = goods_in(&draft.words);
            is_import_measure(draft.instrument.kind)
                && (own == goods || goods.is_empty() && !own.is_empty())
                && (draft.instrument.parties == parties || parties.is_empty() || draft.instrument.parties.is_empty())
        };
        let fitting: Vec<usize> =
            (0..self.drafts.len()).filter(|index| *index != old && fits(&self.drafts[*index])).collect();
        if let [only] = fitting[..] {
            return only;
        }
        let words = self.drafts[old].words.clone();
        let name = format!("replacement for the {}", self.drafts[old].instrument.name);
        let reading = Reading {
            parties: parties.into_iter().map(|Jurisdiction(code)| code).collect(),
            ..Reading::named(Span { start: 0, end: 0 }, InstrumentType::Measure, name, words, 0)
        };
        self.create(&reading, None)
    }

    fn replace(&mut self, new: Option<usize>, old: usize) {
        let Some(new) = new.filter(|new| *new != old && self.drafts[old].replaces != Some(*new)) else { return };
        // One of two jurisdictions does not take the place of what the other imposes.
        let (one, two) = (&self.drafts[new].instrument.parties, &self.drafts[old].instrument.parties);
        if one.is_empty() || two.is_empty() || one == two {
            self.drafts[new].replaces = Some(old);
        }
    }

    /// Says which goods each measure is on: those of its own words, else those of the measure that it replaces or that
    /// replaces it.
    pub(super) fn settle_goods(&mut self) {
        for draft in &mut self.drafts {
            let goods = goods_in(&draft.words);
            if matches!(Family::of(draft.instrument.kind), Family::Measure) && !goods.is_empty() {
                draft.instrument.subject = Some(goods.join(", "));
            }
        }
        for new in 0..self.drafts.len() {
            let Some(old) = self.drafts[new].replaces else { continue };
            let (mine, its) =
                (self.drafts[new].instrument.subject.clone(), self.drafts[old].instrument.subject.clone());
            let subject = mine.or(its);
            for index in [new, old] {
                let instrument = &mut self.drafts[index].instrument;
                instrument.subject = instrument.subject.take().or_else(|| subject.clone());
            }
            let parties = [new, old].map(|index| self.drafts[index].instrument.parties.clone());
            if parties[0].is_empty() {
                self.drafts[new].instrument.parties = parties[1].clone();
            } else if parties[1].is_empty() {
                self.drafts[old].instrument.parties = parties[0].clone();
            }
        }
    }
}
