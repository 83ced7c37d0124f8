//! When what is asked or promised is due.

use std::ops::Range;

use language::Token;
use record::{DateRange, Span};

use super::candidate::Reader;
use super::lexicon;
use crate::time::Tense;

impl<'c> Reader<'_, 'c> {
    /// When what is asked or promised is due: the first date that belongs to it and is not over.
    pub(super) fn due(&self, verb: Token<'c>, range: &Range<usize>) -> Option<DateRange> {
        let analysis = verb.analysis();
        let span = self.text.span_of(range.start.min(verb.index())..range.end);
        let published = self.context.published();
        for time in self.text.times_in(span) {
            let token = analysis.token_at(time.span.start as usize)?;
            let describes = std::iter::once(token)
                .chain(token.ancestors())
                .take_while(|at| *at != verb && at.tag() != "VB")
                // Inside of the words of a time, "next" of "next month", nothing is described.
                .filter(|at| at.is_root() || !time.span.contains(Span::from(at.head().span())))
                .any(|at| {
                    matches!(at.dep(), "relcl" | "poss" | "compound" | "nmod") || at.dep() == "acl" && at.tag() != "VB"
                });
            if describes
                || token.index() < verb.index() && range.contains(&token.index()) && lexicon::cue(verb).is_some()
            {
                continue;
            }
            // "said on Wednesday that …": the day of saying is no due date.
            let clause = verb.children().find(|child| child.dep() == "ccomp" && child.index() > verb.index());
            if clause.is_some_and(|clause| !clause.dominates(token)) && lexicon::cue(verb).is_some() {
                continue;
            }
            // "proposed on November 6": the day of asking is no due date either.
            let told = token.head().dep() == "prep" && token.head().head() == verb || token.head() == verb;
            let past = matches!((time.to, published), (Some(to), Some(published)) if to <= published);
            if told && past && verb.tag() == "VBD" {
                continue;
            }
            // What is promised or asked lies ahead: "by the end of June" is the next one.
            let (from, to) = time.resolve(Tense::Future);
            let over = matches!((to, published), (Some(to), Some(published)) if to < published);
            if over || from.is_none() && to.is_none() {
                continue;
            }
            let mut words = time.span;
            // The preposition belongs to the words: "by the end of June", "within the year".
            if let Some(before) =
                token.neighbour(-1).filter(|before| before.dep() == "prep" && before.index() >= range.start)
            {
                words.start = before.span().start as u32;
            }
            return Some(DateRange { start: from, end: to, text: self.text.slice(words).to_owned() });
        }
        if let Some(period) = self.period(verb) {
            return Some(period);
        }
        const SOON: &[&str] = &[
            "as soon as possible",
            "at an early date",
            "promptly",
            "swiftly",
            "soon",
            "without delay",
            "in due course",
            "shortly",
            "at the earliest",
        ];
        let words = self.text.slice(span).to_lowercase();
        // "during his tenure": while somebody is in office, whenever that ends.
        const OFFICES: &[&str] = &["tenure", "term of office", "mandate", "presidency"];
        let tenure = OFFICES.iter().find_map(|office| {
            let owned = ["his", "her", "their", "its", "the"].map(|owner| format!("during {owner} {office}"));
            owned.into_iter().find(|phrase| words.contains(phrase.as_str()))
        });
        if let Some(text) = tenure {
            return Some(DateRange { start: None, end: None, text });
        }
        // "by swiftly finalizing the rules": how the means are used is not when the deed is due.
        let of_means = |soon: &str| {
            analysis.slice(range.start.min(verb.index())..range.end).any(|token| {
                token.text().eq_ignore_ascii_case(soon) && token.head().tag() == "VBG" && token.head().dep() == "pcomp"
            })
        };
        // "as soon as it is signed" is a condition; "as soon as possible" is not.
        let conditional = words.contains("as soon as") && !words.contains("as soon as possible");
        SOON.iter()
            .find(|soon| words.contains(**soon) && !of_means(soon) && !(**soon == "soon" && conditional))
            .filter(|_| !self.text.slice(span).contains(['“', '"']))
            .map(|soon| DateRange { start: None, end: None, text: (*soon).to_owned() })
    }

    /// "During that period", "in the meantime": the period that a sentence before opened and closed. The words may lead in a
    /// list of promises.
    fn period(&self, verb: Token<'c>) -> Option<DateRange> {
        const BACK: &[&str] = &[
            "during that period",
            "during this period",
            "in the meantime",
            "over that period",
            "for the duration",
            "until then",
        ];
        let analysis = verb.analysis();
        let own = verb.sentence();
        let refers = |text: &str| BACK.iter().find(|words| text.to_lowercase().contains(**words)).copied();
        let lead_in = || {
            let before = analysis.sentences().rev().filter(|sentence| sentence.index() < own.index()).take(6);
            before
                .filter(|sentence| sentence.text().trim_end().ends_with(':'))
                .find_map(|sentence| refers(sentence.text()))
        };
        let words = refers(own.text()).or_else(lead_in)?;
        let start = own.span().start;
        analysis.blocks().iter().rev().filter(|block| block.span.start < start).find_map(|block| {
            let span = Span::from(block.span.start..block.span.end.min(start));
            let lower = self.text.slice(span).to_lowercase();
            let closes = [" end on ", " ends on ", " expire", " until "].iter().any(|words| lower.contains(words));
            let mut days: Vec<_> = self.text.times_in(span).filter_map(|time| time.from.zip(time.to)).collect();
            days.sort_unstable();
            let (first, last) = (days.first()?, days.last()?);
            (closes && days.len() > 1 && first.0 < last.1).then(|| DateRange {
                start: Some(first.0),
                end: Some(last.1),
                text: words.to_owned(),
            })
        })
    }
}
