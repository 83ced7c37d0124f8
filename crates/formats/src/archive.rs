//! Archives: ZIP, gzip, and the documents that are ZIP archives inside.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::{Budget, Format, FormatError, Part};

/// Files of an archive that hold no announcement, by the end of their names.
const ASIDE: &[&str] = &[
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".ico",
    ".css",
    ".js",
    ".woff",
    ".woff2",
    ".ttf",
    ".mp4",
    ".mp3",
    ".ds_store",
    "thumbs.db",
    "desktop.ini",
];

/// Which of the formats that are archives this is.
pub(crate) fn kind(bytes: &[u8]) -> Format {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Format::Zip };
    let mut kind = String::new();
    if let Ok(file) = archive.by_name("mimetype") {
        let _ = file.take(200).read_to_string(&mut kind);
    }
    match kind.trim() {
        "application/hwp+zip" => return Format::Hwpx,
        "application/vnd.oasis.opendocument.text" | "application/vnd.oasis.opendocument.text-template" => {
            return Format::Odt;
        }
        _ => {}
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("word/document.xml") {
        Format::Docx
    } else if has("xl/workbook.xml") {
        Format::Xlsx
    } else if has("Contents/section0.xml") {
        Format::Hwpx
    } else {
        Format::Zip
    }
}

/// A document that is an archive inside.
pub(crate) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    format: &'static str,
}

impl<'b> Package<'b> {
    pub(crate) fn open(format: &'static str, bytes: &'b [u8]) -> Result<Self, FormatError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| FormatError::broken(format, error))?;
        Ok(Self { archive, format })
    }

    /// The text of a part, if there is such a part.
    pub(crate) fn text(&mut self, name: &str, budget: &mut Budget) -> Result<Option<String>, FormatError> {
        if self.archive.index_for_name(name).is_none() {
            return Ok(None);
        }
        let file = self.archive.by_name(name).map_err(|error| FormatError::broken(self.format, error))?;
        let bytes = budget.unpack(self.format, file)?;
        Ok(Some(crate::xml::text(&bytes).into_owned()))
    }

    /// The names of the parts of which the beginning and the end are these, by the number between the two.
    pub(crate) fn numbered(&self, before: &str, behind: &str) -> Vec<String> {
        let mut found: Vec<(u32, String)> = self
            .archive
            .file_names_raw()
            .filter_map(|name| std::str::from_utf8(name).ok())
            .filter_map(|name| {
                let number = name.strip_prefix(before)?.strip_suffix(behind)?.parse().ok()?;
                Some((number, name.to_owned()))
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).collect()
    }
}

/// The files of an archive that may hold announcements, in the order of their names.
pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, FormatError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| FormatError::broken("ZIP", error))?;
    let mut parts: Vec<(String, Part)> = Vec::new();
    let mut locked = false;
    for index in 0..archive.len() {
        budget.file()?;
        let opened = archive.by_index_with_options(index, zip::read::ZipReadOptions::new());
        let file = match opened {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why.contains("assword") => {
                locked = true;
                continue;
            }
            Err(error) => {
                let name = format!("file {}", index + 1);
                let message = format!("{}", FormatError::broken("ZIP", error));
                parts.push((name.clone(), Part::Broken { name, message }));
                continue;
            }
        };
        let name = decoded(file.name_raw());
        let lower = name.to_lowercase();
        if !file.is_file() || lower.starts_with("__macosx/") || ASIDE.iter().any(|end| lower.ends_with(end)) {
            continue;
        }
        match budget.unpack("ZIP", file) {
            Ok(bytes) => parts.push((name.clone(), Part::File { name, bytes, day: None })),
            Err(error @ FormatError::TooLarge(..)) => return Err(error),
            Err(error) => parts.push((name.clone(), Part::Broken { name, message: error.to_string() })),
        }
    }
    if parts.is_empty() {
        return Err(if locked { FormatError::Locked("a password") } else { FormatError::NoText });
    }
    if locked {
        let message = FormatError::Locked("a password").to_string();
        parts.push(("~".to_owned(), Part::Broken { name: "the rest of it".to_owned(), message }));
    }
    parts.sort_by(|(name, _), (other, _)| name.cmp(other));
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// A name in UTF-8, or as Windows writes Korean ones.
fn decoded(name: &[u8]) -> String {
    let name = match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::EUC_KR.decode_without_bom_handling(name).0.into_owned(),
    };
    name.chars().filter(|c| !c.is_control()).collect::<String>().replace('\\', "/")
}

/// The one file in a gzip file.
pub(crate) fn inflate(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Part>, FormatError> {
    let bytes = budget.unpack("gzip", MultiGzDecoder::new(bytes))?;
    Ok(vec![Part::File { name: String::new(), bytes, day: None }])
}
