//! Bytes to documents.
//!
//! A source is known by its content, not by its name. The crate `formats` takes office documents, PDF, mails, feeds and archives
//! apart; here their parts become documents ([`compose`]), beside the formats that are text: a listing page ([`listing`]), JSON
//! Lines or an array of documents ([`json`]) or of what publishers' interfaces answer ([`api`]), tables of documents ([`table`]),
//! a web page ([`page`]), or a plain text with a title and a date line ([`plain`]). Bodies are kept as they are given: line ends
//! become `\n`, control characters are dropped, and words that a conversion broke at the ends of lines are put together again.

mod api;
mod briefing;
mod compose;
mod day;
mod encoding;
mod gather;
mod json;
mod listing;
mod page;
mod plain;
mod table;
#[cfg(test)]
mod tests;

use formats::{Budget, FormatError};
use record::{Date, Document, DocumentId};

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// Parts of the file that could not be read; the rest was.
    pub problems: Vec<Problem>,
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1, where one line is at fault.
    pub line: Option<usize>,
    /// The file within the file, where one is at fault.
    pub part: Option<String>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Problem {
    /// A line that could not be read.
    pub fn line(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), part: None, message: message.into() }
    }

    /// A file within the file, or a part of it.
    pub fn part(part: impl Into<String>, message: impl Into<String>) -> Self {
        Self { line: None, part: Some(part.into()), message: message.into() }
    }
}

impl std::error::Error for Problem {}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(part) = &self.part {
            write!(f, "{part}: ")?;
        }
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// A file that holds no announcement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Nothing, or white space only.
    #[error("is empty: there is no announcement in it")]
    Empty,
    /// Not a text in any encoding.
    #[error("is not text: byte {at} is {byte:#04x}; convert it to text or HTML first")]
    Binary {
        /// Position of the first byte that no text has.
        at: usize,
        /// That byte.
        byte: u8,
    },
    /// An archive of a kind that is not opened.
    #[error("is an archive that is not opened (ZIP and gzip are): unpack it and give the files in it")]
    Archive,
    /// A format that gives no text.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A page that a server shows in place of another.
    #[error(
        "is a page that a server shows in place of the announcement (“{0}”): open the address in a browser, save the page and give that"
    )]
    Instead(String),
    /// A table without the columns of documents.
    #[error(
        "is a table in which no row names the columns of documents: “title” and “body”, and if known “published”, “url”, “publisher”"
    )]
    Table,
    /// A web page that no program should take apart.
    #[error("is nested deeper than any page that people make: save its text and give that")]
    Nested,
    /// A text that is none of the formats.
    #[error(
        "is not recognised as an announcement: expected a document (PDF, DOCX, ODT, RTF, HWPX, HWP), a mail, a feed, a web page, JSON Lines or a table of documents, a listing page, or a text whose first lines hold a title and a date (line {line})"
    )]
    Unknown {
        /// The line at which reading gave up, from 1.
        line: usize,
    },
}

/// How archives begin that are not opened: bzip2, XZ, 7z, RAR, Zstandard.
const ARCHIVES: &[&[u8]] = &[b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd"];

/// Reads the documents of a file. `stem` is the file's name without folders and extension: documents without an identity
/// of their own are numbered by it.
///
/// # Errors
/// When the bytes are empty, are no text, or hold no announcement.
pub fn read(stem: &str, bytes: &[u8]) -> Result<Parsed, SourceError> {
    read_of_day(stem, bytes, None)
}

/// Reads the documents of a file; those that give no day of publication have been published on `day`.
///
/// # Errors
/// As for [`read`].
pub fn read_of_day(stem: &str, bytes: &[u8], day: Option<Date>) -> Result<Parsed, SourceError> {
    let mut parsed = within(stem, bytes, day, &mut Budget::default())?;
    number(stem, &mut parsed.documents);
    // Mails, tables and answers of interfaces bring their texts as they are.
    for document in &mut parsed.documents {
        for text in [&mut document.title, &mut document.body] {
            if text.chars().any(|c| c.is_control() && c != '\n') {
                *text = encoding::clean(text);
            }
        }
    }
    Ok(parsed)
}

/// Reads a file, or a file in a file; `day` is the one that its container gives it.
fn within(stem: &str, bytes: &[u8], day: Option<Date>, budget: &mut Budget) -> Result<Parsed, SourceError> {
    if ARCHIVES.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(SourceError::Archive);
    }
    match formats::sniff(bytes) {
        Some(format) => {
            budget.enter()?;
            let parts = formats::read(format, bytes, budget);
            let parsed = parts.map_err(SourceError::from);
            let parsed = parsed.and_then(|parts| gather::gather(stem, format, parts, day, budget));
            budget.leave();
            parsed
        }
        None => text(stem, bytes, day),
    }
}

