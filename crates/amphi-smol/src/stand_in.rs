//! Running an executor on a thread that is not, or not always, its own.

use std::sync::Arc;

use async_executor::Executor;

use crate::{SmolRuntime, place, spare};

/// Has a spare thread run the executor until the sender is dropped.
pub(crate) fn start(runtime: SmolRuntime) -> Option<async_channel::Sender<()>> {
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
