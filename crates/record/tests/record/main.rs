//! The contract of records: what the constructors refuse, what JSON carries, and what the published schema says.

mod contract;
mod generated;
mod json;
mod schema;
mod vocabulary;
