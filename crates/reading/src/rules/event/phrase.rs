//! The noun phrase that tells a happening: how far it reaches, the proper name in it, its number in a row.

use language::Token;

use crate::context::Text;
use crate::names::Form;
use crate::time::ordinal_word;

pub(super) fn words(text: &Text<'_>, tokens: std::ops::Range<usize>) -> String {
    text.slice(text.span_of(tokens)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes of the noun phrase up to its head, without article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) first: usize,
    /// One past the last token of the name: it may go on behind the head ("Council on Investment").
    pub(super) last: usize,
}

/// The noun phrase around a head, unless the head is only a modifier of another noun.
pub(super) fn phrase(text: &Text<'_>, noun: Token<'_>) -> Option<Phrase> {
    let next = noun.neighbour(1);
    let modifies = matches!(noun.dep(), "compound" | "nmod" | "poss")
        && noun.head().index() > noun.index()
        && next.is_some_and(|next| matches!(next.pos(), "NOUN" | "PROPN"));
    if modifies {
        return None;
    }
    let sentence = noun.sentence().range();
    let mut first = noun.index();
    while first > sentence.start {
        let before = text.analysis().token(first - 1);
        let joined = before.span().end == text.analysis().token(first).span().start;
        let modifier = matches!(before.pos(), "NOUN" | "PROPN" | "ADJ" | "NUM")
            || matches!(before.text(), "&" | "-" | "–") && joined
            || joined && matches!(text.analysis().token(first).text(), "-" | "–")
            || before.tag() == "HYPH"
            || matches!(before.text(), "'s" | "’s") && first > sentence.start + 1
            || before.text() == "of"
                && is_capital(text.analysis().token(first))
                && first > sentence.start + 1
                && is_capital(text.analysis().token(first - 2))
            || before.text() == "and"
                && is_capital(text.analysis().token(first))
                && first > sentence.start + 1
                && is_capital(text.analysis().token(first - 2))
                && text.analysis().token(first - 2).dep() != "pobj";
        if !modifier || matches!(before.tag(), "DT" | "PRP$") {
            break;
        }
        first -= 1;
    }
    // A possessive or adjective that opens the phrase is kept for the parties but is no part of the name.
    let mut last = noun.index() + 1;
    let limit = sentence.end;
    while last + 1 < limit && is_capital(noun) {
        let joint = text.analysis().token(last);
        let next =
            if last + 2 < limit && text.analysis().token(last + 1).text() == "the" { last + 2 } else { last + 1 };
        let goes_on = matches!(joint.text(), "on" | "of" | "for" | "and" | "&")
            && is_capital(text.analysis().token(next))
            || is_capital(joint) && joint.pos() == "PROPN";
        let numeral = text.analysis().token(next).text().starts_with(|c: char| c.is_ascii_digit());
        if !goes_on
            || numeral
            || joint.text() == "of" && text.analysis().token(next).entity() == "DATE"
            || text.analysis().token(next).entity() == "DATE"
        {
            break;
        }
        last = if is_capital(joint) { last + 1 } else { next + 1 };
        if joint.text() == "for" {
            break;
        }
    }
    // "Dialogue on Trade, Supply Chains & Technology": where a name goes on, the instrument that is called so knows its end.
    if last > noun.index() + 1
        && let Some(mention) = text.instrument_at(noun).filter(|mention| mention.form == Form::Name)
    {
        last = last.max(text.analysis().tokens_in(mention.span.range()).end).min(limit);
    }
    let span = text.span_of(first..last);
    Some(Phrase { start: span.start, end: span.end, first, last })
}

