//! Sentences for facts: speaker, verb, words. The verb is the announcement's own wherever its evidence has one.

use std::collections::HashMap;
use std::sync::LazyLock;

use record::Act;
use views::{Entry, Line, Saying};

/// Verbs by their forms.
static VERBS: LazyLock<HashMap<String, Form>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    let lines = include_str!("verbs.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let mut words = line.split(' ');
        let base = words.next().unwrap_or_default();
        let past = words.next().map_or_else(|| past(base), str::to_owned);
        let ending = if past.ends_with("tted") || past.ends_with("nned") || past.ends_with("rred") {
            format!("{}ing", &past[..past.len() - 2])
        } else {
            format!("{}ing", base.strip_suffix('e').filter(|stem| !stem.ends_with('e')).unwrap_or(base))
        };
        forms.insert(third(base), Form::Finite);
        forms.insert(ending, Form::Participle(past.clone()));
        forms.insert(past, Form::Finite);
    }
    forms
});

/// What a word is as the beginning of a report.
#[derive(Debug, Clone, PartialEq)]
enum Form {
    /// "asked", "asks".
    Finite,
    /// "asking", with the past that a sentence needs.
    Participle(String),
}

/// Verbs that stand before others, and adjectives of intention.
const AUXILIARIES: &[&str] = &[
    "will", "would", "is", "are", "was", "were", "has", "have", "had", "shall", "should", "must", "can", "could",
    "may", "might", "does", "do", "did", "cannot",
];

/// Words that stand between a speaker and the verb.
const BETWEEN: &[&str] =
    &["also", "then", "again", "further", "both", "all", "once", "already", "now", "not", "never", "in"];

fn past(base: &str) -> String {
    match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ied"),
        None if base.ends_with('e') => format!("{base}d"),
        None => format!("{base}ed"),
    }
}

fn third(base: &str) -> String {
    match base.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o'])) {
        Some(stem) => format!("{stem}ies"),
        None if base.ends_with(['s', 'h', 'x']) => format!("{base}es"),
        None => format!("{base}s"),
    }
}

/// The sentence of an entry of the ledger.
pub(crate) fn of_entry(entry: &Entry) -> String {
    let saying = Saying {
        act: entry.act,
        speakers: entry.speakers.clone(),
        voiced_by: entry.voiced_by.clone(),
        addressees: entry.addressees.clone(),
    };
    let words = entry.source.words.first().map(String::as_str).unwrap_or_default();
    statement(&saying, &entry.content, words)
}

/// The sentence of any fact; of those that say nothing, what they report.
pub(crate) fn of_line(line: &Line) -> String {
    match &line.said {
        Some(saying) => statement(saying, &line.what, line.source.words.first().map_or("", String::as_str)),
        None if line.kind == "event" && line.who.is_empty() => event(&line.what),
        None if line.who.is_empty() || line.kind == "figure" => tidy(&line.what),
        None if line.kind == "event" => format!("{}: {}", event(&line.what), names(&line.who)),
        None => format!("{}: {}", names(&line.who), tidy(&line.what)),
    }
}

/// An event; that it was held goes without saying where its day is past.
pub(crate) fn event(what: &str) -> String {
    let what = tidy(what);
    capital(what.strip_suffix(" (held)").unwrap_or(&what))
}

/// Speaker, verb, words.
fn statement(saying: &Saying, content: &str, evidence: &str) -> String {
    let who = subject(saying);
    let (content, evidence) = (tidy(content), tidy(evidence));
    let text = if who.is_empty() {
        capital(if evidence.is_empty() { &content } else { &evidence })
    } else {
        match opening(&evidence) {
            Opening::Verb => format!("{who} {evidence}"),
            Opening::Participle(verb, rest) => format!("{who} {verb} {rest}"),
            Opening::Clause if begins_with_one_of(&evidence, &saying.speakers) => evidence.clone(),
            Opening::Clause => format!("{who}: {evidence}"),
            Opening::Phrase => format!("{who} {}", phrase(saying, &content)),
        }
    };
    let mut text = capital(&text);
    let unnamed: Vec<String> = saying.addressees.iter().filter(|name| !mentions(&text, name)).cloned().collect();
    if !unnamed.is_empty() {
        text.push_str(&format!(" (addressed to {})", names(&unnamed)));
    }
    if !text.ends_with(['.', '?', '!', '”', '…']) {
        text.push('.');
    }
    text
}

