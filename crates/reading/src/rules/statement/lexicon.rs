//! Verbs of saying, asking and promising, and the nouns that name an act.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;
use record::Act;

/// What must follow a verb for it to be a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Complement {
    /// Anything, or nothing.
    Any,
    /// A preposition or particle.
    Word(&'static str),
    /// An infinitive.
    Infinitive,
    /// A clause, or words in quotation marks.
    Clause,
    /// Words in quotation marks.
    Quote,
    /// A direct object together with an infinitive.
    ObjectInfinitive,
    /// An object and a predicate: "called it historic".
    SmallClause,
    /// A direct object of a class of nouns.
    Object(&'static str),
    /// Any direct object.
    AnyObject,
}

struct Frame {
    complements: Vec<Complement>,
    act: Act,
}

static FRAMES: LazyLock<HashMap<&'static str, Vec<Frame>>> = LazyLock::new(|| {
    let mut frames: HashMap<&'static str, Vec<Frame>> = HashMap::new();
    for (verb, complements, act) in rows(include_str!("cues.tsv")).filter_map(|row| three(&row)) {
        let complements = complements.split(',').map(complement).collect();
        let Some(act) = Act::parse(act) else { continue };
        frames.entry(verb).or_default().push(Frame { complements, act });
    }
    frames
});

static CLASSES: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut classes: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for row in rows(include_str!("nouns.tsv")) {
        if let [class, nouns] = row[..] {
            for noun in nouns.split(' ') {
                classes.entry(noun).or_default().push(class);
            }
        }
    }
    classes
});

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

fn three(row: &[&'static str]) -> Option<(&'static str, &'static str, &'static str)> {
    match row {
        [a, b, c] => Some((a, b, c)),
        _ => None,
    }
}

fn complement(text: &'static str) -> Complement {
    match text {
        "*" => Complement::Any,
        "to" => Complement::Infinitive,
        "that" => Complement::Clause,
        "quote" => Complement::Quote,
        "obj+to" => Complement::ObjectInfinitive,
        "small" => Complement::SmallClause,
        "=*" => Complement::AnyObject,
        "p:to" => Complement::Word("to"),
        _ => text.strip_prefix('=').map_or(Complement::Word(text), Complement::Object),
    }
}

/// What a verb does by being said, and the noun that names the act where the verb only carries it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cue<'a> {
    /// The verb.
    pub verb: Token<'a>,
    /// The act.
    pub act: Act,
    /// The noun that names the act: "commitment" in "reaffirmed its commitment to".
    pub noun: Option<Token<'a>>,
}

/// The classes of a noun: `concern`, `commitment` …
pub(super) fn classes(noun: Token<'_>) -> &'static [&'static str] {
    CLASSES.get(noun.text().to_lowercase().as_str()).map_or(&[], Vec::as_slice)
}

/// The act that a noun names by itself, as the object of "express", "reaffirm", "underscore" …
fn named_act(noun: Token<'_>) -> Option<Act> {
    classes(noun).iter().find_map(|class| match *class {
        "concern" => Some(Act::Concern),
        "support" => Some(Act::Support),
        "commitment" => Some(Act::Commitment),
        "expectation" => Some(Act::Position),
        _ => None,
    })
}

/// Direct objects of a verb, or what follows it where the parser lost them.
pub(super) fn objects<'a>(verb: Token<'a>) -> impl Iterator<Item = Token<'a>> {
    verb.children()
        .filter(move |child| child.index() > verb.index() && matches!(child.dep(), "dobj" | "obj"))
        .flat_map(|object| std::iter::once(object).chain(object.children().filter(|child| child.dep() == "conj")))
}

/// Verbs whose object may name the act instead of the verb.
const CARRIERS: &[&str] = &[
    "express",
    "voice",
    "convey",
    "reaffirm",
    "affirm",
    "reiterate",
    "underscore",
    "underline",
    "stress",
    "emphasise",
    "emphasize",
    "highlight",
    "confirm",
    "renew",
    "show",
    "declare",
    "state",
    "announce",
    "register",
    "restate",
    "raise",
    "share",
    "make",
    "have",
    "note",
    "signal",
    "reassert",
];

