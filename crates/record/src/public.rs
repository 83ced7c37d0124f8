//! The JSON form of a record: spans are Unicode code points here, and bytes everywhere else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::{self, Flaw, Violation};
use crate::listing;
use crate::record::Draft;
use crate::{
    Actor, Confidence, Diagnostic, Document, Event, Evidence, EvidenceError, Fact, FactBody, Field, Figure, Instrument,
    Record, RecordError, Role, Span, Stage, Statement,
};

/// A [`Record`] in the form of the JSON contract: spans are Unicode code points. It is what was written down, and says
/// nothing about whether it holds: [`Record`] is made of it by `try_from`, which looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(
    title = "Demarche record",
    description = "Everything taken from one document; positions count Unicode code points."
)]
pub struct PublicRecord {
    document: Document,
    #[serde(default)]
    actors: Vec<Actor>,
    #[serde(default)]
    instruments: Vec<Instrument>,
    #[serde(default)]
    facts: Vec<WrittenFact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    diagnostics: Vec<Diagnostic>,
}

/// Something an announcement states, with the words it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Fact")]
struct WrittenFact {
    #[serde(flatten)]
    body: FactBody,
    /// The words it came from, the principal slice first.
    #[schemars(length(min = 1))]
    evidence: Vec<WrittenEvidence>,
    /// The rule that read it; `review` for what a reviewer decided.
    rule: String,
    confidence: Confidence,
}

/// A verbatim slice of the document (W3C Web Annotation: a TextPositionSelector with its TextQuoteSelector's `exact`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Evidence")]
struct WrittenEvidence {
    field: Field,
    /// First position.
    start: u32,
    /// One past the last position.
    end: u32,
    /// The words, as they are stored.
    exact: String,
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

/// The positions of both texts of a document.
struct Texts<'a> {
    document: &'a Document,
    title: Positions,
    body: Positions,
}

impl<'a> Texts<'a> {
    fn of(document: &'a Document) -> Self {
        Self { document, title: Positions::of(&document.title), body: Positions::of(&document.body) }
    }

    fn positions(&self, field: Field) -> &Positions {
        match field {
            Field::Title => &self.title,
            Field::Body => &self.body,
        }
    }

    fn write(&self, evidence: &Evidence) -> WrittenEvidence {
        let (positions, span) = (self.positions(evidence.field()), evidence.span());
        WrittenEvidence {
            field: evidence.field(),
            start: positions.code_point(span.start),
            end: positions.code_point(span.end),
            exact: evidence.exact().to_owned(),
        }
    }

    /// The slice that was written down. Where it fails, positions are named as they were written.
    fn read(&self, written: &WrittenEvidence) -> Result<Evidence, EvidenceError> {
        let WrittenEvidence { field, start, end, .. } = *written;
        let positions = self.positions(field);
        let bytes = positions.byte(start).zip(positions.byte(end));
        let found = bytes
            .map(|(from, to)| Evidence::quoting(self.document, field, Span { start: from, end: to }, &written.exact));
        match found {
            Some(Ok(evidence)) => Ok(evidence),
            Some(Err(EvidenceError::Differs { exact, found, .. })) => {
                Err(EvidenceError::Differs { field, start, end, exact, found })
            }
            Some(Err(EvidenceError::NoText { .. })) | None => Err(EvidenceError::NoText { field, start, end }),
        }
    }

    /// The fact that was written down, or all that is wrong with its own fields.
    fn fact(&self, written: WrittenFact) -> Result<Fact, Vec<Flaw>> {
        let (slices, errors): (Vec<_>, Vec<_>) =
            written.evidence.iter().map(|slice| self.read(slice)).enumerate().partition(|(_, slice)| slice.is_ok());
        let mut flaws: Vec<Flaw> = errors
            .into_iter()
            .filter_map(|(at, slice)| Some(Flaw::new(format!("/evidence/{at}"), slice.err()?.to_string())))
            .collect();
        if !flaws.is_empty() {
            flaws.extend(written.body.flaws());
            return Err(flaws);
        }
        let evidence = slices.into_iter().filter_map(|(_, slice)| slice.ok()).collect();
        Fact::new(written.body, evidence, &written.rule, written.confidence).map_err(|error| error.flaws)
    }
}

