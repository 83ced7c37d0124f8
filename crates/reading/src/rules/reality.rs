//! Whether what a clause says has come about, and when: shared by the rules for stages and events.

use language::Token;

use crate::context::Text;
use crate::time::TimeMention;

/// Whether what a verb says has come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reality {
    /// Told as done: "signed", "has been concluded".
    Done,
    /// Told as true today: "is suspended", "enters into force today".
    Present,
    /// To come: "will open", "agreed to launch".
    Future,
    /// Hoped for, asked for, conditional, denied.
    Unreal,
}

/// The reality of a verb or participle in its sentence.
pub(crate) fn reality(verb: Token<'_>) -> Reality {
    if negated(verb) {
        return Reality::Unreal;
    }
    let own = own_reality(verb);
    if own == Reality::Unreal {
        return own;
    }
    let mut at = verb;
    let mut reality = own;
    for _ in 0..12 {
        if condition(at) {
            return Reality::Unreal;
        }
        // A relative clause tells a fact of its own.
        if at.is_root() || at.dep() == "relcl" && own != Reality::Future {
            break;
        }
        let head = at.head();
        let reported = matches!(
            at.dep(),
            "ccomp" | "xcomp" | "pcomp" | "relcl" | "acl" | "advcl" | "conj" | "dobj" | "pobj" | "prep" | "attr"
        );
        if reported
            && matches!(head.pos(), "VERB" | "AUX" | "NOUN")
            && wishes(head)
            && matches!(at.dep(), "ccomp" | "xcomp" | "pcomp" | "acl" | "dobj" | "prep" | "pobj")
        {
            return Reality::Unreal;
        }
        if reality != Reality::Future
            && matches!(at.dep(), "dobj" | "pobj" | "prep" | "nsubjpass")
            && matches!(head.pos(), "VERB" | "AUX")
            && own_reality(head) == Reality::Future
        {
            reality = Reality::Future;
        }
        at = head;
    }
    reality
}

fn negated(verb: Token<'_>) -> bool {
    verb.children().any(|child| {
        child.dep() == "neg" || matches!(child.text().to_lowercase().as_str(), "never" | "neither" | "nor")
    }) || verb
        .neighbour(-1)
        .is_some_and(|to| to.text() == "to" && to.neighbour(-1).is_some_and(|yet| yet.text() == "yet"))
}

fn own_reality(verb: Token<'_>) -> Reality {
    let mut at = verb;
    for _ in 0..4 {
        for aux in at.children().filter(|child| matches!(child.dep(), "aux" | "auxpass") && child.index() < at.index())
        {
            match aux.text().to_lowercase().as_str() {
                "will" | "shall" | "’ll" | "'ll" => return Reality::Future,
                "would" | "could" | "should" | "may" | "might" | "can" | "must" => return Reality::Unreal,
                "to" => return infinitive(at),
                _ => {}
            }
        }
        // "would be reduced, and … was withdrawn": what has an auxiliary of its own shares none.
        let own = at.children().any(|child| matches!(child.dep(), "aux" | "auxpass") && child.index() < at.index());
        let shares =
            !own && at.dep() == "conj" && matches!(at.tag(), "VB" | "VBN") && matches!(at.head().pos(), "VERB" | "AUX");
        if !shares {
            break;
        }
        at = at.head();
    }
    match verb.tag() {
        "VBD" => Reality::Done,
        "VBN" => {
            let present = verb.children().any(|child| child.dep() == "auxpass" && matches!(child.tag(), "VBZ" | "VBP"))
                && !verb.children().any(|child| child.lemma() == "have");
            if present { Reality::Present } else { Reality::Done }
        }
        "VBZ" | "VBP" => Reality::Present,
        "VBG" => Reality::Done,
        "VB" => Reality::Future,
        _ => Reality::Present,
    }
}

/// An infinitive is as real as the verb that governs it lets it be.
fn infinitive(verb: Token<'_>) -> Reality {
    let head = verb.head();
    match head.lemma().to_lowercase().as_str() {
        "agree" | "decide" | "undertake" | "commit" | "be" | "plan" | "set" | "pledge" | "agreement" | "decision" => {
            Reality::Future
        }
        "continue" | "go" | "start" | "begin" => own_reality(head),
        _ => Reality::Unreal,
    }
}

/// Words that wish for, ask for or doubt what stands below them.
fn wishes(word: Token<'_>) -> bool {
    matches!(
        word.lemma().to_lowercase().as_str(),
        "hope"
            | "seek"
            | "aim"
            | "want"
            | "wish"
            | "urge"
            | "call"
            | "request"
            | "ask"
            | "expect"
            | "claim"
            | "goal"
            | "target"
            | "propose"
            | "suggest"
            | "intend"
            | "strive"
            | "consider"
            | "discuss"
            | "explore"
            | "allege"
            | "work"
            | "push"
            | "deny"
            | "doubt"
            | "idea"
            | "possibility"
            | "prospect"
            | "need"
            | "support"
            | "expectation"
            | "try"
            | "help"
            | "prepare"
            | "doing"
            | "towards"
    )
}

/// The clause is a condition or lies before its time: "if …", "once …", "until …", "before …".
fn condition(verb: Token<'_>) -> bool {
    verb.children().any(|child| {
        matches!(child.dep(), "mark" | "advmod" | "prep")
            && child.index() < verb.index()
            && matches!(
                child.text().to_lowercase().as_str(),
                "if" | "once" | "unless" | "until" | "whether" | "before" | "should" | "so" | "when"
            )
            && (child.text() != "when" && child.text() != "so" || own_reality(verb) != Reality::Done)
    })
}

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
