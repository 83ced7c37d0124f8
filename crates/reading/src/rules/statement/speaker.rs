//! Who speaks: the subject of a verb, and the actors it stands for.

use std::collections::HashSet;
use std::sync::LazyLock;

use language::Token;
use record::{ActorName, Span};

use super::{addressees, clause, lexicon};
use crate::context::Text;
use crate::names::Form;

/// Nouns whose bearers can speak or promise although the names do not list them.
const HUMAN_NOUNS: &str = "administration agency association authority bloc board body business cabinet capital chair chairman \
    chamber commission commissioner committee company congress council country delegate delegation department director \
    economy embassy employer general envoy expert exporter farmer firm government group industry institution investor leader manufacturer \
    lawmaker member mexico minister ministry nation negotiator office officer official organisation organization panel \
    parliament participant partner party person president producer representative secretariat secretary senate senator \
    side signatory speaker spokesman spokesperson spokeswoman stakeholder state team trader union worker";

/// Whether a noun names somebody who can speak.
pub(super) fn is_human(token: Token<'_>) -> bool {
    static NOUNS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| HUMAN_NOUNS.split_whitespace().collect());
    NOUNS.contains(token.lemma().to_lowercase().as_str())
}

fn is_subject(token: Token<'_>) -> bool {
    matches!(token.dep(), "nsubj" | "nsubjpass" | "csubj" | "expl")
}