impl Record {
    /// The public form: the one place where bytes become code points.
    pub fn to_public(&self) -> PublicRecord {
        let texts = Texts::of(&self.document);
        let facts = self.facts.iter().map(|fact| WrittenFact {
            body: fact.body().clone(),
            evidence: fact.evidence().iter().map(|evidence| texts.write(evidence)).collect(),
            rule: fact.rule().to_owned(),
            confidence: fact.confidence(),
        });
        PublicRecord {
            facts: facts.collect(),
            document: self.document.clone(),
            actors: self.actors.clone(),
            instruments: self.instruments.clone(),
            diagnostics: self.diagnostics.clone(),
        }
    }

    /// The record that a JSON text holds.
    ///
    /// # Errors
    /// When it is not the JSON of a record, or the record breaks the contract. All that is wrong is reported, each with the
    /// place where it is.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            let violation =
                Violation { pointer: String::new(), kind: None, message: format!("it is not JSON: {error}") };
            RecordError { document: String::new(), violations: vec![violation] }
        })?;
        let document = value.pointer("/document/id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let written = parse(value).map_err(|violations| RecordError { document, violations })?;
        Self::try_from(written)
    }
}

impl TryFrom<PublicRecord> for Record {
    type Error = RecordError;

    /// Turns code points back into bytes, and checks all that the contract asks.
    fn try_from(public: PublicRecord) -> Result<Self, Self::Error> {
        let PublicRecord { document, mut actors, instruments, mut facts, diagnostics } = public;
        listing::settle(facts.iter_mut().map(|written| &mut written.body), &mut actors, &instruments);
        let texts = Texts::of(&document);
        let listed = contract::Listed::of(&actors, &instruments);
        let (mut read, mut broken) = (Vec::with_capacity(facts.len()), Vec::new());
        for (position, written) in facts.into_iter().enumerate() {
            // Names are looked at for facts that cannot be made, too: all that is wrong is reported at once.
            let (kind, mut flaws) = (written.body.kind(), listed.flaws(&written.body));
            match texts.fact(written) {
                Ok(fact) => read.push(fact),
                Err(others) => flaws.splice(0..0, others).for_each(drop),
            }
            broken.extend(flaws.into_iter().map(|flaw| Violation::of_fact(position, Some(kind), flaw)));
        }
        drop((texts, listed));
        let draft = Draft { document, actors, instruments, facts: read, diagnostics };
        if broken.is_empty() {
            return Self::new(draft);
        }
        let mut violations = contract::lists(&draft);
        violations.extend(broken);
        Err(RecordError { document: draft.document.id.0, violations })
    }
}

/// Reads the parts of a record one by one, so that each error has its place. What serde reports of a whole record would
/// name neither fact nor field.
fn parse(value: Value) -> Result<PublicRecord, Vec<Violation>> {
    let Value::Object(mut fields) = value else {
        let message = "a record is a JSON object with `document`, `actors`, `instruments` and `facts`".to_owned();
        return Err(vec![Violation { pointer: String::new(), kind: None, message }]);
    };
    let mut violations = Vec::new();
    let document = fields.remove("document").unwrap_or(Value::Null);
    let document: Option<Document> = part(document, "/document", &mut violations);
    let actors = list(fields.remove("actors"), "/actors", &mut violations);
    let instruments = list(fields.remove("instruments"), "/instruments", &mut violations);
    let mut facts = Vec::new();
    for (position, fact) in items(fields.remove("facts"), "/facts", &mut violations).into_iter().enumerate() {
        match written_fact(fact) {
            Ok(fact) => facts.push(fact),
            Err((kind, flaws)) => {
                violations.extend(flaws.into_iter().map(|flaw| Violation::of_fact(position, kind.as_deref(), flaw)))
            }
        }
    }
    let diagnostics = list(fields.remove("diagnostics"), "/diagnostics", &mut violations);
    match document {
        Some(document) if violations.is_empty() => {
            Ok(PublicRecord { document, actors, instruments, facts, diagnostics })
        }
        _ => Err(violations),
    }
}

