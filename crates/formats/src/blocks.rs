//! A text laid out: headings, paragraphs, items and rows in the order of reading.

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The title of the document, as its style or its size says.
    Title,
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list; its text begins with its mark.
    Item,
    /// A row of a table; ` | ` stands between its cells.
    Row,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its text, in one line.
    pub text: String,
}

/// A document laid out in blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laid {
    /// The blocks, in the order of reading.
    pub blocks: Vec<Block>,
    /// The title among its properties, which many programs fill with something else.
    pub title: String,
    /// The language among its properties.
    pub language: String,
    /// A field that says who published it.
    pub publisher: String,
    /// What the document does not show, such as a page that could not be read.
    pub notes: Vec<String>,
}

impl Laid {
    /// Adds a block for each line of a text that has words.
    pub(crate) fn push(&mut self, kind: Kind, text: &str) {
        for line in text.lines() {
            let text = one_line(line);
            if !text.is_empty() {
                let text = if kind == Kind::Item && !has_mark(&text) { format!("- {text}") } else { text };
                self.blocks.push(Block { kind, text });
            }
        }
    }

    /// Adds a row of a table. A table that only places its texts on the page gives paragraphs.
    pub(crate) fn push_row(&mut self, cells: &[String]) {
        let places = |cell: &String| cell.chars().count() > LONG || cell.trim().lines().count() > LINES;
        let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        if filled <= 1 || cells.iter().any(places) {
            cells.iter().for_each(|cell| self.push(Kind::Paragraph, cell));
        } else {
            self.push(Kind::Row, &row(cells));
        }
    }
}

/// Characters in a cell that holds a text and not a value.
const LONG: usize = 400;

/// Lines in such a cell.
const LINES: usize = 6;

/// Cells in one line.
pub(crate) fn row(cells: &[String]) -> String {
    cells.iter().map(|cell| one_line(cell)).collect::<Vec<_>>().join(" | ")
}

/// A text in one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '\0').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')));
    }
    line.trim().to_owned()
}

/// Whether an item brings the mark of its list along.
fn has_mark(text: &str) -> bool {
    text.starts_with(['-', '–', '—', '•', '·', '*', '□', '○', '▲', '◦', '※', '(', '①', '②', '③', '④', '⑤'])
        || text.split_once(['.', ')']).is_some_and(|(mark, _)| {
            mark.len() <= 3 && !mark.is_empty() && mark.chars().all(|c| c.is_ascii_alphanumeric())
        })
}

/// Whether raised digits behind a text are the mark of a note, and no part of a unit or a power.
pub fn is_note_mark(before: &str, raised: &str) -> bool {
    let raised = raised.trim().trim_matches(['(', ')', '[', ']']);
    let digits = !raised.is_empty()
        && raised.chars().count() <= 3
        && raised.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | ','));
    if !digits {
        return false;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let unit =
        matches!(word, "m" | "km" | "cm" | "mm" | "CO" | "ft" | "10") && matches!(raised, "2" | "3" | "6" | "9" | "12");
    !unit
}
