//! OpenDocument texts: headings, paragraphs, lists and tables.

use std::collections::{HashMap, HashSet};

use crate::archive::Package;
use crate::xml::{self, DEPTH, Node, attribute, child, children};
use crate::{Budget, FormatError, Kind, Laid, is_note_mark};

const FORMAT: &str = "OpenDocument";

/// Cells that one cell may stand for, and spaces that one mark may.
const REPEATED: usize = 64;

pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Laid, FormatError> {
    let mut package = Package::open(FORMAT, bytes)?;
    let manifest = package.text("META-INF/manifest.xml", budget)?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(FormatError::Locked("a password"));
    }
    let text =
        package.text("content.xml", budget)?.ok_or_else(|| FormatError::broken(FORMAT, "it has no content.xml"))?;
    let document = xml::parse(FORMAT, &text)?;
    let mut laid = Laid::default();
    if let Some(text) = package.text("meta.xml", budget)?
        && let Ok(meta) = xml::parse(FORMAT, &text)
    {
        let title = meta.descendants().find(|node| node.tag_name().name() == "title");
        laid.title = title.map(xml::words).unwrap_or_default();
    }
    let root = document.root_element();
    let styles = Styles::of(root);
    let body = child(root, "body").and_then(|body| child(body, "text"));
    let body = body.ok_or_else(|| FormatError::broken(FORMAT, "it has no text"))?;
    styles.flow(body, &mut laid, None, 0);
    if laid.blocks.is_empty() { Err(FormatError::NoText) } else { Ok(laid) }
}

/// What the styles of the document itself are.
struct Styles {
    /// The named style that each stands on.
    parents: HashMap<String, String>,
    /// Those that raise what they hold.
    raised: HashSet<String>,
}

impl Styles {
    fn of(root: Node<'_, '_>) -> Self {
        let (mut parents, mut raised) = (HashMap::new(), HashSet::new());
        for style in child(root, "automatic-styles").into_iter().flat_map(|styles| children(styles, "style")) {
            let Some(name) = attribute(style, "name") else { continue };
            if let Some(parent) = attribute(style, "parent-style-name") {
                parents.insert(name.to_owned(), parent.to_owned());
            }
            let position = child(style, "text-properties").and_then(|text| attribute(text, "text-position"));
            if position.is_some_and(|position| position.starts_with("super")) {
                raised.insert(name.to_owned());
            }
        }
        Self { parents, raised }
    }

    fn kind(&self, paragraph: Node<'_, '_>) -> Kind {
        let style = attribute(paragraph, "style-name").unwrap_or_default();
        match self.parents.get(style).map_or(style, String::as_str) {
            "Title" => Kind::Title,
            parent if parent.starts_with("Heading") || paragraph.tag_name().name() == "h" => Kind::Heading,
            _ => Kind::Paragraph,
        }
    }

    /// The paragraphs, lists and tables below a node; within a list, all are items.
    fn flow(&self, node: Node<'_, '_>, laid: &mut Laid, list: Option<Kind>, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for below in node.children().filter(Node::is_element) {
            match below.tag_name().name() {
                "p" | "h" => {
                    let (mut text, mut frames) = (String::new(), Vec::new());
                    self.spans(below, &mut text, &mut frames, false, 0);
                    laid.push(list.unwrap_or_else(|| self.kind(below)), &text);
                    frames.into_iter().for_each(|inner| self.flow(inner, laid, None, depth + 1));
                }
                "list" => self.flow(below, laid, Some(Kind::Item), depth + 1),
                "table" | "table-header-rows" | "table-rows" | "table-row-group" => self.rows(below, laid, depth + 1),
                "tracked-changes" | "sequence-decls" | "forms" => {}
                _ => self.flow(below, laid, list, depth + 1),
            }
        }
    }

    fn rows(&self, table: Node<'_, '_>, laid: &mut Laid, depth: usize) {
        if depth > DEPTH {
            return;
        }
        for below in table.children().filter(Node::is_element) {
            if below.tag_name().name() != "table-row" {
                self.rows(below, laid, depth + 1);
                continue;
            }
            let mut cells = Vec::new();
            for cell in children(below, "table-cell") {
                let mut inner = Laid::default();
                self.flow(cell, &mut inner, None, depth + 1);
                let text = inner.blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n");
                let times = repeated(cell, "number-columns-repeated");
                cells.extend(std::iter::repeat_n(text, if cells.len() > REPEATED { 1 } else { times }));
            }
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            laid.push_row(&cells);
        }
    }

    fn spans<'a, 'i>(
        &self,
        node: Node<'a, 'i>,
        text: &mut String,
        frames: &mut Vec<Node<'a, 'i>>,
        raised: bool,
        depth: usize,
    ) {
        if depth > DEPTH {
            return;
        }
        for below in node.children() {
            if below.is_text() {
                let words = below.text().unwrap_or_default();
                if !(raised && is_note_mark(text, words)) {
                    text.push_str(words);
                }
                continue;
            }
            match below.tag_name().name() {
                "s" => text.extend(std::iter::repeat_n(' ', repeated(below, "c"))),
                "tab" => text.push(' '),
                "line-break" => text.push('\n'),
                "note" | "annotation" | "annotation-end" | "bookmark" | "page-number" | "change" | "title" | "desc" => {
                }
                "text-box" => frames.push(below),
                _ => {
                    let own = attribute(below, "style-name").is_some_and(|style| self.raised.contains(style));
                    self.spans(below, text, frames, raised || own, depth + 1);
                }
            }
        }
    }
}

/// How often a mark says that it stands, within bounds.
fn repeated(node: Node<'_, '_>, name: &str) -> usize {
    attribute(node, name).and_then(|count| count.parse().ok()).unwrap_or(1usize).min(REPEATED)
}
