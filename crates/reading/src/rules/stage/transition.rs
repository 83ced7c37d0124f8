//! Reads stages that a verb brings about.
//!
//! *Reads*: "signed the agreement", "the talks have been concluded", "negotiations resumed in March", "the Act entered into force".
//!
//! *Does not read*: what is only hoped for, asked for, agreed to or conditional; what is denied; a round that ended.
//!
//! *Example*: "The two sides **signed the Peru–Thailand FTA** on 2 May": `signed`, 2025-05-02.

use language::Token;
use record::{PartialDate, StageName};

use super::theme::{self, Course, Family, Theme};
use super::{Reached, dated, state};
use crate::Context;
use crate::context::Text;
use crate::factuality::{self, Reality, Source, Time};
use crate::rules::statement::{actors, subject};
use crate::rules::{Example, NearMiss, Rule, Sink};

pub(super) const RULE: Rule = Rule { name: "stage/transition", read, examples: EXAMPLES, not: NOT };

fn read(context: &Context<'_>, sink: &mut Sink<'_>) {
    let published = context.published().map(PartialDate::Day);
    let text = context.body;
    for verb in
        text.analysis().tokens().filter(|token| matches!(token.pos(), "VERB" | "AUX") || token.tag().starts_with("VB"))
    {
        for (theme, word) in themes(&text, verb) {
            let Some((stage, confidence)) = stage(verb, &theme) else { continue };
            // "will not be charged": a measure that is not applied for now.
            let lapse = stage == StageName::Paused && matches!(verb.lemma(), "collect" | "charge" | "levy");
            let told = factuality::of(verb);
            let lapse =
                lapse && told.source != Source::Hearsay && !matches!(told.time, Time::Hypothetical | Time::Hoped);
            let (stage, reality) = match (told.reality(), theme.course) {
                _ if lapse => (stage, Reality::Present),
                (Reality::Unreal, _) => continue,
                // An undertaking to come is planned; a measure that "will be extended" has been settled.
                (Reality::Future, Course::Of(Family::Undertaking)) if stage == StageName::Launched => {
                    (StageName::Planned, Reality::Present)
                }
                (Reality::Future, Course::Of(Family::Measure)) if settles(verb, stage) => (stage, Reality::Present),
                (Reality::Future, _) => continue,
                (reality, _) => (stage, reality),
            };
            // A plan is as of the day it is told, whatever day it is for.
            let (as_of, said) =
                if stage == StageName::Planned { (published, false) } else { dated(&text, verb, reality, published) };
            let by = by(&text, verb, &theme);
            let span = span(&text, verb, word, &theme);
            let reached =
                Reached { text, instrument: theme.instrument, stage, as_of, dated: said, by, span, confidence };
            state(reached, published, sink);
        }
    }
}

