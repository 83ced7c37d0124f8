//! The command line.
//!
//! Exit codes: 0 when everything was read, 1 when something could not be read (the rest still was), 2 for a command line
//! that makes no sense. Results go to standard output, everything else to standard error.

mod account;
mod analyze;
mod annotate;
mod digest;
mod extract;
mod facts;
mod html;
mod import;
mod init;
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
mod since;
mod store;
mod table;
mod webhook;
mod work;

use std::io::{ErrorKind, Write};
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
    /// Make a register, and say whose desk it is
    Init(init::Init),
    /// Read announcements into the register, and say what is open and what comes next
    Read(read::Arguments),
    /// Show what this program would read differently from what the register has, and accept it
    Reread(read::Reread),
    /// Requests and commitments with their status on any day
    Ledger(look::Ledger),
    /// The history of an instrument, a country, a person or an organisation
    Timeline(look::Timeline),
    /// Upcoming events and due dates, also as a calendar
    Agenda(look::Agenda),
    /// One page before a meeting: contacts, requests, promises, instruments, people, dates
    Brief(look::Brief),
    /// Two days compared: what changed with a counterpart since the last contact, or since a day
    Since(since::Since),
    /// The paper for the next session of a committee: what was decided, what became of it, what is open
    Session(look::Session),
    /// Accounts of one event side by side: what only one of them reports
    Compare(look::Compare),
    /// Find words in documents and facts, and names, tolerating typos
    Search(look::Search),
    /// A document with its facts, a fact with its words, an event, an instrument, an actor
    Show(look::Explain),
    /// Why a fact has its status, or why names were taken for one thing
    Explain(look::Explain),
    /// What is new since a time
    Changes(look::Changes),
    /// Facts by confidence, lowest first; accept, reject or correct them, merge and split names
    Review(review::Arguments),
    /// Work on entries: notes, owners, next steps, statuses by hand, what to follow; undo, and a log
    Work(work::Arguments),
    /// What one owns and follows, and what has changed in it
    Mine(work::Mine),
    /// What is new since a day, for a person or for all, as text, page or mail
    Digest(digest::Arguments),
    /// Open the record in a browser, for programs, calendars and readers of feeds
    Serve(serve::Serve),
    /// Serve language-model assistants with read-only tools over standard input and output
    Mcp(mcp::Arguments),
    /// Make and end accounts: who may sign in, and in which role
    Account(account::Arguments),
    /// Make and revoke tokens: who may ask the server for what
    Token(serve::Token),
    /// Notify other programs of changes, signed, until they acknowledge them
    Webhook(webhook::Arguments),
    /// Verify every slice of evidence, every link and every index
    Check(keep::Check),
    /// Copy the register, while it is in use
    Backup(keep::Backup),
    /// Restore the register from a backup
    Restore(keep::Restore),
    /// Write the record as JSON Lines, CSV, Parquet or linked data
    Export(keep::Export),
    /// Import records that export or extract wrote
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
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, schema).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(Outcome::Complete)
}

/// Runs the command that the arguments of the process name.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            // The register has a place of its own whether it is named or not: no usage asks for it.
            let usage = error.render().to_string().replace(" --register <PATH>", "");
            let _ = write!(anstream::stderr(), "{usage}");
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    let result = match arguments.command {
        Command::Init(arguments) => init::init(&arguments),
        Command::Read(arguments) => read::run(&arguments),
        Command::Reread(arguments) => read::reread(&arguments),
        Command::Ledger(arguments) => look::ledger(&arguments),
        Command::Timeline(arguments) => look::timeline(&arguments),
        Command::Agenda(arguments) => look::agenda(&arguments),
        Command::Brief(arguments) => look::brief(&arguments),
        Command::Since(arguments) => since::run(&arguments),
        Command::Session(arguments) => look::session(&arguments),
        Command::Compare(arguments) => look::compare(&arguments),
        Command::Search(arguments) => look::search(&arguments),
        Command::Show(arguments) => look::show(&arguments),
        Command::Explain(arguments) => look::explain(&arguments),
        Command::Changes(arguments) => look::changes(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Mcp(arguments) => mcp::run(&arguments),
        Command::Work(arguments) => work::run(&arguments),
        Command::Mine(arguments) => work::mine(&arguments),
        Command::Digest(arguments) => digest::run(&arguments),
        Command::Account(arguments) => account::run(&arguments),
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
            // Written at once: the generator cannot say that its reader left.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "demarche", &mut script);
            std::io::stdout().write_all(&script).map(|()| Outcome::Complete).map_err(anyhow::Error::from)
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
