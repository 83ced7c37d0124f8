//! A web page: its main text, title, and publication date from metadata; the boilerplate is left out.

use record::{Date, Document};
use scraper::{ElementRef, Html, Node, Selector};

use super::{Parsed, document};
use crate::time::{self, TimeKind};

/// Elements that hold no words of the announcement.
const BOILERPLATE: &str = "script style noscript template nav header footer aside form button select svg iframe dialog menu figure picture video audio";

/// Words in a class or an id that mark boilerplate.
const FURNITURE: &str = "cookie consent banner breadcrumb share social related sidebar navbar menu footer newsletter subscribe comment advert promo \
    skip-link pagination toolbar";

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

pub(super) fn read(text: &str) -> Option<Parsed> {
    let page = Html::parse_document(text);
    let main = main(&page)?;
    let mut lines = Vec::new();
    blocks(main, &mut lines);
    let title = title(&page)?;
    // The headline stands above the text once more.
    let body: Vec<String> = lines.into_iter().filter(|line| *line != title).collect();
    let mut found: Document = document(&title, &body.join("\n"));
    found.published = published(&page).or_else(|| body.iter().take(6).find_map(|line| day(line)));
    found.url =
        attribute(&page, "link[rel=canonical]", "href").or_else(|| meta(&page, &["og:url"])).unwrap_or_default();
    found.publisher = meta(&page, &["og:site_name", "publisher", "dc.publisher", "author"]).unwrap_or_default();
    found.section = meta(&page, &["article:section", "og:type"])
        .filter(|section| section != "article" && section != "website")
        .unwrap_or_default();
    if let Some(language) = attribute(&page, "html", "lang") {
        found.language = language.split(['-', '_']).next().unwrap_or("en").to_lowercase();
    }
    (!found.body.is_empty()).then(|| Parsed { documents: vec![found], problems: Vec::new() })
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

fn title(page: &Html) -> Option<String> {
    let heading =
        select(page, "article h1, main h1").or_else(|| select(page, "h1")).map(words).filter(|title| !title.is_empty());
    let told = meta(page, &["og:title", "twitter:title", "dc.title", "title"]);
    heading.or(told).or_else(|| select(page, "title").map(words)).filter(|title| !title.is_empty())
}

/// The day of publication: metadata first, then linked data, then a time element.
fn published(page: &Html) -> Option<Date> {
    let names = [
        "article:published_time",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "date",
        "publishdate",
        "pubdate",
        "publication_date",
        "og:article:published_time",
        "last-modified",
    ];
    let from_meta = || names.iter().find_map(|name| meta(page, &[name]).and_then(|content| day(&content)));
    let linked = || {
        let scripts = Selector::parse("script[type='application/ld+json']").ok()?;
        page.select(&scripts).find_map(|script| {
            let value: serde_json::Value = serde_json::from_str(&script.text().collect::<String>()).ok()?;
            let items = value
                .as_array()
                .cloned()
                .or_else(|| value.get("@graph").and_then(|graph| graph.as_array().cloned()))
                .unwrap_or_else(|| vec![value.clone()]);
            items.iter().find_map(|item| item.get("datePublished")?.as_str().and_then(day))
        })
    };
    let element = || {
        attribute(page, "time[datetime]", "datetime")
            .and_then(|content| day(&content))
            .or_else(|| select(page, "time, .date, #date").map(words).and_then(|content| day(&content)))
    };
    from_meta().or_else(linked).or_else(element)
}

/// The day in a metadata value or a short line.
fn day(content: &str) -> Option<Date> {
    if let Some(date) = content.get(..10).and_then(|head| head.parse().ok()) {
        return Some(date);
    }
    if content.chars().count() > 60 {
        return None;
    }
    time::find(content, None)
        .into_iter()
        .find(|mention| mention.kind == TimeKind::Date)
        .and_then(|mention| mention.from)
}

/// The element that holds the announcement: the article or main element, else the one with the most words in paragraphs.
fn main(page: &Html) -> Option<ElementRef<'_>> {
    for selector in ["article", "main", "[role=main]", "#content", ".content"] {
        if let Some(found) = select(page, selector).filter(|found| paragraph_words(*found) >= 20) {
            return Some(found);
        }
    }
    let containers = Selector::parse("div, section, td").ok()?;
    let best = page
        .select(&containers)
        .filter(|element| !is_boilerplate(*element))
        .max_by_key(|element| own_paragraphs(*element));
    best.filter(|best| own_paragraphs(*best) > 0).or_else(|| select(page, "body"))
}

fn paragraph_words(element: ElementRef<'_>) -> usize {
    words(element).split(' ').count()
}

/// Words in the paragraphs directly below an element.
fn own_paragraphs(element: ElementRef<'_>) -> usize {
    element
        .child_elements()
        .filter(|child| matches!(child.value().name(), "p" | "ul" | "ol"))
        .map(|child| words(child).split(' ').count())
        .sum()
}

fn is_boilerplate(element: ElementRef<'_>) -> bool {
    if BOILERPLATE.split_whitespace().any(|name| name == element.value().name()) {
        return true;
    }
    let hidden = element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true");
    let marks = [element.attr("class"), element.attr("id"), element.attr("role")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    hidden
        || FURNITURE.split_whitespace().any(|word| marks.split(|c: char| !c.is_alphanumeric()).any(|mark| mark == word))
}

/// The lines of an element: one for each paragraph, item and row.
fn blocks(element: ElementRef<'_>, lines: &mut Vec<String>) {
    let mut inline = String::new();
    walk(element, lines, &mut inline, 0);
    flush(lines, &mut inline, "");
}

fn flush(lines: &mut Vec<String>, inline: &mut String, marker: &str) {
    let line = inline.split_whitespace().collect::<Vec<_>>().join(" ");
    inline.clear();
    if !line.is_empty() {
        lines.push(format!("{marker}{line}"));
    }
}

/// Gathers what lies below an element that is so deep in the page; below the deepest that a page may have, words alone.
fn walk(element: ElementRef<'_>, lines: &mut Vec<String>, inline: &mut String, depth: usize) {
    if depth > NESTED {
        inline.push_str(&words(element));
        return;
    }
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            inline.push_str(text);
            continue;
        }
        let Some(child) = ElementRef::wrap(child) else { continue };
        if is_boilerplate(child) {
            continue;
        }
        match child.value().name() {
            "br" => flush(lines, inline, ""),
            "li" => {
                flush(lines, inline, "");
                let mut own = String::new();
                walk(child, lines, &mut own, depth + 1);
                flush(lines, &mut own, "- ");
            }
            "tr" => {
                flush(lines, inline, "");
                let cells: Vec<String> = child.child_elements().map(words).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    lines.push(cells.join(" | "));
                }
            }
            "p" | "div" | "section" | "article" | "ul" | "ol" | "table" | "tbody" | "thead" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" | "blockquote" | "dl" | "dt" | "dd" | "pre" | "main" => {
                flush(lines, inline, "");
                walk(child, lines, inline, depth + 1);
                flush(lines, inline, "");
            }
            _ => walk(child, lines, inline, depth + 1),
        }
    }
}
