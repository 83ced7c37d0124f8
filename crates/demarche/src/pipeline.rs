//! From files to readings: bytes, documents, analyses, facts.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use language::Analyzer;
use reading::source::{self, Parsed, Problem, SourceError};
use reading::{Perceiver, Reading};
use record::{Date, Document};
use register::Author;

use crate::input::Input;
use crate::island::{Islands, LONGEST, Lost, Patience, Pending};
use crate::unread::{Named, Unread};

/// Documents under way at once for each thread: enough to keep all busy, few enough to keep memory flat.
const IN_FLIGHT: usize = 8;

/// What could not be read that a run keeps in mind; standard error has all of it.
const REMEMBERED: usize = 1_000;

/// What is said of a document without a day of publication.
const UNDATED: &str =
    "gives no day of publication, so that “last month” or “in May” stay open: give the day with --published";

/// How documents are read, as the commands that read ask for it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Threads to read with; 0 is one for each core
    #[arg(short, long, default_value_t = 0, value_name = "N")]
    pub(crate) jobs: usize,
    /// Give a document up that takes longer, and go on with the others
    #[arg(long, default_value = "120", value_name = "SECONDS", value_parser = seconds)]
    pub(crate) time_limit: Duration,
    /// The day of publication of documents that do not give one
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
    #[command(flatten)]
    pub(crate) model: ModelFile,
    /// Write what cannot be read to a file, too, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,
}

/// The trained reader that is used.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ModelFile {
    /// A trained reader to use in place of the one in this program, as tools/reader writes it
    #[arg(long = "model", env = "DEMARCHE_MODEL", value_name = "FILE")]
    pub(crate) path: Option<PathBuf>,
}

impl ModelFile {
    /// Loads it.
    fn load(&self) -> Result<Perceiver> {
        let Some(path) = &self.path else {
            return Perceiver::embedded().context("the reader's model in this program is broken");
        };
        let bytes = std::fs::read(path).with_context(|| format!("cannot read the model {}", path.display()))?;
        Perceiver::from_bytes(&bytes).with_context(|| format!("cannot use the model {}", path.display()))
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
    let limit = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    limit.ok_or_else(|| "a number of seconds above 0 is needed".to_owned())
}

/// What of the inputs could not be read.
#[derive(Debug, Default)]
pub(crate) struct Missed {
    /// How much it is.
    pub(crate) count: usize,
    /// The first of it.
    pub(crate) rows: Vec<Unread>,
}

impl Missed {
    /// Adds to it.
    pub(crate) fn add(&mut self, unread: Unread) {
        self.count += 1;
        if self.rows.len() < REMEMBERED {
            self.rows.push(unread);
        }
    }
}

/// The engine and the threads on which it reads.
#[derive(Debug)]
pub(crate) struct Reader {
    analyzer: Arc<Analyzer>,
    perceiver: Arc<Perceiver>,
    islands: Islands,
}

impl Reader {
    /// Starts so many threads, or one for each core for 0.
    ///
    /// # Errors
    /// When the engine, the trained reader or the threads cannot start.
    pub(crate) fn start(jobs: usize, patience: Patience, model: &ModelFile) -> Result<Self> {
        let analyzer = Arc::new(Analyzer::embedded().context("the model in this program is broken")?);
        let perceiver = Arc::new(model.load()?);
        let islands = Islands::start(jobs, patience).context("cannot start the threads")?;
        Ok(Self { analyzer, perceiver, islands })
    }

    /// The reader that the options of a command ask for.
    ///
    /// # Errors
    /// As for [`Reader::start`].
    pub(crate) fn of(options: &Options) -> Result<Self> {
        let patience = Patience { limit: options.time_limit, ..Patience::default() };
        Self::start(options.jobs, patience, &options.model)
    }

