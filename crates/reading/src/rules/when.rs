//! The time that the clause of a word states: shared by the rules for stages and events.

use language::Token;

use crate::context::Text;
use crate::time::TimeMention;

/// The time that a word's own clause states, else that of the clauses above it.
pub(crate) fn time_of<'a>(text: &Text<'a>, word: Token<'a>) -> Option<&'a TimeMention> {
    let mut at = word;
    for _ in 0..6 {
        if let Some(found) = clause_time(text, at, word) {
            return Some(found);
        }
        if at.is_root() {
            return None;
        }
        // A coordinated verb has a time of its own or none, unless a subject of its own makes it a second report of one
        // happening: "met on Wednesday, and the two issued …".
        let reports =
            at.children().any(|child| child.dep() == "nsubj") && at.tag() == "VBD" && at.head().tag() == "VBD";
        if at.dep() == "conj" && matches!(at.pos(), "VERB" | "AUX") && !reports {
            return None;
        }
        at = at.head();
    }
    None
}

/// The nearest time among the words that hang below a word without a clause between.
fn clause_time<'a>(text: &Text<'a>, word: Token<'a>, origin: Token<'a>) -> Option<&'a TimeMention> {
    let analysis = text.analysis();
    let sentence = text.span_of(word.sentence().range());
    let candidates = text.times_in(sentence).filter(|time| time.from.is_some() || time.to.is_some());
    // "in place since August, was withdrawn": what began then is not what came about then.
    let simple_past = matches!(word.tag(), "VBD" | "VBN")
        && word.children().all(|child| child.lemma() != "have")
        && (word.tag() == "VBD" || word.children().any(|child| matches!(child.text(), "was" | "were")));
    let below = candidates.filter(|time| {
        let tokens = analysis.tokens_in(time.span.range());
        let since = analysis.token(tokens.start).neighbour(-1).is_some_and(|before| before.text() == "since");
        if since && simple_past {
            return false;
        }
        let Some(first) = tokens
            .clone()
            .map(|index| analysis.token(index))
            .find(|token| !tokens.contains(&token.head().index()) || token.is_root())
        else {
            return false;
        };
        // "the Trade Act of 1974": the year is a part of the name.
        if first.head().text() == "of" && first.head().head().pos() == "PROPN" {
            return false;
        }
        let mut at = first;
        for _ in 0..10 {
            if at == word {
                return true;
            }
            let crosses = matches!(at.dep(), "ccomp" | "advcl" | "relcl" | "acl" | "pcomp")
                || at.dep() == "conj" && matches!(at.pos(), "VERB" | "AUX");
            if at.is_root() || crosses && at != origin {
                return false;
            }
            at = at.head();
        }
        false
    });
    below.min_by_key(|time| {
        let at = analysis.token_at(time.span.start as usize).map_or(0, Token::index);
        at.abs_diff(origin.index())
    })
}
