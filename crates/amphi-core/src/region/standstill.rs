//! [`Standstill`]: whether waits that no thread covers for are ever going to end.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Stall;
use crate::{BlockOnError, BlockOnErrorKind, stall};

/// When a wait without cover is looked at first.
const FIRST: Duration = Duration::from_millis(1);
/// How often at most it is looked at later.
const LAST: Duration = Duration::from_millis(100);
/// At this look the runtime is asked for a sign of life.
const ASK: u32 = 8;
/// After so many looks without a sign none is expected any more: 2.6 seconds or more. A thread that
/// is starved looks more seldom, so time alone would take it for one that stands still.
const GIVE_UP: u32 = 32;
/// The same two for as long after a refusal as this. A storm stands still again and again: each
/// wait that is refused makes way for some, and the next ones need the same threads.
const ASK_SOON: u32 = 1;
const GIVE_UP_SOON: u32 = 2;
const MEMORY: Duration = Duration::from_secs(1);

/// What a kind of runtime knows of its waits, where only so many of them can be covered for.
///
/// Whoever waits beyond them blocks a thread that runs tasks. That is fine for as long as others end,
/// since each gives its thread back, and for as long as the runtime has other threads. Where neither
/// is so, all may be waiting for tasks that no thread is left to run: then the wait is refused, and
/// those that come within a second after it are sooner.
///
/// ```
/// use std::cell::Cell;
/// use std::time::Duration;
/// use amphi_core::BlockOnError;
/// use amphi_core::region::{Seen, Stall, Standstill, Watcher};
/// # fn spawn(_: impl Future + Send + 'static) {}
///
/// static STANDSTILL: Standstill = Standstill::new();
/// thread_local! {
///     static SEEN: Cell<Seen> = const { Cell::new(Seen::new()) };
/// }
///
/// /// For `region::watch`, where all threads that may cover for others do so.
/// struct Uncovered;
///
/// impl Watcher for Uncovered {
///     fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
///         // Taken out meanwhile: who hears of a report may wait here as well.
///         let mut seen = SEEN.take();
///         let next = STANDSTILL.look(&mut seen, wait, "it blocks the executor's last thread", |sign| {
///             spawn(async move { drop(sign) });
///         });
///         SEEN.set(seen);
///         next.map(Some)
///     }
/// }
/// ```
#[derive(Debug, Default)]
pub struct Standstill {
    /// Covered waits that ended so far.
    ended: AtomicUsize,
    /// When a wait was refused last.
    refused: Mutex<Option<Instant>>,
}

/// What a wait without cover has seen so far; a fresh one for each such wait.
#[derive(Debug, Default)]
pub struct Seen {
    ended: usize,
    looks: u32,
    /// Set when the runtime has shown that it is alive.
    sign: Option<Arc<AtomicBool>>,
}

/// A sign of life: dropping it, on whichever thread, shows that its bearer ran, or was dropped by a runtime that
/// ends, which is another matter.
#[derive(Debug)]
pub struct Sign(Arc<AtomicBool>);

impl Drop for Sign {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Standstill {
    /// Nothing has ended, and nothing stands still.
    pub const fn new() -> Self {
        Self {
            ended: AtomicUsize::new(0),
            refused: Mutex::new(None),
        }
    }

    /// When a wait without cover is to be looked at first.
    pub const fn first_look() -> Duration {
        FIRST
    }

