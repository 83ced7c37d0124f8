//! What all handlers share: the register, opened once to write and several times to look.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use register::{Register, Snapshot, Status};
use tokio::sync::{Semaphore, oneshot};

use super::answer::Kept;
use super::failure::Failure;
use super::session::Sessions;
use crate::clock;
use crate::feeds::webhooks::Retries;
use crate::intake::Intake;
use crate::pipeline::ModelFile;

/// How long answers may lag behind what another program writes; what this server writes is seen at once.
const LAG: Duration = Duration::from_millis(500);

/// The longest time by which an answer lags behind what another program writes before it is computed anew.
const RECENT: Duration = Duration::from_secs(5);

/// An answer may lag behind what another program writes by so many times the time that it took: a part in a hundred of the time
/// is spent on computing it anew, however fast others write.
const WORTH: u32 = 100;

/// How old an answer may be that is given while a newer one is computed.
const STALE: Duration = Duration::from_secs(30);

/// What takes longer than this is not waited for where there is an answer that is not too old.
const AT_ONCE: Duration = Duration::from_millis(25);

/// Bytes of answers kept for being asked again.
const KEPT: u64 = 64 << 20;

/// What the server is started with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// The register's file.
    pub(crate) register: PathBuf,
    /// Every request needs a token.
    pub(crate) tokens: bool,
    /// Names, besides those of the machine itself, under which a browser may ask for pages without tokens.
    pub(crate) hosts: Vec<String>,
    /// Requests a second that one address may make.
    pub(crate) rate: u32,
    /// The trained reader that reads what is sent in.
    pub(crate) model: ModelFile,
    /// The day of the world that answers are about; today if none.
    pub(crate) as_of: Option<Date>,
    /// How long a client may be silent in the middle of something.
    pub(crate) silence: std::time::Duration,
    /// Connections that look at the register at once.
    pub(crate) readers: usize,
    /// The address under which others reach the server; it ends with a slash.
    pub(crate) base: url::Url,
    /// How webhooks are tried again.
    pub(crate) retries: Retries,
}

/// The shared state of the server.
#[derive(Debug)]
pub(crate) struct Desk {
    /// What it was started with.
    pub(crate) settings: Settings,
    /// Browsers that showed a token.
    pub(crate) sessions: Sessions,
    /// What reads documents that are sent in.
    pub(crate) intake: Intake,
    readers: Readers,
    writer: Writer,
    operation: AtomicI64,
    looked: Mutex<Option<Instant>>,
    writes: AtomicU64,
    totals: Mutex<Option<Totals>>,
    kept: moka::sync::Cache<Question, Held>,
    turns: moka::sync::Cache<Question, Arc<tokio::sync::Mutex<()>>>,
}

impl Desk {
    /// Opens the register, and makes one where there is none.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(crate) fn open(settings: Settings) -> Result<Arc<Self>, register::Error> {
        let writer = Writer::start(Register::open(&settings.register)?);
        let readers = Readers::open(&settings.register, settings.readers)?;
        let kept = moka::sync::Cache::builder()
            .max_capacity(KEPT)
            .weigher(|_, held: &Held| u32::try_from(held.kept.body.len() + 512).unwrap_or(u32::MAX))
            .time_to_live(Duration::from_secs(600))
            .build();
        Ok(Arc::new(Self {
            intake: Intake::new(settings.model.clone()),
            settings,
            sessions: Sessions::default(),
            readers,
            writer,
            operation: AtomicI64::new(0),
            looked: Mutex::new(None),
            writes: AtomicU64::new(0),
            totals: Mutex::new(None),
            kept,
            turns: moka::sync::Cache::builder().max_capacity(10_000).time_to_idle(Duration::from_secs(60)).build(),
        }))
    }

    /// The day that answers are about when none is asked for.
    pub(crate) fn today(&self) -> Date {
        self.settings.as_of.unwrap_or_else(clock::today)
    }

    /// Asks the register as it is, on a thread that may wait.
    ///
    /// # Errors
    /// Those of the question.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Register) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.readers.ask(question).await
    }

    /// Asks about a day of the world as was known at a time; all that is known by now if none is given.
    ///
    /// # Errors
    /// Those of the question.
    pub(crate) async fn look<T: Send + 'static>(
        &self,
        as_of: Option<Date>,
        known_at: Option<Timestamp>,
        question: impl FnOnce(Snapshot<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let day = as_of.unwrap_or_else(|| self.today());
        if known_at.is_some() {
            return self.ask(move |register| question(register.snapshot(day, known_at)?)).await;
        }
        let operation = self.operation().await?;
        self.ask(move |register| question(register.snapshot_at(day, operation))).await
    }

    /// The last operation that answers know of.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn operation(&self) -> Result<i64, Failure> {
        let fresh =
            self.looked.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|looked| looked.elapsed() < LAG);
        if fresh {
            return Ok(self.operation.load(Ordering::Acquire));
        }
        let writes = self.writes.load(Ordering::Acquire);
        let day = self.today();
        let last = self.ask(move |register| Ok(register.snapshot(day, None)?.operation())).await?;
        self.operation.fetch_max(last, Ordering::AcqRel);
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        // What was written meanwhile makes this look an old one.
        if self.writes.load(Ordering::Acquire) == writes {
            *looked = Some(Instant::now());
        }
        Ok(self.operation.load(Ordering::Acquire))
    }

    /// Writes to the register, one writer after the other; whoever asks afterwards sees it.
    ///
    /// # Errors
    /// Those of the job.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Register) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let result = self.writer.write(job).await;
        self.writes.fetch_add(1, Ordering::AcqRel);
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        result
    }

    /// How much there is. Counting a large register takes long, and nobody needs to the last document what is there: it is
    /// counted again when a hundred times as long went by as counting took.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) fn totals(&self, snapshot: Snapshot<'_>) -> Result<Totals, Failure> {
        let mut kept = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = (snapshot.operation(), snapshot.as_of());
        let fits = |totals: &&Totals| {
            totals.asked == asked || totals.asked.1 == asked.1 && totals.counted.elapsed() < totals.took * 100
        };
        if let Some(totals) = kept.as_ref().filter(fits) {
            return Ok(totals.clone());
        }
        let start = Instant::now();
        let (documents, statuses) = (snapshot.document_count()?, snapshot.status_counts()?);
        let totals = Totals { documents, statuses, asked, counted: Instant::now(), took: start.elapsed() };
        *kept = Some(totals.clone());
        Ok(totals)
    }

    /// The answer to a question that was answered before, if nothing was written since; else the turn to answer it.
    ///
    /// Of many that ask for the same at once one is given the turn. Where answering takes long, all have what was answered a
    /// while ago until the newer answer is there, unless this server itself wrote since; else the others wait.
    pub(crate) async fn turn(&self, question: Question, operation: i64) -> Answer {
        let writes = self.writes.load(Ordering::Acquire);
        let held = |fits: &dyn Fn(&Held) -> bool| self.kept.get(&question).filter(|held| fits(held));
        let present = |held: &Held| {
            let lag = (held.took * WORTH).clamp(LAG, RECENT);
            held.operation >= operation || held.writes == writes && held.answered.elapsed() < lag
        };
        let stale = |held: &Held| held.writes == writes && held.took > AT_ONCE && held.answered.elapsed() < STALE;
        if let Some(held) = held(&present) {
            return Answer::Present(held.kept);
        }
        let lock = self.turns.get_with(question.clone(), Arc::default);
        let guard = match Arc::clone(&lock).try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => {
                if let Some(held) = held(&stale) {
                    return Answer::Present(held.kept);
                }
                lock.lock_owned().await
            }
        };
        if let Some(held) = held(&present) {
            return Answer::Present(held.kept);
        }
        let stale = held(&stale);
        let turn = Turn { question, operation, writes, begun: Instant::now(), _guard: guard };
        match stale {
            Some(held) => Answer::Stale(held.kept, turn),
            None => Answer::Missing(turn),
        }
    }

    /// Keeps an answer for being asked again, and ends the turn to give it.
    pub(crate) fn keep(&self, turn: Turn, kept: Kept) {
        let answered = Instant::now();
        let held = Held { kept, operation: turn.operation, writes: turn.writes, took: answered - turn.begun, answered };
        self.kept.insert(turn.question, held);
    }
}

