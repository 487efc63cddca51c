//! Running an executor on a thread that is not, or not always, its own.

use std::sync::Arc;

use amphi_core::region::Standstill;
use amphi_core::spare::{Lease, Spares};
use async_channel::{Receiver, Sender};
use async_executor::Executor;

use crate::looks::Looking;
use crate::{SmolRuntime, place};

/// Spare threads are not those of the `blocking` pool: closures that wait for tasks may fill that
/// one, and the tasks could then not go on. No more are started, since timers and sockets go on
/// without them: `async-io` has a thread of its own.
static SPARES: Spares = Spares::new("amphi-spare", 256);

/// Whether waits end that have a spare thread.
pub(crate) static STANDSTILL: Standstill = Standstill::new();

/// A spare thread that runs the executor until this is dropped.
pub(crate) struct StandIn {
    /// `None` only while it is being dropped.
    lease: Option<Lease>,
    /// Closes when it is dropped.
    _stop: Sender<()>,
}

/// Has a spare thread run the executor, at once or as soon as one is back; `None` where the
/// executor has gone.
pub(crate) fn start(runtime: SmolRuntime) -> Option<StandIn> {
    let executor = runtime.executor()?;
    let (stop, stopped) = async_channel::bounded(1);
    let run = move || run(runtime, &executor, &stopped, Who::Spare);
    Some(StandIn {
        lease: Some(SPARES.start_soon(Box::new(run))),
        _stop: stop,
    })
}

impl StandIn {
    /// Whether no thread runs the executor yet.
    pub(crate) fn is_queued(&self) -> bool {
        self.lease.as_ref().is_some_and(Lease::is_queued)
    }

    /// Starts a thread where none has come back meanwhile; false where that is impossible.
    pub(crate) fn insist(&self) -> bool {
        self.lease.as_ref().is_none_or(Lease::insist)
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // First the word that the thread will be back, then what sends it there.
        if self.lease.take().is_some_and(Lease::release) {
            STANDSTILL.ended();
        }
    }
}

/// Whose thread runs an executor.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Who {
    Own,
    Spare,
}

/// Runs an executor on this thread until `stop` is closed.
pub(crate) fn run(
    runtime: SmolRuntime,
    executor: &Arc<Executor<'static>>,
    stop: &Receiver<()>,
    who: Who,
) {
    let own = (who == Who::Own).then(|| runtime.clone());
    let looks = own.as_ref().and_then(SmolRuntime::looks);
    let _current = place::enter(runtime.clone());
    let _worker = place::work_for(runtime);
    // Nothing is ever sent; the channel closes.
    let _ = async_io::block_on(Looking::new(executor.run(stop.recv()), looks));
}
