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
pub(super) use crate::clock::{first_day, last_day, today, typed_instant};
use crate::handout::Handout;
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

    /// Removes the register's files.
    pub(super) fn remove(&self) {
        for suffix in ["", "-wal", "-shm"] {
            let mut path = self.register.clone().into_os_string();
            path.push(suffix);
            // What is not there need not be removed.
            let _ = std::fs::remove_file(path);
        }
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
pub(super) struct Ask<F: Formats = Format> {
    #[command(flatten)]
    at: At,
    /// As of that day (2026-01-02, yesterday, "last friday"); today if not given
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    as_of: Option<Date>,
    /// As known at that time (a date, or 2026-01-02T15:04:05Z); all that is on record if not given
    #[arg(long, value_name = "TIME", value_parser = typed_instant)]
    known_at: Option<Timestamp>,
    /// The format of the answer
    #[arg(long, value_enum, default_value = "table")]
    format: F,
    /// Only these columns, as a table, in this order: as `fact,due,what`
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A closed set of formats, of which one is `table`.
pub(super) trait Formats: ValueEnum + Copy + Send + Sync + 'static {}

impl Formats for Format {}

impl Formats for PaperFormat {}

/// Formats of papers to be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PaperFormat {
    /// To read on a terminal
    Table,
    /// One JSON object
    Json,
    /// Markdown, with numbered sources
    Md,
    /// A page that needs no other file
    Html,
    /// A Word document; it needs --output
    Docx,
}

/// Formats of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// To read on a terminal
    Table,
    /// One JSON object
    Json,
    /// Markdown
    Md,
}

/// The format of what is only a list.
#[derive(Debug, Args)]
pub(super) struct ListFormat {
    /// The format of the answer
    #[arg(long, value_enum, default_value_t = PlainFormat::Table)]
    format: PlainFormat,
    /// The same as --format json
    #[arg(long, hide = true)]
    json: bool,
}

/// Formats of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlainFormat {
    /// To read on a terminal
    Table,
    /// JSON
    Json,
}

impl ListFormat {
    /// JSON is asked for.
    pub(super) fn is_json(&self) -> bool {
        self.json || self.format == PlainFormat::Json
    }
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
        let sheet = |answer: &T| -> Result<Sheet> {
            let mut sheet = sheet(answer);
            if !self.columns.is_empty() {
                sheet.choose(&self.columns).map_err(anyhow::Error::msg)?;
            }
            Ok(sheet)
        };
        self.answer_with(question, |answer, left_out, format, out| print(answer, left_out, format, sheet, out))
    }
}

impl Ask<PaperFormat> {
    /// Answers a question with a paper.
    ///
    /// # Errors
    /// As for [`Ask::answer`], or when a Word document has no file to go to.
    pub(super) fn answer_with_paper<T: Serialize>(
        &self,
        question: impl FnOnce(Snapshot<'_>) -> Result<T>,
        sheet: impl FnOnce(&T) -> Sheet,
        paper: impl FnOnce(&T) -> Handout,
    ) -> Result<Outcome> {
        if self.format == PaperFormat::Docx {
            let path = self.output.as_deref().context("a Word document is not text: name a file with --output")?;
            let (answer, _) = self.ask(question)?;
            let mut out = Output::open_bytes(path)?;
            out.write_all(&paper(&answer).docx()?)?;
            out.finish()?;
            return Ok(Outcome::Complete);
        }
        let columns = &self.columns;
        self.answer_with(question, |answer, left_out, format, out| {
            match format {
                PaperFormat::Json => json(answer, left_out, out)?,
                PaperFormat::Table => {
                    let mut sheet = sheet(answer);
                    if !columns.is_empty() {
                        sheet.choose(columns).map_err(anyhow::Error::msg)?;
                    }
                    sheet.table(out)?;
                }
                PaperFormat::Html => out.write_all(paper(answer).html().as_bytes())?,
                PaperFormat::Md | PaperFormat::Docx => out.write_all(paper(answer).markdown().as_bytes())?,
            }
            Ok(())
        })
    }
}

impl<F: Formats> Ask<F> {
    /// Answers a question in a form of its own.
    ///
    /// # Errors
    /// As for [`Self::answer`].
    pub(super) fn answer_with<T>(
        &self,
        question: impl FnOnce(Snapshot<'_>) -> Result<T>,
        write: impl FnOnce(&T, &[Damage], F, &mut BufWriter<Output>) -> Result<()>,
    ) -> Result<Outcome> {
        let (answer, left_out) = self.ask(question)?;
        let mut out = BufWriter::new(Output::open(self.output.as_deref())?);
        write(&answer, &left_out, self.format, &mut out)?;
        out.flush()?;
        out.into_inner().map_err(|error| error.into_error())?.finish()?;
        Ok(Outcome::Complete)
    }

    /// The answer to a question, and what it leaves out, which is said on standard error.
    fn ask<T>(&self, question: impl FnOnce(Snapshot<'_>) -> Result<T>) -> Result<(T, Vec<Damage>)> {
        let register = self.at.look()?;
        let snapshot = register.snapshot(self.as_of.unwrap_or_else(today), self.known_at)?;
        let answer = question(snapshot)?;
        let left_out = snapshot.left_out();
        warn(&left_out);
        Ok((answer, left_out))
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
    sheet: impl FnOnce(&T) -> Result<Sheet>,
    out: &mut BufWriter<Output>,
) -> Result<()> {
    match format {
        Format::Json => json(answer, left_out, out)?,
        Format::Table => sheet(answer)?.table(out)?,
        Format::Md => sheet(answer)?.markdown(out)?,
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

/// A reviewer as the author of a decision: who is named, or else the user of this session.
pub(super) fn reviewer(name: Option<&str>) -> Result<Author> {
    let variable = |name: &str| std::env::var(name).ok();
    let name = name.map(str::to_owned).or_else(|| variable("USER")).or_else(|| variable("LOGNAME"));
    let name = name.or_else(user).filter(|name| !name.trim().is_empty());
    name.map(Author).context("it is not known who decides: name yourself with --author NAME")
}

/// The user to whom this process belongs, where no variable names one, as in containers.
fn user() -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = std::fs::metadata("/proc/self").ok()?.uid().to_string();
        let users = std::fs::read_to_string("/etc/passwd").ok()?;
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
        fields.into_iter().find(|fields| fields.get(2) == Some(&id.as_str())).map(|fields| fields[0].to_owned())
    }
    #[cfg(not(unix))]
    {
        std::env::var("USERNAME").ok()
    }
}
