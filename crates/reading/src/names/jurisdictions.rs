//! Names and adjectives of countries, territories and blocs.
//!
//! `jurisdictions.tsv` is written by `tools/names/jurisdictions.py` from ISO 3166-1.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A form that stands for a jurisdiction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The words.
    pub(super) form: &'static str,
    /// ISO 3166-1 alpha-2, or the acronym of a bloc.
    pub(super) code: &'static str,
    /// The form is an adjective: "Korean".
    pub(super) is_adjective: bool,
}

/// Forms by their first two bytes, the longest first.
static FORMS: LazyLock<HashMap<&'static [u8], Vec<Known>>> = LazyLock::new(|| {
    let mut forms: HashMap<&'static [u8], Vec<Known>> = HashMap::new();
    for line in include_str!("jurisdictions.tsv").lines() {
        let mut columns = line.split('\t');
        let (Some(code), Some(names), Some(adjectives)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        for (column, is_adjective) in [(names, false), (adjectives, true)] {
            for form in column.split('|').filter(|form| form.len() > 1) {
                forms.entry(&form.as_bytes()[..2]).or_default().push(Known { form, code, is_adjective });
            }
        }
    }
    for known in forms.values_mut() {
        known.sort_by_key(|known| std::cmp::Reverse(known.form.len()));
    }
    forms
});

/// Regions, seas and states that hold the name or adjective of a country.
static REGIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("regions.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Seats of government that stand for the government.
static CAPITALS: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let lines = include_str!("capitals.tsv").lines().filter(|line| !line.starts_with('#'));
    let forms = lines.filter_map(|line| line.split_once('\t'));
    // The seat is no other name of the country: it stands for it as an adjective does.
    forms.map(|(form, code)| Known { form, code, is_adjective: true }).collect()
});

/// The longest form that stands at a byte of a text, unless it is part of the name of a region: "South American".
pub(super) fn at(text: &str, start: usize) -> Option<Known> {
    let known = at_start(text.get(start..)?)?;
    let in_region = REGIONS.iter().any(|region| {
        region.match_indices(known.form).any(|(offset, _)| {
            let whole = start.checked_sub(offset).and_then(|from| text.get(from..));
            whole.is_some_and(|whole| {
                whole.strip_prefix(region).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
            })
        })
    });
    (!in_region).then_some(known)
}

/// The government that a seat at the start of a text may stand for.
pub(super) fn capital_at_start(text: &str) -> Option<Known> {
    let whole = |known: &&Known| {
        text.strip_prefix(known.form).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    CAPITALS.iter().find(whole).copied()
}

/// The longest form that the text begins with, ending at the end of a word.
pub(super) fn at_start(text: &str) -> Option<Known> {
    let candidates = FORMS.get(text.as_bytes().get(..2)?)?;
    candidates
        .iter()
        .find(|known| text.strip_prefix(known.form).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
        .copied()
}

/// The two jurisdictions that a headline names, if it names exactly two: codes, with the names that it calls them by.
pub(super) fn pair(headline: &str) -> Vec<(String, &'static str)> {
    let found = all_in(headline);
    if found.len() != 2 {
        return Vec::new();
    }
    let called = |code: &str| {
        let starts = headline.char_indices().map(|(at, _)| at);
        let named =
            starts.filter_map(|at| at_start(&headline[at..])).find(|known| known.code == code && !known.is_adjective);
        named.map(|known| known.form).or_else(|| name_of(code)).unwrap_or_default()
    };
    found.into_iter().map(|code| (code.clone(), called(&code))).collect()
}

/// The jurisdictions that a row of words names, in order.
pub(super) fn all_in(headline: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    while at < headline.len() {
        let starts = headline.is_char_boundary(at) && !headline[..at].ends_with(char::is_alphanumeric);
        match starts.then(|| self::at(headline, at)).flatten() {
            Some(known) => {
                if !found.iter().any(|code| code == known.code) {
                    found.push(known.code.to_owned());
                }
                at += known.form.len();
            }
            None => at += 1,
        }
    }
    found
}

/// The first name of a jurisdiction.
pub(super) fn name_of(code: &str) -> Option<&'static str> {
    include_str!("jurisdictions.tsv")
        .lines()
        .find_map(|line| line.strip_prefix(code)?.strip_prefix('\t')?.split(['|', '\t']).next())
}

#[cfg(test)]
mod tests {
    use super::at_start;

    #[test]
    fn the_longest_form_wins_and_words_are_whole() {
        let code = |text| at_start(text).map(|known| (known.form, known.code));
        assert_eq!(code("Republic of Korea’s"), Some(("Republic of Korea", "KR")));
        assert_eq!(code("U.S. officials"), Some(("U.S.", "US")));
        assert_eq!(code("Indian exports"), Some(("Indian", "IN")));
        assert_eq!(code("Indiana"), None);
        assert_eq!(code("EU"), Some(("EU", "EU")));
        assert_eq!(code(""), None);
        let within = |text: &str, word: &str| super::at(text, text.find(word).unwrap_or(0)).map(|known| known.code);
        assert_eq!(within("the South American bloc", "American"), None);
        assert_eq!(within("New Mexico asked", "Mexico"), None);
        assert_eq!(within("an American firm", "American"), Some("US"));
        assert_eq!(within("Great Britain and Northern Ireland", "Great"), Some("GB"));
        assert_eq!(within("the Senegalese minister", "Senegalese"), Some("SN"));
    }
}
