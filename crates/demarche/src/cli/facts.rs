//! Facts as rows, the same in every table that programs load: comma-separated values, Parquet.

use jiff::civil::Date;
use record::Positions;
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

/// A fact in the columns of [`COLUMNS`], with where its words are.
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
    /// Its evidence, the principal slice first.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "other tables have no positions"))]
    pub(super) evidence: Vec<Slice>,
}

/// Where words of the evidence are.
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "other tables have no positions"))]
#[derive(Debug)]
pub(super) struct Slice {
    /// `title` or `body`.
    pub(super) field: &'static str,
    /// First code point.
    pub(super) start: u32,
    /// One past the last code point.
    pub(super) end: u32,
    /// The words.
    pub(super) exact: String,
}

/// The rows of a document.
///
/// # Errors
/// When the database fails or a fact is damaged.
pub(super) fn rows(snapshot: Snapshot<'_>, document: &str) -> Result<Vec<Row>, register::Error> {
    let text = snapshot.document(document)?.document;
    let (title, body) = (Positions::of(&text.title), Positions::of(&text.body));
    let row = |fact: StoredFact| {
        let line = views::line(&fact);
        let when = line.when.clone().unwrap_or_default();
        let slice = |evidence: &record::Evidence| {
            let (field, positions) = match evidence.field() {
                record::Field::Title => ("title", &title),
                record::Field::Body => ("body", &body),
            };
            let span = evidence.span();
            Slice {
                field,
                start: positions.code_point(span.start),
                end: positions.code_point(span.end),
                exact: evidence.exact().to_owned(),
            }
        };
        let evidence = fact.fact.evidence().iter().map(slice).collect();
        Row { line, start: when.start, end: when.end, when: when.text, evidence }
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
