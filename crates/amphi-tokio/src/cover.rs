//! Tokio's workers while they are blocked.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::Once;
use std::task::{Context, Poll, Waker};

use amphi_core::region::{self, Cover};
use amphi_core::{BlockOnError, stall};
use tokio::runtime::{Handle, Id};
use tokio::task::unconstrained;

use crate::gate::Gate;
use crate::place::Place;
use crate::watch::{self, HandedOver, StoodStill};
use crate::{arrive, helper};

/// Makes waits on any runtime look after tokio's workers too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| {
            region::register(&Workers);
            region::register_arrival(&arrive::CurrentThread);
        });
    }
}

/// Calls `f`; on a multi-thread worker another thread takes over the worker's tasks meanwhile.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    match Place::here() {
        Place::Worker(handle) => {
            let _here = Place::forget();
            hand_over(&handle, f).unwrap_or_else(|f| f())
        }
        Place::Covered => {
            let _here = Place::forget();
            f()
        }
        Place::Free | Place::CurrentThread(_) => f(),
    }
}

/// Moves this worker's tasks to another thread and calls `f`; gives `f` back where this is no worker.
///
/// Tokio takes that thread from the blocking pool of the context that is entered here, which may be
/// that of the runtime that is waited for: its end would wait for this worker then. So the
/// worker's own is entered around the move, where it is another one.
///
/// Where the code around has entered the handle of a multi-thread runtime inside a task of a
/// current-thread one, nothing tells until tokio panics. That panic ends here, before `f` is called;
/// only its message has been printed.
fn hand_over<F: FnOnce() -> R, R>(worker: &Handle, f: F) -> Result<R, F> {
    let entered = Some(Handle::current()).filter(|entered| entered.id() != worker.id());
    let _worker = entered.is_some().then(|| worker.enter());
    let mut f = Some(f);
    let moved = catch_unwind(AssertUnwindSafe(|| {
        tokio::task::block_in_place(|| {
            let _entered = entered.as_ref().map(Handle::enter);
            let f = f.take().expect("tokio calls it once");
            f()
        })
    }));
    match (moved, f) {
        (Ok(output), _) => Ok(output),
        (Err(_), Some(f)) => Err(f),
        (Err(payload), None) => resume_unwind(payload),
    }
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match Place::here() {
            Place::Free | Place::Covered => free_of_budget(next),
            Place::CurrentThread(id) => stand_still(id, next),
            Place::Worker(handle) => {
                let gate = Gate::of(&handle);
                let _ticket = gate.enter()?;
                // The tasks move now, so a wait inside this one blocks no worker.
                let here = Place::Covered.enter();
                let probe = watch::enter(handle.clone(), gate);
                let waited = hand_over(&handle, || {
                    region::watch(&HandedOver, watch::FIRST_LOOK, next)
                });
                drop((probe, here));
                if let Ok(waited) = waited {
                    return waited;
                }
                // Too late for what the first poll has registered, in time for the rest.
                let _context = helper::handle().ok().map(Handle::enter);
                stand_still(None, next)
            }
        }
    }
}

/// Waits on the thread that drives the current-thread runtime of this id, where that is known.
fn stand_still(
    id: Option<Id>,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let _here = Place::CurrentThread(id).enter();
    region::watch(&StoodStill, stall::threshold(), &mut || {
        free_of_budget(next)
    })
}

/// Calls `next` without the budget of the task that waits: once that has run dry, whatever of tokio's is polled says
/// that it is pending, and wakes, until the task returns, which it does not.
///
/// A worker's own hand-over does that as well.
fn free_of_budget(next: &mut dyn FnMut() -> Result<(), BlockOnError>) -> Result<(), BlockOnError> {
    let called = pin!(unconstrained(poll_fn(|_| Poll::Ready(next()))));
    match called.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(waited) => waited,
        Poll::Pending => unreachable!("what is polled is always ready"),
    }
}
