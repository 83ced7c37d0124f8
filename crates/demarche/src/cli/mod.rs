//! The command line.
//!
//! Exit codes: 0 when everything was read, 1 when something could not be read (the rest still was), 2 for a command line
//! that makes no sense. Results go to standard output, everything else to standard error.

mod analyze;

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// Reads announcements of trade policy and keeps the record.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
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

/// Runs the command that the arguments of the process name.
pub(crate) fn run() -> ExitCode {
    let result = match Arguments::parse().command {
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
