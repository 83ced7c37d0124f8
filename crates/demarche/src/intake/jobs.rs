//! Reading that goes on after its request was answered, and can be watched.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::{File, Outcome, Permit, Step, Told};
use crate::http::{Desk, Failure, session};

/// How long a job can be looked at after it was looked at last.
const REMEMBERED: Duration = Duration::from_secs(1_800);

/// Jobs that are remembered.
const JOBS: u64 = 200;

/// Documents that a job tells of one by one; failures are always told, and all are counted.
const TOLD: usize = 5_000;

/// Jobs by their names.
#[derive(Debug)]
pub(crate) struct Jobs(moka::sync::Cache<String, Arc<Job>>);

impl Default for Jobs {
    fn default() -> Self {
        Self(moka::sync::Cache::builder().max_capacity(JOBS).time_to_idle(REMEMBERED).build())
    }
}

/// Reading of what was sent in at once.
#[derive(Debug)]
pub(crate) struct Job {
    progress: Mutex<Progress>,
    changed: watch::Sender<()>,
}

/// How far a job is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// What became of each document, in the order of reading.
    pub(crate) told: Vec<Told>,
    /// How many documents were found.
    pub(crate) found: usize,
    /// How many documents were read.
    pub(crate) read: usize,
    /// How many documents, or parts of files, there are of each outcome.
    pub(crate) counts: Vec<(Outcome, usize)>,
    /// It is over; with what stopped it early, if anything did.
    pub(crate) over: Option<Result<(), Failure>>,
}

impl Progress {
    fn step(&mut self, step: Step) {
        match step {
            Step::Found(count) => self.found += count,
            Step::Done(told) => {
                let failed = told.outcome == Outcome::Failed;
                self.read += usize::from(!failed);
                match self.counts.iter_mut().find(|(outcome, _)| *outcome == told.outcome) {
                    Some((_, count)) => *count += 1,
                    None => self.counts.push((told.outcome, 1)),
                }
                if failed || self.told.len() < TOLD {
                    self.told.push(told);
                }
            }
        }
    }
}

impl Job {
    fn change(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.send_replace(());
    }

    /// How far it is; of what it told only what comes after the first `seen`.
    pub(crate) fn progress(&self, seen: usize) -> Progress {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        Progress {
            told: progress.told.get(seen..).unwrap_or_default().to_vec(),
            counts: progress.counts.clone(),
            over: progress.over.clone(),
            ..*progress
        }
    }

    /// Tells whenever something changed since it was asked last.
    pub(crate) fn watch(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

impl Jobs {
    /// Begins to read files into the register, and gives the name of the job.
    pub(crate) fn begin(&self, desk: &Arc<Desk>, permit: Permit, files: Vec<File>) -> String {
        let job = Arc::new(Job { progress: Mutex::default(), changed: watch::Sender::new(()) });
        let name = session::random();
        self.0.insert(name.clone(), Arc::clone(&job));
        let desk = Arc::clone(desk);
        tokio::spawn(async move {
            let over = super::read(&desk, permit, files, |step| job.change(|progress| progress.step(step))).await;
            if let Err(failure) = &over {
                tracing::error!(why = failure.detail(), "documents that were sent in could not all be read");
            }
            job.change(|progress| progress.over = Some(over));
        });
        name
    }

    /// The job of that name.
    pub(crate) fn job(&self, name: &str) -> Option<Arc<Job>> {
        self.0.get(name)
    }
}
