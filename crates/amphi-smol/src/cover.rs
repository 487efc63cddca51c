//! An executor's threads while they are blocked: a spare thread runs the executor meanwhile.

use std::sync::{Arc, Once};

use amphi_core::BlockOnError;
use amphi_core::region::{self, Cover};
use async_executor::Executor;

use crate::{SmolRuntime, late, place, spare};

/// Makes waits on any runtime look after this backend's threads too.
pub(crate) fn register() {
    static REGISTERED: Once = Once::new();
    if !REGISTERED.is_completed() {
        REGISTERED.call_once(|| region::register(&Workers));
    }
}

/// Calls `f`; on an executor's thread a spare thread runs the executor meanwhile.
///
/// Where the system refuses the spare thread, `f` is called all the same: it blocks one thread of
/// the executor then, as it would without us.
pub(crate) fn block_in_place<F: FnOnce() -> R, R>(f: F) -> R {
    // Covered once is enough: a wait inside this one blocks the same thread.
    let _covered = place::worker().and_then(|runtime| {
        let stand_in = stand_in(runtime)?;
        Some((place::work_for(None), stand_in))
    });
    f()
}

/// Has a spare thread run the executor until the sender is dropped.
pub(crate) fn stand_in(runtime: SmolRuntime) -> Option<async_channel::Sender<()>> {
    let executor = runtime.executor()?;
    let (release, released) = async_channel::bounded(1);
    let run = move || run(runtime, &executor, &released);
    spare::start(Box::new(run)).then_some(release)
}

/// Runs an executor on this thread until `stop` is closed.
pub(crate) fn run(
    runtime: SmolRuntime,
    executor: &Arc<Executor<'static>>,
    stop: &async_channel::Receiver<()>,
) {
    let _current = place::enter(runtime.clone());
    let _worker = place::work_for(Some(runtime));
    // Nothing is ever sent; the channel closes.
    let _ = async_io::block_on(executor.run(stop.recv()));
}

struct Workers;

impl Cover for Workers {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match place::worker() {
            None => next(),
            Some(runtime) => match stand_in(runtime.clone()) {
                Some(_stand_in) => {
                    let _covered = place::work_for(None);
                    next()
                }
                None => late::watched(runtime, next),
            },
        }
    }
}
