//! People and their offices: titles before a name, and appositions behind it.

use std::ops::Range;

use language::{Analysis, Token};

use super::jurisdictions;
use super::lexicon::{self, Class};
use super::phrase::is_capital;

/// Forms of address that are no office.
const ADDRESS: &str = "Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Sir Dame Lord Lady Hon Hon. Rt Rt. Shri Smt Smt. H.E. Honourable Honorable Excellency \
    Professor Prof Prof. Sheikh Sheikha The the Senator";

pub(super) fn is_address(word: &str) -> bool {
    ADDRESS.split_whitespace().any(|address| address == word)
}

fn is_office(token: Token<'_>) -> bool {
    lexicon::class(token) == Some(Class::Office)
}

/// An office in small letters, as it stands behind a country: "Norway’s trade minister".
pub(super) fn is_common_office(word: &str) -> bool {
    const WORDS: &str = "minister ambassador president commissioner secretary negotiator representative envoy governor chancellor \
        chairman chair premier spokesperson spokesman spokeswoman director";
    WORDS.split_whitespace().any(|office| office == word)
}

/// A person in a proper phrase: the tokens of the name, and those of the title before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Titled {
    pub(super) title: Range<usize>,
    pub(super) name: Range<usize>,
}

/// Splits a proper phrase into titles and names: "Trade Minister" + "Yeo Han-koo"; several people may follow one title.
pub(super) fn split(analysis: &Analysis, phrase: &Range<usize>) -> Option<Titled> {
    let last_office = phrase.clone().rev().find(|&index| is_office(analysis.token(index)));
    let person = |range: &Range<usize>| {
        range.clone().find(|&index| analysis.token(index).entity() == "PERSON" && !is_office(analysis.token(index)))
    };
    // "General" alone opens many names: "General Council", "General Review".
    let last_office = last_office.filter(|&index| {
        analysis.token(index).text() != "General"
            || index > phrase.start && (is_office(analysis.token(index - 1)) || analysis.token(index - 1).text() == "-")
    });
    let Some(last_office) = last_office else {
        // No title: the entity recogniser must know the person.
        let start = person(phrase)?;
        let plain = phrase.clone().all(|index| lexicon::class(analysis.token(index)).is_none());
        let length = words(analysis, phrase);
        return (plain && start == phrase.start && (2..=5).contains(&length) && !has_joining(analysis, phrase))
            .then(|| Titled { title: phrase.start..phrase.start, name: phrase.clone() });
    };
    let mut start = last_office + 1;
    if start >= phrase.end {
        return None;
    }
    // "Minister of Commerce and Industry Shri Piyush Goyal": the name begins with the person that was recognised.
    let mut office_end = last_office + 1;
    if matches!(analysis.token(start).text(), "of" | "for") {
        let field = start + 1..phrase.end;
        start = behind_field(analysis, field.clone()).or_else(|| person(&field))?;
        office_end = start;
    }
    // "Vice Minister for Trade": an office without its bearer.
    while start < phrase.end && (is_address(analysis.token(start).text()) || analysis.token(start).text() == ".") {
        start += 1;
    }
    let name = start..phrase.end;
    let proper = !name.is_empty()
        && words(analysis, &name) <= 8
        && name.clone().all(|index| {
            let token = analysis.token(index);
            lexicon::class(token).is_none()
                && (is_capital(token) || token.text().chars().all(|c| !c.is_alphabetic() || c.is_lowercase()))
        })
        && !matches!(analysis.token(name.start).text(), "of" | "for" | "and" | "to" | "-" | "–")
        && !has_joining(analysis, &name)
        && is_capital(analysis.token(name.start));
    proper.then_some(Titled { title: phrase.start..office_end, name })
}

/// Fields of office; what stands behind them in a title is the name.
const FIELDS: &str = "Economy Finance Commerce Industry Trade Energy Agriculture Tourism State Defence Defense Health Labour Labor Environment Foreign \
    Affairs Investment Development Business Technology Science Transport Planning Resources Interior Justice Treasury Fisheries Food Economic Security Relations Cooperation Growth Climate Digital Innovation \
    Information Security Coordinating Small Medium Enterprises Business Portfolio Borders Water Mines Mining Oil Gas Petroleum Education \
    Culture Sports Defence Supply Customs Textiles Infrastructure Communications Competition Consumer Electronics Aviation Social Rural Strategy Policy Promotion Negotiations Bilateral Multilateral and of for the &";

