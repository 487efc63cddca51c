//! What the tests wait with: a one-shot gate for both sides, and a flag.
//!
//! An opener that is dropped opens its gate. So nothing stays shut when a test fails, and an opener
//! that a future or a closure has captured tells when those were dropped.

use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use crate::env;

/// A gate that is shut, and what opens it.
pub(crate) fn gate() -> (Opener, Gate) {
    let state = Arc::<State>::default();
    (Opener(state.clone()), Gate(state))
}

/// Opens its gate when it is dropped.
pub(crate) struct Opener(Arc<State>);

impl Opener {
    /// Opens the gate; dropping does the same, this says so.
    pub(crate) fn open(self) {}
}

impl Drop for Opener {
    fn drop(&mut self) {
        let wakers = {
            let mut inner = self.0.lock();
            inner.open = true;
            std::mem::take(&mut inner.wakers)
        };
        self.0.opened.notify_all();
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Waits until its opener is dropped.
#[derive(Clone)]
pub(crate) struct Gate(Arc<State>);

impl Gate {
    pub(crate) fn is_open(&self) -> bool {
        self.0.lock().open
    }

    /// Blocks this thread until the gate is open.
    ///
    /// # Panics
    /// When it is still shut long after the watchdog gave the test up; this frees the thread.
    #[track_caller]
    pub(crate) fn wait(&self) {
        assert!(
            self.opens_within(PATIENCE.saturating_mul(env::patience())),
            "the gate was not opened"
        );
    }

    /// Fails where the gate opens although it must not.
    ///
    /// What is right never opens it, so this cannot fail by chance; what is wrong gets a moment to
    /// show itself.
    #[track_caller]
    pub(crate) fn stays_shut(&self, why: &str) {
        assert!(!self.opens_within(CHANCE), "{why}");
    }

    /// Gives what must not open the gate a moment to do so all the same.
    pub(crate) fn gets_a_chance(&self) {
        self.opens_within(CHANCE);
    }

    /// Waits for the gate in async code.
    pub(crate) fn opened(&self) -> impl Future<Output = ()> + Send + use<> {
        let state = self.0.clone();
        poll_fn(move |cx| {
            let mut inner = state.lock();
            if inner.open {
                return Poll::Ready(());
            }
            if !inner.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                inner.wakers.push(cx.waker().clone());
            }
            Poll::Pending
        })
    }

    fn opens_within(&self, limit: Duration) -> bool {
        let shut = |inner: &mut Inner| !inner.open;
        let waited = self.0.opened.wait_timeout_while(self.0.lock(), limit, shut);
        waited.unwrap_or_else(PoisonError::into_inner).0.open
    }
}

#[derive(Default)]
struct State {
    inner: Mutex<Inner>,
    opened: Condvar,
}

#[derive(Default)]
struct Inner {
    open: bool,
    wakers: Vec<Waker>,
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that happened.
#[derive(Clone, Default)]
pub(crate) struct Flag(Arc<AtomicBool>);

impl Flag {
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A waker, and the gate that it opens.
pub(crate) fn waking_gate() -> (Waker, Gate) {
    let (opener, gate) = gate();
    (
        Waker::from(Arc::new(WakeOpens(Mutex::new(Some(opener))))),
        gate,
    )
}

struct WakeOpens(Mutex<Option<Opener>>);

impl Wake for WakeOpens {
    fn wake(self: Arc<Self>) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// Lets other threads run until `condition` holds, where nothing announces it.
pub(crate) fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        thread::yield_now();
    }
}

/// Longer than the bound of a test, so that the watchdog reports first.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a wrong backend gets to show itself; never waited for by a right one's result.
const CHANCE: Duration = Duration::from_millis(20);
