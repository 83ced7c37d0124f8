//! `demarche digest`: what is new since a day, to read or to send.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use url::Url;

use super::Outcome;
use super::output::Output;
use super::store::{At, first_day, last_day, today};
use crate::digest;

/// Arguments of `digest`.
#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is written when nothing is new: the exit code is 0, and standard error says so.\n\nExamples:\n  demarche digest --since yesterday\n  demarche digest --since \"last friday\" --for Ines --format eml --to ines@ministry.example | sendmail -t"
)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: At,
    /// What is new since that day, the day included
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    since: Date,
    /// Of what this person owns and follows; of the whole register if not given
    #[arg(long = "for", value_name = "NAME")]
    person: Option<String>,
    /// As of that day; today if not given
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    as_of: Option<Date>,
    /// The format
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Of a mail, who sends it
    #[arg(long, value_name = "ADDRESS", default_value = "demarche@localhost")]
    from: String,
    /// Of a mail, who receives it
    #[arg(long, value_name = "ADDRESS", required_if_eq("format", "eml"))]
    to: Option<String>,
    /// The address under which the server is reached, for links
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8472/", value_parser = super::serve::base)]
    base_url: Url,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Formats of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To read on a terminal
    Text,
    /// A page that loads nothing
    Html,
    /// A mail, with both
    Eml,
}

/// Runs `digest`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let register = arguments.at.look()?;
    let until = arguments.as_of.unwrap_or_else(today);
    let digest = digest::digest(&register, arguments.person.as_deref(), arguments.since, until, &arguments.base_url)?;
    if digest.is_empty() {
        eprintln!("nothing is new since {}", crate::wording::day(arguments.since));
        return Ok(Outcome::Complete);
    }
    let bytes = match arguments.format {
        Format::Text => digest.text().into_bytes(),
        Format::Html => digest.html().into_bytes(),
        Format::Eml => digest.eml(&arguments.from, arguments.to.as_deref().unwrap_or_default(), Timestamp::now())?,
    };
    let mut out = match &arguments.output {
        Some(path) => Output::open_bytes(path)?,
        None => Output::open(None)?,
    };
    out.write_all(&bytes)?;
    out.finish()?;
    Ok(Outcome::Complete)
}
