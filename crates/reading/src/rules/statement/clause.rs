//! Where a statement's words begin and end, and which predicate they turn on.

use std::ops::Range;

use language::{Analysis, Token};

use super::lexicon;

/// Labels that lead from a predicate down into its own content.
fn subordinates(dep: &str) -> bool {
    matches!(
        dep,
        "ccomp"
            | "xcomp"
            | "relcl"
            | "acl"
            | "pcomp"
            | "csubj"
            | "dobj"
            | "pobj"
            | "prep"
            | "attr"
            | "acomp"
            | "nsubj"
            | "nsubjpass"
    )
}

/// Whether `below` belongs to the content of `above`, rather than being coordinated with it.
pub(super) fn is_content_of(below: Token<'_>, above: Token<'_>) -> bool {
    let mut at = below;
    let mut subordinate = false;
    for _ in 0..64 {
        if at == above {
            return subordinate;
        }
        if at.is_root() {
            return false;
        }
        subordinate |= subordinates(at.dep()) || at.dep() == "advcl" && !is_participle_adjunct(at);
        at = at.head();
    }
    false
}

/// A participle set off by a comma or at the head of the sentence: ", noting that …".
pub(super) fn is_participle_adjunct(verb: Token<'_>) -> bool {
    if verb.tag() != "VBG" {
        return false;
    }
    let start = verb.left_edge().index().min(verb.index());
    let before = start.checked_sub(1).map(|index| verb.analysis().token(index));
    match before {
        None => true,
        Some(before) => {
            start == verb.sentence().range().start
                || matches!(before.text(), "," | "—" | "–" | ";") && !matches!(verb.dep(), "pcomp" | "conj" | "xcomp" | "dobj" | "pobj")
                || before.text() == "while"
                // "…, welcoming the result and adding that …"
                || before.text() == "and" && verb.dep() == "conj" && is_participle_adjunct(verb.head())
        }
    }
}

/// Finite or participial verb that can carry a statement of its own.
pub(super) fn is_predicate(verb: Token<'_>) -> bool {
    matches!(verb.tag(), "VBD" | "VBZ" | "VBP" | "MD")
        || is_participle_adjunct(verb)
        || auxiliaries(verb).next().is_some()
}

/// A finite verb that continues a row of verbs although the parser hung it elsewhere: "…, called for …, and requested …".
///
/// It has no subject before it, stands behind a comma or conjunction, and its tense is not that of the verb it hangs below.
pub(super) fn is_series(verb: Token<'_>) -> bool {
    if !matches!(verb.tag(), "VBD" | "VBZ" | "VBP") {
        return false;
    }
    let mut before = verb.neighbour(-1);
    while before.is_some_and(|token| matches!(token.tag(), "RB" | "RBR")) {
        before = before.and_then(|token| token.neighbour(-1));
    }
    let follows = before.is_some_and(|token| token.tag() == "CC" || matches!(token.text(), "," | "”" | "\""));
    follows && (verb.head().tag() != verb.tag() || verb.dep() != "conj")
}

/// Auxiliaries of a verb, its own or those of the verb it is coordinated with.
pub(super) fn auxiliaries<'a>(verb: Token<'a>) -> impl Iterator<Item = Token<'a>> {
    verb.children().filter(move |child| matches!(child.dep(), "aux" | "auxpass") && child.index() < verb.index())
}

/// Whether the quotation marks before a token leave one open.
fn inside_quotation(analysis: &Analysis, sentence: Range<usize>, index: usize) -> bool {
    let mut open = false;
    for token in analysis.slice(sentence.start..index) {
        match token.text() {
            "“" | "``" => open = true,
            "”" | "''" => open = false,
            "\"" => open = !open,
            _ => {}
        }
    }
    open
}

