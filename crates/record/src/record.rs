//! Everything taken from one document.

use std::ops::Deref;

use crate::contract::{self, Listed};
use crate::{Actor, Diagnostic, Document, DocumentId, Fact, Instrument, Violation};

/// The parts of a record before anybody has looked whether they belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The announcement.
    pub document: Document,
    /// Who acts or speaks in it.
    pub actors: Vec<Actor>,
    /// The instruments it names.
    pub instruments: Vec<Instrument>,
    /// What it states, in text order. Spans are bytes.
    pub facts: Vec<Fact>,
    /// What there is to know beside the facts.
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything taken from one document. Spans are bytes.
///
/// Its parts are read like fields and never change: every slice of evidence equals the text of the document, and every name
/// that a fact uses is listed. [`Record::into_draft`] gives the parts back for making another record of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(Draft);

/// Parts that make no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("document {document:?}: {}", contract::joined(.violations))]
pub struct RecordError {
    /// Id of the document, as far as it has one.
    pub document: String,
    /// All that is wrong; never empty.
    pub violations: Vec<Violation>,
}

impl Record {
    /// The record of these parts.
    ///
    /// # Errors
    /// When they break the contract.
    pub fn new(draft: Draft) -> Result<Self, RecordError> {
        let violations = contract::violations(&draft);
        if violations.is_empty() {
            Ok(Self(draft))
        } else {
            Err(RecordError { document: draft.document.id.0, violations })
        }
    }

    /// The record of these parts without the facts that break the contract, and what breaks it. What is wrong with
    /// an actor or an instrument is reported, too; facts stand without it.
    pub fn sift(mut draft: Draft) -> (Self, Vec<Violation>) {
        let violations = contract::violations(&draft);
        if !violations.is_empty() {
            let broken: Vec<usize> = violations.iter().filter_map(Violation::fact).collect();
            let mut position = 0;
            draft.facts.retain(|_| {
                position += 1;
                !broken.contains(&(position - 1))
            });
        }
        (Self(draft), violations)
    }

    /// Its parts.
    pub fn into_draft(self) -> Draft {
        self.0
    }

    /// The same record of a document with another id.
    #[must_use]
    pub fn with_id(mut self, id: DocumentId) -> Self {
        self.0.document.id = id;
        self
    }

    /// The names that its facts may use.
    pub fn listed(&self) -> Listed<'_> {
        Listed::of(&self.0.actors, &self.0.instruments)
    }
}

impl Deref for Record {
    type Target = Draft;

    fn deref(&self) -> &Draft {
        &self.0
    }
}
