//! Looking after a register: check, back up, restore, export, import, forget.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use register::{Finding, Register};

use super::output::Output;
use super::store::{At, ListFormat, bar, reviewer, today, typed_instant, warn};
use super::{Outcome, facts, linked};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    at: At,
    /// Build the search index anew first
    #[arg(long)]
    reindex: bool,
    #[command(flatten)]
    format: ListFormat,
}

/// Runs `check`.
pub(super) fn check(arguments: &Check) -> Result<Outcome> {
    if arguments.reindex {
        arguments.at.look()?;
        arguments.at.write()?.reindex()?;
    }
    let register = arguments.at.look()?;
    let progress = bar(register.snapshot(today(), None)?.document_count()?);
    let findings = register.check(|count| progress.set_position(count))?;
    progress.finish_and_clear();
    let mut out = std::io::stdout().lock();
    if arguments.format.is_json() {
        serde_json::to_writer_pretty(&mut out, &findings).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else if findings.is_empty() {
        writeln!(out, "{} is whole", arguments.at.register.display())?;
    } else {
        for finding in &findings {
            writeln!(out, "{}: {}", finding.place, finding.what)?;
        }
        writeln!(out, "{}", advice(&findings))?;
    }
    Ok(if findings.is_empty() { Outcome::Complete } else { Outcome::Partial })
}

/// What to do about findings.
fn advice(findings: &[Finding]) -> &'static str {
    match findings.iter().all(|finding| finding.left_out) {
        true => {
            "Answers leave these out and are whole otherwise. `demarche reread --accept DOCUMENT` reads a document again and \
             takes the place of what is wrong in it; past versions stay as they are."
        }
        false => "Restore a backup; where an index alone is wrong, `demarche check --reindex` builds it anew.",
    }
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    at: At,
    /// The file to copy the register to; it must not exist
    to: PathBuf,
}