/// Tokens of a statement: from its verb to the end of what is said, without what is coordinated with it.
pub(crate) fn extent(verb: Token<'_>) -> Range<usize> {
    let analysis = verb.analysis();
    let sentence = verb.sentence().range();
    let mut end = sentence.end;
    for other in analysis.slice(verb.index() + 1..sentence.end) {
        if !other.tag().starts_with('V') && other.tag() != "MD" && other.pos() != "AUX" {
            continue;
        }
        let carries = is_predicate(other) && !matches!(other.dep(), "aux" | "auxpass");
        let series = is_series(other) && verb.tag() == other.tag();
        if !carries
            || is_content_of(other, verb) && !series
            || inside_quotation(analysis, verb.index()..sentence.end, other.index())
        {
            continue;
        }
        // Only a verb that is coordinated with this one, or that is a statement itself, ends it.
        let coordinated = series || other.dep() == "conj" || !verb.dominates(other);
        let participle = is_participle_adjunct(other) && lexicon::cue(other).is_some();
        if coordinated || participle {
            let start = other
                .children()
                .filter(|child| {
                    child.index() > verb.index()
                        && child.index() < other.index()
                        && matches!(child.dep(), "nsubj" | "nsubjpass" | "aux" | "auxpass" | "advmod" | "neg" | "expl")
                })
                .map(|child| child.left_edge().index().max(verb.index() + 1))
                .min()
                .unwrap_or(other.index());
            end = start.max(verb.index() + 1);
            break;
        }
    }
    end = close_quotation(analysis, verb.index(), end);
    verb.index()..trim_end(analysis, verb.index(), end)
}

/// Moves the end behind the closing mark of a quotation that was opened after `start`, be it sentences later.
pub(super) fn close_quotation(analysis: &Analysis, start: usize, end: usize) -> usize {
    const REACH: usize = 400;
    let mut open = false;
    for index in start..analysis.len().min(end + REACH) {
        match analysis.token(index).text() {
            "“" | "``" => open = true,
            "”" | "''" => {
                if index >= end && open {
                    return index + 1;
                }
                open = false;
            }
            "\"" => {
                open = !open;
                if !open && index >= end {
                    return index + 1;
                }
            }
            _ => {}
        }
        if index + 1 >= end && !open {
            return end.max(index + 1).min(analysis.len()).max(end);
        }
    }
    end
}

/// Drops punctuation, conjunctions and spaces from the end, but not the mark that closes a quotation.
fn trim_end(analysis: &Analysis, start: usize, mut end: usize) -> usize {
    while end > start + 1 {
        let last = analysis.token(end - 1);
        let loose = matches!(last.text(), "." | "," | ";" | ":" | "—" | "–" | "-")
            || last.tag() == "_SP"
            || last.dep() == "cc" && end < analysis.len()
            || last.text().trim().is_empty()
            || matches!(last.text(), "while" | "also");
        if !loose {
            break;
        }
        end -= 1;
    }
    end
}

/// The first token of a quotation, or of a sentence, that stands before its attribution: “…,” said Minister Kim.
pub(crate) fn quotation_before(verb: Token<'_>, subject: Token<'_>) -> Option<usize> {
    let first = verb.index().min(subject.left_edge().index());
    let before = first.checked_sub(1)?;
    let analysis = verb.analysis();
    let sentence = verb.sentence().range();
    let mark = analysis.token(before);
    let interrupted =
        before.checked_sub(1).is_some_and(|index| matches!(analysis.token(index).text(), "," | "?" | "!" | "—" | "–"));
    if lexicon::is_quote_mark(mark.text()) && interrupted {
        return (before.saturating_sub(300)..before).rev().find(|&index| match mark.text() {
            "”" => analysis.token(index).text() == "“",
            "''" => analysis.token(index).text() == "``",
            _ => analysis.token(index).text() == "\"",
        });
    }
    // "In such times, he said, a declaration …": the attribution interrupts its own content.
    let after = analysis.token(verb.right_edge().index().min(sentence.end - 1));
    let interrupts =
        mark.text() == "," && before > sentence.start && verb.neighbour(1).is_some_and(|next| next.text() == ",");
    (interrupts
        && verb.index() <= after.index()
        && matches!(
            verb.lemma(),
            "say" | "add" | "note" | "caution" | "warn" | "argue" | "explain" | "stress" | "state"
        ))
    .then_some(sentence.start)
}

/// The verb on which the content of a verb of saying turns: the head of its clause, or of the quoted words.
pub(super) fn inner_predicate<'a>(verb: Token<'a>, extent: &Range<usize>) -> Option<Token<'a>> {
    let clause = verb
        .children()
        .find(|child| child.dep() == "ccomp" && child.index() > verb.index() && extent.contains(&child.index()));
    if clause.is_some() {
        return clause;
    }
    // In quoted words, take the verb whose head lies outside of them.
    let analysis = verb.analysis();
    let start = verb.index() + 1;
    analysis
        .slice(start..extent.end.max(start))
        .filter(|token| matches!(token.pos(), "VERB" | "AUX") && !matches!(token.dep(), "aux" | "auxpass" | "amod"))
        .find(|token| {
            let head = token.head().index();
            token.is_root() || head == verb.index() || !extent.contains(&head) || token.dep() == "ccomp"
        })
        .filter(|token| is_predicate(*token))
}
