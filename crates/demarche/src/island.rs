//! Threads on which documents are read, each as an island: whatever one does to its reader, the others are read.
//!
//! A piece of work has a thread with a stack of known size to itself. A panic is caught. Calls that go too deep are left before
//! the stack is full, for an overflow cannot be caught ([`language::limits`]). Work that takes too long is asked to stop by a
//! watch, and stops at its next checkpoint. Work that does not come by a checkpoint is given up: its thread cannot be ended, so
//! it goes on by itself until its work ends or the program does, and another takes its place. Nothing waits for it.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use language::limits::{self, Exceeded, Stop};

/// The stack of a thread that reads, in bytes. Only what is used of it takes memory.
const STACK: usize = 16 << 20;

/// How much of it calls may use before work is left: the rest is for calls between two checkpoints.
const DEPTH: usize = 8 << 20;

/// Bytes of text in one document: no announcement is longer, and what is longer would hold others up.
pub(crate) const LONGEST: usize = 1 << 20;

/// How often the watch looks at how long work has been going on.
const LOOK: Duration = Duration::from_millis(100);

/// How long work may take, in time that passes. An announcement takes milliseconds, a whole book of 1 MiB half a minute.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// After so long it is asked to stop.
    pub(crate) limit: Duration,
    /// After so much longer it is given up.
    pub(crate) grace: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { limit: Duration::from_secs(120), grace: Duration::from_secs(5) }
    }
}

/// Why a piece of work has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Lost {
    /// It panicked: a fault of this program.
    #[error("not read: the reader failed on it, which is a fault of this program to report ({0})")]
    Panicked(String),
    /// Its calls went too deep.
    #[error("not read: its sentences are nested deeper than can be followed")]
    TooDeep,
    /// It has more bytes of text than any announcement.
    #[error("not read: it has {} KiB of text, and no announcement is longer than {} KiB: split it", .0.div_ceil(1024), LONGEST >> 10)]
    TooLong(usize),
    /// It took too long.
    #[error("not read: it took longer than {} s", .0.as_secs_f32())]
    TooSlow(Duration),
    /// There is no thread to do it.
    #[error("not read: there was no thread to read it on")]
    NoThread,
}

/// Does a piece of work within limits and hands the result over, or that it took longer than it may.
type Work = Box<dyn FnOnce(&Stop, Duration) + Send>;

/// Hands over that there is no result of a piece of work.
type Loss = Box<dyn FnOnce(Lost) + Send>;

/// A piece of work that waits for a thread.
struct Job {
    run: Work,
    lose: Loss,
}

/// A piece of work under way.
struct Running {
    number: usize,
    since: Instant,
    stop: Stop,
    given_up: Arc<AtomicBool>,
    lose: Loss,
}

/// What threads, watch and those who wait have in common.
struct Shared {
    jobs: Mutex<Receiver<Job>>,
    running: Mutex<Vec<Running>>,
    numbers: AtomicUsize,
    patience: Patience,
}

/// Threads that do pieces of work, each by itself.
pub(crate) struct Islands {
    jobs: Sender<Job>,
    threads: usize,
    /// The watch ends when this is dropped.
    _watched: Sender<()>,
}

impl std::fmt::Debug for Islands {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Islands").field("threads", &self.threads).finish_non_exhaustive()
    }
}

/// A result that is being worked on.
pub(crate) struct Pending<T>(Receiver<Result<T, Lost>>);

impl<T> Pending<T> {
    /// Waits for it.
    ///
    /// # Errors
    /// When the work was lost.
    pub(crate) fn wait(self) -> Result<T, Lost> {
        self.0.recv().unwrap_or(Err(Lost::NoThread))
    }
}

impl Islands {
    /// Starts so many threads, or as many as there are cores for 0, and the watch over them.
    ///
    /// # Errors
    /// When there is no thread to be had.
    pub(crate) fn start(threads: usize, patience: Patience) -> std::io::Result<Self> {
        hook_panics();
        let threads = match threads {
            0 => std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            threads => threads,
        };
        let (jobs, waiting) = mpsc::channel();
        let shared = Arc::new(Shared {
            jobs: Mutex::new(waiting),
            running: Mutex::default(),
            numbers: AtomicUsize::new(0),
            patience,
        });
        for _ in 0..threads {
            spawn(&shared)?;
        }
        let (watched, ends) = mpsc::channel();
        std::thread::Builder::new().name("watch".to_owned()).spawn(move || watch(&shared, &ends))?;
        Ok(Self { jobs, threads, _watched: watched })
    }

    /// How many pieces of work are done at once.
    pub(crate) fn threads(&self) -> usize {
        self.threads
    }

