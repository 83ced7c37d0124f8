//! A plain text: a title line and a date line, in either order, then the body.

use record::{Date, Document};

use super::{Parsed, SourceError, document};
use crate::time::{self, TimeKind};

/// Lines in which title and date must stand.
const HEAD: usize = 8;

pub(super) fn read(text: &str) -> Result<Parsed, SourceError> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let dated = lines.iter().take(HEAD).position(|(_, line)| date(line).is_some());
    let Some(dated) = dated else {
        let line = lines.get(HEAD.min(lines.len().saturating_sub(1))).map_or(1, |(index, _)| index + 1);
        return Err(SourceError::Unknown { line });
    };
    let titled = lines.iter().take(HEAD).position(|(_, line)| date(line).is_none() && !is_label(line));
    let Some(titled) = titled else { return Err(SourceError::Unknown { line: 1 }) };
    let title = strip_label(lines[titled].1);
    let rest = dated.max(titled);
    // Lines between the title and the date belong to neither; those behind the later of the two are the body.
    let body_start = lines.get(rest + 1).map(|(index, _)| *index);
    let body = body_start.map_or(String::new(), |start| text.lines().skip(start).collect::<Vec<_>>().join("\n"));
    let mut found: Document = document(title, &body);
    found.published = date(lines[dated].1);
    Ok(Parsed { documents: vec![found], problems: Vec::new() })
}

/// The day of a line that holds a date and little else: "12 December 2025", "Published: 2025-12-12", "Geneva, 3 May 2025".
fn date(line: &str) -> Option<Date> {
    if line.chars().count() > 60 {
        return None;
    }
    let mentions = time::find(line, None);
    let mention = mentions.iter().find(|mention| mention.kind == TimeKind::Date && mention.from.is_some())?;
    let rest = line.len() - mention.span.len();
    let words = line[..mention.span.start as usize]
        .split_whitespace()
        .chain(line[mention.span.end as usize..].split_whitespace())
        .count();
    (rest <= 40 && words <= 5).then_some(mention.from).flatten()
}

/// A line that only labels: "PRESS RELEASE", "For immediate release".
fn is_label(line: &str) -> bool {
    let lower = line.to_lowercase();
    matches!(
        lower.trim_end_matches(':'),
        "press release"
            | "news release"
            | "for immediate release"
            | "press statement"
            | "media release"
            | "statement"
            | "news"
            | "joint statement"
    ) || line.starts_with("EMBARGO")
}

fn strip_label(line: &str) -> &str {
    for label in ["Title:", "TITLE:", "Headline:", "# "] {
        if let Some(rest) = line.strip_prefix(label) {
            return rest.trim();
        }
    }
    line
}
