//! Answers laid out to be read: sections of rows, on a terminal or as Markdown.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{ContentArrangement, Table};

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
    pub(crate) columns: &'static [&'static str],
    /// A cell for each column.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Adds a section.
    pub(crate) fn section(&mut self, heading: &str, columns: &'static [&'static str], rows: Vec<Vec<String>>) {
        if !rows.is_empty() {
            self.sections.push(Section { heading: heading.to_owned(), columns, rows });
        }
    }

    /// Writes it for a terminal.
    ///
    /// # Errors
    /// When the sink fails.
    pub(crate) fn table(&self, out: &mut impl Write) -> io::Result<()> {
        let (bold, dim) = (Style::new().bold(), Style::new().dimmed());
        writeln!(out, "{bold}{}{bold:#}", clean(&self.title))?;
        if !self.subtitle.is_empty() {
            writeln!(out, "{dim}{}{dim:#}", clean(&self.subtitle))?;
        }
        for section in &self.sections {
            writeln!(out)?;
            if !section.heading.is_empty() {
                writeln!(out, "{bold}{}{bold:#}", clean(&section.heading))?;
            }
            let mut table = Table::new();
            table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
            if table.width().is_none() {
                table.set_width(140);
            }
            table.set_header(section.columns.iter().map(|column| column.to_uppercase()).collect::<Vec<_>>());
            for row in &section.rows {
                table.add_row(row.iter().map(|cell| clean(cell)).collect::<Vec<_>>());
            }
            for (at, line) in table.to_string().lines().enumerate() {
                match at {
                    0 => writeln!(out, " {dim}{}{dim:#}", line.trim_end())?,
                    _ => writeln!(out, " {}", line.trim_end())?,
                }
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
fn escape(text: &str) -> String {
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
}