/// "Economy Marcelo Ebrard": where the name begins behind the field of an office.
fn behind_field(analysis: &Analysis, range: Range<usize>) -> Option<usize> {
    let start =
        range.clone().find(|&index| !FIELDS.split_whitespace().any(|field| field == analysis.token(index).text()))?;
    let place = jurisdictions::at(analysis.text(), analysis.token(start).span().start).is_some();
    (start > range.start && range.end - start >= 2 && !place).then_some(start)
}

/// An office that stands before the comma and its holder behind it: "the Prime Minister of Norway, Jan Berg". Gives the
/// tokens of the office and the phrase of the name.
pub(super) fn before_comma(
    analysis: &Analysis,
    office: &Range<usize>,
    phrases: &[Range<usize>],
) -> Option<Range<usize>> {
    let opens = office.clone().take(3).any(|index| is_office(analysis.token(index)));
    let named = office.clone().any(|index| analysis.token(index).entity() == "PERSON");
    if !opens || named || office.end + 1 >= analysis.len() || analysis.token(office.end).text() != "," {
        return None;
    }
    // "…, Senator the Hon Don Farrell": forms of address stand before the name.
    let address = |index: usize| is_address(analysis.token(index).text());
    let start = (office.end + 1..analysis.len().min(office.end + 6)).find(|&index| !address(index))?;
    phrases.iter().find(|phrase| phrase.contains(&start)).map(|phrase| start..phrase.end)
}

fn words(analysis: &Analysis, range: &Range<usize>) -> usize {
    analysis.slice(range.clone()).filter(|token| token.text().chars().any(char::is_alphabetic)).count()
}

fn has_joining(analysis: &Analysis, range: &Range<usize>) -> bool {
    analysis.slice(range.clone()).any(|token| matches!(token.text(), "of" | "and" | "for" | "on" | "&" | "the" | ","))
}

/// An office in apposition behind a name: ", the newly appointed Ambassador of India to Korea,". Gives its tokens, the
/// article and participles left out.
pub(super) fn apposition(analysis: &Analysis, after: usize, phrases: &[Range<usize>]) -> Option<Range<usize>> {
    let mut at = after;
    if at < analysis.len() && analysis.token(at).text() == "(" {
        // "(center)" in a caption.
        at = (at..analysis.len().min(at + 6)).find(|&index| analysis.token(index).text() == ")")? + 1;
    }
    if at >= analysis.len() || analysis.token(at).text() != "," {
        return None;
    }
    at += 1;
    if let Some(office) = behind_country(analysis, at) {
        return Some(office);
    }
    let limit = analysis.token(after.min(analysis.len() - 1)).sentence().range().end;
    let mut skipped = 0;
    while at < limit
        && skipped < 5
        && !is_office(analysis.token(at))
        && !phrases.iter().any(|phrase| phrase.start == at)
    {
        let token = analysis.token(at);
        let skippable = matches!(token.tag(), "DT" | "JJ" | "VBN" | "RB" | "PRP$" | "POS" | "NNP" | "HYPH");
        if !skippable {
            return None;
        }
        at += 1;
        skipped += 1;
    }
    // "Korea's Minister for Trade", "British Ambassador to Korea".
    while at < limit && !is_office(analysis.token(at)) && skipped < 8 {
        let token = analysis.token(at);
        if !is_capital(token) && !matches!(token.text(), "'s" | "’s" | "and" | "," | "of" | "-" | "–")
            || token.text() == "," && skipped == 0
        {
            return None;
        }
        at += 1;
        skipped += 1;
    }
    if at >= limit || !is_office(analysis.token(at)) {
        return None;
    }
    // "Minister Ana Diaz, Deputy Minister Luis Vega": the office of the next in a row.
    let next = phrases.iter().find(|phrase| phrase.contains(&at));
    if next.and_then(|phrase| split(analysis, phrase)).is_some_and(|titled| titled.title.contains(&at)) {
        return None;
    }
    // "Ana Diaz, Peru's minister Luis Vega": so is an office in small letters right before a name.
    let named = |token: Token<'_>| token.tag() == "NNP" && is_capital(token);
    if !is_capital(analysis.token(at)) && at + 1 < limit && named(analysis.token(at + 1)) {
        return None;
    }
    let mut start = at;
    // "Vice", "Trade" and the like stand before the office word.
    while start > after + 1
        && is_capital(analysis.token(start - 1))
        && phrases.iter().any(|phrase| phrase.contains(&(start - 1)) && phrase.contains(&start))
    {
        start -= 1;
    }
    let mut end = phrases.iter().find(|phrase| phrase.contains(&at)).map_or(at + 1, |phrase| phrase.end);
    // "Ambassador of India to Korea", "Director General at the Ministry": a preposition leads on to another name.
    for _ in 0..4 {
        if end >= limit || !matches!(analysis.token(end).text(), "of" | "for" | "to" | "on" | "at" | "in" | "and") {
            break;
        }
        let next = if end + 1 < limit && analysis.token(end + 1).text() == "the" { end + 2 } else { end + 1 };
        let Some(phrase) = phrases.iter().find(|phrase| phrase.start == next) else { break };
        if analysis.token(end).text() == "and"
            && (is_office(analysis.token(next))
                || analysis.token(next).entity() == "PERSON"
                || !field_word(analysis, phrase))
        {
            break;
        }
        end = phrase.end;
    }
    // "European Parliament’s Committee on …" goes on behind a possessive.
    if end + 1 < limit
        && matches!(analysis.token(end).text(), "'s" | "’s")
        && let Some(phrase) = phrases.iter().find(|phrase| phrase.start == end + 1)
    {
        end = phrase.end;
    }
    Some(start..end)
}

