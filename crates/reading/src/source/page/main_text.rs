//! Which element of a page holds the announcement.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Selector};

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
        "form" => {
            let (words, fields) = (count(element), fields(element));
            words < ENOUGH || fields > 0 && words < 3 * ENOUGH || fields > 3
        }
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
    inputs.filter(|field| !matches!(field.attr("type"), Some("hidden" | "submit" | "button" | "image"))).count()
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

/// Elements that hold words and no other blocks; and blocks that an element may hold.
const LEAVES: &[&str] = &["p", "li", "blockquote", "pre", "td", "th", "dd", "dt"];
const BLOCKS: &[&str] =
    &["p", "li", "table", "div", "section", "article", "main", "h1", "h2", "h3", "ul", "ol", "form", "blockquote"];

/// Words that stand in an element itself for it to be a block.
const OWN: usize = 4;

/// Calls for each block of words below an element that is no furniture and does not lead elsewhere.
fn gather<'a>(
    element: ElementRef<'a>,
    furniture: &Furniture,
    depth: usize,
    each: &mut impl FnMut(ElementRef<'a>, usize),
) {
    if depth > super::NESTED {
        return;
    }
    let own: usize = element.children().filter_map(|child| child.value().as_text()).map(|text| words_of(text)).sum();
    if (LEAVES.contains(&element.value().name()) || own >= OWN) && !holds(element, BLOCKS) {
        let (all, links) = (count(element), linked(element));
        if links * 2 <= all {
            each(element, all);
        }
        return;
    }
    if own >= OWN {
        each(element, own);
    }
    for child in element.child_elements().filter(|child| !furniture.has(*child)) {
        gather(child, furniture, depth + 1, each);
    }
}

fn words_of(text: &str) -> usize {
    text.split_whitespace().count()
}

fn count(element: ElementRef<'_>) -> usize {
    element.text().map(words_of).sum()
}

/// Words of links.
fn linked(element: ElementRef<'_>) -> usize {
    below(element, &["a"]).map(count).sum()
}

/// Where the words of a page are.
pub(super) struct Words<'a> {
    page: &'a Html,
    heading: Option<ElementRef<'a>>,
    furniture: &'a Furniture,
    body: ElementRef<'a>,
    /// Good words in each element.
    within: HashMap<NodeId, usize>,
    /// Good words in blocks directly below an element, of the one with the most.
    densest: Option<ElementRef<'a>>,
}

impl<'a> Words<'a> {
    /// Counts the words of a page.
    pub(super) fn of(page: &'a Html, heading: Option<ElementRef<'a>>, furniture: &'a Furniture) -> Option<Self> {
        let body = select(page, "body").next()?;
        let (mut within, mut below) = (HashMap::new(), HashMap::new());
        gather(body, furniture, 0, &mut |block, words| {
            *within.entry(block.id()).or_default() += words;
            block.ancestors().for_each(|above| *within.entry(above.id()).or_default() += words);
            if let Some(parent) = block.parent().and_then(ElementRef::wrap) {
                below.entry(parent.id()).or_insert((0, parent)).0 += words;
            }
        });
        // Of those with as many the first in the page.
        let densest = below.into_values().max_by_key(|(words, parent)| (*words, std::cmp::Reverse(parent.id())));
        Some(Self { page, heading, furniture, body, within, densest: densest.map(|(_, parent)| parent) })
    }

    fn count(&self, element: ElementRef<'_>) -> usize {
        self.within.get(&element.id()).copied().unwrap_or(0)
    }

    fn holds_most(&self, words: usize) -> bool {
        words as f64 >= SHARE * self.count(self.body) as f64
    }

    fn holds_heading(&self, element: ElementRef<'_>) -> bool {
        self.heading.is_some_and(|heading| heading.ancestors().any(|above| above.id() == element.id()))
    }

    /// The element that holds the announcement.
    pub(super) fn main(&self) -> ElementRef<'a> {
        let best = self.named();
        if let Some((_, element)) = best.filter(|((_, own), _)| self.holds_most(*own)) {
            return element;
        }
        // The text is spread: the smallest element around the headline that holds most of it.
        let spread = self.heading.and_then(|heading| {
            let mut around = heading.ancestors().filter_map(ElementRef::wrap);
            around.find(|above| self.holds_most(self.count(*above)))
        });
        match (best, spread) {
            // The headline is in the element that is named: what is around it may be other texts.
            (Some(((true, own), element)), Some(spread)) if own * 3 >= self.count(self.body) => {
                if is_one_text(spread, element, self.furniture) { spread } else { element }
            }
            (_, Some(spread)) => spread,
            (Some((_, element)), None) => element,
            (None, None) => self.densest.unwrap_or(self.body),
        }
    }

    /// The best of the elements that are named as the text: whether it holds the headline, its words, and itself.
    fn named(&self) -> Option<((bool, usize), ElementRef<'a>)> {
        NAMED
            .iter()
            .flat_map(|selector| select(self.page, selector).filter(|element| !self.furniture.holds(*element)).take(60))
            .map(|element| ((self.holds_heading(element), self.count(element)), element))
            .filter(|((_, words), _)| *words >= ENOUGH)
            // Of two that hold the same words the inner one is meant, which comes first in the list of names.
            .reduce(|best, other| if other.0 > best.0 && !narrower(&best, &other) { other } else { best })
    }

    /// The articles of a page that lists several: each has a heading and a text, and together they are nearly all there is.
    pub(super) fn articles(&self) -> Vec<ElementRef<'a>> {
        let articles: Vec<ElementRef<'a>> = select(self.page, "article")
            .filter(|article| !self.furniture.holds(*article) && !self.holds_heading(*article))
            .filter(|article| holds(*article, &["h2", "h3", "h4"]) && self.count(*article) >= ENOUGH)
            .take(500)
            .collect();
        let words: usize = articles.iter().map(|article| self.count(*article)).sum();
        if articles.len() >= 2 && self.holds_most(words) { articles } else { Vec::new() }
    }
}

/// How the element that holds the text is named.
const NAMED: &[&str] = &[
    "[itemprop=articleBody]",
    "article",
    "main",
    "[role=main]",
    "#content",
    ".content",
    ".article-body",
    ".entry-content",
];

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

/// Whether the one that was found is within the other and holds nearly as much.
fn narrower(best: &((bool, usize), ElementRef<'_>), other: &((bool, usize), ElementRef<'_>)) -> bool {
    let within = best.1.ancestors().any(|above| above.id() == other.1.id());
    within && best.0.0 == other.0.0 && best.0.1 * 10 >= other.0.1 * 8
}
