//! The command line.
//!
//! Exit codes: 0 when everything was read, 1 when something could not be read (the rest still was), 2 for a command line
//! that makes no sense. Results go to standard output, everything else to standard error.

mod analyze;
mod annotate;
mod extract;
mod facts;
mod html;
mod import;
mod keep;
mod linked;
mod look;
mod mcp;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod read;
mod review;
mod serve;
mod store;
mod table;
mod webhook;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::pipeline::Missed;

/// Reads announcements of trade policy and keeps the record.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read announcements into the register, and say what is open and what comes next
    Read(read::Arguments),
    /// Show what this program would read differently from what the register has, and accept it
    Reread(read::Reread),
    /// Requests and commitments with their status on any day
    Ledger(look::Ledger),
    /// What became of an instrument, a country, a person or an organisation
    Timeline(look::Timeline),
    /// What comes next; as a calendar, too
    Agenda(look::Agenda),
    /// One page before a meeting: contacts, requests, promises, instruments, people, dates
    Brief(look::Brief),
    /// Accounts of one happening side by side: what only one of them reports
    Compare(look::Compare),
    /// Find words in documents and facts, and names though misspelt
    Search(look::Search),
    /// A document with its facts, a fact with its words, a happening, an instrument, an actor
    Show(look::Explain),
    /// Why a fact stands as it does, or why names were taken for one thing
    Explain(look::Explain),
    /// What is new since a time
    Changes(look::Changes),
    /// Facts by doubt; accept, reject or correct them, merge and split names
    Review(review::Arguments),
    /// Open the record in a browser, for programs, calendars and readers of feeds
    Serve(serve::Serve),
    /// Answer language-model assistants: a tool server over standard input and output
    Mcp(mcp::Arguments),
    /// Make and revoke tokens: who may ask the server for what
    Token(serve::Token),
    /// Tell other programs of changes, signed, until they take it
    Webhook(webhook::Arguments),
    /// Verify every slice of evidence, every link and every index
    Check(keep::Check),
    /// Copy the register, while it is in use
    Backup(keep::Backup),
    /// Take a backup for the register
    Restore(keep::Restore),
    /// Write the record as JSON Lines, CSV, Parquet or linked data
    Export(keep::Export),
    /// Take records that export or extract wrote
    Import(import::Import),
    /// Delete a document on request, and leave a tombstone with who and why
    Forget(keep::Forget),
    /// Read announcements into facts: events, requests and commitments, stages, figures, offices
    Extract(extract::Arguments),
    /// Show everything the reader saw in announcements, as JSON Lines or as pages to read
    Annotate(annotate::Arguments),
    /// Print the JSON Schema of a record, the output of extract
    Schema,
    /// Print the OpenAPI description of the server's API
    Openapi,
    /// Show what the text engine sees: sentences, tokens, trees, named entities
    Analyze(analyze::Arguments),
    /// Print a completion script for a shell
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
}

/// What came of a command that could do at least some of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything was read.
    Complete,
    /// Something could not be read, and standard error says what.
    Partial,
}

impl From<Missed> for Outcome {
    fn from(missed: Missed) -> Self {
        if missed.count == 0 { Self::Complete } else { Self::Partial }
    }
}

/// Prints a schema.
fn schema(schema: &serde_json::Value) -> anyhow::Result<Outcome> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, schema).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(Outcome::Complete)
}

/// Runs the command that the arguments of the process name.
pub(crate) fn run() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Read(arguments) => read::run(&arguments),
        Command::Reread(arguments) => read::reread(&arguments),
        Command::Ledger(arguments) => look::ledger(&arguments),
        Command::Timeline(arguments) => look::timeline(&arguments),
        Command::Agenda(arguments) => look::agenda(&arguments),
        Command::Brief(arguments) => look::brief(&arguments),
        Command::Compare(arguments) => look::compare(&arguments),
        Command::Search(arguments) => look::search(&arguments),
        Command::Show(arguments) => look::show(&arguments),
        Command::Explain(arguments) => look::explain(&arguments),
        Command::Changes(arguments) => look::changes(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Token(arguments) => serve::token(&arguments),
        Command::Webhook(arguments) => webhook::run(&arguments),
        Command::Check(arguments) => keep::check(&arguments),
        Command::Backup(arguments) => keep::backup(&arguments),
        Command::Restore(arguments) => keep::restore(&arguments),
        Command::Export(arguments) => keep::export(&arguments),
        Command::Import(arguments) => import::import(&arguments),
        Command::Forget(arguments) => keep::forget(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Annotate(arguments) => annotate::run(&arguments),
        Command::Schema => schema(&record::json_schema()),
        Command::Openapi => schema(&crate::http::api::description()),
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "demarche", &mut std::io::stdout());
            Ok(Outcome::Complete)
        }
    };
    match result {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Partial) => ExitCode::FAILURE,
        // The reader of a pipe may leave early, as `head` does: that is no failure.
        Err(error)
            if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
