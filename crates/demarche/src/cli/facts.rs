//! Facts as rows, the same in every table that programs load.

use jiff::civil::Date;
use register::{Snapshot, StoredFact};

/// The columns that every such table has, in order.
pub(super) const COLUMNS: [&str; 14] = [
    "fact",
    "document",
    "publisher",
    "published",
    "title",
    "kind",
    "term",
    "who",
    "what",
    "start",
    "end",
    "when",
    "confidence",
    "words",
];

/// A fact in the columns of [`COLUMNS`].
#[derive(Debug)]
pub(super) struct Row {
    /// The fact on one line.
    pub(super) line: views::Line,
    /// First day on which it holds, is due or happens.
    pub(super) start: Option<Date>,
    /// Last day.
    pub(super) end: Option<Date>,
    /// The words that say when.
    pub(super) when: String,
}

/// The rows of a document.
///
/// # Errors
/// When the database fails or a fact is damaged.
pub(super) fn rows(snapshot: Snapshot<'_>, document: &str) -> Result<Vec<Row>, register::Error> {
    let row = |fact: StoredFact| {
        let line = views::line(&fact);
        let when = line.when.clone().unwrap_or_default();
        Row { line, start: when.start, end: when.end, when: when.text }
    };
    Ok(snapshot.facts_of(document)?.into_iter().map(row).collect())
}

impl Row {
    /// The fields of [`COLUMNS`] as text; lists are joined, and a date that is not known is empty.
    pub(super) fn fields(&self) -> [String; 14] {
        let line = &self.line;
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            line.fact.clone(),
            line.source.document.clone(),
            line.source.publisher.clone(),
            day(line.source.published),
            line.source.title.clone(),
            line.kind.clone(),
            line.term.clone(),
            line.who.join("; "),
            line.what.clone(),
            day(self.start),
            day(self.end),
            self.when.clone(),
            format!("{:.2}", line.confidence),
            line.source.words.join(" … "),
        ]
    }
}
