//! Whether the words of a clause deny its predicate: adverbs, determiners and pronouns, and what they share in a row.

use language::Token;

use super::clause::{auxiliaries, is_forced, is_verb};
use super::words::{self, Effect};

/// How far a row of coordinated verbs is followed to the left.
const ROW: usize = 8;

/// What the words of its own clause do to a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Local {
    /// Denied: "not", "nobody", "almost".
    pub(super) denied: bool,
    /// Possible at most: "perhaps".
    pub(super) open: bool,
    /// Said by others: "reportedly".
    pub(super) hearsay: bool,
}

/// What the words of its own clause do to a predicate.
pub(super) fn local(predicate: Token<'_>) -> Local {
    if !is_verb(predicate) {
        let denied = adverbs(predicate).any(|(_, effect)| effect == Effect::Denies) || is_negative_phrase(predicate);
        return Local { denied, open: false, hearsay: false };
    }
    let has = |wanted: Effect| adverbs(predicate).any(|(_, effect)| effect == wanted);
    let void = predicate.children().any(|child| matches!(child.dep(), "xcomp" | "ccomp") && words::is_void(child));
    Local { denied: marker(predicate).is_some() || void, open: has(Effect::Open), hearsay: has(Effect::Hearsay) }
}

/// The first word of what denies a verb in its own clause: "not" in "will not lift", "Neither" in "Neither Chile nor Peru will lift".
pub(crate) fn marker(verb: Token<'_>) -> Option<Token<'_>> {
    let own = adverbs(verb).filter(|(_, effect)| *effect == Effect::Denies).map(|(token, _)| token);
    let argument = negative_argument(verb);
    let yet = yet_to(verb);
    let near = phrase_before(verb).filter(|(_, effect)| *effect == Effect::Denies).map(|(token, _)| token);
    own.chain(argument).chain(yet).chain(near).min_by_key(|token| token.index()).or_else(|| shared(verb))
}

/// "has yet to agree", "is still to be signed".
fn yet_to(verb: Token<'_>) -> Option<Token<'_>> {
    let to = auxiliaries(verb).find(|aux| aux.text() == "to")?;
    to.neighbour(-1).filter(|before| matches!(before.text(), "yet" | "still"))
}

/// An adverbial phrase of two words right before a verb, wherever the parser hung it: "all but signed".
fn phrase_before(verb: Token<'_>) -> Option<(Token<'_>, Effect)> {
    let first = verb.neighbour(-2).filter(|first| first.index() >= verb.sentence().range().start)?;
    words::adverb(first).filter(|(_, length)| *length == 2).map(|(effect, _)| (first, effect))
}

/// Adverbs and adverbial phrases of a predicate or its auxiliaries, with what they do to it.
fn adverbs<'a>(predicate: Token<'a>) -> impl Iterator<Item = (Token<'a>, Effect)> {
    let auxiliary = auxiliaries(predicate).flat_map(|aux| aux.children().map(move |child| (aux, child)));
    let own = predicate.children().map(move |child| (predicate, child));
    own.chain(auxiliary).filter_map(move |(head, child)| {
        let adverbial = matches!(
            child.dep(),
            "neg" | "advmod" | "preconj" | "prep" | "cc" | "npadvmod" | "det" | "mark" | "intj" | "dep"
        );
        if !adverbial {
            return None;
        }
        let first = child.left_edge();
        let (effect, length) = words::adverb(first)?;
        // A longer phrase only begins with the word: "no sooner", "not only", "never before".
        let whole = length > 1 || first == child;
        (whole && denies_here(first, child, head, predicate)).then_some((first, effect))
    })
}

/// Whether a negative word bears on the predicate, and not on a part of the sentence beside it.
fn denies_here(first: Token<'_>, child: Token<'_>, head: Token<'_>, predicate: Token<'_>) -> bool {
    let next = first.neighbour(1).map(|next| next.text().to_lowercase()).unwrap_or_default();
    let negation = matches!(first.text().to_lowercase().as_str(), "not" | "n't" | "n’t");
    if negation {
        // "not only signed but also published", "could not but agree".
        if matches!(next.as_str(), "only" | "just" | "merely" | "simply" | "solely" | "least" | "surprisingly")
            || is_forced(head, predicate)
        {
            return false;
        }
        // "Chile, not Peru, signed", "asked for talks, not tariffs": a contrast between nouns.
        let set_off = first.neighbour(-1).is_some_and(|before| matches!(before.text(), "," | "—" | "–"));
        let of_noun = first
            .neighbour(1)
            .is_some_and(|next| matches!(next.pos(), "NOUN" | "PROPN" | "DET" | "PRON" | "NUM" | "ADP"));
        if (set_off || first.index() > predicate.index() && !is_copula(predicate)) && of_noun {
            return false;
        }
    }
    // "nor" behind a verb opens the next one, which it denies.
    let opens_next = child.dep() == "cc" && child.index() > predicate.index();
    // "almost all", "nearly fifty": another word's.
    let near = matches!(first.text().to_lowercase().as_str(), "almost" | "nearly" | "all");
    let before_verb = child.index() < predicate.index();
    !opens_next && (!near || before_verb)
}

fn is_copula(verb: Token<'_>) -> bool {
    verb.lemma() == "be"
}

/// A subject, object or agent that denies: "nobody signed", "signed nothing", "was signed by no minister".
fn negative_argument(verb: Token<'_>) -> Option<Token<'_>> {
    let arguments = verb.children().filter_map(|child| match child.dep() {
        "nsubj" | "nsubjpass" | "dobj" | "attr" => Some(child),
        "agent" => child.child("pobj"),
        // "agreed on nothing".
        "prep" if matches!(child.text(), "on" | "to") => child
            .child("pobj")
            .filter(|object| object.pos() == "PRON" || object.tag() == "NN" && words::is_negative(*object)),
        _ => None,
    });
    arguments.filter(|noun| is_negative_phrase(*noun)).map(Token::left_edge).next()
}

/// A noun phrase that denies what is said of it: "nobody", "no minister", "none of the parties", "neither side", "not one of them".
fn is_negative_phrase(noun: Token<'_>) -> bool {
    let next = |token: Token<'_>| token.neighbour(1).map(|next| next.text().to_lowercase()).unwrap_or_default();
    // "nobody but Chile", "no country other than Chile": Chile did.
    let behind = next(noun);
    let excepts = matches!(behind.as_str(), "but" | "except" | "save" | "besides")
        || behind == "other" && noun.neighbour(2).is_some_and(|than| than.text() == "than");
    if excepts {
        return false;
    }
    // At the head of a sentence the tagger takes some for names: "Little was agreed".
    let opens = noun.index() == noun.sentence().range().start;
    if words::is_negative(noun)
        && (opens || matches!(noun.pos(), "PRON" | "NOUN" | "DET" | "ADJ" | "ADV" | "NUM" | "CCONJ"))
    {
        let counted = noun.children().any(|child| matches!(child.text().to_lowercase().as_str(), "a" | "the"));
        return !counted;
    }
    noun.lefts().any(|child| {
        let word = child.text().to_lowercase();
        match word.as_str() {
            // "not one minister", "not all parties", but not "not only Chile".
            "not" => !matches!(next(child).as_str(), "only" | "just" | "merely" | "least"),
            // "no fewer than five", "no doubt".
            "no" => {
                !words::is_number_sign(child)
                    && !matches!(
                        next(child).as_str(),
                        "fewer" | "less" | "more" | "later" | "sooner" | "other" | "doubt" | "matter" | "longer"
                    )
            }
            "few" | "little" => {
                let counted = child.neighbour(-1).is_some_and(|before| matches!(before.tag(), "DT" | "PRP$" | "POS"));
                !counted
            }
            _ => {
                matches!(child.dep(), "det" | "preconj" | "cc" | "neg" | "amod" | "nummod") && words::is_negative(child)
            }
        }
    }) || noun.dep() != "conj" && is_negative_adverb(noun.left_edge())
}

/// "not one minister", "hardly any member": an adverb that denies at the head of a noun phrase, but not "not only" or "nearly fifty".
fn is_negative_adverb(first: Token<'_>) -> bool {
    let next = first.neighbour(1).map(|next| next.text().to_lowercase()).unwrap_or_default();
    let word = first.text().to_lowercase();
    match word.as_str() {
        "not" => !matches!(next.as_str(), "only" | "just" | "merely" | "least"),
        "hardly" | "scarcely" | "barely" => next == "any",
        _ => false,
    }
}

/// What a coordinated verb shares with those before it: "did not sign or ratify", "neither signed nor ratified", "nobody came
/// and signed".
fn shared(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    for _ in 0..ROW {
        if at.is_root() || at.dep() != "conj" || !is_verb(at.head()) {
            return None;
        }
        let head = at.head();
        let joined = |word: &str| {
            head.children().find(|child| {
                child.dep() == "cc"
                    && child.index() > head.index()
                    && child.index() < at.index()
                    && child.text().eq_ignore_ascii_case(word)
            })
        };
        if let Some(nor) = joined("nor").or_else(|| joined("than")) {
            return Some(nor);
        }
        if joined("but").is_some() || at.lefts().any(|child| matches!(child.dep(), "nsubj" | "nsubjpass" | "expl")) {
            return None;
        }
        let mut subject = head.lefts().filter(|child| matches!(child.dep(), "nsubj" | "nsubjpass"));
        if let Some(noun) = subject.rfind(|noun| is_negative_phrase(*noun)) {
            return Some(noun.left_edge());
        }
        // The auxiliary and its negation reach over what has none of its own: "did not sign or ratify".
        let bare = auxiliaries(at).next().is_none() && matches!(at.tag(), "VB" | "VBN" | "VBG");
        let found = adverbs(head).find(|(first, effect)| *effect == Effect::Denies && first.index() < head.index());
        if let Some((first, _)) = found.filter(|_| bare) {
            return Some(first);
        }
        at = head;
    }
    None
}
