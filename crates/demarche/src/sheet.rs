//! Answers laid out to be read: sections of rows, on a terminal or as Markdown.
//!
//! On a terminal a section is a table where it fits, and else a short block for each row: what narrows a row down on one line,
//! its words below, and at the end where it comes from with the id to copy.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};

/// The width of what is written where no terminal says its own.
const WIDTH: usize = 100;

/// The widest line of words: longer ones are hard to read.
const WIDEST: usize = 110;

/// A page of sections.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// What it is.
    pub(crate) title: String,
    /// One line below the title.
    pub(crate) subtitle: String,
    /// Its sections; empty ones are left out.
    pub(crate) sections: Vec<Section>,
    /// What it says when it has no sections.
    pub(crate) empty: &'static str,
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Section {
    /// The heading; empty for none.
    pub(crate) heading: String,
    /// Names of the columns.
    pub(crate) columns: Vec<&'static str>,
    /// A cell for each column.
    pub(crate) rows: Vec<Vec<String>>,
    /// The rows as blocks, where something better is known than the cells one after the other.
    pub(crate) blocks: Vec<Block>,
    /// Certain columns were asked for.
    chosen: bool,
}

/// A row as a short block of lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// What narrows it down: status, date, kind.
    pub(crate) head: String,
    /// Its words.
    pub(crate) text: String,
    /// Its id, which is never broken, and where it comes from.
    pub(crate) foot: String,
}

/// What a column holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Id,
    Text,
    Source,
    Short,
}

fn role(column: &str) -> Role {
    match column {
        "fact" | "id" | "entity" | "document" => Role::Id,
        "source" | "sources" | "documents" => Role::Source,
        "who" | "what" | "title" | "text" | "words" | "answer" | "reports" | "instrument" | "person" | "office"
        | "name" | "conflicts" | "before" | "reason" | "form" | "note" | "facts" => Role::Text,
        _ => Role::Short,
    }
}

impl Sheet {
    /// Adds a section.
    pub(crate) fn section(&mut self, heading: &str, columns: &[&'static str], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            let (heading, columns) = (heading.to_owned(), columns.to_vec());
            self.sections.push(Section { heading, columns, rows, blocks: Vec::new(), chosen: false });
        }
    }

    /// Keeps the columns that are asked for, in the order asked for; sections that have none of them are left out.
    ///
    /// # Errors
    /// When no section has a column, with the columns there are.
    pub(crate) fn choose(&mut self, columns: &[String]) -> Result<(), String> {
        let known = |name: &str| self.sections.iter().any(|section| section.columns.contains(&name));
        if let Some(unknown) = columns.iter().find(|name| !known(name)).filter(|_| !self.sections.is_empty()) {
            let mut all: Vec<&str> = self.sections.iter().flat_map(|section| section.columns.clone()).collect();
            all.sort_unstable();
            all.dedup();
            return Err(format!("there is no column {unknown:?}; there are: {}", all.join(", ")));
        }
        for section in &mut self.sections {
            let places: Vec<usize> =
                columns.iter().filter_map(|name| section.columns.iter().position(|column| column == name)).collect();
            for row in &mut section.rows {
                *row = places.iter().map(|at| row[*at].clone()).collect();
            }
            section.columns = places.iter().map(|at| section.columns[*at]).collect();
            section.chosen = true;
        }
        self.sections.retain(|section| !section.columns.is_empty());
        Ok(())
    }

    /// Writes it for a terminal, as wide as that is.
    ///
    /// # Errors
    /// When the sink fails.
    pub(crate) fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = Table::new().width().map(usize::from).or(asked).unwrap_or(WIDTH);
        self.laid_out(out, width.max(40))
    }

    fn laid_out(&self, out: &mut impl Write, width: usize) -> io::Result<()> {
        let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
        for line in wrapped(&self.title, width) {
            writeln!(out, "{bold}{line}{bold:#}")?;
        }
        for line in wrapped(&self.subtitle, width) {
            writeln!(out, "{dim}{line}{dim:#}")?;
        }
        for section in &self.sections {
            writeln!(out)?;
            for line in wrapped(&section.heading, width) {
                writeln!(out, "{bold}{line}{bold:#}")?;
            }
            match section.chosen || section.blocks.is_empty() && section.natural_width() <= width {
                true => section.table(out, width)?,
                false => section.blocks(out, width)?,
            }
        }
        if self.sections.is_empty() {
            writeln!(out, "\n{}", self.empty)?;
        }
        Ok(())
    }

    /// Writes it as Markdown.
    ///
    /// # Errors
    /// When the sink fails.
    pub(crate) fn markdown(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "# {}", escape(&self.title))?;
        if !self.subtitle.is_empty() {
            writeln!(out, "\n{}", escape(&self.subtitle))?;
        }
        for section in &self.sections {
            if !section.heading.is_empty() {
                writeln!(out, "\n## {}", escape(&section.heading))?;
            }
            writeln!(out, "\n| {} |", section.columns.join(" | "))?;
            writeln!(out, "|{}", " --- |".repeat(section.columns.len()))?;
            for row in &section.rows {
                let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
        }
        if self.sections.is_empty() {
            writeln!(out, "\n{}", self.empty)?;
        }
        Ok(())
    }
}