pub(super) fn is_capital(token: Token<'_>) -> bool {
    token.text().chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// The proper name of the phrase, and its number in a row.
pub(super) fn name(text: &Text<'_>, phrase: &Phrase, noun: Token<'_>) -> (Option<String>, Option<u32>) {
    let analysis = text.analysis();
    let mut ordinal = None;
    let mut start = phrase.first;
    for index in phrase.first..noun.index() {
        let token = analysis.token(index);
        if let Some(number) = ordinal_of(token.text()) {
            ordinal = Some(number);
            start = index;
            break;
        }
    }
    // In a headline a verb may stand before the name: "Ministries Hold Policy Dialogue".
    if let Some(verb) =
        (start..noun.index()).rfind(|&index| matches!(analysis.token(index).tag(), "VB" | "VBZ" | "VBP" | "VBD"))
    {
        start = verb + 1;
    }
    if ordinal.is_none() {
        // Lower-case words and possessives before the capitalised name are no part of it.
        while start < noun.index()
            && (!is_capital(analysis.token(start)) || matches!(analysis.token(start).text(), "'s" | "’s"))
        {
            start += 1;
        }
        if let Some(possessive) =
            (start..noun.index()).rfind(|&index| matches!(analysis.token(index).text(), "'s" | "’s"))
        {
            start = possessive + 1;
        }
    }
    let capital = is_capital(noun);
    let sentence_start = noun.sentence().range().start;
    let proper = (start..noun.index()).filter(|&index| {
        let token = analysis.token(index);
        is_capital(token)
            && (index != sentence_start || token.tag() == "NNP")
            && ordinal_of(token.text()).is_none()
            && !matches!(token.text(), "-" | "–")
    });
    let count = proper.count();
    let behind = phrase.last > noun.index() + 1;
    let opens = noun.sentence().range().start == noun.index();
    let named =
        capital && !opens && (count > 0 || behind) || !capital && count > 0 && text.field == record::Field::Body;
    let words = text.slice(text.span_of(start..phrase.last)).split_whitespace().collect::<Vec<_>>().join(" ");
    // "Korea–U.S. FTA upgrade negotiations round" is told by its talks, "regular bilateral meeting" by its date.
    let round = noun.lemma().eq_ignore_ascii_case("round");
    let people = (start..noun.index()).any(|index| {
        text.mention_at(analysis.token(index)).is_some_and(|mention| {
            mention
                .actors()
                .iter()
                .any(|name| text.actor(name).is_some_and(|actor| actor.kind == record::ActorKind::Person))
        })
    });
    (named.then_some(words).filter(|_| !round && !people), ordinal)
}

/// "52nd", "third", "inaugural": a place in a row.
pub(super) fn ordinal_of(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    if lower == "inaugural" {
        return Some(1);
    }
    if let Some(number) = ordinal_word(&lower).filter(|number| (1..=20).contains(number)) {
        return u32::try_from(number).ok();
    }
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &lower[digits.len()..];
    matches!(ending, "st" | "nd" | "rd" | "th").then(|| digits.parse().ok()).flatten()
}

/// The row that a numbered event belongs to: its name without the number.
pub(super) fn series(name: &str) -> String {
    name.split(' ').filter(|word| ordinal_of(word).is_none()).collect::<Vec<_>>().join(" ")
}

/// "annual", "semiannual", "regular" before the noun.
pub(super) fn cadence(noun: Token<'_>) -> Option<String> {
    let modifiers = noun.children().filter(|child| child.index() < noun.index()).chain(
        noun.sentence().tokens().filter(|token| token.index() < noun.index() && token.index() + 4 >= noun.index()),
    );
    modifiers.map(|token| token.text().to_lowercase()).find_map(|word| match word.as_str() {
        "annual" | "yearly" => Some("annual".to_owned()),
        "semiannual" | "biannual" | "half-yearly" => Some("semiannual".to_owned()),
        "quarterly" => Some("quarterly".to_owned()),
        "monthly" => Some("monthly".to_owned()),
        "biennial" => Some("biennial".to_owned()),
        _ => None,
    })
}

/// "the meeting", "this forum": of one told before.
pub(super) fn definite(noun: Token<'_>, phrase: &Phrase) -> bool {
    let before = phrase.first.checked_sub(1).map(|index| noun.analysis().token(index));
    let article = before.is_some_and(|token| matches!(token.text().to_lowercase().as_str(), "the" | "this"));
    article && (phrase.first == noun.index() || noun.analysis().token(phrase.first).text() == "opening")
}
