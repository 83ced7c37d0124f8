//! Markdown, with the fields that may stand before it.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::{Kind, Laid};

/// The fields before a text, between lines of three dashes (YAML) or pluses (TOML), and the text behind them; none where there are
/// no such fields.
pub fn front_matter(text: &str) -> Option<(Vec<(String, String)>, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let (fence, between) = [("---", ':'), ("+++", '=')].into_iter().find(|(fence, _)| text.starts_with(fence))?;
    let inner = text[fence.len()..].strip_prefix(['\r', '\n'])?.trim_start_matches('\n');
    let mut at = 0;
    let end = inner.split_inclusive('\n').find_map(|line| {
        let start = at;
        at += line.len();
        (line.trim_end() == fence || fence == "---" && line.trim_end() == "...").then_some(start)
    })?;
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in inner[..end].lines() {
        // What is indented belongs to the field above: a list, or a text in several lines.
        if line.starts_with([' ', '\t', '-', '#', '[']) {
            if let Some((_, value)) = fields.last_mut().filter(|_| line.starts_with([' ', '\t', '-'])) {
                let more = unquoted(line.trim_start().trim_start_matches("- "));
                if matches!(value.as_str(), "" | ">" | "|" | ">-" | "|-") {
                    *value = more;
                } else {
                    *value = format!("{value} {more}");
                }
            }
            continue;
        }
        let Some((name, value)) = line.split_once(between) else { continue };
        fields.push((name.trim().to_lowercase(), unquoted(value)));
    }
    let is_front = fields.iter().any(|(name, _)| {
        matches!(
            name.as_str(),
            "title" | "date" | "published" | "layout" | "author" | "slug" | "description" | "headline"
        )
    });
    is_front.then_some((fields, &inner[at..]))
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.replace("\\\"", "\"").replace("''", "'");
        }
    }
    // A comment stands behind a space.
    value.split(" #").next().unwrap_or_default().trim().trim_matches(['[', ']']).to_owned()
}

/// Reads a text without the fields before it.
pub fn read(text: &str) -> Laid {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let (mut laid, mut inline, mut cells) = (Laid::default(), String::new(), Vec::new());
    let (mut kind, mut marks, mut skipped) = (Kind::Paragraph, Vec::<Option<u64>>::new(), 0usize);
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::HtmlBlock) => skipped += 1,
            Event::End(TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::HtmlBlock) => {
                skipped = skipped.saturating_sub(1)
            }
            _ if skipped > 0 => {}
            Event::Start(Tag::Heading { level, .. }) => {
                kind = if level == HeadingLevel::H1 { Kind::Title } else { Kind::Heading };
            }
            Event::Start(Tag::List(first)) => {
                laid.push(kind, &std::mem::take(&mut inline));
                marks.push(first);
            }
            Event::End(TagEnd::List(_)) => drop(marks.pop()),
            Event::Start(Tag::Item) => {
                kind = Kind::Item;
                if let Some(Some(number)) = marks.last_mut() {
                    inline.push_str(&format!("{number}. "));
                    *number += 1;
                }
            }
            Event::End(TagEnd::TableCell) => cells.push(std::mem::take(&mut inline)),
            Event::End(TagEnd::TableRow | TagEnd::TableHead) => laid.push_row(&std::mem::take(&mut cells)),
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock) => {
                laid.push(kind, &std::mem::take(&mut inline));
                kind = Kind::Paragraph;
            }
            Event::Text(words) | Event::Code(words) => inline.push_str(&words),
            Event::SoftBreak => inline.push(' '),
            Event::HardBreak => inline.push('\n'),
            _ => {}
        }
    }
    laid.push(kind, &inline);
    laid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_text_are_parted() {
        let text = "---\ntitle: \"Norway: talks\"\ndate: 2025-12-04T10:00:00Z # day\ntags:\n  - trade\n  - fish\nsummary: >\n  Two\n  lines\n---\n\n# Norway\n\nNorway *asked* the [EU](x) to\nopen.\n\n* One\n* Two\n\n1. Three\n\n| Good | Quota |\n|---|---|\n| Cheese | 7 |\n";
        let (fields, rest) = front_matter(text).expect("there are fields");
        let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!((value("title"), value("date")), (Some("Norway: talks"), Some("2025-12-04T10:00:00Z")));
        assert_eq!((value("tags"), value("summary")), (Some("trade fish"), Some("Two lines")));
        let lines: Vec<String> = read(rest).blocks.into_iter().map(|block| block.text).collect();
        assert_eq!(
            lines,
            ["Norway", "Norway asked the EU to open.", "- One", "- Two", "1. Three", "Good | Quota", "Cheese | 7"]
        );
        assert!(front_matter("---\nno fields\n").is_none() && front_matter("- a\n- b").is_none());
        assert!(front_matter("+++\ntitle = 'A'\n+++\nText").is_some());
    }
}