/// What a verb happens to: its object, the subject of a passive or of an intransitive, or the noun it describes.
fn themes<'a>(text: &Text<'a>, verb: Token<'a>) -> Vec<(Theme<'a>, Token<'a>)> {
    let mut nouns: Vec<Token<'a>> = verb
        .children()
        .filter(|child| child.dep() == "nsubjpass" || child.dep() == "dobj" && child.index() > verb.index())
        .collect();
    let passive = verb.children().any(|child| matches!(child.dep(), "auxpass" | "nsubjpass"));
    let has_object = verb.children().any(|child| child.dep() == "dobj");
    if nouns.is_empty() || matches!(verb.lemma(), "enter" | "take" | "come") {
        // "concluded talks": the object of a verb that the parser attached by another name.
        let reads_as_object = |child: &Token<'a>| {
            matches!(child.dep(), "attr" | "oprd" | "nsubj")
                && (child.dep() != "nsubj" || !passive && (!has_object || verb.lemma() == "take"))
        };
        nouns.extend(verb.children().filter(reads_as_object));
        if matches!(verb.dep(), "conj" | "xcomp") && nouns.is_empty() {
            // A coordinated passive shares its subject: "was signed in 2019 and has applied since 2021".
            nouns.extend(subject(verb));
        }
    }
    if !passive && !has_object && verb.tag() != "VBN" || is_perfect(verb) && !has_object {
        nouns.extend(behind_insertion(text, verb));
    }
    if verb.dep() == "acl" && verb.tag() == "VBN" {
        nouns.push(verb.head());
    }
    if verb.dep() == "relcl" && (passive || !has_object) {
        let relative = nouns.iter().any(|noun| matches!(noun.tag(), "WDT" | "WP")) || nouns.is_empty();
        if relative || nouns.iter().all(|noun| noun.pos() == "PRON" || noun.lemma() == "negotiation") {
            nouns.push(verb.head());
        }
    }
    let mut found = Vec::new();
    for noun in nouns {
        for theme in theme::themes(text, noun) {
            found.push((theme, noun));
        }
        if noun.pos() == "PRON"
            && noun.text().eq_ignore_ascii_case("it")
            && let Some(theme) = antecedent(text, noun)
        {
            found.push((theme, noun));
        }
    }
    found
}

fn is_perfect(verb: Token<'_>) -> bool {
    verb.children().any(|child| child.dep() == "aux" && child.lemma() == "have")
}

/// "approved, by 76 votes in favour, the amendments": the object of a verb behind what was put in between commas.
fn behind_insertion<'a>(text: &Text<'a>, verb: Token<'a>) -> Option<Token<'a>> {
    verb.neighbour(1).filter(|comma| comma.text() == ",")?;
    let sentence = verb.sentence().range();
    let behind = verb.analysis().slice(verb.index() + 2..sentence.end).take(40);
    let commas = behind.filter(|token| token.text() == ",");
    commas.filter_map(|comma| comma.neighbour(1).filter(|first| first.tag() == "DT")).find_map(|first| {
        let heads = verb.analysis().slice(first.index()..(first.index() + 8).min(sentence.end));
        let mut heads = heads.filter(|token| matches!(token.pos(), "NOUN" | "PROPN") && token.left_edge() == first);
        heads.find(|head| !theme::themes(text, *head).is_empty())
    })
}

/// The instrument that opened the sentence before: "It was adopted in June".
fn antecedent<'a>(text: &Text<'a>, pronoun: Token<'a>) -> Option<Theme<'a>> {
    let index = pronoun.sentence().index();
    let sentences = text.analysis().sentences();
    let own = pronoun
        .sentence()
        .tokens()
        .take_while(|token| token.index() < pronoun.index())
        .filter(|token| token.dep().starts_with("nsubj"));
    let before = sentences.filter(|sentence| sentence.index() < index && sentence.index() + 3 > index);
    let mut subjects: Vec<Token<'a>> = own.collect();
    let earlier: Vec<Token<'a>> = before
        .flat_map(|sentence| sentence.tokens().filter(|token| token.dep().starts_with("nsubj")).collect::<Vec<_>>())
        .collect();
    subjects.reverse();
    subjects.extend(earlier.into_iter().rev());
    subjects.into_iter().find_map(|noun| theme::themes(text, noun).into_iter().next())
}

