//! HWP 5: a compound file whose sections are streams of records in a tree.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;

use crate::{Budget, FormatError, Kind, Laid};

const FORMAT: &str = "HWP";

/// Tags of records.
const PARAGRAPH_TEXT: u32 = 67;
const CONTROL: u32 = 71;
const LIST: u32 = 72;

/// Records whose insides are no text of the document: notes, heads and feet of pages, comments.
const ASIDE: &[&[u8; 4]] = &[b"fn  ", b"en  ", b"head", b"foot", b"tcmt", b"nwno", b"pgnp"];

/// Tables in tables that are followed.
const DEPTH: usize = 30;

pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Laid, FormatError> {
    let mut file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| FormatError::broken("compound", error))?;
    for (stream, error) in [
        ("EncryptedPackage", FormatError::Locked("a password")),
        ("WordDocument", FormatError::Old("Word before 2007", "DOCX")),
        ("Workbook", FormatError::Old("Excel before 2007", "XLSX")),
        ("PowerPoint Document", FormatError::Old("PowerPoint before 2007", "PDF")),
        ("__properties_version1.0", FormatError::Old("a message of Outlook", "EML")),
    ] {
        if file.is_stream(stream) {
            return Err(error);
        }
    }
    if !file.is_stream("FileHeader") {
        return Err(FormatError::Old("a compound file of another program", "PDF or DOCX"));
    }
    let mut header = Vec::new();
    stream(&mut file, "FileHeader")?
        .take(256)
        .read_to_end(&mut header)
        .map_err(|error| FormatError::broken(FORMAT, error))?;
    let flags = header.get(36..40).map_or(0, |flags| u32::from_le_bytes([flags[0], flags[1], flags[2], flags[3]]));
    if flags & 0b10 != 0 {
        return Err(FormatError::Locked("a password"));
    }
    if flags & 0b1_0100 != 0 {
        return Err(FormatError::Locked("a scheme of rights (DRM)"));
    }
    let mut laid = Laid::default();
    for number in 0.. {
        let name = format!("BodyText/Section{number}");
        if !file.is_stream(&name) {
            break;
        }
        budget.file()?;
        let section = stream(&mut file, &name)?;
        let records = match flags & 1 {
            0 => budget.unpack(FORMAT, section)?,
            _ => budget.unpack(FORMAT, DeflateDecoder::new(section))?,
        };
        Section::default().read(&records, &mut laid);
    }
    if laid.blocks.is_empty() { Err(FormatError::NoText) } else { Ok(laid) }
}

fn stream<'b>(
    file: &mut cfb::CompoundFile<Cursor<&'b [u8]>>,
    name: &str,
) -> Result<cfb::Stream<Cursor<&'b [u8]>>, FormatError> {
    file.open_stream(name).map_err(|error| FormatError::broken(FORMAT, error))
}

/// A table that is open.
struct Table {
    level: u32,
    /// Row and text of each cell, in the order of the file.
    cells: Vec<(u16, String)>,
}

/// What is open at a place of a section.
#[derive(Default)]
struct Section {
    tables: Vec<Table>,
    /// All below this level is left out.
    aside: Option<u32>,
}

impl Section {
    fn read(mut self, records: &[u8], laid: &mut Laid) {
        let mut rest = records;
        while let Some((tag, level, data, behind)) = record(rest) {
            rest = behind;
            if self.aside.is_some_and(|aside| level <= aside) {
                self.aside = None;
            }
            if self.aside.is_some() {
                continue;
            }
            while self.tables.last().is_some_and(|table| level <= table.level) {
                self.close(laid);
            }
            match tag {
                CONTROL => self.control(data, level),
                LIST => {
                    // A cell says in which row it stands.
                    let row = data.get(10..12).map_or(0, |row| u16::from_le_bytes([row[0], row[1]]));
                    if let Some(table) = self.tables.last_mut().filter(|table| level == table.level + 1) {
                        table.cells.push((row, String::new()));
                    }
                }
                PARAGRAPH_TEXT => self.text(&text(data), laid),
                _ => {}
            }
        }
        while !self.tables.is_empty() {
            self.close(laid);
        }
    }

    fn control(&mut self, data: &[u8], level: u32) {
        // Its name is written backwards.
        let Some(&[d, c, b, a]) = data.first_chunk() else { return };
        let name = [a, b, c, d];
        if ASIDE.iter().any(|aside| **aside == name) || self.tables.len() >= DEPTH {
            self.aside = Some(level);
        } else if name == *b"tbl " {
            self.tables.push(Table { level, cells: Vec::new() });
        }
    }

    fn text(&mut self, text: &str, laid: &mut Laid) {
        match self.tables.last_mut().and_then(|table| table.cells.last_mut()) {
            Some((_, cell)) => {
                cell.push_str(text);
                cell.push('\n');
            }
            None => laid.push(Kind::Paragraph, text),
        }
    }