/// What is asked: path and query with what else the answer hangs on, and the day of the world.
pub(crate) type Question = (String, Date);

/// An answer that is kept.
#[derive(Debug, Clone)]
struct Held {
    kept: Kept,
    operation: i64,
    writes: u64,
    took: Duration,
    answered: Instant,
}

/// What there is to a question.
#[derive(Debug)]
pub(crate) enum Answer {
    /// An answer that still holds.
    Present(Kept),
    /// One that may be given while a newer is computed, and the turn to compute it.
    Stale(Kept, Turn),
    /// None, and the turn to compute it.
    Missing(Turn),
}

/// The turn to answer a question; others wait for it.
#[derive(Debug)]
pub(crate) struct Turn {
    question: Question,
    operation: i64,
    writes: u64,
    begun: Instant,
    _guard: tokio::sync::OwnedMutexGuard<()>,
}

/// How much there is in the register.
#[derive(Debug, Clone)]
pub(crate) struct Totals {
    /// Documents.
    pub(crate) documents: u64,
    /// Entries of the ledger by status.
    pub(crate) statuses: Vec<(Status, u64)>,
    asked: (i64, Date),
    counted: Instant,
    took: Duration,
}

/// Connections that look.
#[derive(Debug)]
struct Readers {
    idle: Arc<Mutex<Vec<Register>>>,
    permits: Semaphore,
}

impl Readers {
    fn open(path: &Path, count: usize) -> Result<Self, register::Error> {
        let idle = (0..count.max(1)).map(|_| Register::open_to_read(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { permits: Semaphore::new(idle.len()), idle: Arc::new(Mutex::new(idle)) })
    }

    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Register) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _permit = self.permits.acquire().await.map_err(|_| Failure::stopping())?;
        let idle = Arc::clone(&self.idle);
        let span = tracing::Span::current();
        let answer = tokio::task::spawn_blocking(move || {
            let _request = span.enter();
            let register = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let register = register.ok_or_else(Failure::stopping)?;
            // A question that panics must not take its connection with it.
            let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| question(&register)));
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(register);
            answer.unwrap_or_else(|_| Err(Failure::internal("a question to the register stopped half-way")))
        });
        answer.await.map_err(|_| Failure::stopping())?
    }
}

type Job = Box<dyn FnOnce(&mut Register) + Send>;

/// The one connection that writes, on a thread of its own.
#[derive(Debug)]
struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    fn start(mut register: Register) -> Self {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::spawn(move || {
            for job in queue {
                job(&mut register);
            }
        });
        Self { jobs }
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Register) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (done, result) = oneshot::channel();
        let job: Job = Box::new(move |register| {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(register)));
            let outcome = outcome.unwrap_or_else(|_| Err(Failure::internal("writing stopped half-way")));
            // Who asked may have left; what was written stays written.
            let _ = done.send(outcome);
        });
        self.jobs.send(job).map_err(|_| Failure::stopping())?;
        result.await.map_err(|_| Failure::stopping())?
    }
}

/// What a handler gives back.
pub(crate) type Answered = Result<Response, Failure>;
