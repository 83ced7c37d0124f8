//! The register: one record across documents, in two times.
//!
//! Records of single documents go in as [operations](Author); [snapshots](Snapshot) come out. The register joins what
//! documents tell into entities ([`identity`]), links what is promised to what came of it ([`links`]), and knows where each
//! entry of the ledger stands on any day ([`status`]). Nothing is changed in place: rows are added and closed, so that any
//! past state of knowledge can be opened again. No other crate opens the file.

mod access;
mod check;
mod damage;
mod derive;
mod error;
mod finding;
mod handover;
mod history;
mod home;
pub mod identity;
mod likelihood;
pub mod links;
mod listing;
mod register;
mod review;
mod revision;
mod schema;
mod snapshot;
pub mod status;
mod store;
mod webhooks;
mod work;

pub use access::{Scope, Token};
pub use check::Finding;
pub use damage::Damage;
pub use derive::Pair;
pub use error::Error;
pub use finding::Finds;
pub use handover::{By, Decided, Handover};
pub use history::{ChangeFilter, Cursor, Touched, Version};
pub use home::{Basis, Home};
pub use likelihood::NAMES as LIKELIHOOD;
pub use listing::{DocumentFilter, ListedDocument, Named, Revision};
pub use register::{Added, Author, Register};
pub use review::{Anchor, Verdict};
pub use snapshot::{
    Arrival, Direction, Entity, EntryFilter, FactFilter, Moment, Operation, Pending, Reading, Snapshot, Spoken,
    StoredDocument, StoredFact, StoredLink,
};
pub use status::Status;
pub use webhooks::{Delivery, Outcome, Queue, State, Webhook};
pub use work::{Account, Deed, Mark, Role, Step, Subject, SubjectKind};
