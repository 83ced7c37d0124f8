//! File formats to the text in them: office documents, PDF, mail, feeds, tables, archives.
//!
//! A format is known by its content, never by its name ([`sniff`]), and read into parts ([`read`]): a text laid out in blocks, a
//! web page, a table, an item with the fields of a document, or another file. What a part means (which line is the headline,
//! which day it was published) is for the caller to say.
//!
//! Files come from anywhere. What is unpacked is bounded by a [`Budget`]; entities of XML are never expanded; nothing recurses
//! deeper than a document that people write; and a library that panics costs its part alone. Nothing here touches the clock,
//! the disk or the network.

mod archive;
mod blocks;
mod budget;
pub mod day;
pub mod feed;
mod hangul;
mod mail;
mod markdown;
pub mod mend;
mod office;
mod pdf;
mod rtf;
pub mod table;
pub mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use blocks::{Block, Kind, Laid, is_note_mark};
pub use budget::Budget;
use jiff::civil::Date;
pub use markdown::{front_matter, read as read_markdown};

/// A format whose files are not plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Excel, since 2007.
    Xlsx,
    /// Hangul, the open format in XML.
    Hwpx,
    /// A compound file: Hangul 5, or one of the older formats of Office.
    Compound,
    /// Rich Text Format.
    Rtf,
    /// A mail with its header.
    Mail,
    /// Several mails one after the other.
    Mailbox,
    /// An archive of files.
    Zip,
    /// One file, compressed.
    Gzip,
}

/// Something that was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A document laid out in blocks.
    Laid(Laid),
    /// A document with fields of its own, from a feed or a mail.
    Item(Item),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
    /// Another file; `day` is the day that its container gives it.
    File {
        /// Its name with its folders.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
        /// The day of the mail that it came with.
        day: Option<Date>,
    },
    /// A part that could not be read.
    Broken {
        /// What it is called.
        name: String,
        /// What is wrong, and what to do.
        message: String,
    },
}

/// A document with the fields that a feed or a mail gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Item {
    /// Its identity in its source.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day on which it was published, by the clock of the publisher.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: String,
    /// The publisher's category.
    pub section: String,
    /// The language that it says it is in.
    pub language: String,
    /// Its text.
    pub text: Words,
}

/// A text, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// As it is.
    Plain(String),
    /// In HTML.
    Html(String),
}

impl Default for Words {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

/// A file, or a part of one, that gives no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A password or a scheme of rights keeps it from being read.
    #[error("is locked with {0}: save a copy without it and give that")]
    Locked(&'static str),
    /// Its pages are pictures.
    #[error("holds pictures of its pages and no text: run it through text recognition (OCR) first")]
    Scanned,
    /// A format of which there is a newer one.
    #[error("is in an older format ({0}): save it as {1} and give that")]
    Old(&'static str, &'static str),
    /// It is not what it says it is.
    #[error("is a broken {format} file ({why}): open it in its program, save it again and give that")]
    Broken {
        /// Name of the format.
        format: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// It unpacks to more than any announcement.
    #[error("unpacks to more than {} MiB or {} files: give the files in it that are announcements", .0 >> 20, .1)]
    TooLarge(u64, usize),
    /// A file in a file in a file.
    #[error("holds archives within archives within archives: unpack it and give the files in it")]
    TooDeep,
    /// It has no words.
    #[error("holds no text")]
    NoText,
}

impl FormatError {
    fn broken(format: &'static str, why: impl ToString) -> Self {
        Self::Broken { format, why: why.to_string() }
    }
}

/// The format of a file that is not plain text; none where it is a text, be it a page, a feed or a table.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    // A PDF may have a mail's or a server's words before it.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Some(Format::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK\x07\x08") {
        return Some(archive::kind(bytes));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(Format::Compound);
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Some(Format::Gzip);
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    mail::kind(bytes)
}

/// Reads a file into its parts.
///
/// # Errors
/// When nothing of it can be read. Parts that cannot be read are among the parts, as [`Part::Broken`].
pub fn read(format: Format, bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, FormatError> {
    guarded(name(format), || match format {
        Format::Pdf => Ok(vec![Part::Laid(pdf::read(bytes)?)]),
        Format::Docx => Ok(vec![Part::Laid(office::docx::read(bytes, budget)?)]),
        Format::Odt => Ok(vec![Part::Laid(office::odt::read(bytes, budget)?)]),
        Format::Xlsx => Ok(vec![Part::Table(office::xlsx::read(bytes, budget)?)]),
        Format::Hwpx => Ok(vec![Part::Laid(hangul::hwpx::read(bytes, budget)?)]),
        Format::Compound => Ok(vec![Part::Laid(hangul::hwp::read(bytes, budget)?)]),
        Format::Rtf => Ok(vec![Part::Laid(rtf::read(bytes)?)]),
        Format::Mail => mail::read(bytes),
        Format::Mailbox => mail::read_all(bytes),
        Format::Zip => archive::read(bytes, budget),
        Format::Gzip => archive::inflate(bytes, budget),
    })
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Pdf => "PDF",
        Format::Docx => "Word",
        Format::Odt => "OpenDocument",
        Format::Xlsx => "Excel",
        Format::Hwpx => "HWPX",
        Format::Compound => "HWP",
        Format::Rtf => "RTF",
        Format::Mail => "mail",
        Format::Mailbox => "mailbox",
        Format::Zip => "ZIP",
        Format::Gzip => "gzip",
    }
}

/// Runs a reader; one that panics has met a file that its library does not stand.
fn guarded<T>(format: &'static str, work: impl FnOnce() -> Result<T, FormatError>) -> Result<T, FormatError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(FormatError::broken(format, words.unwrap_or("its reader failed").chars().take(120).collect::<String>()))
    })
}
