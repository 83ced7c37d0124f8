//! Papers to be handed over: a brief on a counterpart, on an instrument, or for a session. Every line is a sentence with the
//! numbers of its sources; the sources stand at the end with the words that are quoted from them.
//!
//! The content is made once and written as Markdown, as a page, or as a Word document.

mod brief;
mod docx;
mod html;
mod instrument;
mod markdown;
mod session;

use views::Source;

pub(crate) use brief::of_brief;
pub(crate) use instrument::of_instrument;
pub(crate) use session::of_session;

use crate::wording;

/// A paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Handout {
    /// What it is about.
    pub(crate) title: String,
    /// From whose side, as of which day.
    pub(crate) subtitle: String,
    /// Its parts, in the order of reading; empty ones are left out.
    pub(crate) parts: Vec<Part>,
    /// What its numbers stand for, from 1 on.
    pub(crate) sources: Vec<Cited>,
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// The heading.
    pub(crate) heading: String,
    /// Its lines.
    pub(crate) items: Vec<Item>,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Item {
    /// What narrows it down: a status, a date; empty for nothing.
    pub(crate) lead: String,
    /// A sentence.
    pub(crate) text: String,
    /// The fact it is made from, to link to; empty where there is none.
    pub(crate) fact: String,
    /// Numbers of its sources.
    pub(crate) sources: Vec<usize>,
}

/// A source with its number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cited {
    /// Its number.
    pub(crate) number: usize,
    /// Id of the document.
    pub(crate) document: String,
    /// Publisher and day.
    pub(crate) origin: String,
    /// Its title.
    pub(crate) title: String,
    /// The words that lines rest on, each once.
    pub(crate) quotes: Vec<String>,
}

impl Handout {
    /// Adds a part, unless it has no lines.
    fn part(&mut self, heading: impl Into<String>, items: Vec<Item>) {
        if !items.is_empty() {
            self.parts.push(Part { heading: heading.into(), items });
        }
    }

    /// The number of a source; its words are added to those that are quoted.
    fn cite(&mut self, source: &Source) -> usize {
        let at = match self.sources.iter().position(|cited| cited.document == source.document) {
            Some(at) => at,
            None => {
                self.sources.push(Cited {
                    number: self.sources.len() + 1,
                    document: source.document.clone(),
                    origin: wording::source(source),
                    title: source.title.clone(),
                    quotes: Vec::new(),
                });
                self.sources.len() - 1
            }
        };
        if let Some(words) = source.words.first() {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() && !self.sources[at].quotes.contains(&words) {
                self.sources[at].quotes.push(words);
            }
        }
        at + 1
    }

    /// A line with its sources.
    fn item(&mut self, lead: impl Into<String>, text: String, fact: &str, sources: &[&Source]) -> Item {
        let mut numbers: Vec<usize> = sources.iter().map(|source| self.cite(source)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        Item { lead: lead.into(), text, fact: fact.to_owned(), sources: numbers }
    }
}

impl Item {
    /// "[1, 3]"; empty without sources.
    pub(crate) fn numbers(&self) -> String {
        let numbers: Vec<String> = self.sources.iter().map(ToString::to_string).collect();
        if numbers.is_empty() { String::new() } else { format!("[{}]", numbers.join(", ")) }
    }
}

impl Cited {
    /// Publisher, day and title on one line.
    pub(crate) fn line(&self) -> String {
        match self.title.is_empty() || self.origin.starts_with('“') {
            true => format!("{} ({})", self.origin, self.document),
            false => format!("{}: “{}” ({})", self.origin, self.title, self.document),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(document: &str, words: &str) -> Source {
        Source {
            document: document.to_owned(),
            title: "Talks open".to_owned(),
            publisher: "Ministry of Trade (MOT), Chile".to_owned(),
            published: Some("2025-12-10".parse().expect("a date")),
            words: vec![words.to_owned()],
        }
    }

    /// A paper with all that can be in one.
    fn paper() -> Handout {
        let mut paper =
            Handout { title: "Brief: the EU <b>".to_owned(), subtitle: "For Chile".to_owned(), ..Handout::default() };
        let (one, two) = (source("d-1", "asked the EU to wait"), source("d-2", "“will\n wait” & see"));
        let first = paper.item("open", "Chile asked the EU to wait.".to_owned(), "f1", &[&one]);
        let second = paper.item("", "The EU will wait.".to_owned(), "f2", &[&two, &one]);
        paper.part("They asked", vec![first, second]);
        paper.part("Nothing", Vec::new());
        paper
    }

    #[test]
    fn sources_are_numbered_once_with_their_quotations() {
        let paper = paper();
        assert_eq!(paper.parts.len(), 1);
        let numbers: Vec<String> = paper.parts[0].items.iter().map(Item::numbers).collect();
        assert_eq!(numbers, ["[1]", "[1, 2]"]);
        assert_eq!(paper.sources[1].quotes, ["“will wait” & see"]);
        assert_eq!(paper.sources[0].line(), "MOT, 10 December 2025: “Talks open” (d-1)");
    }

    #[test]
    fn a_paper_is_written_in_three_formats() {
        let paper = paper();
        let markdown = paper.markdown();
        assert!(markdown.starts_with("# Brief: the EU \\<b\\>\n\nFor Chile\n\n## They asked\n"), "{markdown}");
        assert!(markdown.contains("- **open** Chile asked the EU to wait. \\[1\\]\n"), "{markdown}");
        let page = paper.html();
        assert!(page.contains("<h1>Brief: the EU &#60;b&#62;</h1>") && !page.contains("<b>\""), "{page}");
        let file = paper.docx().expect("a document");
        assert!(file.starts_with(b"PK"), "a zip archive");
    }
}
