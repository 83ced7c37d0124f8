//! Which element of a page holds the announcement.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node, Selector};

/// Elements that hold no words of the announcement.
const BOILERPLATE: &str = "script style noscript template nav footer aside button select svg iframe dialog menu title head picture video audio object embed canvas";

/// Words in a class or an id that mark furniture.
const FURNITURE: &str = "cookie cookies consent banner breadcrumb breadcrumbs related navbar nav navigation menu footer newsletter subscribe comment comments advert \
    advertisement skip pagination pager toolbar recommended popup modal signup login masthead";

/// Words that mark it, too, unless most of the page stands in what they mark.
const LIGHT: &str = "share sharing social sidebar promo teaser teasers tags taglist addtoany addthis sharethis";

/// Marks that say what the element within is, not what it is itself: `page with-right-sidebar`, `has-menu`.
const ABOUT: &str = "with has no without";

/// Words that an element has to have to be the announcement.
const ENOUGH: usize = 20;

/// How much of the good words of a page an element holds that is named as its text; with less, the text is spread over others.
const SHARE: f64 = 0.8;

/// The elements of a page that are left out.
#[derive(Debug, Default)]
pub(super) struct Furniture {
    elements: HashSet<NodeId>,
}

impl Furniture {
    /// That of a page with a headline. The headline and all that is around it are none, whatever their classes say; without a
    /// headline the same holds for what the page names its text.
    pub(super) fn of(page: &Html, heading: Option<ElementRef<'_>>) -> Self {
        let mut kept: HashSet<NodeId> = HashSet::new();
        match heading {
            Some(heading) => kept.extend(heading.ancestors().map(|above| above.id())),
            None => kept.extend(select(page, "main, article").map(|element| element.id())),
        }
        let root = page.root_element();
        let all = paragraph_words(root);
        let elements = root.descendants().filter_map(ElementRef::wrap);
        let gone = elements.filter(|element| is_furniture(*element, kept.contains(&element.id()), all));
        Self { elements: gone.map(|element| element.id()).collect() }
    }

    /// Whether an element is furniture.
    pub(super) fn has(&self, element: ElementRef<'_>) -> bool {
        self.elements.contains(&element.id())
    }

    /// Whether an element is furniture or stands in it.
    pub(super) fn holds(&self, element: ElementRef<'_>) -> bool {
        self.has(element) || element.ancestors().any(|above| self.elements.contains(&above.id()))
    }
}

fn is_furniture(element: ElementRef<'_>, kept: bool, all: usize) -> bool {
    let name = element.value().name();
    if BOILERPLATE.split(' ').any(|known| known == name) {
        return !kept || matches!(name, "script" | "style" | "noscript" | "template");
    }
    if kept {
        return false;
    }
    match name {
        // Whole sites stand in one form; others ask for an address.
        "form" => count(element) < 2 * ENOUGH || fields(element) > 3,
        "header" => !element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|above| matches!(above.value().name(), "article" | "main")),
        "figure" => !holds(element, &["table", "blockquote", "p"]),
        _ => {
            is_hidden(element)
                || is_marked(element, FURNITURE)
                || is_marked(element, LIGHT) && paragraph_words(element) * 2 <= all
        }
    }
}

fn fields(form: ElementRef<'_>) -> usize {
    let inputs = below(form, &["input", "select", "textarea"]);
    inputs.filter(|field| field.attr("type") != Some("hidden")).count()
}

/// Words of paragraphs below an element.
fn paragraph_words(element: ElementRef<'_>) -> usize {
    below(element, &["p"]).map(count).sum()
}

/// The elements of some names below an element.
fn below<'a>(element: ElementRef<'a>, names: &'static [&'static str]) -> impl Iterator<Item = ElementRef<'a>> {
    let all = element.descendants().skip(1).filter_map(ElementRef::wrap);
    all.filter(move |below| names.contains(&below.value().name()))
}

fn holds(element: ElementRef<'_>, names: &'static [&'static str]) -> bool {
    below(element, names).next().is_some()
}

fn select<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let found: Vec<ElementRef<'a>> =
        Selector::parse(selector).map(|selector| page.select(&selector).collect()).unwrap_or_default();
    found.into_iter()
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
    element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") || style.contains("display:none")
}

/// Whether classes, id or role of an element say that it is furniture. A mark counts if it opens or closes its name: `related`,
/// `share-links`, `cookie-notice`, `site-footer`.
fn is_marked(element: ElementRef<'_>, words: &str) -> bool {
    if element.value().name() == "body" || element.value().name() == "html" {
        return false;
    }
    let names = [element.attr("class"), element.attr("id"), element.attr("role")];
    names.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        let name = name.to_lowercase();
        let marks: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|mark| !mark.is_empty()).collect();
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return false };
        let is = |mark: &str| words.split_whitespace().any(|word| word == mark);
        !ABOUT.split(' ').any(|word| word == *first) && marks.len() <= 4 && (is(first) || is(last))
    })
}

/// Good words below an element: those of its blocks that are no furniture and do not lead elsewhere.
fn good_words(element: ElementRef<'_>, furniture: &Furniture) -> usize {
    let mut count = 0;
    gather(element, furniture, 0, &mut |_, words| count += words);
    count
}

/// Calls for each block of words below an element.
fn gather<'a>(
    element: ElementRef<'a>,
    furniture: &Furniture,
    depth: usize,
    each: &mut impl FnMut(ElementRef<'a>, usize),
) {
    if depth > super::NESTED {
        return;
    }
    if is_block(element) {
        let (own, links) = (count(element), linked(element));
        if links * 2 <= own {
            each(element, own);
        }
        return;
    }
    for child in element.child_elements().filter(|child| !furniture.has(*child)) {
        gather(child, furniture, depth + 1, each);
    }
}