    /// Ends the innermost table: its rows go to the text, or into the cell of the table around it.
    fn close(&mut self, laid: &mut Laid) {
        let Some(table) = self.tables.pop() else { return };
        let mut own = Laid::default();
        let rows = table.cells.chunk_by(|(row, _), (other, _)| row == other);
        rows.for_each(|row| own.push_row(&row.iter().map(|(_, cell)| cell.clone()).collect::<Vec<_>>()));
        if self.tables.is_empty() {
            laid.blocks.extend(own.blocks);
        } else {
            own.blocks.iter().for_each(|block| self.text(&block.text, laid));
        }
    }
}

/// The first record: its tag, level and data, and what stands behind it.
fn record(bytes: &[u8]) -> Option<(u32, u32, &[u8], &[u8])> {
    let (header, rest) = bytes.split_first_chunk::<4>()?;
    let header = u32::from_le_bytes(*header);
    let (size, rest) = match header >> 20 {
        0xfff => {
            let (size, rest) = rest.split_first_chunk::<4>()?;
            (u32::from_le_bytes(*size) as usize, rest)
        }
        size => (size as usize, rest),
    };
    let (data, rest) = rest.split_at(size.min(rest.len()));
    Some((header & 0x3ff, header >> 10 & 0x3ff, data, rest))
}

/// The text of a paragraph, without what controls take in it.
fn text(data: &[u8]) -> String {
    let units: Vec<u16> = data.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    let (mut kept, mut at) = (Vec::with_capacity(units.len()), 0);
    while let Some(&unit) = units.get(at) {
        at += 1;
        match unit {
            10 => kept.push(u16::from(b'\n')),
            24 => kept.push(u16::from(b'-')),
            30 | 31 => kept.push(u16::from(b' ')),
            0 | 13 | 25..=29 => {}
            // A tab is a control with eight units, like those that point at tables and notes.
            1..=23 => {
                if unit == 9 {
                    kept.push(u16::from(b' '));
                }
                at += 7;
            }
            _ => kept.push(unit),
        }
    }
    String::from_utf16_lossy(&kept)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use super::*;

    /// A record as Hangul writes it.
    fn record(tag: u32, level: u32, data: &[u8]) -> Vec<u8> {
        let size = data.len().min(0xfff) as u32;
        let mut bytes = (size << 20 | level << 10 | tag).to_le_bytes().to_vec();
        if size == 0xfff {
            bytes.extend((data.len() as u32).to_le_bytes());
        }
        bytes.extend(data);
        bytes
    }

    fn units(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn cell(row: u16, column: u16, text: &str) -> Vec<u8> {
        let mut list = vec![1, 0, 0, 0, 0, 0, 0, 0];
        list.extend(column.to_le_bytes());
        list.extend(row.to_le_bytes());
        [record(LIST, 2, &list), record(66, 2, &[0; 24]), record(PARAGRAPH_TEXT, 3, &units(text))].concat()
    }

    /// A document with a title, a table and a note.
    fn document(flags: u32) -> Vec<u8> {
        let mut table = units("\u{b}");
        table.extend(b" lbt\0\0\0\0\0\0\0\0");
        table.extend(units("\u{b}\r"));
        let section = [
            record(66, 0, &[0; 24]),
            record(PARAGRAPH_TEXT, 1, &units("한국과 노르웨이\r")),
            record(66, 0, &[0; 24]),
            record(PARAGRAPH_TEXT, 1, &table),
            record(CONTROL, 1, b" lbt"),
            cell(0, 0, "Good\r"),
            cell(0, 1, "Quota\r"),
            cell(1, 0, "Cheese\r"),
            cell(1, 1, "7,200\r"),
            record(CONTROL, 1, b"  nf"),
            record(PARAGRAPH_TEXT, 3, &units("A note\r")),
            record(66, 0, &[0; 24]),
            record(PARAGRAPH_TEXT, 1, &units(&format!("{}\r", "Long ".repeat(1_000)))),
        ]
        .concat();
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("it is written to memory");
        let mut header = b"HWP Document File".to_vec();
        header.resize(36, 0);
        header.extend(flags.to_le_bytes());
        file.create_stream("FileHeader").and_then(|mut stream| stream.write_all(&header)).expect("it is written");
        file.create_storage("BodyText").expect("it is made");
        let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&section).expect("it is written");
        let packed = packed.finish().expect("it is packed");
        file.create_stream("BodyText/Section0")
            .and_then(|mut stream| stream.write_all(&packed))
            .expect("it is written");
        file.flush().expect("it is written");
        file.into_inner().into_inner()
    }

    #[test]
    fn paragraphs_and_rows_are_read_and_notes_are_not() {
        let laid = read(&document(1), &mut Budget::default()).expect("a document");
        let lines: Vec<&str> = laid.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(lines[..3], ["한국과 노르웨이", "Good | Quota", "Cheese | 7,200"]);
        assert_eq!((lines.len(), lines[3].len()), (4, 4_999));
    }

    #[test]
    fn locked_and_older_documents_are_told() {
        assert_eq!(read(&document(0b11), &mut Budget::default()), Err(FormatError::Locked("a password")));
        assert!(matches!(read(&document(0b1_0001), &mut Budget::default()), Err(FormatError::Locked(_))));
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("it is written to memory");
        file.create_stream("WordDocument").expect("it is made");
        let word = file.into_inner().into_inner();
        assert!(matches!(read(&word, &mut Budget::default()), Err(FormatError::Old(..))));
    }
}
