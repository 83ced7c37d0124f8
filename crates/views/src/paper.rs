//! A document with its evidence marked in place, and how its revisions differ.

use std::ops::Range;
use std::time::Duration;

use record::{Date, Diagnostic, Document, Field, Span};
use register::{DocumentFilter, Revision, Snapshot, Status, StoredFact};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::{Error, Line, Source, line};

/// How long two revisions are compared before what is left is taken for changed.
const PATIENCE: Duration = Duration::from_millis(300);

/// A document as it is looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// Its words.
    pub document: Document,
    /// Number of the revision, from 1.
    pub revision: u32,
    /// All revisions that the record had, the first one first.
    pub revisions: Vec<Revision>,
    /// Id of the happening that it tells.
    pub happening: Option<String>,
    /// Other documents that tell the same happening.
    pub accounts: Vec<Source>,
    /// Its headline, cut where evidence begins and ends.
    pub title: Vec<Stretch>,
    /// Its text, line by line, cut where evidence begins and ends.
    pub lines: Vec<Vec<Stretch>>,
    /// What was read in it, in the order of the text.
    pub facts: Vec<Noted>,
    /// What the reader had to say beside the facts.
    pub diagnostics: Vec<Diagnostic>,
}

/// A stretch of text that the same facts stand on throughout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The words.
    pub text: String,
    /// The facts, by their place in the list.
    pub facts: Vec<usize>,
    /// Those of them whose principal evidence begins here.
    pub begins: Vec<usize>,
}

/// A fact beside its words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noted {
    /// The fact in short.
    pub line: Line,
    /// The rule that read it, or `review`.
    pub rule: String,
    /// Where it stands, for entries of the ledger.
    pub status: Option<Status>,
    /// Facts of other documents, or elsewhere in this one, that bear on it.
    pub links: Vec<Tie>,
}

/// What another fact does to a fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tie {
    /// `fulfils`, `supersedes` …, as said of the later fact.
    pub kind: String,
    /// The other fact is the later one, which does this to it.
    pub later: bool,
    /// Id of the other fact.
    pub fact: String,
    /// The day from which it tells.
    pub day: Date,
    /// Where it comes from.
    pub source: Source,
}

/// A document with its evidence marked.
///
/// # Errors
/// When there is none, or the database fails.
pub fn paper(snapshot: Snapshot<'_>, id: &str) -> Result<Paper, Error> {
    let stored = snapshot.document(id)?;
    let facts = snapshot.facts_of(id)?;
    let mut accounts = Vec::new();
    if let Some(happening) = &stored.happening {
        for telling in snapshot.tellings(happening)? {
            let other = telling.document != id && accounts.iter().all(|one: &Source| one.document != telling.document);
            // Who merely mentions the happening gives no account of it.
            if other && snapshot.document(&telling.document)?.happening.as_ref() == Some(happening) {
                accounts.push(Source::of(&telling));
            }
        }
    }
    let document = stored.document;
    let spans = |field| spans(&facts, field);
    let title = stretches(&document.title, 0..document.title.len(), &spans(Field::Title));
    let marks = spans(Field::Body);
    let lines = lines(&document.body).map(|range| stretches(&document.body, range, &marks)).collect();
    let standings = snapshot.standings_of(id)?;
    let noted = facts
        .iter()
        .map(|fact| {
            let status = standings.iter().find(|(known, _)| *known == fact.id).map(|(_, status)| *status);
            Ok(Noted { line: line(fact), rule: fact.fact.rule().to_owned(), status, links: ties(snapshot, fact)? })
        })
        .collect::<Result<_, Error>>()?;
    Ok(Paper {
        revision: stored.revision,
        revisions: snapshot.revisions(id)?,
        happening: stored.happening,
        accounts,
        title,
        lines,
        facts: noted,
        diagnostics: stored.diagnostics,
        document,
    })
}

/// The links of a fact, seen from it.
fn ties(snapshot: Snapshot<'_>, fact: &StoredFact) -> Result<Vec<Tie>, Error> {
    let tie = |link: register::StoredLink| {
        let later = link.earlier.id == fact.id;
        let other = if later { &link.later } else { &link.earlier };
        Tie { kind: link.kind, later, fact: other.id.clone(), day: link.day, source: Source::of(other) }
    };
    Ok(snapshot.links(fact)?.into_iter().map(tie).collect())
}

/// The words that a fact stands on, with the text around them.
///
/// # Errors
/// When its document is not there, or the database fails.
pub fn context(snapshot: Snapshot<'_>, fact: &StoredFact) -> Result<Vec<Stretch>, Error> {
    let document = snapshot.document(&fact.document)?.document;
    let facts = std::slice::from_ref(fact);
    let field = fact.fact.evidence().first().map_or(Field::Body, |evidence| evidence.field());
    let marks = spans(facts, field);
    let text = document.text(field);
    let range = around(text, &marks);
    Ok(stretches(text, range, &marks))
}

