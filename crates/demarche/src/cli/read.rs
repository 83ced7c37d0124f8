//! `demarche read` and `reread`: announcements into the register.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use record::{DiagnosticKind, Fact, Record};
use register::{Added, Damage, Register};
use serde::Serialize;

use super::Outcome;
use super::store::{At, ListFormat, bar, last_day, today, warn};
use crate::input::{Input, inputs};
use crate::island::Patience;
use crate::pipeline::{self, Missed, ModelFile, Options, Reader};
use crate::sheet::Sheet;
use crate::sheets;
use crate::unread::Unread;
use crate::wording;

/// How many documents are written together at most.
const TOGETHER: usize = 16;

/// How long one of them may wait for others.
const MOMENT: Duration = Duration::from_millis(100);

/// How many dates to come the summary shows.
const NEXT: usize = 8;

/// Arguments of `read`.
#[derive(Debug, Args)]
#[command(
    after_help = "Reading again what was read is no harm: nothing is new then. A run that was cut off is finished by running it again.\n\nExamples:\n  demarche read inbox/\n  demarche read releases.txt --register trade.db\n  curl -s https://example.org/release | demarche read -"
)]
pub(super) struct Arguments {
    /// Files, directories or patterns (`inbox/*.html`); `-` or nothing is standard input
    paths: Vec<PathBuf>,
    /// Read the 24 sample announcements that come with the program, to look around
    #[arg(long, conflicts_with = "paths")]
    sample: bool,
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    options: Options,
    #[command(flatten)]
    format: ListFormat,
    /// Print the id of each document as soon as it is safely in the register
    #[arg(long)]
    verbose: bool,
    /// The day of the summary; today if not given
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    as_of: Option<Date>,
}

/// What a run did, and what the register holds now.
#[derive(Debug, Default, Serialize)]
struct Summary {
    read: usize,
    new: usize,
    revised: usize,
    known: usize,
    buried: usize,
    /// Documents in a language that is not read: kept, and without facts.
    other_languages: usize,
    /// What could not be read.
    unread: Vec<Unread>,
    documents: u64,
    happenings: u64,
    facts: Vec<(String, u64)>,
    ledger: Vec<(register::Status, u64)>,
    next: Vec<views::Appointment>,
}

impl Summary {
    /// Counts a document, and says what came of it.
    fn count(&mut self, added: &Added) -> String {
        self.read += 1;
        match added {
            Added::New(id) => {
                self.new += 1;
                format!("new {id}")
            }
            Added::Revision(id, revision) => {
                self.revised += 1;
                format!("revision {revision} of {id}")
            }
            Added::Known(id) => {
                self.known += 1;
                format!("known {id}")
            }
            Added::Buried(id) => {
                self.buried += 1;
                format!("deleted earlier {id}")
            }
        }
    }
}

/// Runs `read`.
pub(super) fn run(arguments: &Arguments) -> Result<Outcome> {
    let inputs = if arguments.sample { vec![Input::Sample] } else { inputs(&arguments.paths)? };
    let fresh = !arguments.at.register.exists();
    let mut register = arguments.at.write()?;
    // Lines of documents and a bar in one terminal would write over each other.
    let progress = pipeline::progress(!arguments.verbose || !std::io::stdout().is_terminal());
    let reader = Reader::of(&arguments.options)?;
    let author = reader.author();
    let mut summary = Summary::default();
    let mut out = std::io::stdout();
    let (mut ready, mut since, mut other_languages) = (Vec::new(), Instant::now(), 0);
    let mut write = |ready: &mut Vec<Record>, summary: &mut Summary| -> Result<()> {
        let ids: Vec<String> = ready.iter().map(|record| record.document.id.0.clone()).collect();
        let added = register
            .add_all(ready.drain(..), &author, Timestamp::now())
            .with_context(|| format!("{} could not be written; what was read before was", ids.join(", ")))?;
        for (id, added) in ids.iter().zip(added) {
            let added = added.with_context(|| format!("document {id} could not be written; those before it were"))?;
            let line = summary.count(&added);
            if arguments.verbose {
                writeln!(out, "{line}")?;
            }
        }
        Ok(out.flush()?)
    };
    let missed = pipeline::read(&inputs, &reader, &arguments.options, &progress, |reading| {
        other_languages += usize::from(is_in_other_language(&reading.record));
        ready.push(reading.record);
        if ready.len() == TOGETHER || since.elapsed() > MOMENT {
            write(&mut ready, &mut summary)?;
            since = Instant::now();
        }
        Ok(())
    });
    // What was analysed before something failed is not lost.
    if !ready.is_empty() {
        write(&mut ready, &mut summary)?;
    }
    let missed = missed?;
    if fresh && summary.read == 0 {
        // Nothing came of it: the register that was made for it would only look as if there were one.
        drop(register);
        arguments.at.remove();
        bail!("no document could be read, and no register was made");
    }
    summary.other_languages = other_languages;
    summary.unread.clone_from(&missed.rows);
    complete(&mut summary, &register, arguments.as_of.unwrap_or_else(today))?;
    if arguments.format.is_json() {
        serde_json::to_writer_pretty(&mut out, &summary).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        sheet(&summary, arguments).table(&mut anstream::stdout())?;
    }
    warn(&register.snapshot(today(), None)?.left_out());
    Ok(missed.into())
}

