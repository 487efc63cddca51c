//! The thread that keeps the time: it wakes who asked for it when the moment has come.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Waker;
use std::thread;
use std::time::Instant;

/// The clock of the process, started at its first use.
pub(super) fn clock() -> &'static Clock {
    static CLOCK: OnceLock<Clock> = OnceLock::new();
    static STARTED: OnceLock<()> = OnceLock::new();
    let clock = CLOCK.get_or_init(Clock::default);
    STARTED.get_or_init(|| {
        thread::spawn(|| clock.run());
    });
    clock
}

#[derive(Default)]
pub(super) struct Clock {
    alarms: Mutex<Alarms>,
    changed: Condvar,
}

#[derive(Default)]
struct Alarms {
    next: u64,
    wakers: BTreeMap<Alarm, Waker>,
}

/// When to wake; the number tells alarms of the same moment apart.
pub(super) type Alarm = (Instant, u64);

impl Clock {
    /// Asks to be woken at `deadline`.
    pub(super) fn set(&self, deadline: Instant, waker: Waker) -> Alarm {
        let mut alarms = self.lock();
        alarms.next += 1;
        let alarm = (deadline, alarms.next);
        alarms.wakers.insert(alarm, waker);
        self.changed.notify_one();
        alarm
    }

    /// Takes an alarm back and gives whom it was to wake, where it has not rung.
    pub(super) fn unset(&self, alarm: Alarm) -> Option<Waker> {
        self.lock().wakers.remove(&alarm)
    }

    fn run(&self) {
        let mut alarms = self.lock();
        loop {
            let now = Instant::now();
            alarms = match alarms.wakers.first_entry() {
                Some(first) if first.key().0 <= now => {
                    let waker = first.remove();
                    drop(alarms);
                    waker.wake();
                    self.lock()
                }
                Some(first) => {
                    let left = first.key().0 - now;
                    let waited = self.changed.wait_timeout(alarms, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self
                    .changed
                    .wait(alarms)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Alarms> {
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
