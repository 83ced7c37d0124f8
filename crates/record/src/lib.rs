//! The nouns of the product and their JSON contract.
//!
//! An announcement is a [`Document`]; what is taken from it is a [`Record`]: the actors and instruments it names and
//! the [`Fact`]s it states, each with the [`Evidence`] it came from. The crate holds no behaviour beyond the invariants
//! of these nouns, which the constructors hold: [`Fact::new`] and [`Record::new`] refuse what breaks the contract, and
//! [`Record::from_json`] says where it is broken. Spans are bytes of the stored text here; [`Record::to_public`] turns them into code points once, at
//! the public edge.

mod contract;
mod date;
mod diagnostic;
mod document;
mod evidence;
mod fact;
pub mod goods;
mod listing;
mod meaning;
mod name;
mod public;
mod record;

pub use contract::{Flaw, Listed, Listing, NameUse, Violation};
pub use date::{DateRange, PartialDate, PartialDateError};
pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use document::{Document, DocumentId};
pub use evidence::{Evidence, EvidenceError, Field, Span};
pub use fact::{
    Act, Confidence, ConfidenceError, Event, EventStatus, EventType, Fact, FactBody, FactError, Figure, Firmness,
    Participant, ParticipantRole, Place, Qualifier, Role, Stage, StageName, Statement,
};
pub use jiff::civil::Date;
pub use meaning::{Deed, Mark, Meaning, Sign};
pub use name::{Actor, ActorKind, ActorName, Instrument, InstrumentName, InstrumentType, Jurisdiction};
pub use public::{Positions, PublicRecord, json_schema};
pub use record::{Draft, Record, RecordError};
