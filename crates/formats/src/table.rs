//! Tables as text: values parted by commas, semicolons or tabs.

/// Cells in a row, and characters in a name of a column: more is another file.
const COLUMNS: usize = 200;

/// The rows of a text, if its first line names columns and those that are asked for are among them.
pub fn read(text: &str, is_header: impl Fn(&[String]) -> bool) -> Option<Vec<Vec<String>>> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let delimiter = [',', ';', '\t'].into_iter().max_by_key(|mark| first.matches(*mark).count())?;
    if !first.contains(delimiter) {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter as u8)
        .from_reader(text.trim_start().as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in reader.records() {
        let row: Vec<String> = record.ok()?.iter().take(COLUMNS).map(str::to_owned).collect();
        if rows.is_empty() && !is_header(&row) {
            return None;
        }
        rows.push(row);
    }
    (!rows.is_empty()).then_some(rows)
}
