//! Demarche reads announcements of trade policy and keeps the record.

mod cli;
mod input;
mod pipeline;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
