//! Where events take place: venues, cities and countries.
//!
//! `cities.tsv` is written by `tools/names/cities.py` from GeoNames.

use std::collections::HashMap;
use std::sync::LazyLock;

use language::Token;
use record::{ActorKind, Jurisdiction, Place, Span};

use crate::context::Text;
use crate::names::Form;

static CITIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("cities.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The city whose name starts at a token: its length in tokens, its name and its country.
fn city_at<'a>(text: &Text<'a>, start: usize) -> Option<(usize, &'a str, &'static str)> {
    let analysis = text.analysis();
    (1..=4).rev().find_map(|length| {
        let end = start + length;
        if end > analysis.len() {
            return None;
        }
        let words = text.slice(text.span_of(start..end));
        CITIES.get(words).map(|code| (length, words, *code))
    })
}

/// The city that a dateline names: "Oslo", "Naarm/Melbourne", "WASHINGTON".
pub(super) fn city(words: &str) -> Option<Place> {
    let title = |word: &str| {
        let lower = word.to_lowercase();
        let mut chars = lower.chars();
        chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
    };
    let forms = std::iter::once(words).chain(words.split('/'));
    forms.map(str::trim).find_map(|form| {
        let known = CITIES.get_key_value(form).or_else(|| CITIES.get_key_value(title(form).as_str()))?;
        Some(Place { venue: None, city: Some((*known.0).to_owned()), country: Some(Jurisdiction::from(*known.1)) })
    })
}

/// The place that the words of a clause state: behind "in" and "at", inside of `within`, not inside of a longer name.
pub(super) fn place(text: &Text<'_>, within: Span) -> Option<(Place, Span)> {
    let analysis = text.analysis();
    let tokens = analysis.tokens_in(within.range());
    let mut place = Place::default();
    let mut span: Option<Span> = None;
    let mut at = tokens.start;
    while at < tokens.end {
        let token = analysis.token(at);
        let preposition =
            matches!(token.text().to_lowercase().as_str(), "in" | "at" | "to" | "from" | "visited" | "visit");
        if !preposition {
            at += 1;
            continue;
        }
        let article = (at + 1..tokens.end).find(|&index| {
            !matches!(analysis.token(index).text(), "the" | "southern" | "northern" | "central" | "downtown")
        });
        let Some(start) = article else { break };
        let first = analysis.token(start);
        let venue_word = token.text().eq_ignore_ascii_case("at");
        if let Some((length, name, code)) = city_at(text, start).filter(|_| !venue_word || first.entity() == "GPE") {
            if place.city.is_none() && is_free(text, start, start + length) {
                place.city = Some(name.to_owned());
                place.country.get_or_insert_with(|| Jurisdiction::from(code));
                span = Some(join(span, text.span_of(start..start + length)));
            }
            at = start + length;
            continue;
        }
        if let Some(code) = country_at(text, first).filter(|_| !venue_word) {
            if place.country.is_none() {
                place.country = Some(code);
                span = Some(join(span, Span::from(first.span())));
            }
            at = start + 1;
            continue;
        }
        if venue_word
            && place.venue.is_none()
            && let Some(end) = venue(text, start, tokens.end)
        {
            let words = text.span_of(start..end);
            place.venue = Some(text.slice(words).split_whitespace().collect::<Vec<_>>().join(" "));
            span = Some(join(span, words));
            // "Lotte Hotel Seoul": the city may close the name of the venue.
            if place.city.is_none()
                && let Some((_, name, code)) = city_at(text, end - 1)
            {
                place.city = Some(name.to_owned());
                place.country.get_or_insert_with(|| Jurisdiction::from(code));
            }
            at = end;
            continue;
        }
        at = start.max(at + 1);
    }
    if place.country.is_none() && place.venue.is_some() {
        // A venue that belongs to a body is where that body is: "Korea Press Center".
        let venue = place.venue.clone().unwrap_or_default();
        place.country = text.names_jurisdiction_in(&venue);
    }
    (place != Place::default()).then(|| (place, span.unwrap_or(within)))
}

fn join(span: Option<Span>, other: Span) -> Span {
    span.map_or(other, |span| Span { start: span.start.min(other.start), end: span.end.max(other.end) })
}

/// The tokens are no part of a longer name of an actor: "in Washington", not "Embassy in Washington".
fn is_free(text: &Text<'_>, start: usize, end: usize) -> bool {
    let span = text.span_of(start..end);
    !text.mentions_in(text.span_of(text.analysis().token(start).sentence().range())).any(|mention| {
        mention.span.contains(span)
            && mention.span.len() > span.len()
            && matches!(mention.form, Form::Name | Form::Modifier)
    })
}

/// The country that a token names by itself.
fn country_at(text: &Text<'_>, token: Token<'_>) -> Option<Jurisdiction> {
    let mention = text
        .mention_at(token)
        .filter(|mention| mention.form == Form::Name && mention.span.start as usize == token.span().start)?;
    let name = mention.actors().first()?;
    let actor = text.actor(name).filter(|actor| actor.kind == ActorKind::Jurisdiction)?;
    let code = actor.jurisdiction.clone()?;
    (code.0.len() == 2 && code.0 != "EU").then_some(code)
}

/// Capitalised words behind "at" that are no event and no person: a building, an institution. One past their last token.
fn venue(text: &Text<'_>, start: usize, limit: usize) -> Option<usize> {
    const NO_VENUES: &str = "meeting summit forum conference session committee round ceremony level time margins request apec g7 g20 wto asean invitation \
        press roundtable dialogue event commission council mc12 mc13 mc14 opening end beginning start";
    let analysis = text.analysis();
    let is_capital = |index: usize| analysis.token(index).text().chars().next().is_some_and(char::is_uppercase);
    let mut first = start;
    // "the great hall at Chequers", "a venue in …": common words lead to a name.
    while first < limit && first < start + 3 && !is_capital(first) {
        if !matches!(analysis.token(first).pos(), "ADJ" | "NOUN") {
            return None;
        }
        first += 1;
    }
    if first >= limit || !is_capital(first) {
        return None;
    }
    let mut end = first + 1;
    while end < limit {
        let token = analysis.token(end);
        let joins = matches!(token.text(), "of" | "and" | "&" | "’s" | "'s" | "-" | "–" | "for")
            && end + 1 < limit
            && (is_capital(end + 1) || analysis.token(end + 1).text() == "the");
        let continues = is_capital(end)
            || joins
            || token.text() == "the" && analysis.token(end - 1).text() == "of"
            || matches!(
                token.text(),
                "conference" | "room" | "hall" | "headquarters" | "office" | "building" | "center" | "centre"
            );
        if !continues || matches!(token.text(), "On" | "In") {
            break;
        }
        end += 1;
    }
    let words = text.slice(text.span_of(first..end)).to_lowercase();
    let none =
        words.split(|c: char| !c.is_alphanumeric()).any(|word| NO_VENUES.split_whitespace().any(|no| no == word))
            && !words.contains("room")
            && !words.contains("center")
            && !words.contains("press center");
    let person = analysis.token(first).entity() == "PERSON" || analysis.token(first).entity() == "DATE";
    (!none && !person).then_some(end)
}
