//! Documents that are sent in: bytes to documents, documents to records, records into the register.
//!
//! Pages and API take documents in alike. Analysis runs on threads of its own, never on those that answer requests; what is
//! read is written document by document, each in one transaction, while the next are being read. Nothing is fetched, and
//! archives are opened in memory alone, within bounds.

mod jobs;

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use jiff::Timestamp;
use record::Record;
use register::{Added, Author};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::http::{Desk, Failure};
use crate::island::Patience;
use crate::pipeline::{ModelFile, Reader, Underway};
use crate::unread::Unread;
use jobs::Jobs;
pub(crate) use jobs::{Job, Progress};

/// Bytes that can be sent in at once.
pub(crate) const LARGEST: usize = 64 << 20;

/// How many may send documents in at once: each may hold [`LARGEST`] bytes in memory.
const AT_ONCE: usize = 4;

/// Something that was sent in.
#[derive(Debug, Clone)]
pub(crate) struct File {
    /// Its name, as the sender calls it.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Bytes,
}

impl File {
    /// The name without folders and extension, to number what is read from it.
    fn stem(&self) -> String {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let stem: String = stem.chars().filter(|c| !c.is_control()).take(120).collect();
        if stem.trim().is_empty() { "file".to_owned() } else { stem }
    }
}

impl Outcome {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Revised => "revised",
            Self::Known => "known",
            Self::Deleted => "deleted",
            Self::Failed => "failed",
        }
    }
}

/// What came of a document, or of a file that holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// The register had nothing of it.
    New,
    /// It is another revision of a document that the register has.
    Revised,
    /// The register has it word for word.
    Known,
    /// It was deleted from the register on request, and was left out.
    Deleted,
    /// It could not be read.
    Failed,
}

/// What became of a part of what was sent in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// Name of the file.
    pub(crate) file: String,
    /// What came of it.
    pub(crate) outcome: Outcome,
    /// Id that the document has in the register, or its own where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) document: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Number of its revision, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) revision: Option<u32>,
    /// How many facts were read in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) facts: Option<usize>,
    /// What there is to know beside the facts, such as that its language is not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

impl Told {
    /// What to call the document.
    pub(crate) fn name(&self) -> &str {
        self.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or("Without a title")
    }

    fn failed(file: &str, why: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            outcome: Outcome::Failed,
            document: None,
            title: None,
            revision: None,
            facts: None,
            note: None,
            why: Some(why.into()),
        }
    }

    /// A document that could not be read.
    fn unread(unread: Unread) -> Self {
        let why = format!("{}: {}", unread.document.as_deref().unwrap_or_default(), unread.message);
        Self { document: unread.document, title: unread.title.map(String::from), ..Self::failed(&unread.input, why) }
    }
}

/// How reading goes on.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// So many more documents were found and are to be read.
    Found(usize),
    /// A document is in the register, or will not come there.
    Done(Told),
}

/// What reads the documents that are sent in.
#[derive(Debug)]
pub(crate) struct Intake {
    /// Reading that goes on after its request was answered.
    pub(crate) jobs: Jobs,
    permits: Arc<Semaphore>,
    model: Arc<ModelFile>,
    reader: Arc<OnceLock<Option<Reader>>>,
}

/// Leave to send documents in.
#[derive(Debug)]
pub(crate) struct Permit(#[expect(dead_code, reason = "what it is good for is to be held")] OwnedSemaphorePermit);

/// Starts the engine and its threads; one core is left to those who look.
fn start(model: &ModelFile) -> Option<Reader> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let reader = Reader::start(cores.saturating_sub(1).max(1), Patience::default(), model);
    reader.inspect_err(|error| tracing::error!(%error, "the engine cannot start")).ok()
}

impl Intake {
    /// An intake that reads with a model; the model is loaded when the first document comes.
    pub(crate) fn new(model: ModelFile) -> Self {
        Self {
            jobs: Jobs::default(),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            model: Arc::new(model),
            reader: Arc::default(),
        }
    }

    /// Who wrote what has been read: the program and its models.
    ///
    /// # Errors
    /// When the engine did not start, so that nothing has been read.
    fn author(&self) -> Result<Author, Failure> {
        let reader = self.reader.get().and_then(Option::as_ref);
        reader.map(Reader::author).ok_or_else(|| Failure::internal("the engine cannot start: the log says why"))
    }

