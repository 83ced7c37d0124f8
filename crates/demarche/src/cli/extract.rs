//! `demarche extract`: announcements in, facts out.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::output::Output;
use super::{Outcome, table};
use crate::input::inputs;
use crate::pipeline::{self, Options, Reader};

/// Arguments of `extract`.
#[derive(Debug, Args)]
#[command(
    after_help = "Sources: PDF, DOCX, ODT, RTF, HWPX, HWP, mails, feeds, web pages, CSV or XLSX of documents, JSON Lines of documents, Markdown, a plain text with a title and a date line, a listing page as text, ZIP of any of these.\n\nExamples:\n  demarche extract releases.txt\n  demarche extract --format jsonl 'inbox/*.html' > facts.jsonl\n  curl -s https://example.org/release | demarche extract -"
)]
pub(super) struct Arguments {
    /// Files, directories or patterns (`inbox/*.html`); `-` or nothing is standard input
    paths: Vec<PathBuf>,
    /// How to print the facts; a table on a terminal, JSON Lines elsewhere
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    options: Options,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One record a line: the document, its actors, instruments and facts
    Jsonl,
    /// All records as one JSON array
    Json,
    /// Facts to read
    Table,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let to_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let format = arguments.format.unwrap_or(if to_terminal { Format::Table } else { Format::Jsonl });
    let inputs = inputs(&arguments.paths)?;
    let output = Output::open(arguments.output.as_deref())?;
    let mut out = BufWriter::new(output);
    let mut first = true;
    // Facts that are printed to the same terminal leave no room for a bar.
    let progress = pipeline::progress(arguments.output.is_some() || !std::io::stdout().is_terminal());
    let missed = pipeline::read(&inputs, &Reader::of(&arguments.options)?, &arguments.options, &progress, |reading| {
        match format {
            Format::Table => {
                if !first {
                    writeln!(out)?;
                }
                table::write(&reading.record, &mut out)?;
            }
            Format::Jsonl => {
                serde_json::to_writer(&mut out, &reading.record.to_public()).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                // A line that was written stays whole if the run is interrupted.
                out.flush()?;
            }
            Format::Json => {
                out.write_all(if first { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut out, &reading.record.to_public()).map_err(std::io::Error::from)?;
            }
        }
        first = false;
        Ok(())
    })?;
    if format == Format::Json {
        out.write_all(if first { b"[]\n" } else { b"\n]\n" })?;
    }
    out.flush()?;
    out.into_inner().map_err(|error| error.into_error())?.finish()?;
    Ok(missed.into())
}
