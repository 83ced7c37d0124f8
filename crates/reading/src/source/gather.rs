//! What a file was found to hold, as documents.

use std::collections::HashSet;

use formats::{Budget, Format, Item, Laid, Part, Words, mend};
use record::{Date, Document, DocumentId};

use super::{Parsed, Problem, SourceError, compose, document, number, numbered, page, primary, table, within};

/// Turns the parts of a file into documents; `day` is the one that its container gives it.
pub(super) fn gather(
    stem: &str,
    format: Format,
    parts: Vec<Part>,
    day: Option<Date>,
    budget: &mut Budget,
) -> Result<Parsed, SourceError> {
    let mut parsed = Parsed::default();
    for part in parts {
        match part {
            Part::Laid(laid) => {
                parsed.problems.extend(laid.notes.iter().map(|note| Problem::part("text", note)));
                parsed.documents.push(compose::compose(laid, day));
            }
            Part::Item(item) => parsed.documents.push(document_of(item, day)),
            Part::Table(rows) => {
                let found = table::read(&rows).ok_or(SourceError::Table)?;
                parsed.documents.extend(found.documents);
                parsed.problems.extend(found.problems);
            }
            Part::Broken { name, message } => parsed.problems.push(Problem::part(name, message)),
            Part::File { name, bytes, day: own } => {
                let inner = if name.is_empty() { stem.to_owned() } else { stem_of(&name) };
                match within(&inner, &bytes, own.or(day), budget) {
                    Ok(found) => add(&mut parsed, format, &name, &inner, found),
                    Err(error) if name.is_empty() => return Err(error),
                    // Past the bounds nothing else is unpacked.
                    Err(error @ SourceError::Format(formats::FormatError::TooLarge(..))) => return Err(error),
                    Err(error) => parsed.problems.push(Problem::part(name, error.to_string())),
                }
            }
        }
    }
    if parsed.documents.is_empty() && parsed.problems.is_empty() {
        return Err(SourceError::Empty);
    }
    unique(&mut parsed.documents);
    Ok(parsed)
}

/// Adds what a file in an archive or a mail holds.
fn add(parsed: &mut Parsed, format: Format, name: &str, inner: &str, mut found: Parsed) {
    // A file of an archive has the names that it would have by itself; what is attached to a mail has those of the mail.
    if matches!(format, Format::Zip | Format::Gzip) {
        number(inner, &mut found.documents);
    }
    parsed.documents.extend(found.documents);
    parsed.problems.extend(found.problems.into_iter().map(|problem| {
        let part = match &problem.part {
            Some(part) => format!("{name}: {part}"),
            None => name.to_owned(),
        };
        Problem { part: Some(part), ..problem }
    }));
}

/// The name of a file without folders and extension.
fn stem_of(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).trim();
    if stem.is_empty() { "file".to_owned() } else { stem.chars().take(120).collect() }
}

/// Numbers the documents of files that have one name in several folders.
fn unique(documents: &mut [Document]) {
    let mut seen: HashSet<DocumentId> = HashSet::new();
    for document in documents.iter_mut().filter(|document| !document.id.0.is_empty()) {
        let mut index = 1;
        let own = document.id.0.clone();
        while !seen.insert(document.id.clone()) {
            document.id = numbered(&own, index);
            index += 1;
        }
    }
}

/// The document of an item of a feed, or of a mail.
pub(super) fn document_of(item: Item, day: Option<Date>) -> Document {
    let body = match &item.text {
        Words::Plain(text) => mend::broken_words(&text.replace("\r\n", "\n")).into_owned(),
        Words::Html(text) => page::fragment(text),
    };
    // A mail without a subject begins with what it is about.
    let (title, body) = match item.title.trim() {
        "" => body.trim_start().split_once('\n').unwrap_or((body.trim(), "")),
        title => (title, body.trim_start().strip_prefix(title).filter(|rest| rest.starts_with('\n')).unwrap_or(&body)),
    };
    let mut found = document(title, body);
    found.id = DocumentId(item.id);
    found.url = item.url;
    found.publisher = item.publisher;
    found.section = item.section;
    found.published = item.published.or(day);
    if !item.language.is_empty() {
        found.language = primary(&item.language);
    }
    found
}

/// The document of a text with fields before it.
pub(super) fn with_fields(fields: &[(String, String)], rest: &str) -> Document {
    let value = |names: &[&str]| {
        let found =
            names.iter().find_map(|name| fields.iter().find(|(field, value)| field == name && !value.is_empty()));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut laid: Laid = formats::read_markdown(rest);
    let title = value(&["title", "headline"]);
    if !title.is_empty() {
        laid.title.clone_from(&title);
        // The title stands above the text once more, or not at all.
        laid.blocks.retain(|block| block.text != title);
        laid.blocks.insert(0, formats::Block { kind: formats::Kind::Title, text: title });
    }
    laid.language = value(&["lang", "language", "locale"]);
    laid.publisher = value(&["publisher", "ministry", "organisation", "organization", "source", "author"]);
    let day = value(&["published", "date", "publishdate", "publication_date", "pubdate", "created"]);
    let day = formats::day::of_stamp(&day).or_else(|| super::day::Setting::default().find(&day).map(|(date, _)| date));
    let mut found = compose::compose(laid, None);
    found.published = day.or(found.published);
    found.id = DocumentId(value(&["id"]));
    found.url = value(&["url", "canonical", "canonical_url", "link", "permalink", "source_url"]);
    found.section = value(&["section", "category", "type"]);
    found
}
