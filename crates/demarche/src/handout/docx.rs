//! A paper as a Word document: headings, lists, numbered sources on a page of their own, page numbers.

use anyhow::{Context, Result};
use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, PageMargin, PageNum, Paragraph, Run, RunFonts, Style, StyleType,
};

use super::Handout;

/// Sizes of letters, in half points.
const TEXT: usize = 20;
const SMALL: usize = 17;

/// Twentieths of a point that a line of a list is set in.
const INDENT: i32 = 284;

impl Handout {
    /// The bytes of the document. The same paper gives the same words; nothing in it asks the clock.
    ///
    /// # Errors
    /// When the document cannot be packed.
    pub(crate) fn docx(&self) -> Result<Vec<u8>> {
        let heading =
            |name: &str, id: &str, size: usize| Style::new(id, StyleType::Paragraph).name(name).size(size).bold();
        let mut document = Docx::new()
            .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri").cs("Calibri").east_asia("Malgun Gothic"))
            .default_size(TEXT)
            .add_style(heading("heading 1", "Heading1", 32))
            .add_style(heading("heading 2", "Heading2", 24))
            .page_margin(PageMargin::new().top(1020).bottom(1020).left(1130).right(1130))
            .footer(
                Footer::new().add_paragraph(Paragraph::new().align(AlignmentType::Right).add_page_num(PageNum::new())),
            )
            .add_paragraph(Paragraph::new().style("Heading1").add_run(words(&self.title)))
            .add_paragraph(Paragraph::new().add_run(words(&self.subtitle).color("555555")));
        for part in &self.parts {
            document = document
                .add_paragraph(Paragraph::new().style("Heading2").keep_next(true).add_run(words(&part.heading)));
            for item in &part.items {
                let mut line = Paragraph::new()
                    .indent(Some(INDENT), Some(docx_rs::SpecialIndentType::Hanging(INDENT)), None, None)
                    .add_run(words("•  "));
                if !item.lead.is_empty() {
                    line = line.add_run(words(&format!("{} ", item.lead)).bold());
                }
                line = line.add_run(words(&item.text));
                if !item.sources.is_empty() {
                    line = line.add_run(words(&format!(" {}", item.numbers())).size(SMALL).color("555555"));
                }
                document = document.add_paragraph(line);
            }
        }
        if self.parts.is_empty() {
            document = document.add_paragraph(Paragraph::new().add_run(words("Nothing is on record by then.")));
        }
        if !self.sources.is_empty() {
            document = document
                .add_paragraph(Paragraph::new().add_run(Run::new().add_break(BreakType::Page)))
                .add_paragraph(Paragraph::new().style("Heading2").add_run(words("Sources and quotations")));
        }
        for cited in &self.sources {
            let line = format!("{}.  {}", cited.number, cited.line());
            document = document.add_paragraph(Paragraph::new().add_run(words(&line).size(SMALL)));
            for quote in &cited.quotes {
                let quote = Paragraph::new()
                    .indent(Some(2 * INDENT), None, None, None)
                    .add_run(words(&format!("“{quote}”")).size(SMALL).italic());
                document = document.add_paragraph(quote);
            }
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        document.build().pack(&mut bytes).context("the document cannot be packed")?;
        Ok(bytes.into_inner())
    }
}

/// Text without the characters that XML cannot hold.
fn words(text: &str) -> Run {
    Run::new().add_text(text.chars().filter(|c| !c.is_control()).collect::<String>())
}
