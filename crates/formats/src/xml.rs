//! XML as it comes: parsed strictly, and if it does not parse, mended once and parsed again.
//!
//! No entity of a document type is ever expanded, so that no document grows by being parsed.

use std::borrow::Cow;

pub use roxmltree::{Document, Node};

use crate::FormatError;

/// Elements and texts in one document.
const NODES: u32 = 4_000_000;

/// How deep a walk over a document goes.
pub(crate) const DEPTH: usize = 200;

/// Entities that pages know and XML does not.
const ENTITIES: &[(&str, &str)] = &[
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("euro", "€"),
    ("pound", "£"),
    ("sect", "§"),
    ("copy", "©"),
    ("reg", "®"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("agrave", "à"),
    ("ccedil", "ç"),
    ("uuml", "ü"),
    ("ouml", "ö"),
    ("auml", "ä"),
];

/// A text that can be parsed: without its document type, and with its ampersands in order.
pub fn mended(text: &str) -> Cow<'_, str> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..Default::default() };
    if Document::parse_with_options(text, options).is_ok() {
        return Cow::Borrowed(text);
    }
    let text = without_doctype(text.trim_start_matches('\u{feff}').trim_start());
    let mut mended = String::with_capacity(text.len() + 16);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '<']) {
        mended.push_str(&rest[..at]);
        rest = &rest[at..];
        // What stands between these marks is text, ampersands and all.
        if rest.starts_with("<![CDATA[") {
            let end = rest.find("]]>").map_or(rest.len(), |end| end + 3);
            mended.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        if rest.starts_with('<') {
            mended.push('<');
            rest = &rest[1..];
            continue;
        }
        rest = &rest[1..];
        let name = rest.split_once(';').map(|(name, _)| name).filter(|name| name.len() <= 8 && !name.is_empty());
        match name {
            Some(name) if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || is_number(name) => mended.push('&'),
            Some(name) if ENTITIES.iter().any(|(known, _)| *known == name) => {
                let value = ENTITIES.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
                mended.push_str(value);
                rest = &rest[name.len() + 1..];
            }
            _ => mended.push_str("&amp;"),
        }
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

/// A numeric reference to a character that XML allows.
fn is_number(name: &str) -> bool {
    let digits = name.strip_prefix('#');
    let code = digits.and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    code.and_then(char::from_u32).is_some_and(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'))
}

/// Takes the document type out; one that defines entities stays, and is refused by the parser.
fn without_doctype(text: &str) -> Cow<'_, str> {
    let Some(at) = text.find("<!DOCTYPE").or_else(|| text.find("<!doctype")) else { return Cow::Borrowed(text) };
    let end = text[at..].find('>').map(|end| at + end + 1);
    match end {
        Some(end) if !text[at..end].contains('[') => Cow::Owned(format!("{}{}", &text[..at], &text[end..])),
        _ => Cow::Borrowed(text),
    }
}

/// Parses a text.
///
/// # Errors
/// When it is not XML, or defines entities.
pub fn parse<'t>(format: &'static str, text: &'t str) -> Result<Document<'t>, FormatError> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..Default::default() };
    Document::parse_with_options(text, options).map_err(|error| FormatError::broken(format, error))
}

/// The text of a part of an archive: UTF-8, or UTF-16 with its mark.
pub(crate) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0,
        None => String::from_utf8_lossy(bytes),
    }
}

/// The first child of a name, whatever its namespace.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The children of a name, whatever their namespace.
pub fn children<'a, 'i: 'a, 'n: 'a>(node: Node<'a, 'i>, name: &'n str) -> impl Iterator<Item = Node<'a, 'i>> + 'a {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// All text below a node, in one line.
pub fn words(node: Node<'_, '_>) -> String {
    let mut words = String::new();
    for below in node.descendants().filter(|below| below.is_text()) {
        words.push_str(below.text().unwrap_or_default());
    }
    crate::blocks::one_line(&words)
}

/// All text below a node as it stands.
pub fn raw(node: Node<'_, '_>) -> String {
    node.descendants().filter(|below| below.is_text()).filter_map(|below| below.text()).collect()
}

/// The value of an attribute, whatever its namespace.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_feeds_get_wrong_is_mended() {
        let text = "\n<?xml version='1.0'?><!DOCTYPE rss PUBLIC 'x' 'y'><a><b>Fish &amp; chips &nbsp; R&D &#8211; &#1; &eacute;</b><![CDATA[a & b]]></a>";
        let mended = mended(text);
        let document = parse("XML", &mended).expect("it parses now");
        assert_eq!(words(document.root_element()), "Fish & chips R&D – &#1; éa & b");
    }

    #[test]
    fn entities_of_a_document_type_are_refused() {
        let lol = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><l>&b;</l>";
        assert!(parse("XML", &mended(lol)).is_err());
    }
}
