//! Which element of a page holds the announcement.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Node, Selector};


/// Elements that hold no words of the announcement.
const BOILERPLATE: &str = "script style noscript template nav footer aside button select svg iframe dialog menu picture video audio object embed canvas";

/// Words in a class or an id that mark furniture.
const FURNITURE: &str = "cookie cookies consent banner breadcrumb breadcrumbs share sharing social related sidebar navbar nav navigation menu footer newsletter subscribe comment \
    comments advert advertisement promo skip pagination pager toolbar teaser teasers recommended popup modal signup login masthead tags taglist \
    addtoany addthis sharethis";

/// Marks that say what the element within is, not what it is itself: `page with-right-sidebar`, `has-menu`.
const ABOUT: &str = "with has no without";

/// Words that an element has to have to be the announcement.
const ENOUGH: usize = 20;

/// How much of the good words of a page an element holds that is named as its text; with less, the text is spread over others.
const SHARE: f64 = 0.6;

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
        let all = page.root_element().descendants().filter_map(ElementRef::wrap);
        Self { elements: all.filter(|element| is_furniture(*element, kept.contains(&element.id()))).map(|element| element.id()).collect() }
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

fn is_furniture(element: ElementRef<'_>, kept: bool) -> bool {
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
        "figure" => !holds(element, "table, blockquote, p"),
        _ => is_hidden(element) || is_marked(element),
    }
}

fn fields(form: ElementRef<'_>) -> usize {
    Selector::parse("input:not([type=hidden]), select, textarea").map_or(0, |fields| form.select(&fields).count())
}

fn holds(element: ElementRef<'_>, selector: &str) -> bool {
    Selector::parse(selector).is_ok_and(|selector| element.select(&selector).next().is_some())
}

fn select<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let found: Vec<ElementRef<'a>> = Selector::parse(selector).map(|selector| page.select(&selector).collect()).unwrap_or_default();
    found.into_iter()
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
    element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") || style.contains("display:none")
}

/// Whether classes, id or role of an element say that it is furniture. A mark counts if it opens or closes its name: `related`,
/// `share-links`, `cookie-notice`, `site-footer`.
fn is_marked(element: ElementRef<'_>) -> bool {
    if element.value().name() == "body" || element.value().name() == "html" {
        return false;
    }
    let names = [element.attr("class"), element.attr("id"), element.attr("role")];
    names.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        let name = name.to_lowercase();
        let marks: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|mark| !mark.is_empty()).collect();
        let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return false };
        let is = |mark: &str| FURNITURE.split_whitespace().any(|word| word == mark);
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
fn gather<'a>(element: ElementRef<'a>, furniture: &Furniture, depth: usize, each: &mut impl FnMut(ElementRef<'a>, usize)) {
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
        && !holds(element, "p, li, table, h1")
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
    Selector::parse("a").map_or(0, |links| element.select(&links).map(count).sum())
}

/// The element that holds the announcement.
pub(super) fn find<'a>(page: &'a Html, heading: Option<ElementRef<'a>>, furniture: &Furniture) -> Option<ElementRef<'a>> {
    let body = select(page, "body").next()?;
    let all = good_words(body, furniture);
    let around: HashSet<NodeId> = heading.iter().flat_map(|heading| heading.ancestors()).map(|above| above.id()).collect();
    let named = ["[itemprop=articleBody]", "article", "main", "[role=main]", "#content", ".content", ".article-body", ".entry-content"];
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
    if let Some(((_, own), element)) = best {
        if own as f64 >= SHARE * all as f64 {
            return Some(element);
        }
    }
    // The text is spread: the smallest element around the headline that holds most of it.
    let spread = heading.and_then(|heading| {
        heading.ancestors().filter_map(ElementRef::wrap).find(|above| good_words(*above, furniture) as f64 >= 0.8 * all as f64)
    });
    match (best, spread) {
        // The headline is in the element that is named: what is around it are other texts.
        (Some(((true, own), element)), _) if own >= 4 * ENOUGH || own * 3 >= all => Some(element),
        (_, Some(spread)) => Some(spread),
        (Some((_, element)), None) => Some(element),
        (None, None) => densest(body, furniture).or(Some(body)),
    }
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
