//! Everything taken from one document, and its public form.

use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, EvidenceError, Field, Span};
use crate::{Actor, Diagnostic, Document, Fact, Instrument};

/// Everything taken from one document. Spans are bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The announcement.
    pub document: Document,
    /// Who acts or speaks in it.
    pub actors: Vec<Actor>,
    /// The instruments it names.
    pub instruments: Vec<Instrument>,
    /// What it states, in text order.
    pub facts: Vec<Fact>,
    /// What there is to know beside the facts.
    pub diagnostics: Vec<Diagnostic>,
}

/// A [`Record`] in the form of the JSON contract: spans are Unicode code points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(title = "Demarche record")]
pub struct PublicRecord {
    document: Document,
    #[serde(default)]
    actors: Vec<Actor>,
    #[serde(default)]
    instruments: Vec<Instrument>,
    #[serde(default)]
    facts: Vec<Fact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
}

/// A public record that does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("document {document:?}, fact {fact}: {source}")]
pub struct PublicRecordError {
    /// Id of the document.
    pub document: String,
    /// Position of the fact, from 0.
    pub fact: usize,
    /// What is wrong with its evidence.
    pub source: EvidenceError,
}

/// Converts positions of a text between bytes and code points; ASCII texts need no table.
#[derive(Debug, Clone)]
pub struct Positions {
    /// Byte offset of every code point and of the end, or nothing for an ASCII text.
    bytes: Option<Vec<u32>>,
    len: u32,
}

impl Positions {
    /// The positions of a text.
    pub fn of(text: &str) -> Self {
        let bytes = (!text.is_ascii())
            .then(|| text.char_indices().map(|(at, _)| at as u32).chain(std::iter::once(text.len() as u32)).collect());
        Self { bytes, len: text.len() as u32 }
    }

    /// The code point at a byte; a byte inside of a character gives the next one.
    pub fn code_point(&self, byte: u32) -> u32 {
        self.bytes.as_ref().map_or(byte, |bytes| bytes.partition_point(|&at| at < byte) as u32)
    }

    /// The byte at which a code point starts; nothing beyond the end.
    pub fn byte(&self, code_point: u32) -> Option<u32> {
        match &self.bytes {
            None => (code_point <= self.len).then_some(code_point),
            Some(bytes) => bytes.get(code_point as usize).copied(),
        }
    }
}

impl Record {
    /// The public form: the one place where bytes become code points.
    pub fn to_public(&self) -> PublicRecord {
        let title = Positions::of(&self.document.title);
        let body = Positions::of(&self.document.body);
        let mut facts = self.facts.clone();
        for evidence in facts.iter_mut().flat_map(|fact| fact.evidence.iter_mut()) {
            let positions = if evidence.field == Field::Title { &title } else { &body };
            evidence.span =
                Span { start: positions.code_point(evidence.span.start), end: positions.code_point(evidence.span.end) };
        }
        PublicRecord {
            document: self.document.clone(),
            actors: self.actors.clone(),
            instruments: self.instruments.clone(),
            facts,
            diagnostics: self.diagnostics.clone(),
        }
    }
}

impl TryFrom<PublicRecord> for Record {
    type Error = PublicRecordError;

    /// Turns code points back into bytes, and checks every slice against the text.
    fn try_from(public: PublicRecord) -> Result<Self, Self::Error> {
        let PublicRecord { document, actors, instruments, mut facts, diagnostics } = public;
        let title = Positions::of(&document.title);
        let body = Positions::of(&document.body);
        for (index, fact) in facts.iter_mut().enumerate() {
            let fail = |source| PublicRecordError { document: document.id.0.clone(), fact: index, source };
            for evidence in &mut fact.evidence {
                let positions = if evidence.field == Field::Title { &title } else { &body };
                let Span { start, end } = evidence.span;
                let no_text = || EvidenceError::NoText { field: evidence.field, start, end };
                let span = Span {
                    start: positions.byte(start).ok_or_else(no_text).map_err(fail)?,
                    end: positions.byte(end).ok_or_else(no_text).map_err(fail)?,
                };
                *evidence = Evidence { span, ..evidence.clone() };
                evidence.verify(&document).map_err(fail)?;
            }
        }
        Ok(Self { document, actors, instruments, facts, diagnostics })
    }
}

/// The published JSON Schema of [`PublicRecord`].
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(PublicRecord).to_value()
}
