//! Cleanups that nobody waits for: where they run, and who is told how they end.

use std::panic::Location;

use amphi_core::internal::quietly;
use amphi_core::{CatchUnwind, JoinError, offload, park, region};

use super::cleanup::{self, Trouble};
use super::close::{Plan, Running};
use crate::{Handle, select};

/// Has a cleanup go on by itself. For drops, so it never panics.
pub(super) fn go_on<R: Send + 'static>(running: Running<R>) {
    quietly(|| start(running));
}

fn start<R: Send + 'static>(running: Running<R>) {
    let Running {
        future,
        plan,
        has_started,
    } = running;
    let Plan {
        handle,
        location,
        fault,
    } = plan;
    let witness = Witness {
        location,
        has_started,
        has_ended: false,
    };
    let mut cleanup = Box::pin(witness.see(future, fault));
    let Some(handle) = handle.or_else(|| Handle::try_current().ok()) else {
        // What needs no runtime has its chance; the rest is dropped, and reported.
        let waited = park::wait_for_timeout(cleanup, cleanup::patience(), region::block);
        return drop(waited);
    };
    if !may_block(&handle) {
        return handle.spawn(cleanup).detach();
    }
    let patience = cleanup::patience();
    let bounded = handle.timeout(patience, cleanup.as_mut());
    let waited = handle.try_block_on(bounded);
    if matches!(waited, Ok(Ok(()))) {
        return;
    }
    if waited.is_ok() {
        cleanup::report(location, Trouble::Late(patience));
    }
    handle.spawn(cleanup).detach();
}

/// Whether this is synchronous code: an offloaded closure, or a thread where no runtime runs.
fn may_block(handle: &Handle) -> bool {
    !handle.is_driven_here() && (offload::is_inside() || !select::is_running_here())
}

/// Who tells what became of a cleanup, also where its runtime drops it.
struct Witness {
    location: &'static Location<'static>,
    has_started: bool,
    has_ended: bool,
}

impl Witness {
    async fn see<R>(mut self, future: impl Future<Output = R>, fault: fn(&R) -> Option<String>) {
        self.has_started = true;
        let ended = CatchUnwind::new(future).await.into_result();
        self.has_ended = true;
        quietly(|| told(self.location, ended, fault));
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        let trouble = if self.has_started {
            Trouble::CutOff
        } else {
            Trouble::NotRun
        };
        quietly(|| cleanup::report(self.location, trouble));
    }
}

/// Reports how a cleanup ended whose result nobody takes.
pub(super) fn told<R>(
    location: &'static Location<'static>,
    ended: Result<R, JoinError>,
    fault: fn(&R) -> Option<String>,
) {
    let trouble = match &ended {
        Ok(given) => fault(given).map(Trouble::Failed),
        Err(error) => Some(Trouble::Panicked(error.to_string())),
    };
    if let Some(trouble) = trouble {
        cleanup::report(location, trouble);
    }
    // It may panic.
    drop(ended);
}