fn complete(summary: &mut Summary, register: &Register, as_of: Date) -> Result<()> {
    let snapshot = register.snapshot(as_of, None)?;
    summary.documents = snapshot.document_count()?;
    summary.happenings = snapshot.happening_count()?;
    summary.facts = snapshot.fact_counts()?;
    summary.ledger = snapshot.status_counts()?;
    // Of a large register the agenda alone is worth asking for, not at the end of every reading.
    if summary.documents <= 5_000 {
        summary.next =
            views::agenda(snapshot, &views::Scope { limit: Some(NEXT), ..views::Scope::default() })?.appointments;
    }
    Ok(())
}

fn sheet(summary: &Summary, arguments: &Arguments) -> Sheet {
    let mut parts = Vec::new();
    let mut part = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    };
    part(summary.new, "new");
    part(summary.revised, "revised");
    part(summary.known, "known already");
    part(summary.buried, "deleted earlier and left out");
    part(summary.other_languages, "in a language that is not read");
    part(summary.unread.len(), "that could not be read");
    let mut sheet = Sheet {
        title: format!(
            "Read {} documents: {}",
            summary.read,
            if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
        ),
        subtitle: format!("register {}", arguments.at.register.display()),
        empty: "The register is empty.",
        ..Sheet::default()
    };
    let mut holds = vec![
        vec!["documents".to_owned(), summary.documents.to_string()],
        vec!["events".to_owned(), summary.happenings.to_string()],
    ];
    holds.extend(summary.facts.iter().map(|(kind, count)| vec![format!("facts: {kind}"), count.to_string()]));
    if summary.documents > 0 {
        sheet.section("In the register", &["what", "count"], holds);
    }
    let ledger = summary
        .ledger
        .iter()
        .map(|(status, count)| vec![wording::status(status.as_str()).to_owned(), count.to_string()])
        .collect();
    let as_of = arguments.as_of.unwrap_or_else(today);
    sheet.section(&format!("Ledger as of {as_of}"), &["status", "entries"], ledger);
    let agenda = views::Agenda { as_of, appointments: summary.next.clone() };
    for mut section in sheets::agenda(&agenda).sections {
        section.heading = "Next dates".to_owned();
        sheet.sections.push(section);
    }
    sheet
}

/// Arguments of `reread`.
#[derive(Debug, Args)]
#[command(
    after_help = "Shows what this program reads differently from what the register has. With --accept it takes the place of the old reading, as one operation; decisions of reviewers stay."
)]
pub(super) struct Reread {
    #[command(flatten)]
    at: At,
    /// Only these documents; all if none is named
    documents: Vec<String>,
    /// Put the new reading in the place of the old one
    #[arg(long)]
    accept: bool,
    /// Threads to read with; 0 is one for each core
    #[arg(short, long, default_value_t = 0, value_name = "N")]
    jobs: usize,
    #[command(flatten)]
    model: ModelFile,
}

/// Documents read again at once, so that memory stays flat.
const AT_ONCE: usize = 200;

