//! Limits on one piece of work: how deep its calls may go, and that somebody else may end it.
//!
//! Texts come from strangers, and no rule is proof against all of them. Work that runs [`within`] limits is left early, with
//! [`Exceeded`], when its calls have used up the stack that they were given, or when its [`Stop`] was asked for. Both are
//! noticed at [`checkpoint`]s. Every look-up of a token is one, and so is every step of the parser, so that neither a walk
//! that goes round in a tree nor a function that calls itself without end passes them by. The stack is looked at before it is
//! full: an overflow cannot be caught, but leaving early can.
//!
//! Outside of [`within`] a checkpoint does nothing. What is read within limits does not depend on them: there is a result, and
//! it is the same as without them, or there is none.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The limit that ended a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Exceeded {
    /// Its calls went as deep as they may.
    #[error("the calls went deeper than they may")]
    Depth,
    /// It was asked to stop.
    #[error("the work was stopped")]
    Stopped,
}

/// Asks a piece of work to stop, from any thread; clones ask the same work.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the work to stop at its next checkpoint.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Checkpoints between two looks at whether to stop: asking is cheap, but checkpoints are many.
const BETWEEN_LOOKS: u32 = 512;

thread_local! {
    /// The lowest address that the stack may reach; 0 where there are no limits.
    static FLOOR: Cell<usize> = const { Cell::new(0) };
    static UNTIL_LOOK: Cell<u32> = const { Cell::new(0) };
    static STOP: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

/// Puts the limits of before back in force, however the work within them ends.
struct Restore {
    floor: usize,
    stop: Option<Stop>,
}

impl Drop for Restore {
    fn drop(&mut self) {
        FLOOR.set(self.floor);
        STOP.with_borrow_mut(|stop| *stop = self.stop.take());
    }
}

/// Does a piece of work within limits: it may use `depth` bytes of the stack of this thread from here on, which must have a good
/// deal more left than that, and ends when it is asked to stop.
///
/// # Errors
/// When a limit ended the work.
///
/// # Panics
/// When the work does.
pub fn within<T>(depth: usize, stop: &Stop, work: impl FnOnce() -> T) -> Result<T, Exceeded> {
    let _restore = Restore {
        floor: FLOOR.replace(stack_pointer().saturating_sub(depth).max(1)),
        stop: STOP.with_borrow_mut(|known| known.replace(stop.clone())),
    };
    UNTIL_LOOK.set(BETWEEN_LOOKS);
    // Nothing is used afterwards that the work may have left half done: its result is lost, and what it shares with others is
    // guarded by them.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Ok(result),
        Err(panic) => match panic.downcast::<Exceeded>() {
            Ok(exceeded) => Err(*exceeded),
            Err(panic) => resume_unwind(panic),
        },
    }
}

/// A place at which work within limits ends if it has exceeded one of them.
#[inline]
pub fn checkpoint() {
    let floor = FLOOR.get();
    if floor == 0 {
        return;
    }
    if stack_pointer() < floor {
        leave(Exceeded::Depth);
    }
    match UNTIL_LOOK.get().checked_sub(1) {
        Some(left) => UNTIL_LOOK.set(left),
        None => look(),
    }
}

#[cold]
fn look() {
    UNTIL_LOOK.set(BETWEEN_LOOKS);
    if STOP.with_borrow(|stop| stop.as_ref().is_some_and(Stop::is_asked)) {
        leave(Exceeded::Stopped);
    }
}

#[cold]
fn leave(exceeded: Exceeded) -> ! {
    // What is cleaned up on the way out must not be left early again.
    FLOOR.set(0);
    // No message is printed for this: it is no fault, and whoever set the limits says what came of it.
    resume_unwind(Box::new(exceeded))
}

/// About where the stack ends now. Stacks grow towards lower addresses on every machine that Rust runs on.
#[inline]
fn stack_pointer() -> usize {
    let here = 0u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEPTH: usize = 256 << 10;

    /// Calls itself without end, as a walk does that takes a root for the child of another word.
    fn deeper(level: u64) -> u64 {
        checkpoint();
        // No stack is so deep, but the compiler wants to see an end.
        if level == u64::MAX { 0 } else { deeper(std::hint::black_box(level + 1)).wrapping_add(level) }
    }

    #[test]
    fn calls_without_end_are_left_before_the_stack_is_full() {
        let stop = Stop::default();
        assert_eq!(within(DEPTH, &stop, || deeper(0)), Err(Exceeded::Depth));
        // The thread is as good as before.
        assert_eq!(within(DEPTH, &stop, || 7), Ok(7));
        assert_eq!(within(DEPTH, &stop, || deeper(0)), Err(Exceeded::Depth));
    }

    #[test]
    fn work_without_end_stops_when_it_is_asked_to() {
        let stop = Stop::default();
        let asking = stop.clone();
        let asked = std::thread::spawn(move || asking.ask());
        let ended = within(DEPTH, &stop, || {
            loop {
                checkpoint();
                std::hint::spin_loop();
            }
        });
        assert_eq!(ended, Err::<(), _>(Exceeded::Stopped));
        asked.join().expect("the other thread ends");
    }

    #[test]
    fn limits_hold_for_the_work_alone_and_may_nest() {
        let (outer, inner) = (Stop::default(), Stop::default());
        inner.ask();
        let ended = within(DEPTH, &outer, || {
            let inner = within(DEPTH / 4, &inner, || (0..2 * BETWEEN_LOOKS).for_each(|_| checkpoint()));
            assert_eq!(inner, Err(Exceeded::Stopped));
            (0..2 * BETWEEN_LOOKS).for_each(|_| checkpoint());
            5
        });
        assert_eq!(ended, Ok(5));
        (0..2 * BETWEEN_LOOKS).for_each(|_| checkpoint());
    }

    #[test]
    fn other_panics_pass() {
        let panic = std::panic::catch_unwind(|| within(DEPTH, &Stop::default(), || resume_unwind(Box::new("a fault"))));
        assert_eq!(panic.expect_err("it panics").downcast_ref::<&str>(), Some(&"a fault"));
        assert_eq!(FLOOR.get(), 0);
    }
}