/// Bytes of text shown on either side of the evidence.
const AROUND: usize = 320;

/// The evidence with the rest of its lines, as far as these are near.
fn around(text: &str, marks: &[Mark]) -> Range<usize> {
    let start = marks.iter().map(|mark| mark.span.start as usize).min().unwrap_or(0);
    let end = marks.iter().map(|mark| mark.span.end as usize).max().unwrap_or(text.len());
    let mut from = start.saturating_sub(AROUND);
    let mut to = (end + AROUND).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    // Words are not cut, nor is anything of another paragraph shown.
    from = match text[from..start].rfind('\n') {
        Some(at) => from + at + 1,
        None if from == 0 => 0,
        None => text[from..start].find(' ').map_or(from, |at| from + at + 1),
    };
    to = match text[end..to].find('\n') {
        Some(at) => end + at,
        None if to == text.len() => to,
        None => text[end..to].rfind(' ').map_or(to, |at| end + at),
    };
    from..to
}

/// A piece of evidence: where it is, which fact stands on it, and whether it is the principal one.
struct Mark {
    span: Span,
    fact: usize,
    principal: bool,
}

fn spans(facts: &[StoredFact], field: Field) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        for (place, evidence) in fact.fact.evidence().iter().enumerate() {
            if evidence.field() == field {
                marks.push(Mark { span: evidence.span(), fact: index, principal: place == 0 });
            }
        }
    }
    marks
}

/// The lines of a text that hold anything, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = text.as_ptr() as usize;
    text.split('\n').filter(|line| !line.trim().is_empty()).map(move |line| {
        let from = line.as_ptr() as usize - start;
        from..from + line.len()
    })
}

/// A part of a text, cut wherever a piece of evidence begins or ends: pieces overlap.
fn stretches(text: &str, part: Range<usize>, marks: &[Mark]) -> Vec<Stretch> {
    let here: Vec<(Range<usize>, &Mark)> = marks
        .iter()
        .map(|mark| (mark.span.range(), mark))
        .filter(|(span, _)| span.start < part.end && span.end > part.start)
        .collect();
    let mut cuts: Vec<usize> = here
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .filter(|cut| part.contains(cut))
        .chain([part.start, part.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut stretches = Vec::with_capacity(cuts.len());
    for pair in cuts.windows(2) {
        let words = text.get(pair[0]..pair[1]).unwrap_or_default();
        let over = |(span, _): &&(Range<usize>, &Mark)| span.start <= pair[0] && span.end >= pair[1];
        let mut facts: Vec<usize> = here.iter().filter(over).map(|(_, mark)| mark.fact).collect();
        facts.dedup();
        let begin = |(span, mark): &&(Range<usize>, &Mark)| mark.principal && span.start == pair[0];
        let begins = here.iter().filter(over).filter(begin).map(|(_, mark)| mark.fact).collect();
        stretches.push(Stretch { text: words.to_owned(), facts, begins });
    }
    stretches
}

/// What of a document changed from one revision to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The document as it is now.
    pub document: Document,
    /// All revisions.
    pub revisions: Vec<Revision>,
    /// The one.
    pub from: u32,
    /// The other.
    pub to: u32,
    /// The headline.
    pub title: Vec<Piece>,
    /// The text.
    pub body: Vec<Piece>,
}

/// Words that both revisions have, or one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Who has them.
    pub side: Side,
    /// The words.
    pub text: String,
}

/// Which revision has a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Both.
    Both,
    /// The earlier only.
    Before,
    /// The later only.
    After,
}

/// Compares two revisions of a document, word by word.
///
/// # Errors
/// When there is no such document or revision, or the database fails.
pub fn difference(snapshot: Snapshot<'_>, id: &str, from: u32, to: u32) -> Result<Difference, Error> {
    let (before, after) = (snapshot.revision(id, from)?, snapshot.revision(id, to)?);
    Ok(Difference {
        revisions: snapshot.revisions(id)?,
        from,
        to,
        title: pieces(&before.title, &after.title),
        body: pieces(&before.body, &after.body),
        document: after,
    })
}

fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_words(before, after);
    let mut pieces: Vec<Piece> = Vec::new();
    for change in diff.iter_all_changes() {
        let side = match change.tag() {
            ChangeTag::Equal => Side::Both,
            ChangeTag::Delete => Side::Before,
            ChangeTag::Insert => Side::After,
        };
        match pieces.last_mut() {
            Some(last) if last.side == side => last.text.push_str(change.value()),
            _ => pieces.push(Piece { side, text: change.value().to_owned() }),
        }
    }
    pieces
}

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Listed {
    /// Its id.
    pub document: String,
    /// Its title.
    pub title: String,
    /// Who published it; empty where unknown.
    pub publisher: String,
    /// When.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub published: Option<Date>,
    /// How many facts were read in it.
    pub facts: u64,
    /// Number of its revision.
    pub revision: u32,
}