    /// Gives a piece of work to the next thread that is free.
    pub(crate) fn give<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Pending<T> {
        // There is room for one answer: the first is taken, be it the result or that there is none.
        let (answer, pending) = mpsc::sync_channel(1);
        let other = answer.clone();
        let job = Job {
            run: Box::new(move |stop, limit| {
                let _ = answer.try_send(guarded(stop, limit, work));
            }),
            lose: Box::new(move |lost| {
                let _ = other.try_send(Err(lost));
            }),
        };
        if let Err(mpsc::SendError(job)) = self.jobs.send(job) {
            (job.lose)(Lost::NoThread);
        }
        Pending(pending)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one of these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn spawn(shared: &Arc<Shared>) -> std::io::Result<()> {
    let number = shared.numbers.fetch_add(1, Ordering::Relaxed);
    let shared = Arc::clone(shared);
    std::thread::Builder::new()
        .name(format!("reader-{number}"))
        .stack_size(STACK)
        .spawn(move || serve(&shared))
        .map(drop)
}

/// Does one piece of work after the other until there is none any more, or the watch has given this thread up.
fn serve(shared: &Shared) {
    loop {
        let Ok(Job { run, lose }) = lock(&shared.jobs).recv() else { return };
        let (stop, given_up) = (Stop::default(), Arc::new(AtomicBool::new(false)));
        let number = shared.numbers.fetch_add(1, Ordering::Relaxed);
        lock(&shared.running).push(Running {
            number,
            since: Instant::now(),
            stop: stop.clone(),
            given_up: Arc::clone(&given_up),
            lose,
        });
        run(&stop, shared.patience.limit);
        lock(&shared.running).retain(|running| running.number != number);
        if given_up.load(Ordering::Acquire) {
            return;
        }
    }
}

/// Asks work to stop that has taken too long, gives it up if it does not, and puts another thread in the place of its thread.
fn watch(shared: &Arc<Shared>, ends: &Receiver<()>) {
    let Patience { limit, grace } = shared.patience;
    while let Err(RecvTimeoutError::Timeout) = ends.recv_timeout(LOOK) {
        let mut given_up = Vec::new();
        let mut running = lock(&shared.running);
        for one in running.iter().filter(|one| one.since.elapsed() > limit) {
            one.stop.ask();
        }
        given_up.extend(running.extract_if(.., |one| one.since.elapsed() > limit + grace));
        drop(running);
        for one in given_up {
            (one.lose)(Lost::TooSlow(limit));
            // Where no other thread can be had, this one goes on with the next work if it ever comes back.
            match spawn(shared) {
                Ok(()) => one.given_up.store(true, Ordering::Release),
                Err(error) => tracing::error!(%error, "no thread in the place of one that was given up"),
            }
        }
    }
}

/// The result of a piece of work, or why there is none.
fn guarded<T>(stop: &Stop, limit: Duration, work: impl FnOnce() -> T) -> Result<T, Lost> {
    GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(|| limits::within(DEPTH, stop, work)));
    GUARDED.set(false);
    let place = PLACE.take();
    match done {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(Exceeded::Depth)) => Err(Lost::TooDeep),
        Ok(Err(Exceeded::Stopped)) => Err(Lost::TooSlow(limit)),
        Err(panic) => Err(Lost::Panicked(place.unwrap_or_else(|| words(&*panic)))),
    }
}

thread_local! {
    /// A piece of work is under way on this thread, and what it does will be said of its document.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What it panicked with and where.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps the words of a guarded panic for the message on its document, in the place of printing them.
fn hook_panics() {
    static HOOKED: Once = Once::new();
    HOOKED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
            if GUARDED.get() {
                let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
                PLACE.set(Some(format!("{}{}", words(panic.payload()), place.unwrap_or_default())));
            } else {
                before(panic);
            }
        }));
    });
}

/// The words of a panic.
fn words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    words.unwrap_or("a panic without words").to_owned()
}

#[cfg(test)]
mod tests {
    use language::Analyzer;

    use super::*;

    fn islands(threads: usize, limit: u64, grace: u64) -> Islands {
        let patience = Patience { limit: Duration::from_millis(limit), grace: Duration::from_millis(grace) };
        Islands::start(threads, patience).expect("there are threads")
    }

    /// Goes up from a root without end, as a rule does that forgets that a root is its own head.
    fn climb(token: language::Token<'_>, level: u64) -> u64 {
        // No stack is so deep, but the compiler wants to see an end.
        if level == u64::MAX { 0 } else { level.wrapping_add(climb(token.head(), std::hint::black_box(level + 1))) }
    }

    #[test]
    fn what_fails_is_lost_and_the_rest_is_done_on_the_same_threads() {
        let islands = islands(2, 60_000, 1_000);
        let analysis = Arc::new(Analyzer::embedded().expect("the embedded model is whole").analyze("Talks opened."));
        let pending: Vec<Pending<usize>> = (0..40)
            .map(|number| {
                let analysis = Arc::clone(&analysis);
                islands.give(move || match number % 10 {
                    3 => [0; 3][std::hint::black_box(number)],
                    7 => climb(analysis.token(0), 0) as usize,
                    _ => number,
                })
            })
            .collect();
        for (number, pending) in pending.into_iter().enumerate() {
            match (number % 10, pending.wait()) {
                (3, Err(Lost::Panicked(why))) => {
                    assert!(why.contains("out of bounds") && why.contains("island.rs:"), "{why}");
                }
                (7, lost) => assert_eq!(lost, Err(Lost::TooDeep)),
                (_, done) => assert_eq!(done, Ok(number)),
            }
        }
    }

    #[test]
    fn work_that_takes_too_long_stops_and_its_thread_goes_on() {
        let islands = islands(1, 200, 60_000);
        let slow = islands.give(|| {
            loop {
                limits::checkpoint();
            }
        });
        let next = islands.give(|| std::thread::current().name().map(str::to_owned));
        assert_eq!(slow.wait(), Err::<(), _>(Lost::TooSlow(Duration::from_millis(200))));
        assert_eq!(next.wait(), Ok(Some("reader-0".to_owned())));
    }

    #[test]
    fn work_that_does_not_listen_is_given_up_and_another_thread_takes_over() {
        let islands = islands(1, 100, 100);
        let (release, held) = mpsc::channel::<()>();
        let deaf = islands.give(move || held.recv().is_err());
        let next = islands.give(|| 5);
        assert_eq!(deaf.wait(), Err(Lost::TooSlow(Duration::from_millis(100))));
        assert_eq!(next.wait(), Ok(5));
        drop(release);
        // The thread that was given up ends; the one in its place goes on.
        assert_eq!(islands.give(|| 6).wait(), Ok(6));
    }
}
