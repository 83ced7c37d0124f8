//! A listing page as text: releases below each other.
//!
//! An entry is a line with a lone `-`, an optional category, the title, the body, and `dateYYYY-MM-DD` at its end. A page
//! that was cut off loses the end of a body or of the date; a bullet inside of a body may be a lone `-` as well.

use record::{Date, Document};

use super::{Parsed, document};

/// What stands before the date at the end of an entry.
const MARK: &str = "date";

/// Whether a text is a listing: it opens with a lone dash, or entries close with their date.
pub(super) fn is_listing(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let opens = lines.next() == Some("-");
    let closes = text.lines().filter(|line| closing(line).is_some_and(|(_, date)| date.is_some())).count();
    opens && (closes > 0 || text.lines().filter(|line| line.trim() == "-").count() > 1) || closes > 1
}

pub(super) fn read(text: &str) -> Parsed {
    let lines: Vec<&str> = text.lines().collect();
    let mut starts: Vec<usize> = Vec::new();
    let mut categories: Vec<&str> = Vec::new();
    for at in 0..lines.len() {
        if lines[at].trim() != "-" {
            continue;
        }
        let before = lines[..at].iter().rev().find(|line| !line.trim().is_empty());
        let next = lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty());
        let after_date = before.is_none_or(|line| closing(line).is_some());
        // A body that was cut off has no date: the category of another entry tells that a new one begins.
        let known = next.is_some_and(|next| categories.contains(&next));
        if after_date || known {
            starts.push(at);
            if let Some(category) = next.filter(|line| is_category(line)) {
                categories.push(category);
            }
        }
    }
    if starts.first() != Some(&0)
        && lines.iter().take(starts.first().copied().unwrap_or(lines.len())).any(|line| !line.trim().is_empty())
    {
        starts.insert(0, 0);
    }
    let mut parsed = Parsed::default();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(lines.len());
        let own = if lines[start].trim() == "-" { start + 1 } else { start };
        parsed.documents.extend(entry(&lines[own..end], &categories));
    }
    parsed
}

/// A short line without the marks of a sentence.
fn is_category(line: &str) -> bool {
    line.chars().count() <= 40
        && line.split_whitespace().count() <= 6
        && !line.ends_with(['.', ':', '”', '"', '?', '!'])
}

/// One entry: its lines without the dash.
fn entry(lines: &[&str], categories: &[&str]) -> Option<Document> {
    let mut lines: Vec<&str> = lines.to_vec();
    while lines.first().is_some_and(|line| line.trim().is_empty()) {
        lines.remove(0);
    }
    let filled = lines.iter().filter(|line| !line.trim().is_empty()).count();
    let first = lines.first()?.trim();
    let repeated = categories.iter().filter(|category| **category == first).count() > 1;
    let category =
        filled >= 3 && is_category(first) && (repeated || first.contains('/') || first.chars().count() <= 30);
    let section = if category { lines.remove(0).trim() } else { "" };
    while lines.first().is_some_and(|line| line.trim().is_empty()) {
        lines.remove(0);
    }
    let title = if lines.is_empty() { "" } else { lines.remove(0).trim() };
    let mut body = lines.join("\n");
    let mut published = None;
    if let Some((rest, date)) = closing(&body) {
        published = date;
        body = rest.to_owned();
    }
    let mut document = document(title, &body);
    if document.title.is_empty() && document.body.is_empty() {
        return None;
    }
    document.section = section.to_owned();
    document.published = published;
    Some(document)
}

/// Splits the date off the end of a body; a date that was cut off gives no day.
fn closing(text: &str) -> Option<(&str, Option<Date>)> {
    let text = text.trim_end();
    let at = text.rfind(MARK)?;
    let tail = &text[at + MARK.len()..];
    let shape = tail.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let glued = !text[..at].ends_with(char::is_alphanumeric);
    (shape && tail.len() <= 10 && tail.len() >= 2 && glued).then(|| (&text[..at], tail.parse().ok()))
}
