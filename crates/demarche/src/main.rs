//! Demarche reads announcements of trade policy and keeps the record.

mod cli;
mod clock;
mod decision;
mod digest;
mod feeds;
mod filter;
mod handout;
mod http;
mod input;
mod intake;
mod island;
mod left_out;
mod mcp;
mod pipeline;
mod sheet;
mod sheets;
mod shown;
mod ui;
mod unread;
mod wording;
mod work;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
