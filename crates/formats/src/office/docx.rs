//! Word documents: paragraphs with their styles, lists and tables; changes are taken as accepted.

use std::collections::HashMap;

use crate::archive::Package;
use crate::xml::{self, DEPTH, Node, attribute, child, children};
use crate::{Budget, FormatError, Kind, Laid, is_note_mark};

const FORMAT: &str = "Word";

pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Laid, FormatError> {
    let mut package = Package::open(FORMAT, bytes)?;
    let text = package
        .text("word/document.xml", budget)?
        .ok_or_else(|| FormatError::broken(FORMAT, "it has no word/document.xml"))?;
    let document = xml::parse(FORMAT, &text)?;
    let styles = match package.text("word/styles.xml", budget)? {
        Some(text) => styles(&text),
        None => HashMap::new(),
    };
    let mut laid = Laid::default();
    if let Some(text) = package.text("docProps/core.xml", budget)?
        && let Ok(core) = xml::parse(FORMAT, &text)
    {
        laid.title = child(core.root_element(), "title").map(xml::words).unwrap_or_default();
    }
    let body = child(document.root_element(), "body").ok_or_else(|| FormatError::broken(FORMAT, "it has no body"))?;
    flow(body, &styles, &mut laid, 0);
    if laid.blocks.is_empty() { Err(FormatError::NoText) } else { Ok(laid) }
}

/// What the styles of a document are for.
fn styles(text: &str) -> HashMap<String, Kind> {
    let Ok(document) = xml::parse(FORMAT, text) else { return HashMap::new() };
    let mut kinds = HashMap::new();
    for style in children(document.root_element(), "style") {
        let (Some(id), Some(name)) = (attribute(style, "styleId"), child(style, "name")) else { continue };
        let name = attribute(name, "val").unwrap_or_default().to_lowercase();
        let kind = if name == "title" {
            Kind::Title
        } else if name.starts_with("heading ") {
            Kind::Heading
        } else if name.starts_with("list ") && name != "list paragraph" {
            Kind::Item
        } else {
            continue;
        };
        kinds.insert(id.to_owned(), kind);
    }
    kinds
}

/// The paragraphs and tables below a node.
fn flow(node: Node<'_, '_>, styles: &HashMap<String, Kind>, laid: &mut Laid, depth: usize) {
    if depth > DEPTH {
        return;
    }
    for below in node.children().filter(Node::is_element) {
        match below.tag_name().name() {
            "p" => {
                let (mut text, mut boxes) = (String::new(), Vec::new());
                runs(below, &mut text, &mut boxes, 0);
                laid.push(kind(below, styles), &text);
                boxes.into_iter().for_each(|inner| flow(inner, styles, laid, depth + 1));
            }
            "tbl" => children(below, "tr").for_each(|row| laid.push_row(&cells(row, styles, depth + 1))),
            "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => flow(below, styles, laid, depth + 1),
            _ => {}
        }
    }
}

/// The texts of the cells of a row.
fn cells(row: Node<'_, '_>, styles: &HashMap<String, Kind>, depth: usize) -> Vec<String> {
    let wrapped = children(row, "sdt").filter_map(|sdt| child(sdt, "sdtContent"));
    let cells = children(row, "tc").chain(wrapped.flat_map(|content| children(content, "tc")));
    cells
        .map(|cell| {
            let mut inner = Laid::default();
            flow(cell, styles, &mut inner, depth + 1);
            inner.blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n")
        })
        .collect()
}

fn kind(paragraph: Node<'_, '_>, styles: &HashMap<String, Kind>) -> Kind {
    let Some(properties) = child(paragraph, "pPr") else { return Kind::Paragraph };
    let style = child(properties, "pStyle").and_then(|style| attribute(style, "val"));
    match style.and_then(|style| styles.get(style)) {
        Some(kind) => *kind,
        None if child(properties, "numPr").is_some() => Kind::Item,
        None => Kind::Paragraph,
    }
}

/// The text of a paragraph; boxes that float beside it are put aside.
fn runs<'a, 'i>(node: Node<'a, 'i>, text: &mut String, boxes: &mut Vec<Node<'a, 'i>>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    for below in node.children().filter(Node::is_element) {
        match below.tag_name().name() {
            "t" => {
                let words = xml::raw(below);
                if !(is_raised(node) && is_note_mark(text, &words)) {
                    text.push_str(&words);
                }
            }
            "tab" => text.push(' '),
            "br" | "cr" => text.push('\n'),
            "noBreakHyphen" => text.push('-'),
            // Two forms of one thing: the first is what Word shows.
            "AlternateContent" => {
                let shown = below.children().find(Node::is_element);
                shown.into_iter().for_each(|choice| runs(choice, text, boxes, depth + 1));
            }
            "txbxContent" => boxes.push(below),
            "pPr" | "rPr" | "del" | "moveFrom" | "instrText" | "delText" | "footnoteReference" | "endnoteReference" => {
            }
            _ => runs(below, text, boxes, depth + 1),
        }
    }
}

fn is_raised(run: Node<'_, '_>) -> bool {
    let align = child(run, "rPr").and_then(|properties| child(properties, "vertAlign"));
    align.and_then(|align| attribute(align, "val")) == Some("superscript")
}
