//! HWPX: sections of paragraphs; tables and boxes stand within the runs of a paragraph.

use crate::archive::Package;
use crate::xml::{self, DEPTH, Node, attribute, child, children};
use crate::{Budget, FormatError, Kind, Laid, is_note_mark};

const FORMAT: &str = "HWPX";

pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Laid, FormatError> {
    let mut package = Package::open(FORMAT, bytes)?;
    let manifest = package.text("META-INF/manifest.xml", budget)?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(FormatError::Locked("a password"));
    }
    let sections = package.numbered("Contents/section", ".xml");
    if sections.is_empty() {
        return Err(FormatError::broken(FORMAT, "it has no Contents/section0.xml"));
    }
    let mut laid = Laid::default();
    if let Some(text) = package.text("Contents/content.hpf", budget)?
        && let Ok(content) = xml::parse(FORMAT, &text)
    {
        let title = content.descendants().find(|node| node.tag_name().name() == "title");
        laid.title = title.map(xml::words).unwrap_or_default();
    }
    for name in sections {
        let text = package.text(&name, budget)?.unwrap_or_default();
        let section = xml::parse(FORMAT, &text)?;
        children(section.root_element(), "p").for_each(|paragraph| flow(paragraph, &mut laid, 0));
    }
    if laid.blocks.is_empty() { Err(FormatError::NoText) } else { Ok(laid) }
}

/// A paragraph: its text, and behind it what is anchored in it.
fn flow(paragraph: Node<'_, '_>, laid: &mut Laid, depth: usize) {
    let (mut text, mut anchored) = (String::new(), Vec::new());
    runs(paragraph, &mut text, &mut anchored, depth);
    laid.push(Kind::Paragraph, &text);
    for node in anchored {
        if depth > DEPTH {
            return;
        }
        match node.tag_name().name() {
            "tbl" => children(node, "tr").for_each(|row| laid.push_row(&cells(row, depth + 1))),
            _ => children(node, "p").for_each(|paragraph| flow(paragraph, laid, depth + 1)),
        }
    }
}

fn cells(row: Node<'_, '_>, depth: usize) -> Vec<String> {
    children(row, "tc")
        .map(|cell| {
            let mut inner = Laid::default();
            for list in children(cell, "subList") {
                children(list, "p").for_each(|paragraph| flow(paragraph, &mut inner, depth + 1));
            }
            inner.blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n")
        })
        .collect()
}

fn runs<'a, 'i>(node: Node<'a, 'i>, text: &mut String, anchored: &mut Vec<Node<'a, 'i>>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    for below in node.children() {
        if below.is_text() {
            // Text stands in its element alone; elsewhere it is white space between elements.
            if matches!(node.tag_name().name(), "t" | "markpenBegin" | "titleMark") {
                let words = below.text().unwrap_or_default();
                if !is_note_mark(text, words) || !is_raised(node) {
                    text.push_str(words);
                }
            }
            continue;
        }
        match below.tag_name().name() {
            "lineBreak" => text.push('\n'),
            "tab" | "fwSpace" | "nbSpace" => text.push(' '),
            "hyphen" => text.push('-'),
            "tbl" => anchored.push(below),
            "subList" => anchored.push(below),
            "footNote" | "endNote" | "header" | "footer" | "secPr" | "linesegarray" | "equation" | "fieldBegin"
            | "fieldEnd" | "hiddenComment" | "pageNum" | "autoNum" | "newNum" | "deleteBegin" | "deleteEnd" => {}
            _ => runs(below, text, anchored, depth + 1),
        }
    }
}

/// Marks of notes that somebody typed are in a run of their own; those of the program are not text.
fn is_raised(node: Node<'_, '_>) -> bool {
    child(node, "supscript").is_some() || attribute(node, "supscript").is_some()
}
