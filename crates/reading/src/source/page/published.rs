//! The day on which a page was published.

use record::Date;
use scraper::{ElementRef, Html, Selector};

use super::main_text::Furniture;
use super::{meta, words};
use crate::source::day::Setting;

/// Names of metadata that give the day of publication, and those that may give that of a change.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "datepublished",
    "govuk:first-published-at",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "publishdate",
    "publish-date",
    "pubdate",
    "publication_date",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "date",
    "dc.date",
    "dcterms.date",
    "og:pubdate",
    "article:published",
    "rnews:datepublished",
    "dc.date.available",
    "release_date",
];
const CHANGED: &[&str] = &[
    "article:modified_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "og:updated_time",
    "dc.date.modified",
];

/// Lines of the text that may hold the day, counted from the headline.
const HEAD: usize = 8;

/// Characters of a line that holds a day and little else.
const SHORT: usize = 90;

/// Words of a line that say that its day is another one.
const OTHER: &[&str] = &["updated", "modified", "embargo", "last reviewed", "today is", "deadline", "copyright", "©"];

/// Where on a page the day is looked for.
pub(super) struct Place<'a> {
    pub(super) page: &'a Html,
    /// The element that holds the text.
    pub(super) main: ElementRef<'a>,
    pub(super) heading: Option<ElementRef<'a>>,
    pub(super) furniture: &'a Furniture,
    /// How many lines of the text stand before the headline.
    pub(super) headline: usize,
}

/// The day of publication, from what is surest to what may be.
pub(super) fn find(place: &Place<'_>, body: &[String], setting: &Setting, url: &str) -> Option<Date> {
    let Place { page, main, furniture, .. } = *place;
    let stamp = |content: String| of(&content, setting);
    let of_meta = |names: &[&str]| names.iter().find_map(|name| meta(page, &[name]).and_then(stamp));
    let (above, below) = body.split_at(place.headline.min(body.len()));
    let in_lines = || {
        let mut near = below.iter().take(HEAD).chain(above.iter().rev().take(HEAD));
        near.find_map(|line| line_day(line, setting))
    };
    of_meta(PUBLISHED)
        .or_else(|| linked(page, "datePublished"))
        .or_else(|| beside_headline(place, setting, true))
        .or_else(in_lines)
        .or_else(|| marked(main, furniture, setting))
        .or_else(|| beside_headline(place, setting, false))
        .or_else(|| in_address(url))
        .or_else(|| below.iter().take(2).find_map(|line| dateline(line, setting)))
        .or_else(|| body.iter().rev().take(3).find_map(|line| line_day(line, setting)))
        .or_else(|| of_meta(CHANGED))
        .or_else(|| linked(page, "dateModified"))
}

/// The day in an element around the headline that is marked as one, the nearest first; `within` the text or outside of it.
fn beside_headline(place: &Place<'_>, setting: &Setting, within: bool) -> Option<Date> {
    let heading = place.heading?;
    let around = heading.ancestors().filter_map(ElementRef::wrap).filter(|above| above.value().name() != "html");
    let text = |above: &ElementRef<'_>| above.ancestors().any(|outer| outer.id() == place.main.id());
    around.filter(|above| text(above) == within).take(5).find_map(|above| marked(above, place.furniture, setting))
}

/// The day of a stamp or of a short text.
fn of(content: &str, setting: &Setting) -> Option<Date> {
    let content = content.trim();
    let american_or_not = || setting.find(content).map(|(date, _)| date);
    content
        .get(..10)
        .and_then(|head| head.parse().ok())
        .or_else(american_or_not)
        .or_else(|| formats::day::of_stamp(content))
}

/// A field of the linked data of a page.
fn linked(page: &Html, name: &str) -> Option<Date> {
    let scripts = Selector::parse("script[type='application/ld+json']").ok()?;
    page.select(&scripts).find_map(|script| {
        let value: serde_json::Value = serde_json::from_str(script.text().collect::<String>().trim()).ok()?;
        let items = value
            .as_array()
            .cloned()
            .or_else(|| value.get("@graph").and_then(|graph| graph.as_array().cloned()))
            .unwrap_or_else(|| vec![value.clone()]);
        items.iter().find_map(|item| item.get(name)?.as_str().and_then(formats::day::of_stamp))
    })
}

/// The day in an element of the text that is marked as one.
pub(super) fn marked(main: ElementRef<'_>, furniture: &Furniture, setting: &Setting) -> Option<Date> {
    let times = Selector::parse("time, [itemprop=datePublished], [class*=date], [class*=Date], [id*=date], [class*=published], [class*=posted], [class*=meta]").ok()?;
    main.select(&times).filter(|element| !furniture.holds(*element) && !is_other(&words(*element))).take(40).find_map(
        |element| {
            let stamp = element.attr("datetime").or_else(|| element.attr("content"));
            let text = words(element);
            stamp.and_then(|stamp| of(stamp, setting)).or_else(|| {
                (text.chars().count() <= SHORT).then(|| setting.find(&text)).flatten().map(|(date, _)| date)
            })
        },
    )
}

fn is_other(text: &str) -> bool {
    let lower = text.to_lowercase();
    OTHER.iter().any(|word| lower.contains(word))
}

/// The day of a line that holds little else.
pub(super) fn line_day(line: &str, setting: &Setting) -> Option<Date> {
    if line.chars().count() > SHORT || is_other(line) {
        return None;
    }
    let (date, place) = setting.find(line)?;
    let words = line[..place.start].split_whitespace().count() + line[place.end..].split_whitespace().count();
    (words <= 6).then_some(date)
}

/// The day of a text that begins with its place and day.
fn dateline(line: &str, setting: &Setting) -> Option<Date> {
    let head: String = line.chars().take(SHORT).collect();
    let (date, place) = setting.find(&head)?;
    let before = head[..place.start].split_whitespace();
    let named = before.clone().all(|word| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()));
    let dash = head[place.end..].trim_start_matches([')', '.', ']', ' ']).starts_with(['–', '—', '-', ':']);
    (named && dash && before.count() <= 6).then_some(date)
}

/// The day in the address of a page: `/2025/12/04/`, `/2025-12-04-`.
fn in_address(url: &str) -> Option<Date> {
    let path = url.split("//").last().unwrap_or(url);
    let numbers: Vec<&str> = path.split(['/', '-', '_']).collect();
    numbers.windows(3).find_map(|window| {
        let lengths = (window[0].len(), window[1].len(), window[2].len());
        let whole = matches!(lengths, (4, 1..=2, 1..=2)).then(|| window.join("-"))?;
        let mut parts = whole.split('-').map(str::parse::<i16>);
        let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        formats::day::calendar(year, month.try_into().ok()?, day.try_into().ok()?)
    })
}
