//! The words of an element as lines: one for each paragraph, item and row.

use formats::is_note_mark;
use scraper::{ElementRef, Node};

use super::main_text::Furniture;
use super::{NESTED, words};

/// Headings behind which a page goes on with other things.
const ENDS: &[&str] = &[
    "related",
    "more news",
    "latest news",
    "share this",
    "see also",
    "read more",
    "read next",
    "you may also like",
    "recommended",
    "follow us",
    "most read",
    "most viewed",
];

/// The lines of an element without the furniture in it.
pub(super) fn of(element: ElementRef<'_>, furniture: &Furniture) -> Vec<String> {
    let mut walk = Walk { furniture, lines: Vec::new(), inline: String::new() };
    walk.below(element, 0);
    walk.flush("");
    walk.lines
}

struct Walk<'f> {
    furniture: &'f Furniture,
    lines: Vec<String>,
    inline: String,
}

impl Walk<'_> {
    /// Ends a line.
    fn flush(&mut self, mark: &str) {
        let line = self.inline.split_whitespace().collect::<Vec<_>>().join(" ");
        self.inline.clear();
        if !line.is_empty() {
            self.lines.push(format!("{mark}{line}"));
        }
    }

    /// Gathers what lies below an element that is so deep in the page; below the deepest that a page may have, words alone.
    fn below(&mut self, element: ElementRef<'_>, depth: usize) {
        if depth > NESTED {
            self.inline.push_str(&words(element));
            return;
        }
        for child in element.children() {
            if let Node::Text(text) = child.value() {
                self.inline.push_str(text);
                continue;
            }
            let Some(child) = ElementRef::wrap(child) else { continue };
            if self.furniture.has(child) {
                continue;
            }
            match child.value().name() {
                "br" => self.flush(""),
                "li" => self.item(child, depth),
                "tr" => self.row(child, depth),
                "sup" => {
                    let raised = words(child);
                    if !is_note_mark(&self.inline, &raised) {
                        self.inline.push_str(&raised);
                    }
                }
                // A link to a note further down, without being raised.
                "a" if child.attr("href").is_some_and(|href| href.starts_with('#'))
                    && is_note_mark("", &words(child)) => {}
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                    self.flush("");
                    if ends(child) {
                        return;
                    }
                    self.below(child, depth + 1);
                    self.flush("");
                }
                "p" | "div" | "section" | "article" | "ul" | "ol" | "table" | "tbody" | "thead" | "tfoot"
                | "blockquote" | "dl" | "dt" | "dd" | "pre" | "main" | "header" | "form" | "figure" | "figcaption"
                | "caption" | "fieldset" | "address" | "details" | "summary" | "body" | "center" | "hr" => {
                    self.flush("");
                    if child.value().name() != "figcaption" {
                        self.below(child, depth + 1);
                    }
                    self.flush("");
                }
                _ => self.below(child, depth + 1),
            }
        }
    }

    fn item(&mut self, item: ElementRef<'_>, depth: usize) {
        self.flush("");
        let at = self.lines.len();
        self.below(item, depth + 1);
        self.flush("");
        // The first line has the mark; those of lists within have their own.
        if let Some(first) = self.lines.get_mut(at).filter(|first| !first.starts_with("- ")) {
            *first = format!("- {first}");
        }
    }

    /// A row of a table; a table that only places its texts gives lines.
    fn row(&mut self, row: ElementRef<'_>, depth: usize) {
        self.flush("");
        let cells: Vec<ElementRef<'_>> = row.child_elements().filter(|cell| !self.furniture.has(*cell)).collect();
        let texts: Vec<Vec<String>> = cells.iter().map(|cell| of_cell(*cell, self.furniture, depth + 1)).collect();
        let filled = texts.iter().filter(|lines| !lines.is_empty()).count();
        let places = texts.iter().any(|lines| lines.len() > 4 || lines.iter().map(String::len).sum::<usize>() > 600);
        if filled <= 1 || places {
            self.lines.extend(texts.into_iter().flatten());
        } else {
            self.lines.push(texts.iter().map(|lines| lines.join(" ")).collect::<Vec<_>>().join(" | "));
        }
    }
}

fn of_cell(cell: ElementRef<'_>, furniture: &Furniture, depth: usize) -> Vec<String> {
    let mut walk = Walk { furniture, lines: Vec::new(), inline: String::new() };
    walk.below(cell, depth);
    walk.flush("");
    walk.lines
}

/// Whether a heading opens a list of other pages.
fn ends(heading: ElementRef<'_>) -> bool {
    let words = words(heading).to_lowercase();
    words.split(' ').count() <= 5 && ENDS.iter().any(|end| words.starts_with(end))
}
