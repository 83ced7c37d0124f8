//! From files to readings: bytes, documents, analyses, facts.

use std::io::IsTerminal;
use std::sync::mpsc;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use language::Analyzer;
use rayon::prelude::*;
use reading::Reading;
use reading::source::{self, Problem};
use record::Document;
use register::Author;

use crate::input::Input;

/// Documents analysed at once for each thread: enough to keep all busy, few enough to keep memory flat.
const IN_FLIGHT: usize = 8;

/// Whether everything named could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completeness {
    /// Everything was read.
    Whole,
    /// Something could not be read, and standard error says what.
    Partial,
}

/// Reads the documents of all inputs and hands them on in the order of input, on `jobs` threads (0: all cores).
///
/// What cannot be read is told on standard error; the rest is read still.
///
/// # Errors
/// When `each` fails, or the engine cannot start.
pub(crate) fn read(inputs: &[Input], jobs: usize, mut each: impl FnMut(Reading) -> Result<()>) -> Result<Completeness> {
    let analyzer = Analyzer::embedded().context("the model in this program is broken")?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("cannot start the threads")?;
    let batch = pool.current_num_threads() * IN_FLIGHT;
    let progress = progress(inputs.len());
    // What is read is handed on while the next is being read: a slow taker holds the reader back, memory stays flat.
    let (sender, receiver) = mpsc::sync_channel::<Vec<Reading>>(1);
    let completeness = std::thread::scope(|scope| {
        let producer = scope.spawn(|| produce(inputs, &analyzer, &pool, batch, &progress, sender));
        for readings in receiver {
            let count = readings.len() as u64;
            readings.into_iter().try_for_each(&mut each)?;
            progress.inc(count);
        }
        producer.join().map_err(|_| anyhow::anyhow!("reading stopped: a thread of it failed"))
    })?;
    progress.finish_and_clear();
    Ok(completeness)
}

/// Reads and analyses all inputs and sends the readings in order of input, until nobody takes them any more.
fn produce(
    inputs: &[Input],
    analyzer: &Analyzer,
    pool: &rayon::ThreadPool,
    batch: usize,
    progress: &ProgressBar,
    sender: mpsc::SyncSender<Vec<Reading>>,
) -> Completeness {
    let mut completeness = Completeness::Whole;
    let mut waiting: Vec<Document> = Vec::new();
    let flush = |waiting: &mut Vec<Document>| {
        let readings = pool.install(|| waiting.par_drain(..).map(|document| analyse(analyzer, document)).collect());
        sender.send(readings).is_ok()
    };
    for input in inputs {
        progress.set_message(input.name());
        let documents = match documents(input) {
            Ok(documents) => documents,
            Err(error) => {
                completeness = Completeness::Partial;
                progress.suspend(|| eprintln!("error: {error:#}"));
                continue;
            }
        };
        for found in documents {
            match found {
                Ok(document) => {
                    progress.inc_length(1);
                    waiting.push(document);
                }
                Err(problem) => {
                    completeness = Completeness::Partial;
                    progress.suspend(|| eprintln!("error: {}: {problem}", input.name()));
                }
            }
            if waiting.len() >= batch && !flush(&mut waiting) {
                return completeness;
            }
        }
    }
    flush(&mut waiting);
    completeness
}

/// Reads documents again that are at hand, in their order.
///
/// # Errors
/// When the engine cannot start.
pub(crate) fn read_documents(documents: Vec<Document>, jobs: usize) -> Result<Vec<Reading>> {
    let analyzer = Analyzer::embedded().context("the model in this program is broken")?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().context("cannot start the threads")?;
    Ok(pool.install(|| documents.into_par_iter().map(|document| analyse(&analyzer, document)).collect()))
}

/// Reads one document.
pub(crate) fn analyse(analyzer: &Analyzer, document: Document) -> Reading {
    let (title, body) = (analyzer.analyze(&document.title), analyzer.analyze(&document.body));
    reading::read_analysed(document, title, body)
}

/// The engine as the author of what it reads.
pub(crate) fn engine() -> Author {
    Author(format!("demarche {} model {}", env!("CARGO_PKG_VERSION"), language::Model::embedded_id()))
}

/// The documents of one input, and what of it is none. JSON Lines come one by one, so that a long file takes no more memory
/// than a short one.
fn documents(input: &Input) -> Result<Box<dyn Iterator<Item = Result<Document, Problem>>>> {
    if let Some(lines) = input.json_lines()? {
        let stem = input.stem();
        let documents = lines.enumerate().filter(|(_, line)| !matches!(line, Ok(line) if line.trim().is_empty()));
        return Ok(Box::new(documents.enumerate().map(move |(index, (number, line))| {
            let line = line.map_err(|error| Problem { line: number + 1, message: error.to_string() })?;
            let mut document = source::json_line(&line, number + 1)?;
            if document.id.0.is_empty() {
                document.id = source::numbered(&stem, index);
            }
            Ok(document)
        })));
    }
    let bytes = input.bytes()?;
    let parsed = source::read(&input.stem(), &bytes).map_err(|error| anyhow::anyhow!("{} {error}", input.name()))?;
    Ok(Box::new(parsed.problems.into_iter().map(Err).chain(parsed.documents.into_iter().map(Ok))))
}

/// A bar on standard error when a person looks at it, and nothing is printed to the same terminal.
fn progress(inputs: usize) -> ProgressBar {
    let visible = std::io::stderr().is_terminal() && (!std::io::stdout().is_terminal() || inputs > 1);
    if !visible {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} documents, {per_sec}, {eta} left  {msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