/// A verb's own subject.
pub(super) fn own_subject(verb: Token<'_>) -> Option<Token<'_>> {
    verb.children()
        .find(|child| is_subject(*child) && child.index() < verb.index())
        // An inverted attribution: “…,” said Minister Kim.
        .or_else(|| verb.children().find(|child| is_subject(*child)))
}

/// The subject of a verb: its own, or the one it shares with the verb it is coordinated with or controlled by.
pub(crate) fn subject(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    for _ in 0..8 {
        if let Some(subject) = own_subject(at) {
            // A relative pronoun stands for what the clause describes.
            if matches!(subject.tag(), "WDT" | "WP") {
                let clause = std::iter::once(at).chain(at.ancestors()).find(|token| token.dep() == "relcl")?;
                return Some(clause.head());
            }
            return Some(subject);
        }
        if let Some(subject) = misplaced_subject(at) {
            return Some(subject);
        }
        match at.dep() {
            "conj" | "xcomp" | "advcl" | "ccomp" | "dep" | "prep" | "pcomp" | "parataxis" if !at.is_root() => {
                at = at.head()
            }
            "acl" | "relcl" => {
                // A participle after a comma goes with the subject of the sentence, one without with its noun.
                return Some(at.head());
            }
            _ => break,
        }
    }
    subject_by_order(verb)
}

/// "Prior to the forum, Chile and Peru held a meeting": names right before the verb that the parser took for an apposition
/// to what opens the sentence.
fn misplaced_subject(verb: Token<'_>) -> Option<Token<'_>> {
    let mut noun = verb.neighbour(-1).filter(|before| matches!(before.pos(), "PROPN" | "NOUN"))?;
    while noun.dep() == "conj" && !noun.is_root() {
        noun = noun.head();
    }
    let comma = noun.left_edge().neighbour(-1).is_some_and(|before| before.text() == ",");
    (matches!(verb.tag(), "VBD" | "VBZ" | "VBP") && noun.dep() == "appos" && comma && noun.index() < verb.index())
        .then_some(noun)
}

/// A finite verb without a subject of its own behind a comma or conjunction.
fn continues(verb: Token<'_>) -> bool {
    matches!(verb.tag(), "VBD" | "VBZ" | "VBP")
        && verb.neighbour(-1).is_some_and(|before| {
            before.tag() == "CC"
                || before.text() == ","
                || before.tag() == "RB" && before.neighbour(-1).is_some_and(|token| token.tag() == "CC")
        })
}

/// Who speaks by a verb, and by which subject: its own, or that of the verb whose row it continues.
pub(super) fn speakers<'a>(text: &Text<'a>, verb: Token<'a>) -> Option<(Vec<ActorName>, Token<'a>)> {
    if !clause::is_series(verb) || own_subject(verb).is_some_and(|subject| subject.neighbour(1) == Some(verb)) {
        let subject = subject(verb)?;
        let actors = actors(text, subject);
        if !actors.is_empty() || !continues(verb) {
            return (!actors.is_empty()).then_some((actors, subject));
        }
    }
    // The nearest verb of saying to the left that has a subject who can speak.
    let start = verb.sentence().range().start;
    let analysis = verb.analysis();
    (start..verb.index())
        .rev()
        .map(|index| analysis.token(index))
        .filter(|other| {
            matches!(other.tag(), "VBD" | "VBZ" | "VBP" | "VBN") && (lexicon::cue(*other).is_some() || other.is_root())
        })
        .filter_map(own_subject)
        .filter(|subject| subject.index() < verb.index())
        .map(|subject| (actors(text, subject), subject))
        .find(|(actors, _)| !actors.is_empty())
        .or_else(|| {
            subject(verb).map(|subject| (actors(text, subject), subject)).filter(|(actors, _)| !actors.is_empty())
        })
}

/// The nearest subject to the left in the sentence that is no relative pronoun and no part of a subordinate clause.
fn subject_by_order(verb: Token<'_>) -> Option<Token<'_>> {
    let start = verb.sentence().range().start;
    (start..verb.index()).rev().map(|index| verb.analysis().token(index)).find(|token| {
        is_subject(*token)
            && !matches!(token.tag(), "WDT" | "WP" | "EX")
            && !matches!(token.head().dep(), "relcl" | "acl" | "ccomp" | "advcl" | "pcomp")
    })
}

/// The actors that a noun phrase stands for, in text order; empty when nobody who can speak is meant.
pub(crate) fn actors<'a>(text: &Text<'a>, noun: Token<'a>) -> Vec<ActorName> {
    let mut found = Vec::new();
    for part in std::iter::once(noun).chain(conjuncts(noun)) {
        for name in actor(text, part) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// Nouns coordinated with a noun.
pub(crate) fn conjuncts<'a>(noun: Token<'a>) -> Vec<Token<'a>> {
    let mut found = Vec::new();
    let mut queue = vec![noun];
    while let Some(at) = queue.pop() {
        for child in at.children().filter(|child| child.dep() == "conj") {
            found.push(child);
            queue.push(child);
        }
        // Each noun is found once, so that the queue ends whatever the tree.
        if let Some(stray) = stray_conjunct(at).filter(|stray| *stray != noun && !found.contains(stray)) {
            found.push(stray);
            queue.push(stray);
        }
    }
    found.sort_by_key(|token| token.index());
    found
}

/// "Met with the Club (CLB) and representatives of companies": a noun right behind another that the parser coordinated with the
/// verb above both.
fn stray_conjunct(noun: Token<'_>) -> Option<Token<'_>> {
    let behind =
        std::iter::successors(noun.neighbour(1), |token| token.neighbour(1)).find(|token| token.text() != ")")?;
    let verb = Some(behind).filter(|behind| behind.tag() == "CC")?.head();
    if verb.pos() != "VERB" || noun.ancestors().all(|above| above != verb) {
        return None;
    }
    let first = behind.neighbour(1)?;
    verb.children().find(|child| child.dep() == "conj" && child.tag().starts_with("NN") && child.left_edge() == first)
}

/// Those who speak for a body without a name of their own.
fn is_spokesperson(token: Token<'_>) -> bool {
    matches!(token.lemma().to_lowercase().as_str(), "official" | "spokesperson" | "spokesman" | "spokeswoman")
        && token.tag() == "NN"
}

/// The body for which an unnamed official speaks: "a MOTIR official", "an official of the ministry", "the official".
fn speaks_for<'a>(text: &Text<'a>, noun: Token<'a>) -> Option<Vec<ActorName>> {
    let own = |noun: Token<'a>| {
        let owners = noun.children().filter(|child| matches!(child.dep(), "compound" | "nmod" | "poss" | "amod"));
        let of = noun
            .children()
            .filter(|child| child.dep() == "prep" && matches!(child.text(), "of" | "at" | "from" | "for"))
            .filter_map(|of| of.child("pobj"));
        owners.chain(of).find_map(|owner| {
            let mention = text.mention_at(owner).filter(|mention| mention.form != Form::Part);
            let named = mention.map(|mention| mention.actors().to_vec()).filter(|actors| !actors.is_empty());
            named.or_else(|| {
                matches!(owner.lemma(), "ministry" | "department" | "agency" | "government")
                    .then(|| text.announcer())
                    .flatten()
                    .map(|name| vec![name.clone()])
            })
        })
    };
    own(noun).or_else(|| {
        let definite = noun.children().any(|child| child.text().eq_ignore_ascii_case("the"));
        let earlier =
            (0..noun.index()).rev().map(|index| noun.analysis().token(index)).filter(|token| is_spokesperson(*token));
        definite.then(|| earlier.take(3).find_map(own)).flatten()
    })
}