/// The stage a verb brings a theme to, and how sure the words are.
fn stage(verb: Token<'_>, theme: &Theme<'_>) -> Option<(StageName, f32)> {
    let lemma = verb.lemma().to_lowercase();
    let after: Vec<String> =
        (1..=4).filter_map(|offset| verb.neighbour(offset)).map(|token| token.text().to_lowercase()).collect();
    let follows = |words: &[&str]| {
        words.iter().enumerate().all(|(index, word)| after.get(index).is_some_and(|after| after == word))
    };
    let particle =
        |word: &str| verb.children().any(|child| child.dep() == "prt" && child.text().eq_ignore_ascii_case(word));
    let agreement = matches!(theme.course, Course::Of(Family::Agreement | Family::Measure | Family::Law));
    match lemma.as_str() {
        "enter" | "come" if follows(&["into", "force"]) || follows(&["into", "effect"]) => {
            return agreement.then_some((StageName::InForce, 0.95));
        }
        "take" if follows(&["effect"]) || follows(&["legal", "effect"]) => {
            return agreement.then_some((StageName::InForce, 0.9));
        }
        "apply" if agreement && after.iter().any(|word| word == "since" || word == "from") => {
            return Some((StageName::InForce, 0.85));
        }
        "apply" | "remain" if agreement && verb.head().lemma() == "continue" => {
            return Some((StageName::InForce, 0.85));
        }
        "be" if agreement => {
            let state = verb.children().find(|child| child.dep() == "prep" && child.text() == "in")?;
            let object = state.child("pobj")?;
            return matches!(object.text(), "force" | "effect" | "place" | "operation")
                .then_some((StageName::InForce, 0.9));
        }
        "break" if particle("off") => {
            return matches!(theme.course, Course::Talks).then_some((StageName::Suspended, 0.9));
        }
        "put" if after.iter().any(|word| word == "forward") => {
            return (theme.course == Course::Of(Family::Measure) || theme.course == Course::Of(Family::Law))
                .then_some((StageName::Proposed, 0.9));
        }
        "put" if after.windows(2).any(|pair| pair == ["on", "hold"]) => {
            return Some((
                if agreement && theme.course != Course::Of(Family::Agreement) {
                    StageName::Paused
                } else {
                    StageName::Suspended
                },
                0.85,
            ));
        }
        "take" if particle("up") => return (theme.course == Course::Talks).then_some((StageName::Resumed, 0.85)),
        "wrap" if particle("up") => return (theme.course == Course::Talks).then_some((StageName::Concluded, 0.85)),
        "strike" if particle("down") => return agreement.then_some((StageName::StruckDown, 0.95)),
        "run" if particle("out") => return agreement.then_some((StageName::Expired, 0.8)),
        "bring" if after.windows(2).any(|pair| pair == ["an", "end"]) => {
            return (theme.course == Course::Talks).then_some((StageName::Concluded, 0.85));
        }
        "collect" | "charge" | "levy" if theme.course == Course::Of(Family::Measure) => {
            let not = factuality::marker(verb).is_some();
            return Some((if not { StageName::Paused } else { StageName::InForce }, 0.75));
        }
        // "the bill passes to the Senate" is on its way.
        "pass" if !verb.children().any(|child| child.dep() == "dobj" || child.dep() == "auxpass") => return None,
        "set" if !particle("up") => return None,
        "start" | "begin" | "open"
            if theme.course == Course::Talks && verb.children().any(|child| child.dep() == "xcomp") =>
        {
            return None;
        }
        _ => {}
    }
    let defence = matches!(
        theme.kind,
        record::InstrumentType::AntiDumping
            | record::InstrumentType::Countervailing
            | record::InstrumentType::Safeguard
    );
    if defence && matches!(lemma.as_str(), "impose" | "introduce" | "set" | "adopt" | "apply") {
        let words = verb.subtree().map(|token| token.text().to_lowercase()).collect::<Vec<_>>();
        if words.iter().any(|word| word == "provisional" || word == "preliminary") {
            return Some((StageName::Preliminary, 0.9));
        }
        if words.iter().any(|word| word == "definitive" || word == "final") {
            return Some((StageName::Definitive, 0.9));
        }
    }
    let again = after.iter().any(|word| word == "again")
        || verb.subtree().any(|token| token.text().eq_ignore_ascii_case("again"));
    let listed = theme::stages(&lemma, "verb", theme.course)?;
    let stage = match listed {
        StageName::Launched if again => StageName::Resumed,
        StageName::Concluded if is_in_principle(verb) => StageName::InPrinciple,
        listed => listed,
    };
    Some((stage, 0.9))
}