/// How a slice of evidence begins.
enum Opening<'t> {
    /// With a verb whose subject is the speaker.
    Verb,
    /// With a participle of such a verb: its past, and the rest.
    Participle(String, &'t str),
    /// With a subject of its own, and a verb behind it.
    Clause,
    /// With something else: a noun, an infinitive.
    Phrase,
}

fn opening(text: &str) -> Opening<'_> {
    let mut words = text.split(' ');
    let first = words.by_ref().find(|word| !BETWEEN.contains(word) && !word.ends_with("ly")).unwrap_or_default();
    let skipped = !text.starts_with(first);
    let first = first.trim_end_matches([',', ':']);
    let next = words.next().unwrap_or_default();
    let verb = |word: &str| AUXILIARIES.contains(&word) || VERBS.get(word) == Some(&Form::Finite);
    // "proposed rules are" begins with an adjective: what follows a verb is seldom a bare noun before another verb.
    let adjective = first.ends_with("ed") && !next.is_empty() && verb(words.next().unwrap_or_default()) && !joins(next);
    if verb(first) && !adjective {
        return Opening::Verb;
    }
    if let Some(Form::Participle(past)) = VERBS.get(first)
        && !skipped
    {
        return Opening::Participle(past.clone(), text[first.len()..].trim_start());
    }
    if first != "to" && text.split(' ').any(|word| AUXILIARIES.contains(&word)) {
        return Opening::Clause;
    }
    Opening::Phrase
}

/// A word that follows a verb rather than an adjective.
fn joins(word: &str) -> bool {
    matches!(
        word,
        "that" | "to" | "the" | "a" | "an" | "its" | "their" | "on" | "for" | "in" | "with" | "by" | "it" | "and"
    ) || word.starts_with(char::is_uppercase)
}

/// Words without a verb of their own, behind the verb of the act.
fn phrase(saying: &Saying, content: &str) -> String {
    let whom = if saying.addressees.is_empty() { String::new() } else { format!(" {}", names(&saying.addressees)) };
    let clause = content.starts_with("that ") || content.starts_with("to ");
    match saying.act {
        Act::Request if clause => format!("asked{whom} {content}"),
        Act::Request => format!("asked{whom} for: {content}"),
        Act::Proposal if clause => format!("proposed {content}"),
        Act::Proposal => format!("proposed: {content}"),
        Act::Commitment if clause => format!("undertook {content}"),
        Act::Commitment => format!("undertook: {content}"),
        Act::Agreement if clause => format!("agreed {content}"),
        Act::Agreement => format!("agreed: {content}"),
        Act::Concern => format!("expressed concern: {content}"),
        Act::Support => format!("expressed support: {content}"),
        Act::Response => format!("replied: {content}"),
        _ => format!("said: {content}"),
    }
}

/// The speakers, with the person who spoke for them.
fn subject(saying: &Saying) -> String {
    let who = names(&saying.speakers);
    match &saying.voiced_by {
        Some(voice) if who.is_empty() => named(voice),
        Some(voice) => format!("{who} ({voice})"),
        None => who,
    }
}

/// Names in a row: "Korea and the UK".
pub(crate) fn names(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|name| named(name)).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A name as a sentence has it, with the article that English gives it.
fn named(name: &str) -> String {
    const WHOLE: &[&str] =
        &["UK", "EU", "US", "U.S.", "UAE", "WTO", "OECD", "GCC", "IMF", "UN", "Netherlands", "Philippines"];
    const BEGINNINGS: &[&str] = &[
        "United ",
        "European Commission",
        "European Union",
        "European Parliament",
        "European Council",
        "Ministry ",
        "Office ",
        "Government ",
        "Department ",
        "Council ",
        "Gulf Cooperation Council",
        "World Trade Organization",
        "Republic ",
        "Union Cabinet",
    ];
    let article = WHOLE.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning));
    if article { format!("the {name}") } else { name.to_owned() }
}