    /// The program and its models as the author of what is read.
    pub(crate) fn author(&self) -> Author {
        let (engine, reader) = (language::Model::embedded_id(), self.perceiver.id());
        Author(format!(
            "demarche {} model {engine} reader {}",
            env!("CARGO_PKG_VERSION"),
            &reader[..reader.len().min(16)]
        ))
    }

    /// Documents that may be under way at once without one thread waiting for work.
    pub(crate) fn in_flight(&self) -> usize {
        self.islands.threads() * IN_FLIGHT
    }

    /// Begins to read a document.
    pub(crate) fn begin(&self, input: &str, document: Document) -> Underway {
        let named = Named::of(input, &document);
        let length = document.title.len() + document.body.len();
        if length > LONGEST {
            return Underway { named, reading: Err(Lost::TooLong(length)) };
        }
        let (analyzer, perceiver) = (Arc::clone(&self.analyzer), Arc::clone(&self.perceiver));
        Underway { named, reading: Ok(self.islands.give(move || reading::read(&analyzer, &perceiver, document))) }
    }

    /// The documents of a file; `day` is that of those which give none.
    ///
    /// # Errors
    /// When it holds none, or reading it failed.
    pub(crate) fn documents(
        &self,
        stem: String,
        bytes: impl AsRef<[u8]> + Send + 'static,
        day: Option<Date>,
    ) -> Result<Parsed, NotRead> {
        let parsed = self.islands.give(move || source::read_of_day(&stem, bytes.as_ref(), day));
        Ok(parsed.wait()??)
    }
}

/// Why a file gave no documents.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRead {
    /// It holds none.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Reading it failed.
    #[error("was {0}")]
    Lost(#[from] Lost),
}

/// A document that is being read.
pub(crate) struct Underway {
    named: Named,
    reading: Result<Pending<Reading>, Lost>,
}

impl Underway {
    /// Waits until it is read.
    ///
    /// # Errors
    /// When it could not be.
    pub(crate) fn wait(self) -> Result<Reading, Unread> {
        self.reading.and_then(Pending::wait).map_err(|lost| Unread::document(&self.named, lost))
    }

    /// Waits until it is read, and gives what the reader has to say of it, too.
    fn wait_noted(self) -> Result<(Reading, Vec<Unread>), Unread> {
        let named = self.named.clone();
        let reading = self.wait()?;
        let notes = reading.record.diagnostics.iter();
        let notes = notes.map(|diagnostic| Unread::document(&named, &diagnostic.message));
        let undated = reading.record.document.published.is_none().then(|| Unread::document(&named, UNDATED));
        let notes = notes.chain(undated).collect();
        Ok((reading, notes))
    }
}

/// What came of a document, with what there is to know of it beside its facts.
type Found = Result<(Reading, Vec<Unread>), Unread>;

/// Reads the documents of all inputs and hands them on in the order of input.
///
/// What cannot be read is said on standard error and in the file of errors; the rest is read still. The bar counts documents.
///
/// # Errors
/// When `each` fails, or the file of errors cannot be written.
pub(crate) fn read(
    inputs: &[Input],
    reader: &Reader,
    options: &Options,
    progress: &ProgressBar,
    mut each: impl FnMut(Reading) -> Result<()>,
) -> Result<Missed> {
    let mut errors = options.errors.as_deref().map(rows).transpose()?;
    let mut missed = Missed::default();
    // What is read is handed on while the next is being read: a slow taker holds the reader back, memory stays flat.
    let (sender, receiver) = mpsc::sync_channel::<Found>(reader.in_flight());
    std::thread::scope(|scope| {
        let producer = scope.spawn(|| produce(inputs, reader, options.published, progress, sender));
        for found in receiver {
            match found {
                Ok((reading, notes)) => {
                    progress.suspend(|| notes.iter().for_each(|note| eprintln!("note: {note}")));
                    each(reading)?;
                    progress.inc(1);
                }
                Err(unread) => {
                    progress.suspend(|| eprintln!("error: {unread}"));
                    if let Some(errors) = &mut errors {
                        serde_json::to_writer(&mut *errors, &unread).map_err(std::io::Error::from)?;
                        errors.write_all(b"\n")?;
                    }
                    missed.add(unread);
                }
            }
        }
        producer.join().map_err(|_| anyhow::anyhow!("reading stopped: a thread of it failed"))
    })?;
    if let Some(mut errors) = errors {
        errors.flush()?;
    }
    progress.finish_and_clear();
    Ok(missed)
}

/// The file for what cannot be read.
fn rows(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path).with_context(|| format!("cannot write {}", path.display()))?))
}