/// "an agreement in principle had been reached", "was concluded in principle".
fn is_in_principle(verb: Token<'_>) -> bool {
    let mut words = verb.subtree().zip(verb.subtree().skip(1));
    words.any(|(first, second)| {
        first.text().eq_ignore_ascii_case("in") && second.text().eq_ignore_ascii_case("principle")
    })
}

/// What is told as settled although the verb looks ahead: "will be extended by two years".
fn settles(verb: Token<'_>, stage: StageName) -> bool {
    let passive = verb.children().any(|child| child.dep() == "auxpass");
    passive && matches!(stage, StageName::Extended | StageName::Paused)
}

fn by(text: &Text<'_>, verb: Token<'_>, theme: &Theme<'_>) -> Vec<record::ActorName> {
    if let Some(agent) = verb.child("agent").and_then(|by| by.child("pobj")) {
        return actors(text, agent);
    }
    let passive = verb.children().any(|child| matches!(child.dep(), "auxpass" | "nsubjpass"));
    if passive || verb.tag() == "VBN" && verb.dep() == "acl" {
        return Vec::new();
    }
    let subject = subject(verb)
        .filter(|subject| !text.mention_at(*subject).is_some_and(|mention| std::ptr::eq(mention, theme.mention)));
    subject.map(|subject| actors(text, subject)).unwrap_or_default()
}

/// The words from theme to verb, or from verb to theme, with the time between or behind them.
fn span(text: &Text<'_>, verb: Token<'_>, noun: Token<'_>, theme: &Theme<'_>) -> record::Span {
    let mention = theme.mention.span;
    let verb_span = record::Span::from(verb.span());
    let near = text
        .analysis()
        .token_at(mention.start as usize)
        .is_some_and(|first| first.sentence().index() == verb.sentence().index());
    let noun = record::Span::from(noun.span());
    let (mut start, mut end) = (verb_span.start.min(noun.start), verb_span.end.max(noun.end));
    if near {
        start = start.min(mention.start);
        end = end.max(mention.end);
    }
    for aux in
        verb.children().filter(|child| matches!(child.dep(), "aux" | "auxpass" | "neg") && child.index() < verb.index())
    {
        start = start.min(aux.span().start as u32);
    }
    for child in verb
        .children()
        .filter(|child| child.index() > verb.index() && matches!(child.dep(), "prep" | "prt" | "npadvmod"))
    {
        let last = child.right_edge();
        if child.subtree_range().len() <= 6 {
            end = end.max(last.span().end as u32);
        }
    }
    record::Span { start, end }
}

const EXAMPLES: &[Example] = &[
    Example {
        text: "The Senate [[approved, by 76 votes in favour and 5 against, the amendments to the Import Tax Law]].",
        published: "2025-05-03",
        fact: r#"{"instrument": "amendments to the Import Tax Law", "stage": "adopted", "as_of": "2025-05-03", "by": ["Senate"]}"#,
    },
    Example {
        text: "The ministers [[signed the Peru–Thailand Free Trade Agreement in Lima on 2 May 2025]].",
        published: "2025-05-03",
        fact: r#"{"instrument": "Peru–Thailand Free Trade Agreement", "stage": "signed", "as_of": "2025-05-02", "by": ["ministers"]}"#,
    },
];

const NOT: &[NearMiss] = &[
    NearMiss { text: "Chile hopes to sign the Chile–India CEPA this year.", but: &[], why: "a hope" },
    NearMiss {
        text: "Norway urged Brazil to ratify the EFTA–Mercosur Free Trade Agreement.",
        but: &["statement request"],
        why: "a request",
    },
    NearMiss { text: "The Canada–Ecuador Free Trade Agreement has not been signed.", but: &[], why: "denied" },
    NearMiss { text: "Once the Japan–Kenya EPA has been signed, tariffs will fall.", but: &[], why: "a condition" },
];