/// Runs `backup`: others may read and write meanwhile.
pub(super) fn backup(arguments: &Backup) -> Result<Outcome> {
    let register = arguments.at.look()?;
    register.backup(&arguments.to).context("cannot back up")?;
    writeln!(std::io::stdout(), "copied to {}", arguments.to.display())?;
    Ok(Outcome::Complete)
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub(super) struct Restore {
    #[command(flatten)]
    at: At,
    /// The backup
    from: PathBuf,
    /// Take the place of a register that is there; it is kept beside, as FILE.before
    #[arg(long)]
    replace: bool,
}

/// Runs `restore`: the backup is checked before it is taken for the register.
pub(super) fn restore(arguments: &Restore) -> Result<Outcome> {
    let to = &arguments.at.register;
    if to.exists() && !arguments.replace {
        bail!("{} exists: name another with --register, or say --replace", to.display());
    }
    let backup = Register::open_to_read(&arguments.from)
        .with_context(|| format!("{} is no backup", arguments.from.display()))?;
    let findings = backup.check(|_| {})?;
    if let Some(finding) = findings.iter().find(|finding| !finding.left_out) {
        bail!("{} is damaged: {}: {}", arguments.from.display(), finding.place, finding.what);
    }
    // Answers leave out what is wrong by itself: that is no reason to do without all the rest.
    for finding in &findings {
        eprintln!("warning: {}: {}: left out of answers", finding.place, finding.what);
    }
    let part = to.with_extension("restoring");
    if part.exists() {
        std::fs::remove_file(&part).with_context(|| format!("cannot remove {}", part.display()))?;
    }
    backup.backup(&part)?;
    if to.exists() {
        // What is in the journal belongs to the register that makes room.
        drop(Register::open(to)?);
        std::fs::rename(to, to.with_extension("db.before")).context("cannot move the present register aside")?;
        for suffix in ["-wal", "-shm"] {
            let mut journal = to.clone().into_os_string();
            journal.push(suffix);
            let _ = std::fs::remove_file(journal);
        }
    }
    std::fs::rename(&part, to).with_context(|| format!("cannot write {}", to.display()))?;
    writeln!(std::io::stdout(), "restored {}", to.display())?;
    Ok(Outcome::Complete)
}

/// Formats of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One record a line, as extract prints, with reviewers' decisions on lines of their own; import reads it
    Jsonl,
    /// One fact a row
    Csv,
    /// One fact a row, with types: dates, lists of names, positions of evidence
    #[cfg(feature = "parquet")]
    Parquet,
    /// Linked data: schema.org events, PROV, Web Annotation selectors
    Jsonld,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche export -o record.jsonl\n  demarche export --format csv -o facts.csv\n  duckdb -c \"SELECT kind, count(*) FROM 'facts.csv' GROUP BY kind\""
)]
pub(super) struct Export {
    #[command(flatten)]
    at: At,
    /// The format of the file
    #[arg(long, alias = "form", value_enum, default_value_t = Form::Jsonl)]
    format: Form,
    /// As known at that time
    #[arg(long, value_name = "TIME", value_parser = typed_instant)]
    known_at: Option<Timestamp>,
    /// Write to a file, which appears when all is written
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs `export`.
pub(super) fn export(arguments: &Export) -> Result<Outcome> {
    let register = arguments.at.look()?;
    let snapshot = register.snapshot(today(), arguments.known_at)?;
    let ids = snapshot.document_ids()?;
    let progress = bar(ids.len() as u64);
    let mut out = BufWriter::new(sink(arguments)?);
    match arguments.format {
        Form::Jsonl => {
            for id in &ids {
                serde_json::to_writer(&mut out, &snapshot.record(id)?.to_public()).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                if let Some(line) = register.decisions_of(id, arguments.known_at)? {
                    serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                    out.write_all(b"\n")?;
                }
                progress.inc(1);
            }
            for line in register.pairs_and_tombstones(arguments.known_at)? {
                serde_json::to_writer(&mut out, &line).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        Form::Csv => {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record(facts::COLUMNS)?;
            for id in &ids {
                for row in facts::rows(snapshot, id)? {
                    csv.write_record(row.fields())?;
                }
                progress.inc(1);
            }
            csv.flush()?;
        }
        #[cfg(feature = "parquet")]
        Form::Parquet => {
            let mut table = super::parquet::Facts::begin(&mut out)?;
            for id in &ids {
                table.add(facts::rows(snapshot, id)?)?;
                progress.inc(1);
            }
            table.end()?;
        }
        Form::Jsonld => {
            linked::open(&mut out)?;
            let mut first = true;
            for id in &ids {
                for node in linked::nodes(&snapshot.record(id)?.to_public(), &snapshot.facts_of(id)?) {
                    out.write_all(if first { b"\n" } else { b",\n" })?;
                    serde_json::to_writer(&mut out, &node).map_err(std::io::Error::from)?;
                    first = false;
                }
                progress.inc(1);
            }
            out.write_all(b"\n]}\n")?;
        }
    }
    progress.finish_and_clear();
    out.flush()?;
    out.into_inner().map_err(|error| error.into_error())?.finish()?;
    let left_out = snapshot.left_out();
    warn(&left_out);
    Ok(if left_out.is_empty() { Outcome::Complete } else { Outcome::Partial })
}

/// Where an export goes.
fn sink(arguments: &Export) -> Result<Output> {
    #[cfg(feature = "parquet")]
    if arguments.format == Form::Parquet {
        let to = arguments.output.as_deref().context("Parquet is no text: name a file with --output")?;
        return Output::open_bytes(to);
    }
    Output::open(arguments.output.as_deref())
}

/// Arguments of `forget`.
#[derive(Debug, Args)]
#[command(
    after_help = "The document is deleted from the past, too: --known-at shows the record as if it had never been there. The tombstone keeps id, hash, who asked and why."
)]
pub(super) struct Forget {
    #[command(flatten)]
    at: At,
    /// Id of the document
    document: String,
    /// Why: a retraction, a licence …
    #[arg(long)]
    why: String,
    /// Who decides; the user of this session if not given
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
}

/// Runs `forget`.
pub(super) fn forget(arguments: &Forget) -> Result<Outcome> {
    arguments.at.look()?;
    let author = reviewer(arguments.author.as_deref())?;
    arguments.at.write()?.forget(&arguments.document, &author, &arguments.why, Timestamp::now())?;
    writeln!(std::io::stdout(), "{} is deleted; a tombstone says who asked and why", arguments.document)?;
    Ok(Outcome::Complete)
}