/// A page of a list of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// The documents, the latest first; where words are looked for, the best first.
    pub documents: Vec<Listed>,
    /// Where the next page begins; nothing on the last.
    pub next: Option<String>,
}

/// How many documents a search for words gives at most.
const FOUND: usize = 400;

/// Documents with words, of a publisher, or all; `after` is where the page before ended.
///
/// # Errors
/// When the database fails.
pub fn documents(
    snapshot: Snapshot<'_>,
    words: Option<&str>,
    publisher: Option<&str>,
    after: Option<&str>,
    limit: usize,
) -> Result<Documents, Error> {
    if let Some(words) = words {
        let offset: usize = after.and_then(|after| after.parse().ok()).unwrap_or(0);
        let found = snapshot.search(words, FOUND)?;
        let mut rows = Vec::new();
        let mut next = None;
        for (place, id) in found.iter().enumerate().skip(offset) {
            if rows.len() == limit {
                next = Some(place.to_string());
                break;
            }
            rows.extend(snapshot.listed(id)?.filter(|row| publisher.is_none_or(|asked| row.is_by(asked))));
        }
        return Ok(Documents { documents: rows.into_iter().map(Listed::of).collect(), next });
    }
    let filter = DocumentFilter { publisher, after, limit: limit + 1 };
    let mut rows = snapshot.documents(&filter)?;
    let next = (rows.len() > limit).then(|| rows[limit - 1].place());
    rows.truncate(limit);
    Ok(Documents { documents: rows.into_iter().map(Listed::of).collect(), next })
}

impl Listed {
    fn of(row: register::ListedDocument) -> Self {
        Self {
            document: row.id,
            title: row.title,
            publisher: row.publisher,
            published: row.published,
            facts: row.facts,
            revision: row.revision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(span: Range<usize>, fact: usize, principal: bool) -> Mark {
        Mark { span: span.into(), fact, principal }
    }

    #[test]
    fn overlapping_evidence_is_cut_at_every_end() {
        let text = "Korea asked the EU to keep the quota.";
        let marks = [mark(0..18, 0, true), mark(12..36, 1, true), mark(12..18, 2, false)];
        let cut = stretches(text, 0..text.len(), &marks);
        let shown: Vec<(&str, &[usize], &[usize])> =
            cut.iter().map(|one| (one.text.as_str(), &one.facts[..], &one.begins[..])).collect();
        assert_eq!(
            shown,
            [
                ("Korea asked ", &[0][..], &[0][..]),
                ("the EU", &[0, 1, 2][..], &[1][..]),
                (" to keep the quota", &[1][..], &[][..]),
                (".", &[][..], &[][..]),
            ]
        );
        assert_eq!(cut.iter().map(|one| one.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn evidence_over_two_lines_is_marked_in_both_and_begins_once() {
        let text = "One\n\nTwo three";
        let marks = [mark(0..8, 0, true)];
        let cut: Vec<Vec<Stretch>> = lines(text).map(|line| stretches(text, line, &marks)).collect();
        assert_eq!(cut.len(), 2);
        assert_eq!((cut[0][0].text.as_str(), &cut[0][0].begins[..]), ("One", &[0][..]));
        assert_eq!((cut[1][0].text.as_str(), &cut[1][0].facts[..]), ("Two", &[0][..]));
        assert!(cut[1][0].begins.is_empty(), "an id stands on a page once");
    }

    #[test]
    fn revisions_differ_in_their_words() {
        let pieces = pieces("Minister Ahn met Šefčovič.", "Minister Kim met Šefčovič.");
        let text = |side| pieces.iter().filter(|p| p.side == side).map(|p| p.text.as_str()).collect::<String>();
        assert_eq!((text(Side::Before), text(Side::After)), ("Ahn".to_owned(), "Kim".to_owned()));
        assert_eq!(text(Side::Both), "Minister  met Šefčovič.");
    }

    #[test]
    fn context_ends_at_words_and_lines() {
        let text = format!("First line.\n{}the evidence{}\nLast line.", "word ".repeat(200), " word".repeat(200));
        let at = text.find("the evidence").expect("it is there");
        let range = around(&text, &[mark(at..at + 12, 0, true)]);
        let shown = &text[range];
        assert!(shown.starts_with("word ") && shown.ends_with("word") && !shown.contains('\n'), "{shown}");
        assert_eq!(around("short", &[mark(0..5, 0, true)]), 0..5);
    }
}