/// A value read as what it should be; where it is not, the pointer leads to what is wrong.
fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Flaw> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path().iter() {
            use serde_path_to_error::Segment as S;
            match segment {
                S::Seq { index } => pointer.push_str(&format!("/{index}")),
                S::Map { key } => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
                S::Enum { .. } | S::Unknown => {}
            }
        }
        Flaw::new(pointer, error.into_inner().to_string())
    })
}

fn part<T: serde::de::DeserializeOwned>(value: Value, pointer: &str, violations: &mut Vec<Violation>) -> Option<T> {
    let flaw = match read(value) {
        Ok(part) => return Some(part),
        Err(flaw) => flaw,
    };
    let pointer = format!("{pointer}{}", flaw.pointer);
    violations.push(Violation { pointer, kind: None, message: flaw.message });
    None
}

fn items(value: Option<Value>, pointer: &str, violations: &mut Vec<Violation>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items,
        Some(_) => {
            let message = "it is not a list: put its items in brackets".to_owned();
            violations.push(Violation { pointer: pointer.to_owned(), kind: None, message });
            Vec::new()
        }
    }
}

fn list<T: serde::de::DeserializeOwned>(value: Option<Value>, at: &str, violations: &mut Vec<Violation>) -> Vec<T> {
    let items = items(value, at, violations).into_iter().enumerate();
    items.filter_map(|(position, item)| part(item, &format!("{at}/{position}"), violations)).collect()
}

/// A fact from its JSON, or its kind and all that is wrong.
fn written_fact(value: Value) -> Result<WrittenFact, (Option<String>, Vec<Flaw>)> {
    let kind = value.get("kind").and_then(Value::as_str).map(str::to_owned);
    let mut flaws = Vec::new();
    let frame: Option<Frame> = keep(read(value.clone()), &mut flaws);
    let body = FactBody::from_json(value);
    match (frame, body) {
        (Some(frame), Ok(body)) => {
            Ok(WrittenFact { body, evidence: frame.evidence, rule: frame.rule, confidence: frame.confidence })
        }
        (_, body) => {
            flaws.extend(body.err());
            Err((kind, flaws))
        }
    }
}

fn keep<T>(read: Result<T, Flaw>, flaws: &mut Vec<Flaw>) -> Option<T> {
    read.map_err(|flaw| flaws.push(flaw)).ok()
}

/// What all facts have, of whatever kind.
#[derive(Deserialize)]
struct Frame {
    evidence: Vec<WrittenEvidence>,
    rule: String,
    confidence: Confidence,
}

impl Document {
    /// The document of the JSON contract.
    ///
    /// # Errors
    /// When it is not one, with the place of what is wrong.
    pub fn from_json(value: Value) -> Result<Self, Flaw> {
        read(value)
    }
}

impl FactBody {
    /// What a fact of the JSON contract states; its evidence is not looked at.
    ///
    /// # Errors
    /// When it is not one, with the place of what is wrong.
    pub fn from_json(value: Value) -> Result<Self, Flaw> {
        match value.get("kind").and_then(Value::as_str) {
            Some("event") => read::<Event>(value).map(Self::Event),
            Some("statement") => read::<Statement>(value).map(Self::Statement),
            Some("stage") => read::<Stage>(value).map(Self::Stage),
            Some("figure") => read::<Figure>(value).map(Self::Figure),
            Some("role") => read::<Role>(value).map(Self::Role),
            Some(other) => Err(Flaw::new(
                "/kind",
                format!("{other:?} is not a kind of fact: event, statement, stage, figure or role"),
            )),
            None => Err(Flaw::new("/kind", "it is missing: event, statement, stage, figure or role")),
        }
    }
}

/// The published JSON Schema of [`PublicRecord`].
pub fn json_schema() -> Value {
    schemars::schema_for!(PublicRecord).to_value()
}