impl Section {
    /// How wide a table without any line breaks would be.
    fn natural_width(&self) -> usize {
        let widest = |at: usize| {
            let cells = self.rows.iter().map(|row| row[at].chars().count());
            cells.chain([self.columns[at].len()]).max().unwrap_or(0)
        };
        (0..self.columns.len()).map(|at| widest(at) + 2).sum::<usize>() + 1
    }

    fn table(&self, out: &mut impl Write, width: usize) -> io::Result<()> {
        let dim = Style::new().dimmed();
        let mut table = Table::new();
        table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        table.set_header(self.columns.iter().map(|column| column.to_uppercase()).collect::<Vec<_>>());
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| clean(cell)).collect::<Vec<_>>());
        }
        // An id that is broken cannot be copied.
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| role(column) == Role::Id) {
            let longest = self.rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
            if longest.max(column.len()) < width / 2
                && let Some(column) = table.column_mut(at)
            {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for (at, line) in table.to_string().lines().enumerate() {
            match at {
                0 => writeln!(out, " {dim}{}{dim:#}", line.trim_end())?,
                _ => writeln!(out, " {}", line.trim_end())?,
            }
        }
        Ok(())
    }

    fn blocks(&self, out: &mut impl Write, width: usize) -> io::Result<()> {
        let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
        let made: Vec<Block>;
        let blocks = match self.blocks.is_empty() {
            true => {
                made = self.rows.iter().map(|row| self.block(row)).collect();
                &made
            }
            false => &self.blocks,
        };
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            for line in wrapped(&block.head, width.min(WIDEST) - 2) {
                writeln!(out, " {bold}{line}{bold:#}")?;
            }
            for line in wrapped(&block.text, width.min(WIDEST) - 4) {
                writeln!(out, "   {line}")?;
            }
            for line in wrapped(&block.foot, width.min(WIDEST) - 4) {
                writeln!(out, "   {dim}{line}{dim:#}")?;
            }
        }
        Ok(())
    }

    /// A block of the cells of a row.
    fn block(&self, row: &[String]) -> Block {
        let cells = |wanted: &[Role]| -> Vec<&str> {
            let cells = self
                .columns
                .iter()
                .zip(row)
                .filter(|(column, cell)| wanted.contains(&role(column)) && !cell.is_empty());
            cells.map(|(_, cell)| cell.as_str()).collect()
        };
        let who = self.columns.iter().position(|column| *column == "who").map_or("", |at| row[at].as_str());
        let mut words = cells(&[Role::Text]);
        let text = match who.is_empty() || words.len() < 2 {
            true => words.join(" — "),
            false => {
                words.retain(|word| *word != who);
                format!("{who}: {}", words.join(" — "))
            }
        };
        let mut foot = cells(&[Role::Id]);
        foot.extend(cells(&[Role::Source]));
        Block { head: cells(&[Role::Short]).join(" · "), text, foot: foot.join(" · ") }
    }
}

/// The lines of a text that is broken between words; a word longer than a line stays whole, so that it can be copied.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in clean(text).split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// One line without control characters: an announcement is not to speak to the terminal.
fn clean(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Characters that reorder the text around them.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

/// Text that Markdown prints as it is.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(clean("a\u{1b}[31m\u{202e}b\n c"), "a[31mb c");
        assert_eq!(escape("<script>|x|"), "\\<script\\>\\|x\\|");
        let mut sheet = Sheet { title: "T".to_owned(), empty: "Nothing.", ..Sheet::default() };
        let mut out = Vec::new();
        sheet.markdown(&mut out).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "# T\n\nNothing.\n");
        sheet.section("H", &["a", "b"], vec![vec!["1".to_owned(), "2|3".to_owned()]]);
        out.clear();
        sheet.markdown(&mut out).expect("written");
        assert_eq!(String::from_utf8_lossy(&out), "# T\n\n## H\n\n| a | b |\n| --- | --- |\n| 1 | 2\\|3 |\n");
    }

    #[test]
    fn rows_that_do_not_fit_are_blocks_and_ids_stay_whole() {
        let mut sheet = Sheet { title: "T".to_owned(), ..Sheet::default() };
        let cells = ["0123456789ab", "open", "the EU", &"wait until the rules are final ".repeat(4), "dev-1"];
        sheet.section("", &["fact", "status", "who", "what", "source"], vec![cells.map(str::to_owned).to_vec()]);
        let shown = |sheet: &Sheet, width: usize| {
            let mut out = anstream::StripStream::new(Vec::new());
            sheet.laid_out(&mut out, width).expect("written");
            String::from_utf8(out.into_inner()).expect("UTF-8")
        };
        let narrow = shown(&sheet, 80);
        assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
        assert!(
            narrow.contains("\n open\n   the EU: wait until") && narrow.contains("\n   0123456789ab · dev-1\n"),
            "{narrow}"
        );
        assert!(shown(&sheet, 200).contains("FACT"), "a table where it fits");
        assert!(sheet.choose(&["colour".to_owned()]).expect_err("unknown").contains("fact, source, status"));
        sheet.choose(&["what".to_owned(), "fact".to_owned()]).expect("known");
        let chosen = shown(&sheet, 60);
        assert!(chosen.contains("WHAT") && chosen.lines().any(|line| line.ends_with("0123456789ab")), "{chosen}");
    }
}
