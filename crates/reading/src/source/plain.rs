//! A plain text: a title line and a date line, in either order, then the body.

use formats::mend;
use record::{Date, Document};

use super::day::Setting;
use super::{Parsed, SourceError, compose, document};

/// Lines in which title and date must stand.
const HEAD: usize = 8;

/// Bytes of a headline that stands below a letterhead.
const LONG: usize = 200;

/// Reads a text; without a line for it, `day` is the one that its container gives it.
pub(super) fn read(text: &str, day: Option<Date>) -> Result<Parsed, SourceError> {
    let mended = mend::broken_words(text);
    let text: &str = &mended;
    let setting = Setting::of("", "", text);
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index, line.trim()))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let dated = lines.iter().take(HEAD).position(|(_, line)| date(line, &setting).is_some());
    if dated.is_none() && day.is_none() {
        let line = lines.get(HEAD.min(lines.len().saturating_sub(1))).map_or(1, |(index, _)| index + 1);
        return Err(SourceError::Unknown { line });
    }
    let is_title = |line: &str| date(line, &setting).is_none() && !is_label(line);
    // A letterhead may stand above the headline, or be all there is above the text.
    let is_headline =
        |line: &str| is_title(line) && !compose::is_letterhead(line) && line.len() <= LONG && !line.ends_with('.');
    let first = lines.iter().take(HEAD).position(|(_, line)| is_title(line));
    let titled = match first {
        Some(first) if compose::is_letterhead(lines[first].1) => {
            lines.iter().take(HEAD).position(|(_, line)| is_headline(line)).or(Some(first))
        }
        first => first,
    };
    let Some(titled) = titled else { return Err(SourceError::Unknown { line: 1 }) };
    let title = strip_label(lines[titled].1);
    let rest = dated.map_or(titled, |dated| dated.max(titled));
    // Lines between the title and the date belong to neither; those behind the later of the two are the body.
    let body_start = lines.get(rest + 1).map(|(index, _)| *index);
    let body = body_start.map_or(String::new(), |start| text.lines().skip(start).collect::<Vec<_>>().join("\n"));
    let mut found: Document = document(title, &body);
    found.published = dated.and_then(|dated| date(lines[dated].1, &setting)).or(day);
    Ok(Parsed { documents: vec![found], problems: Vec::new() })
}

/// The day of a line that holds a date and little else: "12 December 2025", "Published: 2025-12-12", "Geneva, 3 May 2025".
pub(super) fn date(line: &str, setting: &Setting) -> Option<Date> {
    if line.chars().count() > 60 {
        return None;
    }
    let (date, place) = setting.find(line)?;
    let rest = line.len() - place.len();
    let words = line[..place.start].split_whitespace().chain(line[place.end..].split_whitespace()).count();
    (rest <= 40 && words <= 5).then_some(date)
}

/// A line that only labels: "PRESS RELEASE", "For immediate release".
pub(super) fn is_label(line: &str) -> bool {
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

pub(super) fn strip_label(line: &str) -> &str {
    for label in ["Title:", "TITLE:", "Headline:", "# "] {
        if let Some(rest) = line.strip_prefix(label) {
            return rest.trim();
        }
    }
    line
}
