//! The headline of a page.

use scraper::{ElementRef, Html, Selector};

use super::{meta, select, words};

/// What stands between a headline and the name of the site.
const BREAKS: &[&str] = &[" | ", " – ", " — ", " - ", " :: ", " » ", " • "];

/// The heading that is the headline: the one that the page's own title names, else the first that is not the name of the site.
pub(super) fn heading(page: &Html) -> Option<ElementRef<'_>> {
    let told = [meta(page, &["og:title", "twitter:title"]), select(page, "title").map(words)];
    let told: Vec<String> = told.into_iter().flatten().map(|title| title.to_lowercase()).collect();
    let site = meta(page, &["og:site_name"]).unwrap_or_default().to_lowercase();
    let firsts = headings(page, "h1");
    let named = |heading: &&ElementRef<'_>| {
        let own = words(**heading).to_lowercase();
        own.chars().count() > 8
            && own != site
            && told.iter().any(|told| told.starts_with(&own) || own.starts_with(told.as_str()))
    };
    let in_text = |heading: &&ElementRef<'_>| {
        let within = heading
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|above| matches!(above.value().name(), "article" | "main"));
        within && words(**heading).to_lowercase() != site
    };
    let seconds = headings(page, "h2, h3");
    let no_site = |heading: &&ElementRef<'_>| words(**heading).to_lowercase() != site && !is_logo(**heading);
    firsts
        .iter()
        .find(named)
        .or_else(|| firsts.iter().find(in_text))
        .or_else(|| seconds.iter().find(named))
        .or_else(|| firsts.iter().find(no_site))
        .copied()
}

/// The headings of a page that have words and stand with the text.
fn headings<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let Ok(selector) = Selector::parse(selector) else { return Vec::new() };
    page.select(&selector).filter(|heading| !words(*heading).is_empty() && !is_aside(*heading)).take(40).collect()
}

/// Whether a heading stands where a page has its ways to other pages.
fn is_aside(heading: ElementRef<'_>) -> bool {
    heading.ancestors().filter_map(ElementRef::wrap).any(|above| {
        matches!(above.value().name(), "nav" | "aside" | "footer" | "dialog")
            || above.attr("aria-hidden") == Some("true") && above.value().name() != "body"
    })
}

/// Whether a heading leads to the first page of the site.
fn is_logo(heading: ElementRef<'_>) -> bool {
    let Ok(links) = Selector::parse("a") else { return false };
    heading
        .select(&links)
        .any(|link| matches!(link.attr("href"), Some("/" | "./" | "#" | "/en" | "/en/" | "index.html")))
}

/// The headline as text.
pub(super) fn find(page: &Html, heading: Option<ElementRef<'_>>) -> Option<String> {
    let told = || meta(page, &["og:title", "twitter:title", "dc.title", "title"]).map(|title| parted(page, &title));
    let named = || select(page, "title").map(words).map(|title| parted(page, &title));
    let headline = heading.map(words).or_else(told).or_else(named);
    headline.filter(|title| !title.is_empty())
}

/// A title without the name of the site.
fn parted(page: &Html, title: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let site = meta(page, &["og:site_name", "application-name"]).unwrap_or_default();
    for mark in BREAKS {
        let Some((headline, rest)) = title.rsplit_once(mark) else { continue };
        let short = rest.split(' ').count() * 2 <= headline.split(' ').count();
        if rest == site || short {
            return headline.to_owned();
        }
        if let Some((_, rest)) = title.split_once(mark).filter(|(first, _)| *first == site) {
            return rest.to_owned();
        }
    }
    title
}