/// Whether an element holds words itself.
fn is_block(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "p" | "li" | "blockquote" | "pre" | "td" | "th" | "dd" | "dt")
        && !holds(element, &["p", "li", "table", "h1"])
        || element.children().any(|child| match child.value() {
            Node::Text(text) => text.split_whitespace().count() >= 4,
            _ => false,
        })
}

fn count(element: ElementRef<'_>) -> usize {
    element.text().map(|text| text.split_whitespace().count()).sum()
}

/// Words of links.
fn linked(element: ElementRef<'_>) -> usize {
    below(element, &["a"]).map(count).sum()
}

/// The element that holds the announcement.
pub(super) fn find<'a>(
    page: &'a Html,
    heading: Option<ElementRef<'a>>,
    furniture: &Furniture,
) -> Option<ElementRef<'a>> {
    let body = select(page, "body").next()?;
    let all = good_words(body, furniture);
    let around: HashSet<NodeId> =
        heading.iter().flat_map(|heading| heading.ancestors()).map(|above| above.id()).collect();
    let named = [
        "[itemprop=articleBody]",
        "article",
        "main",
        "[role=main]",
        "#content",
        ".content",
        ".article-body",
        ".entry-content",
    ];
    // What holds the headline is meant; among the others the one with most words.
    let weight = |element: &ElementRef<'a>| {
        let words = good_words(*element, furniture);
        (around.contains(&element.id()) && words >= ENOUGH, words)
    };
    let best = named
        .iter()
        .flat_map(|selector| select(page, selector).filter(|element| !furniture.holds(*element)).take(60))
        .map(|element| (weight(&element), element))
        .filter(|((_, words), _)| *words >= ENOUGH)
        // Of two that hold the same words the inner one is meant, which comes first in the list of names.
        .reduce(|best, other| if other.0 > best.0 && !narrower(&best, &other) { other } else { best });
    if let Some((_, element)) = best.filter(|((_, own), _)| *own as f64 >= SHARE * all as f64) {
        return Some(element);
    }
    // The text is spread: the smallest element around the headline that holds most of it.
    let spread = heading.and_then(|heading| {
        let mut around = heading.ancestors().filter_map(ElementRef::wrap);
        around.find(|above| good_words(*above, furniture) as f64 >= SHARE * all as f64)
    });
    match (best, spread) {
        // The headline is in the element that is named: what is around it may be other texts.
        (Some(((true, own), element)), Some(spread)) if own * 3 >= all => {
            Some(if is_one_text(spread, element, furniture) { spread } else { element })
        }
        (_, Some(spread)) => Some(spread),
        (Some((_, element)), None) => Some(element),
        (None, None) => densest(body, furniture).or(Some(body)),
    }
}

/// Whether what stands around a text belongs to it: no article of its own, no headings that lead elsewhere, few links.
fn is_one_text(around: ElementRef<'_>, text: ElementRef<'_>, furniture: &Furniture) -> bool {
    let outside = |element: &ElementRef<'_>| {
        !furniture.holds(*element)
            && element.id() != text.id()
            && !element.ancestors().any(|above| above.id() == text.id())
            && !text.ancestors().any(|above| above.id() == element.id())
    };
    let others = below(around, &["article", "h2", "h3", "h4"]).filter(outside);
    let elsewhere = others.filter(|other| other.value().name() == "article" || linked(*other) > 0).count();
    let links: usize = below(around, &["a"]).filter(outside).map(count).sum();
    elsewhere == 0 && links * 5 <= count(around).saturating_sub(count(text))
}

/// The articles of a page that lists several: each has a heading and a text, and together they are nearly all there is.
pub(super) fn articles<'a>(
    page: &'a Html,
    heading: Option<ElementRef<'a>>,
    furniture: &Furniture,
) -> Vec<ElementRef<'a>> {
    let Some(body) = select(page, "body").next() else { return Vec::new() };
    let holds_heading = |element: &ElementRef<'a>| {
        heading.is_some_and(|heading| heading.ancestors().any(|above| above.id() == element.id()))
    };
    let articles: Vec<ElementRef<'a>> = select(page, "article")
        .filter(|article| !furniture.holds(*article) && !holds_heading(article))
        .filter(|article| holds(*article, &["h2", "h3", "h4"]) && good_words(*article, furniture) >= ENOUGH)
        .take(500)
        .collect();
    let words: usize = articles.iter().map(|article| good_words(*article, furniture)).sum();
    let most = words as f64 >= SHARE * good_words(body, furniture) as f64;
    if articles.len() >= 2 && most { articles } else { Vec::new() }
}

/// Whether the one that was found is within the other and holds nearly as much.
fn narrower(best: &((bool, usize), ElementRef<'_>), other: &((bool, usize), ElementRef<'_>)) -> bool {
    let within = best.1.ancestors().any(|above| above.id() == other.1.id());
    within && best.0.0 == other.0.0 && best.0.1 * 10 >= other.0.1 * 8
}

/// The element with the most words in blocks directly below it.
fn densest<'a>(body: ElementRef<'a>, furniture: &Furniture) -> Option<ElementRef<'a>> {
    let mut parents: Vec<(NodeId, ElementRef<'a>, usize)> = Vec::new();
    gather(body, furniture, 0, &mut |block, words| {
        let Some(parent) = block.parent().and_then(ElementRef::wrap) else { return };
        match parents.iter_mut().rev().take(50).find(|(id, ..)| *id == parent.id()) {
            Some((_, _, sum)) => *sum += words,
            None => parents.push((parent.id(), parent, words)),
        }
    });
    parents.into_iter().max_by_key(|(_, _, words)| *words).map(|(_, element, _)| element)
}
