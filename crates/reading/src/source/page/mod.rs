//! A web page: its main text, its title, and the day of its publication.
//!
//! What a page says of its own structure is weighed against where its words are: an `article` may be a teaser, text may be spread
//! over containers, and a class that sounds like furniture may be on the element that holds everything. So [`main_text`] chooses
//! the element, [`lines`] takes its words, and [`published`] looks for the day, first in what machines are given and then near the
//! headline, never in footers and boxes.

mod lines;
mod main_text;
mod published;
#[cfg(test)]
mod tests;
mod title;

use record::Document;
use scraper::{ElementRef, Html, Selector};

use super::day::Setting;
use super::{Parsed, SourceError, document};
use main_text::{Furniture, Words};

/// Elements within elements that a page may have. Pages that people make have some dozens; beyond this a page is a trap, for what
/// takes it apart has to look through all that are open at every new one.
const NESTED: usize = 1_000;

/// Elements that have no end tag, or need none.
const UNCLOSED: &str = "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup \
    colgroup rp rt html head body";

/// Whether so many elements are open at once in a page that it is a trap: start tags against end tags, elements without end tags left
/// out.
pub(super) fn is_trap(text: &str) -> bool {
    let (mut open, mut drawing, mut rest) = (0usize, false, text);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with("!--") {
            rest = rest.split_once("-->").map_or("", |(_, behind)| behind);
            continue;
        }
        let (end, tag) = rest.strip_prefix('/').map_or((false, rest), |tag| (true, tag));
        let length = tag.bytes().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = &tag[..length];
        let stands = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
            && !UNCLOSED.split_whitespace().any(|unclosed| unclosed.eq_ignore_ascii_case(name));
        // What looks like a tag in a script or a style is none.
        let text = ["script", "style"].into_iter().find(|text| text.eq_ignore_ascii_case(name));
        if let Some(text) = text.filter(|_| !end) {
            rest = behind_end(rest, text);
            continue;
        }
        if name.eq_ignore_ascii_case("svg") || name.eq_ignore_ascii_case("math") {
            drawing = !end;
        }
        // In a drawing a tag may close itself; elsewhere the stroke at its end means nothing.
        let closed = drawing && tag.split('>').next().is_some_and(|tag| tag.ends_with('/'));
        match (stands, end) {
            (true, true) => open = open.saturating_sub(1),
            (true, false) if !closed => open += 1,
            _ => {}
        }
        if open > NESTED {
            return true;
        }
    }
    false
}

/// What stands behind the end tag of an element that holds text alone.
fn behind_end<'t>(text: &'t str, name: &str) -> &'t str {
    let ends = |at: &usize| text[*at..].get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    let end = text.match_indices("</").map(|(at, _)| at).find(ends);
    end.map_or("", |at| &text[at + 2 + name.len()..])
}

/// Whether a text is a web page.
pub(super) fn is_html(start: &str) -> bool {
    let head: String = start.chars().take(2000).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with('<')
            && ["<body", "<head", "<p", "<div", "<article", "<h1"].iter().any(|tag| head.contains(tag))
}

/// Words of a page that a server shows in place of another: with so many there is an announcement.
const INSTEAD: usize = 150;

/// Beginnings of the titles of such pages.
const INSTEAD_TITLES: &[&str] = &[
    "just a moment",
    "attention required",
    "access denied",
    "403",
    "404",
    "page not found",
    "error 4",
    "error 5",
    "are you a robot",
    "are you human",
    "verify you are human",
    "verifying you are human",
    "checking your browser",
    "request rejected",
    "service unavailable",
    "503",
    "502",
    "bad gateway",
    "security check",
    "ddos protection",
    "forbidden",
    "not found",
    "pardon our interruption",
    "human verification",
    "too many requests",
];