    /// A covered wait has ended, whether by its result, an error or a panic: its thread goes on with the runtime's
    /// tasks.
    pub fn ended(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    /// Looks at a wait without cover, for its [`Watcher`](super::Watcher), on the waiting thread: gives the time
    /// until the next look. A wait that has lasted for the threshold of [`stall`] is reported as well.
    ///
    /// Calls whoever [hears of stalls](stall::on_stall), who may wait in turn: hold no borrow here. `inside` says what
    /// stands still meanwhile. `ask` is to start a task of the runtime whose thread is
    /// blocked, which drops the sign; it is called at most once for each `Seen` that is not fresh again.
    ///
    /// # Errors
    /// `Exhausted` where neither a covered wait ended nor a task ran for many looks.
    pub fn look(
        &self,
        seen: &mut Seen,
        wait: &Stall,
        inside: &'static str,
        ask: impl FnOnce(Sign),
    ) -> Result<Duration, BlockOnError> {
        let is_over = self.is_over(seen, Instant::now(), ask);
        if wait.waited() >= stall::threshold() {
            stall::report(wait, inside);
        }
        if is_over {
            let why = "all threads that may go on with its tasks wait, and none of them comes back";
            return Err(BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail(why));
        }
        Ok(wait.waited().clamp(FIRST, LAST))
    }

    fn is_over(&self, seen: &mut Seen, now: Instant, ask: impl FnOnce(Sign)) -> bool {
        let ended = self.ended.load(Ordering::Relaxed);
        if seen.ended != ended || seen.is_alive() {
            *seen = Seen::at(ended);
        }
        seen.looks += 1;
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let (ask_at, give_up) = match *refused {
            Some(before) if now < before + MEMORY => (ASK_SOON, GIVE_UP_SOON),
            _ => (ASK, GIVE_UP),
        };
        let is_over = seen.looks > give_up;
        if is_over {
            *refused = Some(now);
        }
        drop(refused);
        if seen.looks >= ask_at && seen.sign.is_none() {
            let sign = seen.sign.insert(Arc::default());
            ask(Sign(sign.clone()));
        }
        is_over
    }
}

impl Seen {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self::at(0)
    }

    const fn at(ended: usize) -> Self {
        Self {
            ended,
            looks: 0,
            sign: None,
        }
    }

    fn is_alive(&self) -> bool {
        let sign = self.sign.as_ref();
        sign.is_some_and(|sign| sign.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::forget;

    /// How many looks a wait is given by a runtime that gives no sign.
    fn looks(standstill: &Standstill, now: Instant) -> u32 {
        let mut seen = Seen::new();
        (1..)
            .find(|_| standstill.is_over(&mut seen, now, forget))
            .unwrap()
    }

    #[test]
    fn a_wait_is_refused_when_nothing_ends_and_the_next_ones_sooner() {
        let standstill = Standstill::new();
        let mut now = Instant::now();
        assert_eq!(looks(&standstill, now), GIVE_UP + 1);
        for _ in 0..3 {
            now += MEMORY - Duration::from_millis(1);
            assert_eq!(looks(&standstill, now), GIVE_UP_SOON + 1);
        }
        assert_eq!(looks(&standstill, now + MEMORY), GIVE_UP + 1);
    }

    #[test]
    fn whatever_ends_gives_new_patience() {
        let standstill = Standstill::new();
        let now = Instant::now();
        let lasts = |looks: u32| {
            let mut seen = Seen::new();
            for _ in 0..10 {
                standstill.ended();
                for _ in 0..looks {
                    assert!(!standstill.is_over(&mut seen, now, forget));
                }
            }
            assert!(standstill.is_over(&mut seen, now, forget));
        };
        lasts(GIVE_UP);
        lasts(GIVE_UP_SOON);
    }

    #[test]
    fn a_runtime_that_gives_signs_does_not_stand_still() {
        let standstill = Standstill::new();
        let now = Instant::now();
        let lives = |times: u32| {
            let (mut seen, mut asked) = (Seen::new(), 0);
            for _ in 0..times {
                assert!(!standstill.is_over(&mut seen, now, |sign| {
                    asked += 1;
                    drop(sign);
                }));
            }
            asked
        };
        assert_eq!(lives(10 * GIVE_UP), 10 * GIVE_UP / ASK);
        // Also where another runtime does.
        assert_eq!(looks(&standstill, now), GIVE_UP + 1);
        assert_eq!(lives(10), 10);
    }
}
