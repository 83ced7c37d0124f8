//! What the commands on the register have in common: which register, which moment, which form of answer.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use register::{Author, Damage, Register, Snapshot};
use serde::Serialize;

use super::Outcome;
use super::output::Output;
pub(super) use crate::clock::{instant, today};
use crate::left_out;
use crate::sheet::Sheet;

/// Which register.
#[derive(Debug, Args)]
pub(super) struct At {
    /// The register's file
    #[arg(long, env = "DEMARCHE_REGISTER", default_value = "demarche.db", value_name = "PATH", global = true)]
    pub(super) register: PathBuf,
}

impl At {
    /// Opens the register for writing, and makes one where there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn write(&self) -> Result<Register> {
        Register::open(&self.register).with_context(|| format!("cannot open the register {}", self.register.display()))
    }

    /// Opens the register to look at it.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn look(&self) -> Result<Register> {
        if !self.register.exists() {
            bail!(
                "there is no register {}: read announcements into one with `demarche read PATH…`, or name one with --register",
                self.register.display()
            );
        }
        Register::open_to_read(&self.register)
            .with_context(|| format!("cannot open the register {}", self.register.display()))
    }
}

/// Which register, at which moment, and how to answer.
#[derive(Debug, Args)]
pub(super) struct Ask {
    #[command(flatten)]
    at: At,
    /// What held in the world on that day (2026-01-02); today if not given
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// What the record knew at that time (2026-01-02, or 2026-01-02T15:04:05Z); all it knows if not given
    #[arg(long, value_name = "TIME", value_parser = instant)]
    known_at: Option<Timestamp>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Forms of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// To read on a terminal
    Table,
    /// One JSON object
    Json,
    /// Markdown
    Md,
}

impl Ask {
    /// Answers a question about the register.
    ///
    /// # Errors
    /// When there is no register, the question has no answer, or it cannot be written.
    pub(super) fn answer<T: Serialize>(
        &self,
        question: impl FnOnce(Snapshot<'_>) -> Result<T>,
        sheet: impl FnOnce(&T) -> Sheet,
    ) -> Result<Outcome> {
        self.answer_with(question, |answer, left_out, format, out| print(answer, left_out, format, sheet, out))
    }

    /// Answers a question in a form of its own.
    ///
    /// # Errors
    /// As for [`Self::answer`].
    pub(super) fn answer_with<T>(
        &self,
        question: impl FnOnce(Snapshot<'_>) -> Result<T>,
        write: impl FnOnce(&T, &[Damage], Format, &mut BufWriter<Output>) -> Result<()>,
    ) -> Result<Outcome> {
        let register = self.at.look()?;
        let snapshot = register.snapshot(self.as_of.unwrap_or_else(today), self.known_at)?;
        let answer = question(snapshot)?;
        let left_out = snapshot.left_out();
        warn(&left_out);
        let mut out = BufWriter::new(Output::open(self.output.as_deref())?);
        write(&answer, &left_out, self.format, &mut out)?;
        out.flush()?;
        out.into_inner().map_err(|error| error.into_error())?.finish()?;
        Ok(Outcome::Complete)
    }
}

/// Says on standard error which facts an answer leaves out.
pub(super) fn warn(left_out: &[Damage]) {
    let mut lines = left_out::lines(left_out).into_iter();
    if let Some(head) = lines.next() {
        eprintln!("warning: {head}");
        lines.for_each(|line| eprintln!("{line}"));
    }
}

fn print<T: Serialize>(
    answer: &T,
    left_out: &[Damage],
    format: Format,
    sheet: impl FnOnce(&T) -> Sheet,
    out: &mut BufWriter<Output>,
) -> Result<()> {
    match format {
        Format::Json => json(answer, left_out, out)?,
        Format::Table => sheet(answer).table(out)?,
        Format::Md => sheet(answer).markdown(out)?,
    }
    Ok(())
}

/// Writes an answer as JSON, with what it leaves out.
pub(super) fn json<T: Serialize>(answer: &T, left_out: &[Damage], out: &mut impl Write) -> Result<()> {
    if left_out.is_empty() {
        serde_json::to_writer_pretty(&mut *out, answer).map_err(std::io::Error::from)?;
    } else {
        // Read back from its text, so that numbers stay as they are written.
        let mut answer = serde_json::from_str(&serde_json::to_string(answer)?)?;
        left_out::add_to(&mut answer, left_out);
        serde_json::to_writer_pretty(&mut *out, &answer).map_err(std::io::Error::from)?;
    }
    Ok(writeln!(out)?)
}

/// A bar for work on every document, when a person looks at it.
pub(super) fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A reviewer as the author of a decision.
pub(super) fn reviewer(name: Option<&str>) -> Result<Author> {
    let name = name.map(str::to_owned).or_else(|| std::env::var("USER").ok()).filter(|name| !name.trim().is_empty());
    name.map(Author).context("say who decides, with --author NAME")
}
