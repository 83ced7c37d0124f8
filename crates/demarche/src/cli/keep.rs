//! Looking after a register: check, back up, restore, export, import, forget.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use record::{PublicRecord, Record};
use register::{Added, Author, Register};

use super::output::Output;
use super::store::{At, bar, instant, reviewer, today};
use super::{Outcome, linked};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    at: At,
    /// Build the search index anew first
    #[arg(long)]
    reindex: bool,
    /// Print what is found as JSON
    #[arg(long)]
    json: bool,
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
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &findings).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else if findings.is_empty() {
        writeln!(out, "{} is whole", arguments.at.register.display())?;
    } else {
        for finding in &findings {
            writeln!(out, "{}: {}", finding.place, finding.what)?;
        }
    }
    Ok(if findings.is_empty() { Outcome::Complete } else { Outcome::Partial })
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
    println!("copied to {}", arguments.to.display());
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
    if let Some(finding) = findings.first() {
        bail!("{} is damaged: {}: {}", arguments.from.display(), finding.place, finding.what);
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
    println!("restored {}", to.display());
    Ok(Outcome::Complete)
}

/// Forms of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// One record a line, as extract prints; import reads it
    Jsonl,
    /// One fact a row
    Csv,
    /// Linked data: schema.org events, PROV, Web Annotation selectors
    Jsonld,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  demarche export -o record.jsonl\n  demarche export --form csv -o facts.csv\n  duckdb -c \"SELECT kind, count(*) FROM 'facts.csv' GROUP BY kind\""
)]
pub(super) struct Export {
    #[command(flatten)]
    at: At,
    /// In which form
    #[arg(long, value_enum, default_value_t = Form::Jsonl)]
    form: Form,
    /// What the record knew at that time
    #[arg(long, value_name = "TIME", value_parser = instant)]
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
    let mut out = BufWriter::new(Output::open(arguments.output.as_deref())?);
    match arguments.form {
        Form::Jsonl => {
            for id in &ids {
                serde_json::to_writer(&mut out, &snapshot.record(id)?.to_public()).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                progress.inc(1);
            }
        }
        Form::Csv => {
            let mut csv = csv::Writer::from_writer(&mut out);
            csv.write_record([
                "fact",
                "document",
                "publisher",
                "published",
                "title",
                "kind",
                "term",
                "who",
                "what",
                "start",
                "end",
                "when",
                "confidence",
                "words",
            ])?;
            for id in &ids {
                for fact in snapshot.facts_of(id)? {
                    let line = views::line(&fact);
                    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
                    let when = line.when.clone().unwrap_or_default();
                    csv.write_record([
                        line.fact.as_str(),
                        id,
                        &line.source.publisher,
                        &day(line.source.published),
                        &line.source.title,
                        &line.kind,
                        &line.term,
                        &line.who.join("; "),
                        &line.what,
                        &day(when.start),
                        &day(when.end),
                        &when.text,
                        &format!("{:.2}", line.confidence),
                        &line.source.words.join(" … "),
                    ])?;
                }
                progress.inc(1);
            }
            csv.flush()?;
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
    Ok(Outcome::Complete)
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    at: At,
    /// JSON Lines that export or extract wrote
    from: PathBuf,
}

/// Runs `import`. Facts are taken as they are; decisions of reviewers on facts are in them.
pub(super) fn import(arguments: &Import) -> Result<Outcome> {
    let file =
        std::fs::File::open(&arguments.from).with_context(|| format!("cannot open {}", arguments.from.display()))?;
    let mut register = arguments.at.write()?;
    let author = Author(format!("import of {}", arguments.from.display()));
    let (mut new, mut known) = (0, 0);
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {}", arguments.from.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let place = || format!("{} line {}", arguments.from.display(), number + 1);
        let public: PublicRecord = serde_json::from_str(&line).with_context(place)?;
        let record = Record::try_from(public).with_context(place)?;
        match register.add(&record, &author, Timestamp::now()).with_context(place)? {
            Added::New(_) | Added::Revision(..) => new += 1,
            Added::Known(_) | Added::Buried(_) => known += 1,
        }
    }
    println!("{new} documents imported, {known} known already");
    Ok(Outcome::Complete)
}

/// Arguments of `forget`.
#[derive(Debug, Args)]
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
    println!("{} is deleted; a tombstone says who asked and why", arguments.document);
    Ok(Outcome::Complete)
}
