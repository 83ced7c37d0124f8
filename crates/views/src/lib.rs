//! Answers computed from a snapshot of the register.
//!
//! Every line of every answer carries its [`Source`]: the document and the words it came from. The structures are what
//! command line, HTTP, pages, feeds and tool server encode, each in its own way, so that no number can differ between two of
//! them. Nothing here opens the database or lays out text.

mod agenda;
mod between;
mod brief;
mod calendar;
mod changes;
mod compare;
mod contacts;
mod counterparts;
mod course;
mod docket;
mod entities;
mod explain;
mod following;
mod holdings;
mod home;
mod instrument;
mod ledger;
mod line;
mod news;
mod overview;
mod paper;
mod party;
mod people;
mod recent;
mod scope;
mod search;
mod series;
mod since;
mod timeline;

pub use agenda::{Agenda, Appointment, agenda};
pub use between::{Between, Moved, between};
pub use brief::{Brief, Holder, Position, brief};
pub use calendar::{Calendar, CalendarEntry, calendar};
pub use changes::{Change, Changes, changes};
pub use compare::{Account, Comparison, compare};
pub use counterparts::{Body, Counterpart, Counterparts, counterparts};
pub use course::{Contact, Course, Promise, course};
pub use docket::{Docket, Matter, docket, resolve_series};
pub use entities::entities;
pub use explain::{Explanation, Joint, explain};
pub use following::{Development, Following, developments, following};
pub use holdings::{FactCount, Holdings, StatusCount, holdings};
pub use home::{Ground, Home, home};
pub use instrument::{Identity, InstrumentSheet, Instruments, Listing, instrument, instruments};
pub use ledger::{Answer, Entry, Ledger, LedgerQuery, Slippage, ledger};
pub use line::{Line, Saying, Source, dates, line, on};
pub use news::{News, StatusChange, news};
pub use overview::{Overview, overview};
pub use paper::{
    Difference, Documents, Listed, Noted, Paper, Piece, Side, Stretch, Tie, context, difference, documents, paper,
};
pub use party::{Party, resolve, resolve_instrument};
pub use people::{Acquaintance, Meeting, People, Profile, Tenure, people, profile};
pub use recent::{FactChange, Happened, Recent, recent};
pub use scope::Scope;
pub use search::{Hit, Results, search};
pub use series::{Series, SeriesList, Session, series, series_list};
pub use timeline::{Station, Timeline, timeline};

/// What of a snapshot cannot be answered.
pub type Error = register::Error;