    /// Leave to send documents in; ask for it before their bytes are taken.
    ///
    /// # Errors
    /// When as many others as can be are at it.
    pub(crate) fn permit(&self) -> Result<Permit, Failure> {
        let permit = Arc::clone(&self.permits).try_acquire_owned();
        permit.map(Permit).map_err(|_| Failure::busy("others are adding documents: try again in a minute"))
    }
}

/// Reads files into the register and tells of each document as soon as it is there.
///
/// # Errors
/// When the register cannot be written. What was told of before is in it all the same; what cannot be read is no error,
/// but told.
pub(crate) async fn read(
    desk: &Arc<Desk>,
    permit: Permit,
    files: Vec<File>,
    mut tell: impl FnMut(Step) + Send,
) -> Result<(), Failure> {
    let (reader, model) = (Arc::clone(&desk.intake.reader), Arc::clone(&desk.intake.model));
    // What is read waits here to be written: a slow disk holds the reader back, memory stays flat.
    let (sender, mut receiver) = mpsc::channel::<Batch>(2);
    let reading = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let reader = reader.get_or_init(|| start(&model)).as_ref();
        let reader = reader.ok_or_else(|| Failure::internal("the engine cannot start: the log says why"))?;
        for file in files {
            if !produce(reader, file, &sender) {
                break;
            }
        }
        Ok::<(), Failure>(())
    });
    while let Some(batch) = receiver.recv().await {
        match batch {
            Batch::Found(count) => tell(Step::Found(count)),
            Batch::Failed(told) => tell(Step::Done(told)),
            Batch::Read(file, record) => tell(Step::Done(write(desk, &file, *record).await?)),
        }
    }
    reading.await.map_err(|_| Failure::internal("reading stopped: a thread of it failed"))?
}

/// What the reader hands to the writer.
enum Batch {
    Found(usize),
    Failed(Told),
    Read(String, Box<Record>),
}

/// Reads one file; false when nobody takes it any more.
fn produce(reader: &Reader, file: File, sender: &mpsc::Sender<Batch>) -> bool {
    let send = |batch| sender.blocking_send(batch).is_ok();
    let stem = file.stem();
    let parsed = match reader.documents(stem, file.bytes, None) {
        Ok(parsed) => parsed,
        Err(error) => return send(Batch::Failed(Told::failed(&file.name, error.to_string()))),
    };
    for problem in &parsed.problems {
        if !send(Batch::Failed(Told::failed(&file.name, problem.to_string()))) {
            return false;
        }
    }
    if !send(Batch::Found(parsed.documents.len())) {
        return false;
    }
    let mut waiting = VecDeque::new();
    let hand_on = |underway: Underway| {
        send(match underway.wait() {
            Ok(reading) => Batch::Read(file.name.clone(), Box::new(reading.record)),
            Err(unread) => Batch::Failed(Told::unread(unread)),
        })
    };
    for document in parsed.documents {
        waiting.push_back(reader.begin(&file.name, document));
        if waiting.len() >= reader.in_flight() && !waiting.pop_front().is_none_or(hand_on) {
            return false;
        }
    }
    waiting.into_iter().all(hand_on)
}

/// Writes one record, in a transaction of its own.
async fn write(desk: &Arc<Desk>, file: &str, record: Record) -> Result<Told, Failure> {
    let (title, facts) = (record.document.title.clone(), record.facts.len());
    let notes = record.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect::<Vec<_>>().join("; ");
    let author = desk.intake.author()?;
    let added = desk.write(move |register| Ok(register.add(record, &author, Timestamp::now())?)).await?;
    let (outcome, document, revision) = match added {
        Added::New(id) => (Outcome::New, id, Some(1)),
        Added::Revision(id, revision) => (Outcome::Revised, id, Some(revision)),
        Added::Known(id) => (Outcome::Known, id, None),
        Added::Buried(id) => (Outcome::Deleted, id, None),
    };
    let kept = outcome != Outcome::Deleted;
    Ok(Told {
        file: file.to_owned(),
        outcome,
        document: kept.then_some(document),
        title: Some(title),
        revision,
        facts: kept.then_some(facts),
        note: (kept && !notes.is_empty()).then_some(notes),
        why: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lead_nowhere() {
        for (name, stem) in [
            ("release.txt", "release"),
            ("../../etc/passwd", "passwd"),
            ("C:\\inbox\\one.two.html", "one.two"),
            ("..", "."),
            ("", "file"),
            (".jsonl", "file"),
            ("a\u{0}b.txt", "ab"),
        ] {
            assert_eq!(File { name: name.to_owned(), bytes: Bytes::new() }.stem(), stem, "{name:?}");
        }
    }
}
