//! Excel workbooks: the rows of the first sheet that has any, days as `YYYY-MM-DD`.

use jiff::ToSpan;
use jiff::civil::date;

use crate::archive::Package;
use crate::xml::{self, Node, attribute, child, children};
use crate::{Budget, FormatError};

const FORMAT: &str = "Excel";

/// Columns and rows that are read.
const COLUMNS: usize = 200;
const ROWS: usize = 200_000;

/// Shown cells are at least so much of what was unpacked: shared texts that a million cells point at stay one text in memory here.
const TEXT: usize = 256 << 20;

pub(crate) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Vec<String>>, FormatError> {
    let mut package = Package::open(FORMAT, bytes)?;
    let workbook = package.text("xl/workbook.xml", budget)?.unwrap_or_default();
    let from_1904 = workbook.contains("date1904=\"1\"") || workbook.contains("date1904=\"true\"");
    let shared =
        package.text("xl/sharedStrings.xml", budget)?.map(|text| shared(&text)).transpose()?.unwrap_or_default();
    let dates = package.text("xl/styles.xml", budget)?.map(|text| dates(&text)).unwrap_or_default();
    let book = Book { shared, dates, from_1904 };
    for name in package.numbered("xl/worksheets/sheet", ".xml") {
        let text = package.text(&name, budget)?.unwrap_or_default();
        let rows = book.rows(&text)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Err(FormatError::NoText)
}

/// The texts that cells point at.
fn shared(text: &str) -> Result<Vec<String>, FormatError> {
    let document = xml::parse(FORMAT, text)?;
    Ok(children(document.root_element(), "si").map(rich).collect())
}

/// A text in runs, without how it is to be pronounced.
fn rich(node: Node<'_, '_>) -> String {
    let spoken = |node: Node<'_, '_>| node.ancestors().take(3).any(|above| above.tag_name().name() == "rPh");
    node.descendants().filter(|below| below.tag_name().name() == "t" && !spoken(*below)).map(xml::raw).collect()
}

/// Which formats of cells show a day.
fn dates(text: &str) -> Vec<bool> {
    let Ok(document) = xml::parse(FORMAT, text) else { return Vec::new() };
    let root = document.root_element();
    let own: Vec<(u32, bool)> = child(root, "numFmts")
        .into_iter()
        .flat_map(|formats| children(formats, "numFmt"))
        .filter_map(|format| {
            let id = attribute(format, "numFmtId")?.parse().ok()?;
            Some((id, shows_day(attribute(format, "formatCode")?)))
        })
        .collect();
    child(root, "cellXfs")
        .into_iter()
        .flat_map(|formats| children(formats, "xf"))
        .map(|format| {
            let id = attribute(format, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
            own.iter()
                .find(|(own, _)| *own == id)
                .map_or(matches!(id, 14..=17 | 22 | 27..=36 | 50..=58), |(_, day)| *day)
        })
        .collect()
}

/// Whether a format shows a year and a day outside of what it quotes.
fn shows_day(code: &str) -> bool {
    let (mut quoted, mut bracketed) = (false, false);
    let mut shown = String::new();
    for c in code.to_lowercase().chars() {
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            _ if !quoted && !bracketed => shown.push(c),
            _ => {}
        }
    }
    shown.contains('y') || shown.contains('d') && shown.contains('m')
}

struct Book {
    shared: Vec<String>,
    dates: Vec<bool>,
    from_1904: bool,
}

impl Book {
    fn rows(&self, text: &str) -> Result<Vec<Vec<String>>, FormatError> {
        let document = xml::parse(FORMAT, text)?;
        let Some(data) = child(document.root_element(), "sheetData") else { return Ok(Vec::new()) };
        let (mut rows, mut length) = (Vec::new(), 0usize);
        for row in children(data, "row").take(ROWS) {
            let mut cells: Vec<String> = Vec::new();
            for cell in children(row, "c") {
                let at = attribute(cell, "r").map_or(cells.len(), column);
                if at >= COLUMNS {
                    continue;
                }
                let value = self.value(cell);
                length += value.len();
                if length > TEXT {
                    return Err(FormatError::TooLarge(TEXT as u64, ROWS));
                }
                cells.resize(cells.len().max(at + 1), String::new());
                cells[at] = value;
            }
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                rows.push(cells);
            }
        }
        Ok(rows)
    }

    fn value(&self, cell: Node<'_, '_>) -> String {
        let value = child(cell, "v").map(xml::raw).unwrap_or_default();
        match attribute(cell, "t") {
            Some("s") => {
                value.trim().parse().ok().and_then(|at: usize| self.shared.get(at)).cloned().unwrap_or_default()
            }
            Some("inlineStr") => child(cell, "is").map(rich).unwrap_or_default(),
            Some("d") => value.get(..10).unwrap_or(&value).to_owned(),
            Some("str" | "b" | "e") => value,
            _ => {
                let style = attribute(cell, "s").and_then(|style| style.parse().ok()).unwrap_or(0usize);
                let day = self.dates.get(style).copied().unwrap_or(false).then(|| self.day(&value)).flatten();
                day.unwrap_or(value)
            }
        }
    }

    /// The day of a number of days.
    fn day(&self, value: &str) -> Option<String> {
        let days = value.trim().parse::<f64>().ok().filter(|days| (1.0..=100_000.0).contains(days))?;
        // Excel counts a 29 February 1900.
        let zero = if self.from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
        zero.checked_add((days as i64).days()).ok().map(|day| day.to_string())
    }
}

/// The column of a cell named like `AB12`, from 0.
fn column(name: &str) -> usize {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    letters
        .fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
        .saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_days_are_told() {
        assert_eq!((column("A1"), column("Z9"), column("AB12")), (0, 25, 27));
        assert!(
            shows_day("yyyy\\-mm\\-dd")
                && shows_day("[$-412]d mmm")
                && !shows_day("0.00\" days\"")
                && !shows_day("[h]:mm")
        );
        let book = Book { shared: Vec::new(), dates: Vec::new(), from_1904: false };
        assert_eq!(book.day("45995").as_deref(), Some("2025-12-04"));
        assert_eq!(book.day("1e300"), None);
    }
}
