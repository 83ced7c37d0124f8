//! What other programs get from the record: calendars, feeds, the tool server.

mod feeds;
mod mcp;
#[path = "../server/mod.rs"]
mod server;
mod webhooks;
