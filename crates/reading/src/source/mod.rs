//! Bytes to documents.
//!
//! A source is told by its content, not by its name: a listing page as text ([`listing`]), JSON Lines or an array of
//! documents ([`json`]), a web page ([`html`]), or a plain text with a title and a date line ([`plain`]). Bodies are kept as
//! they are told: only line ends become `\n`, and control characters are dropped.

mod encoding;
mod html;
mod json;
mod listing;
mod plain;
#[cfg(test)]
mod tests;

use record::{Document, DocumentId};

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The documents, in the order of the file.
    pub documents: Vec<Document>,
    /// Parts of the file that could not be read; the rest was.
    pub problems: Vec<Problem>,
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
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
    /// An archive, or a document that is kept as one.
    #[error(
        "is an archive, or a document kept as one: unpack it and give the files in it, or save the document as text or HTML"
    )]
    Archive,
    /// A web page that no program should take apart.
    #[error("is nested deeper than any page that people make: save its text and give that")]
    Nested,
    /// A text that is none of the formats.
    #[error(
        "is no announcement that can be told: expected a listing page, JSON Lines of documents, a web page, or a text whose first lines hold a title and a date (line {line})"
    )]
    Unknown {
        /// The line at which reading gave up, from 1.
        line: usize,
    },
}

/// How archives begin: ZIP (also those without a file, and the later parts of several), gzip, bzip2, XZ, 7z, RAR, Zstandard.
const ARCHIVES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x07\x08",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
];

/// Reads the documents of a file. `stem` is the file's name without folders and extension: documents without an identity
/// of their own are numbered by it.
///
/// # Errors
/// When the bytes are empty, are no text, or hold no announcement.
pub fn read(stem: &str, bytes: &[u8]) -> Result<Parsed, SourceError> {
    if ARCHIVES.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(SourceError::Archive);
    }
    let text = encoding::decode(bytes)?;
    let start = text.trim_start();
    if start.is_empty() {
        return Err(SourceError::Empty);
    }
    let mut parsed =
        if start.starts_with('{') || start.starts_with('[') && !start.starts_with("[[") && json::is_array(start) {
            json::read(&text)?
        } else if html::is_html(start) {
            if html::is_trap(&text) {
                return Err(SourceError::Nested);
            }
            html::read(&text).ok_or(SourceError::Unknown { line: 1 })?
        } else if listing::is_listing(&text) {
            listing::read(&text)
        } else {
            plain::read(&text)?
        };
    let several = parsed.documents.len() > 1 || listing::is_listing(&text);
    for (index, document) in parsed.documents.iter_mut().enumerate() {
        if document.id.0.is_empty() {
            document.id = if several { numbered(stem, index) } else { DocumentId(stem.to_owned()) };
        }
    }
    Ok(parsed)
}

/// Whether a line is a whole JSON object, so that a file that begins with it can be read line by line.
pub fn is_json_line(line: &str) -> bool {
    line.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
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
