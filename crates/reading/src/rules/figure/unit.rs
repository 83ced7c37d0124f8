//! What is counted: the noun of a number, and whether counting it is worth a record.

use language::Token;
use record::Span;

use crate::context::Text;

/// Nouns that are counted in passing: two sides, three areas, one of the ways.
const PASSING: &str = "side country nation government minister leader way part area point time times step thing kind head hand word page \
    article section paragraph stage phase aspect pillar element front respect level occasion instance figure number example case \
    economy partner reason question issue topic item theme agenda direction set pair series person one other category type \
    priority goal objective principle track session a.m. p.m. o'clock est gmt kst";

/// Spans of time.
const SPANS: &str = "second minute hour day week month quarter year decade century";

/// Nouns that are counted as two words.
const COMPOUNDS: &[(&str, &str)] = &[
    ("tariff", "line"),
    ("product", "line"),
    ("member", "state"),
    ("state", "party"),
    ("trading", "partner"),
    ("nautical", "mile"),
];

pub(super) fn is_span(lemma: &str) -> bool {
    SPANS.split(' ').any(|span| span == lemma)
}

/// Whether a noun is counted in passing only.
pub(super) fn is_passing(noun: Token<'_>, value: f64) -> bool {
    let lemma = singular(noun);
    let listed = PASSING.split_whitespace().any(|word| word == lemma);
    // "75,000 persons" and "1,463 items" are figures, "two persons" hardly.
    listed && value < 100.0
}

/// Whether a noun counts the parties themselves: "the two countries", "both governments".
pub(super) fn is_of_parties(noun: Token<'_>, value: f64) -> bool {
    let lemma = singular(noun);
    value < 4.0
        && matches!(
            lemma.as_str(),
            "side" | "country" | "nation" | "government" | "party" | "minister" | "leader" | "way"
        )
}

/// The counted noun behind a number: "57 companies", "18.3 million tonnes of steel", "six official rounds".
pub(super) fn counted<'a>(text: &Text<'a>, number: Span) -> Option<Token<'a>> {
    let analysis = text.analysis();
    let tokens = analysis.tokens_in(number.range());
    let last = tokens.end.checked_sub(1).map(|index| analysis.token(index))?;
    let limit = last.sentence().range().end;
    // The parser hangs the number below its noun.
    let inside = |token: Token<'a>| tokens.contains(&token.index());
    let head = analysis.slice(tokens.clone()).map(|token| token.head()).find(|head| !inside(*head));
    let governs = head
        .filter(|head| head.index() >= tokens.end && head.index() < limit && matches!(head.pos(), "NOUN" | "PROPN"));
    if let Some(noun) = governs.filter(|noun| {
        is_plain_run(text, tokens.end, noun.index()) && noun.neighbour(1).is_none_or(|next| next.text() != "(")
    }) {
        return Some(noun);
    }
    // Else the noun phrase that goes on behind the number.
    let mut found = None;
    let mut bracket = false;
    for index in tokens.end..limit.min(tokens.end + 8) {
        let token = analysis.token(index);
        // "Free Economic Zone (FEZ) authorities": the bracket stands inside of the noun phrase.
        if bracket || token.text() == "(" {
            bracket = token.text() != ")";
            continue;
        }
        match token.pos() {
            "NOUN" => found = Some(token),
            "PROPN" => found = Some(token),
            "ADJ" | "ADV" | "PUNCT" if found.is_none() && (token.pos() != "PUNCT" || token.text() == "-") => {}
            _ if token.tag() == "VBN" && found.is_none() || matches!(token.text(), "-" | "–") => {}
            _ => break,
        }
    }
    found
}

/// The noun of a part of a whole, within words: "four of its member states", "110 out of 111 applications".
pub(super) fn counted_of<'a>(text: &Text<'a>, number: Span, within: Span) -> Option<Token<'a>> {
    let analysis = text.analysis();
    let behind = analysis.tokens_in(number.range()).end..analysis.tokens_in(within.range()).end;
    let mut rest = analysis.slice(behind).skip_while(|token| token.text() == "out");
    rest.next().filter(|token| token.text() == "of")?;
    let first = rest.find(|token| token.tag() == "NNS" || token.tag() == "NNPS")?;
    Some(first)
}

/// Between a number and its noun stand only modifiers.
fn is_plain_run(text: &Text<'_>, start: usize, end: usize) -> bool {
    end >= start
        && end - start <= 9
        && text.analysis().slice(start..end).all(|token| {
            matches!(token.pos(), "NOUN" | "PROPN" | "ADJ" | "ADV" | "NUM")
                || matches!(token.tag(), "VBN" | "VBG" | "HYPH" | "CC" | "POS" | "-LRB-" | "-RRB-")
                || matches!(token.text(), "-" | "–" | "," | "(" | ")" | "’s" | "'s")
        })
}

/// The unit of a counted noun: its singular, lower case; "tonne", "tariff line".
pub(super) fn name(noun: Token<'_>) -> String {
    let singular = singular(noun);
    let before = noun.neighbour(-1).map(|before| before.text().to_lowercase());
    if let Some((first, _)) =
        COMPOUNDS.iter().find(|(first, head)| *head == singular && before.as_deref() == Some(*first))
    {
        return format!("{first} {singular}");
    }
    // "13 cities and provinces": two nouns under one number.
    let pair = noun
        .children()
        .find(|child| child.dep() == "conj" && child.index() == noun.index() + 2 && matches!(child.tag(), "NNS"));
    // "42 countries and regions" are countries.
    let same = |pair: &Token<'_>| matches!(pair.lemma(), "region" | "territory" | "economy");
    if let Some(pair) = pair.filter(|pair| {
        noun.tag() == "NNS"
            && !same(pair)
            && noun.neighbour(1).is_some_and(|and| and.text() == "and")
            && pair.children().next().is_none()
    }) {
        return format!("{singular} and {}", self::singular(pair));
    }
    singular
}

fn singular(noun: Token<'_>) -> String {
    let lemma = noun.lemma().to_lowercase();
    match lemma.as_str() {
        "people" => "person".to_owned(),
        "tons" => "ton".to_owned(),
        // The lemma of a capitalised plural is the plural: "Parties".
        lemma if noun.tag() == "NNPS" || noun.tag() == "NNP" && lemma.len() > 4 => lemma
            .strip_suffix("ies")
            .map(|stem| format!("{stem}y"))
            .or_else(|| lemma.strip_suffix('s').filter(|stem| !stem.ends_with('s')).map(str::to_owned))
            .unwrap_or_else(|| lemma.to_owned()),
        lemma => lemma.to_owned(),
    }
}