fn actor<'a>(text: &Text<'a>, noun: Token<'a>) -> Vec<ActorName> {
    if is_spokesperson(noun)
        && let Some(actors) = speaks_for(text, noun)
    {
        return actors;
    }
    if let Some(bodies) = addressees::side(text, noun) {
        return bodies;
    }
    let bare = |form: Form| !matches!(form, Form::Part | Form::Modifier);
    if let Some(mention) = text.mention_at(noun).filter(|mention| bare(mention.form) && !mention.actors().is_empty()) {
        return mention.actors().to_vec();
    }
    // Mentions nest; a shorter one may still end with the noun.
    let span = Span::from(noun.span());
    let covering = text.mentions_in(text.span_of(noun.sentence().range())).filter(|mention| {
        mention.span.contains(span)
            && bare(mention.form)
            && !mention.actors().is_empty()
            && mention.instrument().is_none()
    });
    if let Some(mention) = covering.max_by_key(|mention| mention.span.len()) {
        return mention.actors().to_vec();
    }
    if is_human(noun)
        && noun.tag().starts_with("NN")
        && text.mention_at(noun).is_none_or(|mention| mention.instrument().is_none())
    {
        return vec![ActorName(phrase(text, noun))];
    }
    Vec::new()
}

/// The actors that a possessor stands for.
pub(super) fn of_possessor(text: &Text<'_>, owner: Token<'_>) -> Vec<ActorName> {
    text.mention_at(owner)
        .filter(|mention| mention.form != Form::Part)
        .map(|mention| mention.actors().to_vec())
        .unwrap_or_default()
}

/// The words of a noun phrase without its article and relative clauses.
pub(super) fn phrase(text: &Text<'_>, noun: Token<'_>) -> String {
    let range = noun.subtree_range();
    let start = if noun.analysis().token(range.start).tag() == "DT" && range.start < noun.index() {
        range.start + 1
    } else {
        range.start
    };
    let end = noun
        .children()
        .filter(|child| {
            child.index() > noun.index() && matches!(child.dep(), "relcl" | "punct" | "acl" | "appos" | "cc" | "conj")
        })
        .map(|child| child.left_edge().index())
        .min()
        .unwrap_or(range.end)
        .max(noun.index() + 1);
    // Where and on what day they were is no part of who they are, nor is who was among them.
    let aside = |token: &Token<'_>| {
        matches!(token.text(), "at" | "including")
            || token.text() == "on" && token.neighbour(1).is_some_and(|next| next.entity() == "DATE")
    };
    let end = noun.analysis().slice(noun.index() + 1..end).find(aside).map_or(end, Token::index);
    text.slice(text.span_of(start..end)).trim_end_matches(',').split_whitespace().collect::<Vec<_>>().join(" ")
}
