//! Bytes to text: byte order marks, declared and guessed encodings.

use encoding_rs::{Encoding, UTF_8};

use super::SourceError;

/// How far into a file a declaration of its encoding may stand, as HTML prescribes it.
const PRESCAN: usize = 1024;

/// The text of a file with `\n` as line end, without byte order mark and control characters.
pub(super) fn decode(bytes: &[u8]) -> Result<String, SourceError> {
    if bytes.is_empty() {
        return Err(SourceError::Empty);
    }
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned(),
        None => {
            if let Some(at) = binary(bytes) {
                return Err(SourceError::Binary { at, byte: bytes[at] });
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    declared(bytes).unwrap_or_else(|| guess(bytes)).decode_without_bom_handling(bytes).0.into_owned()
                }
            }
        }
    };
    Ok(clean(&text))
}

/// The first byte that no single-byte or multi-byte text has: NUL and most control characters.
fn binary(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31))
}

/// An encoding that the file names: `charset=…` in its head, `encoding="…"` where it is XML.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]).to_ascii_lowercase();
    let xml = head.starts_with("<?xml").then(|| head.split_once("encoding=")).flatten();
    let (_, rest) = xml.or_else(|| head.split_once("charset="))?;
    let label: String = rest
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != UTF_8)
}

/// The likeliest encoding of bytes that are not UTF-8.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// A text with `\n` as line end and without control characters.
pub(super) fn clean(text: &str) -> String {
    // A page of a converted text ends with a form feed.
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    unified.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).filter(|c| *c != '\u{feff}').collect()
}