/// Reads all inputs and sends what came of each document in order of input, until nobody takes it any more.
fn produce(
    inputs: &[Input],
    reader: &Reader,
    day: Option<Date>,
    progress: &ProgressBar,
    sender: mpsc::SyncSender<Found>,
) {
    let mut waiting: VecDeque<Result<Underway, Unread>> = VecDeque::new();
    let hand_on = |found: Result<Underway, Unread>| sender.send(found.and_then(Underway::wait_noted)).is_ok();
    for input in inputs {
        progress.set_message(input.name());
        let name = input.name();
        let documents = documents(reader, input, day);
        let found: Box<dyn Iterator<Item = Result<Document, Unread>>> = match documents {
            Ok(documents) => Box::new(documents.map(|found| found.map_err(|problem| Unread::part(&name, problem)))),
            Err(unread) => Box::new(std::iter::once(Err(unread))),
        };
        for found in found {
            progress.inc_length(u64::from(found.is_ok()));
            waiting.push_back(found.map(|mut document| {
                document.published = document.published.or(day);
                reader.begin(&name, document)
            }));
            if waiting.len() >= reader.in_flight() && !waiting.pop_front().is_none_or(hand_on) {
                return;
            }
        }
    }
    let _ = waiting.into_iter().all(hand_on);
}

/// Reads documents again that are at hand, in their order.
pub(crate) fn read_documents(reader: &Reader, documents: Vec<Document>) -> Vec<Result<Reading, Unread>> {
    let underway: Vec<Underway> = documents.into_iter().map(|document| reader.begin("register", document)).collect();
    underway.into_iter().map(Underway::wait).collect()
}

/// The documents of one input, and what of it is none. JSON Lines come one by one, so that a long file takes no more memory
/// than a short one.
fn documents(
    reader: &Reader,
    input: &Input,
    day: Option<Date>,
) -> Result<Box<dyn Iterator<Item = Result<Document, Problem>>>, Unread> {
    let name = input.name();
    // What cannot be opened names itself.
    let unopened = |error: anyhow::Error| Unread::input(&name, format!("{error:#}"));
    if let Some(lines) = input.json_lines().map_err(unopened)? {
        let stem = input.stem();
        let documents = lines.enumerate().filter(|(_, line)| !matches!(line, Ok(line) if line.trim().is_empty()));
        return Ok(Box::new(documents.enumerate().map(move |(index, (number, line))| {
            let line = line.map_err(|error| Problem::line(number + 1, error.to_string()))?;
            let mut document = source::json_line(&line, number + 1)?;
            if document.id.0.is_empty() {
                document.id = source::numbered(&stem, index);
            }
            Ok(document)
        })));
    }
    let bytes = input.bytes().map_err(unopened)?;
    let parsed = reader.documents(input.stem(), bytes, day).map_err(|error| Unread::input(&name, error.to_string()))?;
    Ok(Box::new(parsed.problems.into_iter().map(Err).chain(parsed.documents.into_iter().map(Ok))))
}

/// A bar on standard error when a person looks at it, from the first moment on; none where `alone` is false, for something is
/// printed to the same terminal meanwhile.
pub(crate) fn progress(alone: bool) -> ProgressBar {
    if !alone || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len} documents, {elapsed}  {wide_msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message("loading the reader");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
