//! Proper phrases: runs of capitalised words with what joins them, "Ministry of Trade, Industry and Resources".
//!
//! The entity recogniser of the language engine cuts long names of bodies and agreements short, or joins them with what
//! follows; their form tells more. A phrase ends where a name must end: at a lower-case word that is no joining word,
//! at a possessive, a bracket, or the end of the sentence.

use std::ops::Range;

use language::{Analysis, Token};

use super::jurisdictions;
use super::lexicon::{self, Class};

/// The proper phrases of a text, in order and without overlap.
pub(super) fn find(analysis: &Analysis) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < analysis.len() {
        if opens(analysis.token(at)) {
            let end = reach(analysis, at);
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Begins with a capital, or is written in capitals after a digit ("5G").
pub(super) fn is_capital(token: Token<'_>) -> bool {
    token.text().chars().find(|character| character.is_alphanumeric()).is_some_and(char::is_uppercase)
}

/// A function word with a capital at the head of a sentence opens no name.
fn opens(token: Token<'_>) -> bool {
    const FUNCTION: &[&str] = &[
        "DT", "IN", "CC", "PRP", "PRP$", "WDT", "WP", "WRB", "TO", "MD", "EX", "PDT", "RB", "UH", "VBD", "VBZ", "VBP",
        "VBG", "VBN", "VB", "RBR", "LS",
    ];
    if !is_capital(token) {
        return false;
    }
    let at_start = token.sentence().range().start == token.index()
        || token
            .neighbour(-1)
            .is_some_and(|before| matches!(before.text(), "“" | "\"" | "(" | "-" | "•") || before.tag() == "_SP");
    !(at_start && FUNCTION.contains(&token.tag()) || matches!(token.tag(), "DT" | "PRP" | "PRP$" | "CC" | "WP"))
}

/// The token touches the one before it, by a hyphen or dash on either side: "Korea–UK", "Han-koo".
fn is_joined(analysis: &Analysis, at: usize) -> bool {
    if at == 0 {
        return false;
    }
    let (before, token) = (analysis.token(at - 1), analysis.token(at));
    let joins = |text: &str| matches!(text, "-" | "–" | "‑" | "/" | "&" | "‐");
    before.span().end == token.span().start && (joins(token.text()) || joins(before.text()))
}

/// One past the last token of the phrase that opens at `start`.
fn reach(analysis: &Analysis, start: usize) -> usize {
    let sentence = analysis.token(start).sentence().range();
    let mut end = start + 1;
    let mut headed = heads(analysis.token(start));
    let mut listed = false;
    while end < sentence.end {
        let token = analysis.token(end);
        if is_joined(analysis, end) {
            // A dash must lead on to something: "Korea – a partner" has none.
            let leads = end + 1 < sentence.end && is_joined(analysis, end + 1);
            if is_capital(token) || token.text().chars().all(char::is_alphanumeric) || leads {
                headed |= heads(token);
                end += 1;
                continue;
            }
            break;
        }
        if is_capital(token) && !matches!(token.tag(), "DT" | "PRP" | "WP") {
            headed |= heads(token);
            end += 1;
            continue;
        }
        match join(analysis, start..end, sentence.end, headed, listed) {
            Some(next) => {
                listed |= matches!(token.text(), "of" | "for" | "on" | ",");
                headed = headed || (end..next).any(|index| lexicon::class(analysis.token(index)).is_some());
                end = next;
            }
            None => break,
        }
    }
    end
}

/// Whether a word is the head of a name; "General" and the like open names as well.
fn heads(token: Token<'_>) -> bool {
    // "Talks on the …" opens a sentence with a common noun.
    let common = token.tag() == "NNS" && token.sentence().range().start == token.index();
    !common
        && lexicon::class(token).is_some()
        && !matches!(token.text(), "General" | "Chief" | "Prime" | "Deputy" | "Vice")
}

/// Where the phrase goes on behind a joining word, if it does.
fn join(analysis: &Analysis, phrase: Range<usize>, limit: usize, headed: bool, listed: bool) -> Option<usize> {
    let at = phrase.end;
    let text = analysis.token(at).text();
    let capital =
        |index: usize| index < limit && is_capital(analysis.token(index)) && analysis.token(index).tag() != "PRP";
    let after_article =
        |index: usize| if index < limit && analysis.token(index).text() == "the" { index + 1 } else { index };
    match text {
        "of" | "de" | "del" | "da" | "do" | "dos" | "di" | "du" | "al" | "el" | "bin" | "ibn" | "van" | "von" => {
            // "Trade Minister Ana Ruiz of the Ministry …": the name of a person ends here.
            let last = analysis.token(phrase.end - 1);
            let titled = analysis.slice(phrase.clone()).any(|token| lexicon::class(token) == Some(Class::Office));
            let person = text == "of"
                && lexicon::class(last).is_none()
                && (last.entity() == "PERSON" || titled && phrase.len() > 2 && !listed);
            if person {
                return None;
            }
            // "von der Leyen", "de la Cruz": an article may follow within a name.
            let article = |index: usize| {
                matches!(text, "de" | "van" | "von")
                    && index < limit
                    && matches!(analysis.token(index).text(), "der" | "den" | "dem" | "la" | "las" | "los" | "le")
            };
            let next = if article(at + 1) { at + 2 } else { after_article(at + 1) };
            capital(next).then_some(next + 1)
        }
        "for" | "on" if headed => {
            let next = after_article(at + 1);
            let office = analysis.slice(phrase.clone()).any(|token| lexicon::class(token) == Some(Class::Office));
            // "the Center on Friday": a day is no field.
            if next < limit && matches!(analysis.token(next).entity(), "DATE" | "TIME") {
                return None;
            }
            (capital(next) && (office || takes_field(analysis, phrase))).then_some(next + 1)
        }
        "in" if headed => {
            let next = after_article(at + 1);
            // A chamber is "in Korea" by name; in a city it only sits.
            let country =
                next < limit && jurisdictions::at(analysis.text(), analysis.token(next).span().start).is_some();
            let seated = analysis.slice(phrase).any(|token| {
                matches!(token.text(), "Mission" | "Embassy" | "Delegation")
                    || country && matches!(token.text(), "Chamber" | "Club" | "Institute")
            });
            (capital(next) && seated).then_some(next + 1)
        }
        "&" => capital(at + 1).then_some(at + 2),
        "and" => {
            let next = after_article(at + 1);
            if !capital(next) || next > at + 1 && !listed {
                return None;
            }
            let run = run(analysis, next, limit);
            let opens_name = lexicon::class(analysis.token(next)).is_some() || is_acronym(analysis.token(next));
            if listed {
                // "Ministry of Economy and Finance" goes on, "Ministry of Economy and Ministry of Labour" does not.
                return (!opens_name && !names_place(analysis, phrase.end - 1, next)).then_some(run.end);
            }
            // "Commerce and Industry Minister": the office stands behind the conjunction.
            let fields = phrase.len() <= 2
                && analysis.slice(phrase.clone()).all(|token| !matches!(token.entity(), "PERSON" | "GPE" | "NORP"));
            let office = analysis.slice(run.clone()).take(3).any(|token| lexicon::class(token) == Some(Class::Office));
            if !headed
                && fields
                && office
                && !names_place(analysis, phrase.start, next)
                && lexicon::class(analysis.token(next)).is_none()
            {
                return Some(run.end);
            }
            // "Mineral Resources and Petroleum Authority": the head stands behind the conjunction.
            let last = analysis.token(run.end - 1);
            let ends_in_head = lexicon::class(last).is_some_and(|class| class != Class::Office)
                || analysis.token(next).text() == "Progressive";
            (!headed && ends_in_head && !names_place(analysis, phrase.start, next) && run.len() > 1).then_some(run.end)
        }
        "," if listed || analysis.slice(phrase.clone()).any(|token| token.text() == "Ministry") => {
            list(analysis, at, limit)
        }
        _ => None,
    }
}

/// The head takes a field: "Agreement on …", "Department for …", "Council on …", "Minister for …".
fn takes_field(analysis: &Analysis, phrase: Range<usize>) -> bool {
    analysis.slice(phrase).next_back().is_some_and(|last| lexicon::class(last).is_some())
}

/// The run of capitalised words from a token on, without joining words.
fn run(analysis: &Analysis, start: usize, limit: usize) -> Range<usize> {
    let mut end = start + 1;
    while end < limit && (is_capital(analysis.token(end)) || is_joined(analysis, end)) {
        end += 1;
    }
    start..end
}

/// ", Industry and Resources": a list of capitalised fields that closes with "and" and holds no head of another name.
fn list(analysis: &Analysis, comma: usize, limit: usize) -> Option<usize> {
    let mut at = comma;
    for _ in 0..6 {
        let mut next = at + 1;
        let closing =
            next < limit && matches!(analysis.token(next).text(), "and" | "&") || analysis.token(at).text() == "and";
        if next < limit && matches!(analysis.token(next).text(), "and" | "&") {
            next += 1;
        }
        if next >= limit || !is_capital(analysis.token(next)) {
            return None;
        }
        let run = run(analysis, next, limit);
        let foreign = analysis
            .slice(run.clone())
            .any(|token| lexicon::class(token).is_some() || matches!(token.entity(), "PERSON" | "GPE"));
        if foreign || run.len() > 3 {
            return None;
        }
        if closing {
            return Some(run.end);
        }
        at = run.end;
        if at >= limit || !matches!(analysis.token(at).text(), "," | "and" | "&") {
            return None;
        }
        if matches!(analysis.token(at).text(), "and" | "&") {
            let next = at + 1;
            if next >= limit || !is_capital(analysis.token(next)) || lexicon::class(analysis.token(next)).is_some() {
                return None;
            }
            let run = self::run(analysis, next, limit);
            return Some(run.end);
        }
    }
    None
}

/// Both sides of a conjunction are places or people of their own.
fn names_place(analysis: &Analysis, left: usize, right: usize) -> bool {
    let named = |index: usize| matches!(analysis.token(index).entity(), "GPE" | "NORP" | "PERSON" | "LOC");
    named(left) || named(right)
}

/// Two or more capitals and nothing in lower case: "WTO", "KATS".
pub(super) fn is_acronym(token: Token<'_>) -> bool {
    let text = token.text();
    text.chars().filter(|character| character.is_uppercase()).count() >= 2
        && !text.chars().any(|character| character.is_lowercase())
}

#[cfg(test)]
mod tests {
    use language::Analyzer;

    fn phrases(text: &str) -> Vec<String> {
        let analysis = Analyzer::embedded().expect("the embedded model is whole").analyze(text);
        super::find(&analysis)
            .into_iter()
            .map(|range| {
                let (first, last) = (analysis.token(range.start), analysis.token(range.end - 1));
                text[first.span().start..last.span().end].to_owned()
            })
            .collect()
    }

    #[test]
    fn fields_of_a_ministry_belong_to_its_name() {
        assert_eq!(
            phrases("Officials of the Ministry of Labour, Energy and Mines met the Department for Business and Trade."),
            ["Officials of the Ministry of Labour, Energy and Mines", "Department for Business and Trade"]
        );
    }

    #[test]
    fn two_bodies_are_two_phrases() {
        assert_eq!(
            phrases("They wrote to the Ministry of Finance and the Ministry of Health."),
            ["Ministry of Finance", "Ministry of Health"]
        );
    }

    #[test]
    fn dashes_join() {
        assert_eq!(
            phrases("Talks on the Chile–Norway Trade Agreement began."),
            ["Talks", "Chile–Norway Trade Agreement"]
        );
    }
}
