//! Whose word a clause is: the subject of the verb that reports it, or whom "according to" names.

use language::Token;

use super::Source;
use super::words;
use crate::rules::statement::subject;

/// A noun for those whose word is hearsay: critics, analysts, the press, "media reports".
pub(crate) fn is_hearsay_source(noun: Token<'_>) -> bool {
    // "some members", "many ministers": of a named kind, they are a party.
    let determines = matches!(noun.text().to_lowercase().as_str(), "some" | "many" | "others")
        && noun.children().any(|child| child.dep() == "prep");
    words::is_source(noun) && !determines
}

/// The source of a noun that names one.
fn of_noun(noun: Token<'_>) -> Source<'_> {
    if is_hearsay_source(noun) { Source::Hearsay } else { Source::Party(noun) }
}

/// Whose word the clause below a verb is; nothing where the verb names nobody: "it was announced that".
pub(super) fn of_clause<'a>(verb: Token<'a>) -> Option<Source<'a>> {
    if let Some(agent) = verb.child("agent").and_then(|by| by.child("pobj")) {
        return Some(of_noun(agent));
    }
    let noun = subject(verb)?;
    let blank = noun.dep() == "expl"
        || noun.dep() == "nsubjpass"
        || matches!(noun.tag(), "EX" | "WDT" | "WP")
        || noun.text().eq_ignore_ascii_case("it") && verb.children().any(|child| child.dep() == "auxpass");
    (!blank).then(|| of_noun(noun))
}

/// Whom "according to", "in the view of" or "contrary to" names as the source of a predicate's clause.
pub(super) fn of_adjunct<'a>(predicate: Token<'a>) -> Option<Source<'a>> {
    let aside = |child: Token<'a>| {
        // "Peru, the newspaper claimed, signed": an attribution between commas.
        let noun = child.children().find(|below| below.dep() == "nsubj").filter(|_| child.dep() == "parataxis")?;
        Some(noun).filter(|noun| is_hearsay_source(*noun))
    };
    predicate.children().find_map(|child| according_to(child).or_else(|| aside(child))).map(of_noun)
}

/// The noun that "according to" names as a source.
pub(crate) fn according_to<'a>(word: Token<'a>) -> Option<Token<'a>> {
    word.neighbour(1).filter(|to| to.text() == "to" && word.text().eq_ignore_ascii_case("according"))?;
    (2..10).filter_map(|offset| word.neighbour(offset)).find(|token| token.dep() == "pobj")
}