/// "Norway’s trade minister", "Norwegian foreign minister": an office in small letters behind the country that it is of.
fn behind_country(analysis: &Analysis, at: usize) -> Option<Range<usize>> {
    if at >= analysis.len() {
        return None;
    }
    let limit = analysis.token(at).sentence().range().end;
    let from = analysis.token(at).span().start;
    let past = from + jurisdictions::at(analysis.text(), from)?.form.len();
    let mut start = (at..limit).find(|&index| analysis.token(index).span().start >= past)?;
    if matches!(analysis.token(start).text(), "'s" | "’s" | "'" | "’") {
        start += 1;
    }
    let end = (start..limit.min(start + 5)).find(|&index| is_common_office(analysis.token(index).text()))? + 1;
    let plain = analysis.slice(start..end).all(|token| {
        token.text().starts_with(char::is_lowercase) && matches!(token.pos(), "NOUN" | "ADJ" | "PROPN")
            || token.text() == "-"
    });
    plain.then_some(start..end)
}

/// The phrase is a field of an office ("Borders" in "Trade and Borders"), not another person.
fn field_word(analysis: &Analysis, phrase: &Range<usize>) -> bool {
    phrase.len() <= 4 && analysis.slice(phrase.clone()).all(|token| token.entity() != "PERSON")
}

/// Where the words of an office end and those of its body begin: "Chair | of the European Parliament’s Committee on …",
/// "Minister of State for Trade | at the UK Department for Business and Trade".
pub(super) fn body_of(analysis: &Analysis, office: &Range<usize>) -> (Range<usize>, Option<Range<usize>>) {
    for index in office.clone().skip(1) {
        let token = analysis.token(index);
        if !matches!(token.text(), "of" | "at" | "in" | "for" | "to" | "with") {
            continue;
        }
        let start =
            if index + 1 < office.end && analysis.token(index + 1).text() == "the" { index + 2 } else { index + 1 };
        if start >= office.end {
            break;
        }
        let rest = start..office.end;
        let is_body = token.text() == "at"
            || analysis.slice(rest.clone()).any(|token| lexicon::class(token) == Some(Class::Body))
            || lexicon::body(words_text(analysis, &rest)).is_some();
        if is_body && !matches!(token.text(), "for" | "to") {
            return (office.start..index, Some(rest));
        }
    }
    (office.clone(), None)
}

pub(super) fn words_text<'a>(analysis: &'a Analysis, range: &Range<usize>) -> &'a str {
    &analysis.text()[analysis.token(range.start).span().start..analysis.token(range.end - 1).span().end]
}
