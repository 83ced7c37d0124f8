//! A paper as Markdown.

use super::Handout;
use crate::sheet::escape;

impl Handout {
    /// The paper as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!("# {}\n\n{}\n", escape(&self.title), escape(&self.subtitle));
        for part in &self.parts {
            text.push_str(&format!("\n## {}\n\n", escape(&part.heading)));
            for item in &part.items {
                let lead = if item.lead.is_empty() { String::new() } else { format!("**{}** ", escape(&item.lead)) };
                text.push_str(format!("- {lead}{} {}", escape(&item.text), escape(&item.numbers())).trim_end());
                text.push('\n');
            }
        }
        if self.parts.is_empty() {
            text.push_str("\nNothing is on record by then.\n");
        }
        if !self.sources.is_empty() {
            text.push_str("\n## Sources and quotations\n\n");
        }
        for cited in &self.sources {
            text.push_str(&format!("{}. {}\n", cited.number, escape(&cited.line())));
            for quote in &cited.quotes {
                text.push_str(&format!("   - “{}”\n", escape(quote)));
            }
        }
        text
    }
}