fn begins_with_one_of(text: &str, names: &[String]) -> bool {
    let plain = text.strip_prefix("The ").or_else(|| text.strip_prefix("the ")).unwrap_or(text);
    names.iter().any(|name| plain.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// A text speaks of a name: by the name itself, or by a word of it that is no common one.
fn mentions(text: &str, name: &str) -> bool {
    let long = |word: &&str| word.chars().count() > 4 && word.starts_with(char::is_uppercase);
    text.contains(name) || name.split(' ').filter(long).any(|word| text.contains(word))
}

/// A slice of a text as a sentence can hold it: on one line, without marks of lists and the punctuation around it, its
/// quotation marks in pairs.
pub(crate) fn tidy(slice: &str) -> String {
    let mut text = slice.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in ["- ", "– ", "— ", "• ", "· ", "* "] {
        if let Some(rest) = text.strip_prefix(mark) {
            text = rest.to_owned();
        }
    }
    let mut text = text.trim_end_matches([',', ';', ':', ' ', '.']).to_owned();
    // A comma or full stop that stood inside the closing mark is no part of the words.
    for (inside, mark) in [(",\"", "\""), (".\"", "\""), (",”", "”"), (".”", "”")] {
        if let Some(rest) = text.strip_suffix(inside) {
            text = format!("{rest}{mark}");
        }
    }
    let straight = text.matches('"').count();
    if straight % 2 == 1 {
        match text.strip_suffix('"') {
            Some(rest) if straight == 1 => text = rest.to_owned(),
            _ => text.push('"'),
        }
    }
    match text.matches('“').count().cmp(&text.matches('”').count()) {
        std::cmp::Ordering::Greater => text.push('”'),
        std::cmp::Ordering::Less => text.insert(0, '“'),
        std::cmp::Ordering::Equal => {}
    }
    for (open, close) in [('(', ')'), ('[', ']')] {
        if text.matches(open).count() > text.matches(close).count() {
            text.push(close);
        }
    }
    text
}

/// With a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(act: Act, speakers: &[&str], to: &[&str], content: &str, evidence: &str, expect: &str) {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let saying = Saying { act, speakers: own(speakers), voiced_by: None, addressees: own(to) };
        assert_eq!(statement(&saying, content, evidence), expect);
    }

    #[test]
    fn a_fact_is_a_sentence_with_its_verb() {
        let (request, commitment) = (Act::Request, Act::Commitment);
        check(request, &["Chile"], &["EU"], "the EU to wait", "asked the EU to wait", "Chile asked the EU to wait.");
        check(Act::Support, &["Chile"], &[], "the draft", "welcomed the draft", "Chile welcomed the draft.");
        check(
            Act::Concern,
            &["UK"],
            &[],
            "the duty",
            "voicing regret over the duty",
            "The UK voiced regret over the duty.",
        );
        check(commitment, &["UK"], &[], "not sign", "will not sign", "The UK will not sign.");
        check(
            commitment,
            &["Chile", "UK"],
            &[],
            "Cars will be admitted",
            "Cars will be admitted",
            "Chile and the UK: Cars will be admitted.",
        );
        check(commitment, &["Chile"], &[], "to negotiate", "to negotiate", "Chile undertook to negotiate.");
        check(commitment, &["Chile"], &[], "Chile will act", "Chile will act", "Chile will act.");
        check(
            request,
            &["Chile"],
            &["EU"],
            "a longer period",
            "a longer period",
            "Chile asked the EU for: a longer period.",
        );
        check(request, &["Chile"], &["Peru"], "wait", "urged patience", "Chile urged patience (addressed to Peru).");
    }

    #[test]
    fn quotation_marks_come_in_pairs() {
        assert_eq!(tidy("only sign \"if it pays"), "only sign \"if it pays\"");
        assert_eq!(tidy("maintain “vigilance,"), "maintain “vigilance”");
        assert_eq!(tidy("will sign \"if it pays,\""), "will sign \"if it pays\"");
        assert_eq!(tidy("- further rules;\n on trade."), "further rules; on trade");
        assert_eq!(tidy("critically important” to us"), "“critically important” to us");
    }
}
