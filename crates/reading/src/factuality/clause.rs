//! What the form of a predicate says: its voice, its tense, and whether it is finite.

use language::Token;

use super::Time;

/// How far a row of coordinated verbs is followed to the one that has the auxiliary.
const ROW: usize = 8;

/// The form of a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// With a tense or mood of its own.
    Finite(Time),
    /// "to sign", "sign"
    Infinitive,
    /// "signing"
    Gerund,
    /// "signed", without an auxiliary
    Participle,
    /// A noun, an adjective, a preposition.
    Nominal,
}

/// A verb by its tag or part of speech.
pub(super) fn is_verb(token: Token<'_>) -> bool {
    token.tag().starts_with('V') || matches!(token.pos(), "VERB" | "AUX")
}

/// A verb in the passive voice.
pub(super) fn is_passive(verb: Token<'_>) -> bool {
    verb.tag() == "VBN" && verb.children().any(|child| matches!(child.dep(), "auxpass" | "nsubjpass"))
}

/// Auxiliaries of a verb, in text order.
pub(super) fn auxiliaries<'a>(verb: Token<'a>) -> impl Iterator<Item = Token<'a>> {
    verb.lefts().filter(|child| matches!(child.dep(), "aux" | "auxpass"))
}

/// The verb to the left that lends a coordinated verb its auxiliary: "will sign and ratify".
pub(super) fn lender(verb: Token<'_>) -> Option<Token<'_>> {
    let own = auxiliaries(verb).next().is_some();
    // "would be reduced, and … was withdrawn": what has an auxiliary of its own shares none.
    let shares = !own && !verb.is_root() && verb.dep() == "conj" && matches!(verb.tag(), "VB" | "VBN" | "VBG");
    Some(verb.head()).filter(|head| shares && is_verb(*head))
}

/// The form of a predicate, by its own auxiliaries or those that it shares.
pub(super) fn form(token: Token<'_>) -> Form {
    if !is_verb(token) {
        return Form::Nominal;
    }
    let row = std::iter::successors(Some(token), |at| lender(*at)).take(ROW);
    let Some(bearer) = row.clone().find(|at| auxiliaries(*at).next().is_some()) else {
        let first = row.last().unwrap_or(token);
        // The present of the plural often looks like an infinitive to the tagger; with a subject of its own the main verb is none:
        // "The two ministers shake hands".
        return if first.is_root() && first.tag() == "VB" && has_subject(first) {
            Form::Finite(Time::Present)
        } else {
            by_tag(token, first)
        };
    };
    for aux in auxiliaries(bearer) {
        match aux.text().to_lowercase().as_str() {
            "will" | "shall" | "’ll" | "'ll" | "wo" => return Form::Finite(Time::Future),
            // "could not but agree" agreed.
            "could" | "can" if is_forced(aux, bearer) || is_helpless(aux, bearer) => return Form::Finite(Time::Done),
            "would" | "could" | "should" | "may" | "might" | "can" | "ca" | "must" | "ought" => {
                return Form::Finite(Time::Hypothetical);
            }
            "'d" | "’d" if aux.tag() == "MD" => return Form::Finite(Time::Hypothetical),
            "to" => return Form::Infinitive,
            "having" => return Form::Finite(Time::Done),
            "did" => return Form::Finite(Time::Done),
            "do" | "does" => return Form::Finite(Time::Present),
            // "recommended that the duty be levied": what is asked for, in the subjunctive.
            "be" if aux.tag() == "VB" && is_first(aux, bearer) => return Form::Finite(Time::Hypothetical),
            _ => {}
        }
    }
    let has = |lemma: &str| auxiliaries(bearer).any(|aux| aux.lemma() == lemma);
    let present = auxiliaries(bearer).any(|aux| matches!(aux.tag(), "VBZ" | "VBP"));
    match token.tag() {
        "VBN" | "VBG" if present && !has("have") => Form::Finite(Time::Present),
        "VBN" | "VBG" if auxiliaries(bearer).all(|aux| aux.text().eq_ignore_ascii_case("being")) => Form::Gerund,
        "VBN" | "VBG" => Form::Finite(Time::Done),
        _ => by_tag(token, token),
    }
}

/// A verb with a subject before it.
fn has_subject(verb: Token<'_>) -> bool {
    verb.lefts().any(|child| child.dep() == "nsubj")
}

/// The form of a verb without auxiliaries, or of the first in its row.
fn by_tag(token: Token<'_>, first: Token<'_>) -> Form {
    match if token.tag() == "VB" { first.tag() } else { token.tag() } {
        "VBD" => Form::Finite(Time::Done),
        "VBZ" | "VBP" | "MD" => Form::Finite(Time::Present),
        "VB" => Form::Infinitive,
        "VBG" => Form::Gerund,
        "VBN" => Form::Participle,
        _ => Form::Finite(Time::Present),
    }
}

/// No other auxiliary stands before this one of a verb with a subject.
fn is_first(aux: Token<'_>, verb: Token<'_>) -> bool {
    auxiliaries(verb).next() == Some(aux) && verb.lefts().any(|child| matches!(child.dep(), "nsubj" | "nsubjpass"))
}

/// "could not help signing".
fn is_helpless(aux: Token<'_>, verb: Token<'_>) -> bool {
    verb.lemma() == "help" && verb.index() == aux.index() + 2 && verb.children().any(|child| child.dep() == "neg")
}

/// "could not but agree", "cannot but agree".
pub(super) fn is_forced(aux: Token<'_>, verb: Token<'_>) -> bool {
    let between = aux.analysis().slice(aux.index()..verb.index().max(aux.index()));
    let mut words = between.map(|token| token.text().to_lowercase());
    words.any(|word| matches!(word.as_str(), "not" | "n't" | "n’t")) && words.next().is_some_and(|word| word == "but")
}
