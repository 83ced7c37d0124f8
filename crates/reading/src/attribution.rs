//! Who is the source of a quotation or of a reported claim.
//!
//! An attribution is purely linguistic: it tells whose words a passage reports, whether or not the source is a name the
//! document lists, and whether the release shares the claim or reports it in order to deny it. Whether a claim counts as a fact
//! is for [`factuality`] to say, which finds its sources in the same way.

use language::{Analysis, Token};
use record::{Act, Span};

use crate::factuality;
use crate::rules::statement::{cue, extent, quotation_before, reports_words, subject};

/// A source, the words that attribute, and what is attributed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The words that name the source.
    pub source: Span,
    /// The verb or phrase of saying.
    pub cue: Span,
    /// What is said.
    pub content: Span,
}

/// Finds the attributions of a text, in text order.
pub fn find(analysis: &Analysis) -> Vec<Attribution> {
    let mut found: Vec<Attribution> =
        analysis.tokens().filter_map(|token| by_verb(token).or_else(|| according_to(token))).collect();
    found.sort_by_key(|attribution| (attribution.cue.start, attribution.cue.end));
    found
}

fn span(analysis: &Analysis, tokens: std::ops::Range<usize>) -> Option<Span> {
    let last = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start)?;
    Some(Span::from(analysis.token(tokens.start).span().start..analysis.token(last).span().end))
}

/// "Minister Lee said that …", "“…,” said Minister Lee".
fn by_verb(verb: Token<'_>) -> Option<Attribution> {
    if !verb.tag().starts_with('V') || verb.tag() == "VB" {
        return None;
    }
    // Requests and promises attribute too, but only what is reported in words has a source.
    cue(verb).filter(|cue| cue.act != Act::Support).filter(|_| reports_words(verb))?;
    let subject = subject(verb)?;
    let analysis = verb.analysis();
    let source = subject.subtree_range();
    let source = source.start..source.end.min(if subject.index() < verb.index() { verb.index() } else { source.end });
    let content = match quotation_before(verb, subject) {
        Some(start) => start..subject.left_edge().index().min(verb.index()),
        None => verb.index() + 1..extent(verb).end,
    };
    Some(Attribution {
        source: span(analysis, source)?,
        cue: Span::from(verb.span()),
        content: span(analysis, content)?,
    })
}

/// "According to the ministry, …".
fn according_to(word: Token<'_>) -> Option<Attribution> {
    let source = factuality::according_to(word)?.subtree_range();
    let to = word.neighbour(1)?;
    let analysis = word.analysis();
    let sentence = word.sentence().range();
    let source = source.start.max(to.index() + 1)..source.end.min(sentence.end);
    let content =
        if word.index() <= sentence.start + 1 { source.end..sentence.end } else { sentence.start..word.index() };
    let cue = Span::from(word.span().start..to.span().end);
    Some(Attribution { source: span(analysis, source)?, cue, content: span(analysis, content)? })
}