/// Runs `reread`.
pub(super) fn reread(arguments: &Reread) -> Result<Outcome> {
    let mut register = if arguments.accept { arguments.at.write()? } else { arguments.at.look()? };
    let snapshot = register.snapshot(today(), None)?;
    let ids = if arguments.documents.is_empty() { snapshot.document_ids()? } else { arguments.documents.clone() };
    let mut out = anstream::stdout();
    let (mut differ, mut gone, mut added) = (0, 0, 0);
    let mut changed = Vec::new();
    let mut missed = Missed::default();
    let reader = Reader::start(arguments.jobs, Patience::default(), &arguments.model)?;
    let progress = bar(ids.len() as u64);
    for batch in ids.chunks(AT_ONCE) {
        let mut old = Vec::with_capacity(batch.len());
        let mut damaged: Vec<Damage> = Vec::new();
        for id in batch {
            old.push(snapshot.record(id)?);
            damaged.extend(snapshot.left_out());
        }
        let documents = old.iter().map(|record| record.document.clone()).collect();
        for (before, reading) in old.iter().zip(pipeline::read_documents(&reader, documents)) {
            progress.inc(1);
            let after = match reading {
                Ok(reading) => reading.record,
                Err(unread) => {
                    progress.suspend(|| eprintln!("error: {unread}; what the register has of it stays"));
                    missed.add(unread);
                    continue;
                }
            };
            let lost: Vec<&Fact> =
                before.facts.iter().filter(|fact| !reviewed(fact) && !states(&after, fact)).collect();
            let found: Vec<&Fact> =
                after.facts.iter().filter(|fact| !states(before, fact) && !decided(before, fact)).collect();
            let noted = after.diagnostics.iter().filter(|diagnostic| !before.diagnostics.contains(diagnostic));
            let noted: Vec<&str> = noted.map(|diagnostic| diagnostic.message.as_str()).collect();
            let damaged: Vec<&Damage> =
                damaged.iter().filter(|damage| damage.document == before.document.id.0).collect();
            if lost.is_empty() && found.is_empty() && noted.is_empty() && damaged.is_empty() {
                continue;
            }
            differ += 1;
            gone += lost.len() + damaged.len();
            added += found.len();
            progress.suspend(|| -> std::io::Result<()> {
                writeln!(out, "{}", before.document.id)?;
                noted.iter().try_for_each(|message| writeln!(out, "  ! {message}"))?;
                for damage in damaged {
                    writeln!(out, "  - damaged: {damage}")?;
                }
                for (sign, facts) in [("-", &lost), ("+", &found)] {
                    for fact in facts {
                        writeln!(
                            out,
                            "  {sign} {}",
                            serde_json::to_string(fact.body()).map_err(std::io::Error::from)?
                        )?;
                    }
                }
                Ok(())
            })?;
            changed.push(after);
        }
    }
    progress.finish_and_clear();
    writeln!(out, "{differ} of {} documents read differently: {gone} facts go, {added} come", ids.len())?;
    if differ > 0 && arguments.accept {
        register.reread(&changed, &reader.author(), Timestamp::now())?;
        writeln!(out, "accepted")?;
    } else if differ > 0 {
        writeln!(out, "nothing was changed; --accept puts the new reading in its place")?;
    }
    Ok(missed.into())
}

/// It is kept without facts, for its language is not read.
fn is_in_other_language(record: &Record) -> bool {
    record.diagnostics.iter().any(|diagnostic| diagnostic.kind == DiagnosticKind::LanguageNotRead)
}

/// A reviewer decided on it: it stays whatever is read.
fn reviewed(fact: &Fact) -> bool {
    fact.rule() == "review"
}

/// The record has the same statement with the same words.
fn states(record: &Record, fact: &Fact) -> bool {
    record.facts.iter().any(|other| other.body() == fact.body() && other.evidence().first() == fact.evidence().first())
}

/// A reviewer decided on these words.
fn decided(record: &Record, fact: &Fact) -> bool {
    record.facts.iter().any(|other| {
        reviewed(other)
            && other.evidence().first() == fact.evidence().first()
            && other.body().kind() == fact.body().kind()
    })
}