/// Reads the cue of a verb, if it is one.
pub(crate) fn cue(verb: Token<'_>) -> Option<Cue<'_>> {
    if !verb.tag().starts_with('V') {
        return None;
    }
    let lemma = verb.lemma().to_lowercase();
    if CARRIERS.contains(&lemma.as_str()) {
        let carried = objects(verb)
            .find_map(|noun| named_act(noun).map(|act| (noun, act)))
            // "made" and "had" carry a promise only, and only one that says what is promised.
            .filter(|(noun, act)| {
                !matches!(lemma.as_str(), "make" | "have" | "show" | "signal" | "announce" | "note")
                    || *act == Act::Commitment && promises(*noun)
            })
            .filter(|(noun, act)| *act != Act::Commitment || promises(*noun))
            .filter(|(_, act)| !(lemma == "restate" && *act == Act::Concern));
        if let Some((noun, act)) = carried {
            return Some(Cue { verb, act, noun: Some(noun) });
        }
    }
    let frames = FRAMES.get(lemma.as_str())?;
    frames.iter().find_map(|frame| {
        frame.complements.iter().find_map(|complement| holds(*complement, verb)).map(|noun| Cue {
            verb,
            act: frame.act,
            noun,
        })
    })
}

/// The noun says what is promised: "commitment to advancing …", "willingness to cooperate".
fn promises(noun: Token<'_>) -> bool {
    noun.children().any(|child| {
        child.index() > noun.index()
            && (child.text() == "to" && child.dep() == "prep"
                || child.tag() == "VB"
                || child.dep() == "acl"
                || child.dep() == "relcl")
    }) || noun.neighbour(1).is_some_and(|next| next.text() == "to")
}

/// The act of a verb in the passive, whose subject stands where its object would: "was requested by", "the view was shared by".
pub(super) fn act_of(verb: Token<'_>, subject: Token<'_>) -> Option<Act> {
    let frames = FRAMES.get(verb.lemma().to_lowercase().as_str())?;
    let met = |complement: &Complement| match complement {
        Complement::Any | Complement::AnyObject => true,
        Complement::Object(class) => classes(subject).contains(class),
        Complement::Word(word) => {
            verb.children().any(|child| child.text() == *word)
                || verb.neighbour(1).is_some_and(|next| next.text() == *word)
        }
        Complement::Clause => clause_follows(verb),
        _ => false,
    };
    frames.iter().find(|frame| frame.complements.iter().any(met)).map(|frame| frame.act)
}

/// Whether a complement follows the verb, and the noun that it names.
fn holds<'a>(complement: Complement, verb: Token<'a>) -> Option<Option<Token<'a>>> {
    let after = |token: &Token<'a>| token.index() > verb.index();
    let has = |test: &dyn Fn(Token<'a>) -> bool| verb.children().filter(after).any(test);
    let met = match complement {
        Complement::Any => true,
        Complement::Word("clear") => verb.neighbour(1).is_some_and(|next| next.text() == "clear"),
        Complement::Word(word) => {
            has(&|child| child.lemma() == word && matches!(child.dep(), "prep" | "prt" | "advmod" | "dative" | "aux"))
                || verb.neighbour(1).is_some_and(|next| next.text() == word)
        }
        Complement::Infinitive => {
            // "expects Chile to cut tariffs" says what another will do.
            has(&|child| {
                matches!(child.dep(), "xcomp" | "ccomp" | "advcl")
                    && infinitive(child)
                    && child.lefts().all(|below| !matches!(below.dep(), "nsubj" | "nsubjpass"))
            }) || verb.neighbour(1).is_some_and(|next| next.tag() == "TO")
        }
        Complement::Clause => clause_follows(verb) || quote_follows(verb),
        Complement::Quote => quote_follows(verb),
        Complement::ObjectInfinitive => has(&|child| {
            matches!(child.dep(), "xcomp" | "ccomp" | "advcl" | "acl" | "dobj")
                && (infinitive(child) || infinitive_below(child))
        }),
        Complement::SmallClause => has(&|child| matches!(child.dep(), "oprd" | "ccomp")),
        Complement::AnyObject => has(&|child| child.dep() == "dobj"),
        Complement::Object(class) => {
            let fits = |noun: &Token<'a>| classes(*noun).contains(&class) && (class != "joint" || is_joint(*noun));
            return objects(verb)
                .find(fits)
                .or_else(|| nearest_object(verb).filter(fits))
                .or_else(|| set_as(verb).filter(fits))
                .map(Some);
        }
    };
    met.then_some(None)
}