pub(super) fn read(text: &str) -> Result<Parsed, SourceError> {
    let page = Html::parse_document(text);
    let nothing = || SourceError::Unknown { line: 1 };
    let heading = title::heading(&page);
    let furniture = Furniture::of(&page, heading);
    let text = Words::of(&page, heading, &furniture).ok_or_else(nothing)?;
    let articles = text.articles();
    if !articles.is_empty() {
        return Ok(several(&page, &articles, &furniture));
    }
    let main = text.main();
    let mut found: Document = document(&title::find(&page, heading).ok_or_else(nothing)?, "");
    // The headline stands above the text once more.
    let mut body = lines::of(main, &furniture);
    let headline = body.iter().position(|line| *line == found.title);
    body.retain(|line| *line != found.title);
    let lower = found.title.to_lowercase();
    let words: usize = body.iter().map(|line| line.split(' ').count()).sum();
    if words < INSTEAD && INSTEAD_TITLES.iter().any(|title| lower.starts_with(title)) {
        return Err(SourceError::Instead(found.title));
    }
    found.url =
        attribute(&page, "link[rel=canonical]", "href").or_else(|| meta(&page, &["og:url"])).unwrap_or_default();
    found.publisher = meta(&page, &["og:site_name", "publisher", "dc.publisher", "author"]).unwrap_or_default();
    found.section = meta(&page, &["article:section", "og:type"])
        .filter(|section| section != "article" && section != "website")
        .unwrap_or_default();
    let language = attribute(&page, "html", "lang").or_else(|| meta(&page, &["og:locale"])).unwrap_or_default();
    if let Some(language) = attribute(&page, "html", "lang") {
        found.language = super::primary(&language);
    }
    let whole = body.join("\n");
    let setting = Setting::of(&language, &found.url, &whole);
    let place = published::Place { page: &page, main, heading, furniture: &furniture, headline: headline.unwrap_or(0) };
    let day = published::find(&place, &body, &setting, &found.url);
    found.published = day;
    // A line that holds nothing but the day is no part of the text.
    let is_day =
        |line: &String| setting.find(line).is_some_and(|(date, place)| Some(date) == day && place == (0..line.len()));
    if let Some(at) = body.iter().take(6).position(is_day) {
        body.remove(at);
    }
    found.body = body.join("\n").trim().to_owned();
    if found.body.is_empty() {
        return Err(nothing());
    }
    Ok(Parsed { documents: vec![found], problems: Vec::new() })
}

/// The documents of a page that lists several with their texts.
fn several(page: &Html, articles: &[ElementRef<'_>], furniture: &Furniture) -> Parsed {
    let publisher = meta(page, &["og:site_name", "publisher", "dc.publisher"]).unwrap_or_default();
    let language = attribute(page, "html", "lang").unwrap_or_default();
    let of = |article: &ElementRef<'_>| {
        let headings = Selector::parse("h2, h3, h4").ok()?;
        let heading = article.select(&headings).find(|heading| !furniture.holds(*heading))?;
        let mut found = document(&words(heading), "");
        let mut body = lines::of(*article, furniture);
        body.retain(|line| *line != found.title);
        let setting = Setting::of(&language, "", &body.join("\n"));
        found.published = published::marked(*article, furniture, &setting)
            .or_else(|| body.iter().take(4).find_map(|line| published::line_day(line, &setting)));
        let links = Selector::parse("a[href]").ok()?;
        let link = heading.select(&links).next().or_else(|| article.select(&links).next());
        found.url = link
            .and_then(|link| link.attr("href"))
            .filter(|url| url.starts_with("http"))
            .unwrap_or_default()
            .to_owned();
        found.publisher.clone_from(&publisher);
        if !language.is_empty() {
            found.language = super::primary(&language);
        }
        found.body = body.join("\n");
        Some(found)
    };
    Parsed { documents: articles.iter().filter_map(of).collect(), problems: Vec::new() }
}

/// The text of a piece of a page, as feeds and mails bring it.
pub(super) fn fragment(text: &str) -> String {
    if is_trap(text) {
        return String::new();
    }
    let page = Html::parse_fragment(text);
    lines::of(page.root_element(), &Furniture::of(&page, None)).join("\n")
}

fn select<'a>(page: &'a Html, selector: &str) -> Option<ElementRef<'a>> {
    Selector::parse(selector).ok().and_then(|selector| page.select(&selector).next())
}

fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    select(page, selector)?.attr(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The content of the first meta element of these names.
fn meta(page: &Html, names: &[&str]) -> Option<String> {
    let metas = Selector::parse("meta").ok()?;
    names.iter().find_map(|wanted| {
        page.select(&metas).find_map(|element| {
            let name =
                element.attr("property").or_else(|| element.attr("name")).or_else(|| element.attr("itemprop"))?;
            let content = element.attr("content")?.trim();
            (name.eq_ignore_ascii_case(wanted) && !content.is_empty()).then(|| content.to_owned())
        })
    })
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
