//! The day on which a page was published.

use record::Date;
use scraper::{ElementRef, Html, Selector};

use super::main_text::Furniture;
use super::{meta, words};
use crate::source::day::Setting;

/// Names of metadata that give the day of publication, and those that may give that of a change.
const PUBLISHED: &[&str] = &[
    "article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "publishdate", "publish-date",
    "pubdate", "publication_date", "og:article:published_time", "og:published_time", "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date",
    "date", "dc.date", "dcterms.date", "og:pubdate", "article:published", "rnews:datepublished", "dc.date.available", "release_date",
];
const CHANGED: &[&str] = &["article:modified_time", "datemodified", "dcterms.modified", "last-modified", "og:updated_time", "dc.date.modified"];

/// Lines of the text that may hold the day, counted from the headline.
const HEAD: usize = 8;

/// Characters of a line that holds a day and little else.
const SHORT: usize = 90;

/// Words of a line that say that its day is another one.
const OTHER: &[&str] = &["updated", "modified", "embargo", "last reviewed", "today is", "deadline", "copyright", "©"];

pub(super) fn find(
    page: &Html,
    main: ElementRef<'_>,
    body: &[String],
    furniture: &Furniture,
    setting: &Setting,
    url: &str,
) -> Option<Date> {
    let stamp = |content: String| of(&content, setting);
    let of_meta = |names: &[&str]| names.iter().find_map(|name| meta(page, &[name]).and_then(stamp));
    of_meta(PUBLISHED)
        .or_else(|| linked(page, "datePublished"))
        .or_else(|| marked(main, furniture, setting))
        .or_else(|| body.iter().take(HEAD).find_map(|line| line_day(line, setting)))
        .or_else(|| near_headline(page, furniture, setting))
        .or_else(|| in_address(url))
        .or_else(|| body.iter().rev().take(3).find_map(|line| line_day(line, setting)))
        .or_else(|| body.iter().take(2).find_map(|line| dateline(line, setting)))
        .or_else(|| of_meta(CHANGED))
        .or_else(|| linked(page, "dateModified"))
}

/// The day of a stamp or of a short text.
fn of(content: &str, setting: &Setting) -> Option<Date> {
    let content = content.trim();
    let american_or_not = || setting.find(content).map(|(date, _)| date);
    content.get(..10).and_then(|head| head.parse().ok()).or_else(american_or_not).or_else(|| formats::day::of_stamp(content))
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
fn marked(main: ElementRef<'_>, furniture: &Furniture, setting: &Setting) -> Option<Date> {
    let times = Selector::parse("time, [itemprop=datePublished], [class*=date], [class*=Date], [id*=date], [class*=published]").ok()?;
    main.select(&times)
        .filter(|element| !furniture.holds(*element) && !is_other(&words(*element)))
        .take(40)
        .find_map(|element| {
            let stamp = element.attr("datetime").or_else(|| element.attr("content"));
            let text = words(element);
            stamp
                .and_then(|stamp| of(stamp, setting))
                .or_else(|| (text.chars().count() <= SHORT).then(|| setting.find(&text)).flatten().map(|(date, _)| date))
        })
}

/// The day in an element beside the headline, outside of the text.
fn near_headline(page: &Html, furniture: &Furniture, setting: &Setting) -> Option<Date> {
    let times = Selector::parse("time, .date, #date, [class*=date], [class*=published], [class*=meta], [class*=posted]").ok()?;
    page.select(&times)
        .filter(|element| !furniture.holds(*element))
        .map(|element| (element, words(element)))
        .filter(|(_, text)| text.chars().count() <= SHORT && !is_other(text))
        .take(60)
        .find_map(|(element, text)| {
            element.attr("datetime").and_then(|stamp| of(stamp, setting)).or_else(|| setting.find(&text).map(|(date, _)| date))
        })
}

fn is_other(text: &str) -> bool {
    let lower = text.to_lowercase();
    OTHER.iter().any(|word| lower.contains(word))
}

/// The day of a line that holds little else.
fn line_day(line: &str, setting: &Setting) -> Option<Date> {
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