/// A declaration or statement of several parties.
pub(super) fn is_joint(noun: Token<'_>) -> bool {
    noun.children().any(|child| child.text().eq_ignore_ascii_case("joint"))
}

/// "set the end of the year as their goal": the noun after "as".
fn set_as(verb: Token<'_>) -> Option<Token<'_>> {
    let after = verb.index() + 1..(verb.index() + 12).min(verb.sentence().range().end);
    let marker = verb.analysis().slice(after).find(|token| token.text() == "as" && token.dep() == "prep")?;
    marker.children().find(|child| child.dep() == "pobj")
}

/// The head of the noun phrase right after a verb, for trees in which the object hangs elsewhere.
fn nearest_object(verb: Token<'_>) -> Option<Token<'_>> {
    let mut at = verb;
    for _ in 0..5 {
        at = at.neighbour(1)?;
        let next = at.neighbour(1);
        match at.tag() {
            "NN" | "NNS" if !next.is_some_and(|next| next.tag().starts_with("NN")) => return Some(at),
            "DT" | "JJ" | "NN" | "NNS" | "NNP" | "PRP$" | "POS" | "RB" | "VBN" => {}
            _ => return None,
        }
    }
    None
}

fn infinitive(token: Token<'_>) -> bool {
    token.tag() == "VB" && token.children().any(|child| child.tag() == "TO")
}

fn infinitive_below(token: Token<'_>) -> bool {
    token.children().any(|child| matches!(child.dep(), "acl" | "relcl" | "xcomp" | "ccomp") && infinitive(child))
}

/// A clause hangs below the verb, or starts with "that" right after it.
pub(super) fn clause_follows(verb: Token<'_>) -> bool {
    verb.children().any(|child| {
        child.dep() == "ccomp"
            && child.index() > verb.index()
            && !is_question(child)
            && child.children().any(|below| matches!(below.dep(), "nsubj" | "nsubjpass" | "expl" | "csubj"))
    }) || (1..=4)
        .filter_map(|offset| verb.neighbour(offset))
        .any(|next| next.text() == "that" && matches!(next.dep(), "mark" | "nsubj"))
}

/// A clause that asks: "whether it had signed", "when it would sign".
fn is_question(clause: Token<'_>) -> bool {
    let opens = clause.left_edge();
    matches!(opens.text().to_lowercase().as_str(), "whether" | "if")
        || matches!(opens.tag(), "WRB" | "WDT" | "WP" | "WP$")
}

/// Whether a verb reports words: a clause follows it, or words in quotation marks stand beside it.
pub(crate) fn reports_words(verb: Token<'_>) -> bool {
    clause_follows(verb) || quote_follows(verb)
}

/// Whether a character opens or closes a quotation.
pub(super) fn is_quote_mark(text: &str) -> bool {
    matches!(text, "\"" | "“" | "”" | "''" | "``")
}

/// Quoted words stand within three tokens of the verb, or right before its attribution.
pub(super) fn quote_follows(verb: Token<'_>) -> bool {
    (1..=4).filter_map(|offset| verb.neighbour(offset)).any(|next| is_quote_mark(next.text()))
        || (1..=4).filter_map(|offset| verb.neighbour(-offset)).any(|next| is_quote_mark(next.text()))
}
