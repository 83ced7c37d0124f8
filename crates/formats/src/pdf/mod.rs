//! PDF: the text layer, put back into lines, paragraphs and rows.
//!
//! The libraries that take a file apart follow it wherever it leads. [`tame`] therefore goes over it first: streams that unpack
//! to too much are emptied, forms that call themselves are cut, and pages whose parents form a ring are left out. What panics
//! still costs its page alone.

mod layout;
mod tame;

use pdf_extract::{Document, LoadOptions, MediaBox, OutputDev, OutputError, Transform};

use crate::{FormatError, Laid, guarded, mend};
use layout::{Page, Segment};

const FORMAT: &str = "PDF";

/// Characters in one file: more is no announcement.
const CHARACTERS: usize = 8_000_000;

/// Characters of a page below which it is taken for a picture.
const WORDS: usize = 20;

pub(crate) fn read(bytes: &[u8]) -> Result<Laid, FormatError> {
    tame::check(bytes)?;
    let options = LoadOptions { filter: Some(tame::filter), ..LoadOptions::default() };
    let mut document =
        Document::load_mem_with_options(bytes, options).map_err(|error| FormatError::broken(FORMAT, error))?;
    if document.is_encrypted() {
        return Err(FormatError::Locked("a password"));
    }
    tame::streams(&mut document);
    tame::forms(&mut document);
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(FormatError::broken(FORMAT, "it has no pages"));
    }
    let (mut texts, mut notes, mut total) = (Vec::new(), Vec::new(), 0usize);
    let mut last_error = None;
    for (&number, &id) in &pages {
        let mut device = Device { page: Page::default(), total };
        let read = if tame::has_root(&document, id) {
            guarded(FORMAT, || {
                pdf_extract::output_doc_page(&document, &mut device, number)
                    .map_err(|error| FormatError::broken(FORMAT, error))
            })
        } else {
            Err(FormatError::broken(FORMAT, "its pages form a ring"))
        };
        total = device.total;
        if let Err(error) = read {
            // What was read of the page before it failed is kept.
            notes.push(format!("page {number} could not be read in full"));
            last_error = Some(error);
        }
        texts.push(device.page);
    }
    let characters: usize = texts.iter().map(Page::characters).sum();
    match last_error {
        Some(error) if characters == 0 => return Err(error),
        _ if characters < WORDS => return Err(FormatError::Scanned),
        _ => {}
    }
    let mut laid = layout::lay(texts);
    laid.title = title(&document).unwrap_or_default();
    laid.notes = notes;
    Ok(laid)
}

/// The title among the properties of a document.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = document.dereference(info).ok()?.1.as_dict().ok()?;
    let title = document.dereference(info.get(b"Title").ok()?).ok()?.1;
    pdf_extract::decode_text_string(title).ok().map(|title| crate::blocks::one_line(&title))
}

/// What takes the characters of a page.
struct Device {
    page: Page,
    total: usize,
}

impl OutputDev for Device {
    fn begin_page(&mut self, _: u32, media_box: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.page.height = media_box.ury - media_box.lly;
        self.page.bottom = media_box.lly;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        character: &str,
    ) -> Result<(), OutputError> {
        self.total += 1;
        if self.total > CHARACTERS {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let size = font_size.abs() * place.m21.hypot(place.m22);
        let along = font_size * place.m11.hypot(place.m12) * width;
        let upright = place.m11.abs() > 2.0 * place.m12.abs();
        let finite = [place.m31, place.m32, size, along].iter().all(|number| number.is_finite());
        if finite && upright && size > 0.5 {
            let end = place.m31 + along;
            // Fonts of symbols keep the marks of lists in the private area of Unicode.
            let private = character.chars().all(|c| ('\u{e000}'..='\u{f8ff}').contains(&c)) && !character.is_empty();
            let text = if private { "•".to_owned() } else { mend::ligatures(character).into_owned() };
            self.page.put(Segment { start: place.m31, end, y: place.m32, size, text }, spacing);
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