/// Reads a file that is text.
fn text(stem: &str, bytes: &[u8], day: Option<Date>) -> Result<Parsed, SourceError> {
    let text = encoding::decode(bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(SourceError::Empty);
    }
    if start.starts_with('{') || start.starts_with('[') && !start.starts_with("[[") && json::is_array(start) {
        return json::read(&text);
    }
    if formats::feed::is_feed(start) {
        let items = formats::feed::read(&text)?;
        let documents: Vec<Document> = items.into_iter().map(|item| gather::document_of(item, None)).collect();
        return if documents.is_empty() {
            Err(SourceError::Empty)
        } else {
            Ok(Parsed { documents, problems: Vec::new() })
        };
    }
    if briefing::is_briefing(start) {
        return briefing::read(&text);
    }
    if start.starts_with("<?xml") && formats::feed::root(start).is_some_and(|root| !root.eq_ignore_ascii_case("html")) {
        return Err(SourceError::Unknown { line: 1 });
    }
    if page::is_html(start) {
        return if page::is_trap(&text) { Err(SourceError::Nested) } else { page::read(&text) };
    }
    if listing::is_listing(&text) {
        let mut parsed = listing::read(&text);
        // A listing numbers its entries even if it has one.
        parsed.documents.iter_mut().enumerate().for_each(|(index, document)| document.id = numbered(stem, index));
        return Ok(parsed);
    }
    if let Some((fields, rest)) = formats::front_matter(&text) {
        return Ok(Parsed { documents: vec![gather::with_fields(&fields, rest)], problems: Vec::new() });
    }
    if let Some(rows) = formats::table::read(&text, table::is_header) {
        return table::read(&rows).ok_or(SourceError::Table);
    }
    plain::read(&text, day)
}

/// Gives an identity to the documents that have none: the name of the file, with a number where it has several.
fn number(stem: &str, documents: &mut [Document]) {
    let several = documents.len() > 1;
    for (index, document) in documents.iter_mut().enumerate() {
        if document.id.0.is_empty() {
            document.id = if several { numbered(stem, index) } else { DocumentId(stem.to_owned()) };
        }
    }
}

/// The primary subtag of a language.
fn primary(language: &str) -> String {
    let tag = language.trim().split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let whole = (2..=3).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_lowercase());
    if whole { tag } else { "en".to_owned() }
}

/// Whether a line is a whole JSON object, so that a file that begins with it can be read line by line.
/// What an interface of a publisher answers is one object, too, and is no line of documents.
pub fn is_json_line(line: &str) -> bool {
    line.trim_start().starts_with('{')
        && serde_json::from_str::<serde_json::Value>(line).is_ok_and(|value| !api::is_shape(&value))
}

/// The document of one line of JSON Lines; `number` counts lines from 1.
///
/// # Errors
/// When the line is no document, with what is wrong and what to do.
pub fn json_line(line: &str, number: usize) -> Result<Document, Problem> {
    json::line(line, number)
}

/// The identity of a document that has none of its own: its place in the file.
pub fn numbered(stem: &str, index: usize) -> DocumentId {
    DocumentId(format!("{stem}-{:02}", index + 1))
}

/// A document with nothing but a title and a body.
fn document(title: &str, body: &str) -> Document {
    Document {
        id: DocumentId(String::new()),
        url: String::new(),
        publisher: String::new(),
        section: String::new(),
        title: title.trim().to_owned(),
        published: None,
        language: "en".to_owned(),
        body: body.trim().to_owned(),
    }
}
