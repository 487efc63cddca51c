//! What the closure that runs on this thread can ask about itself.

use std::cell::RefCell;
use std::sync::Arc;

/// A closure's own view of its cancellation.
pub(super) trait Token: Send + Sync {
    fn is_cancelled(&self) -> bool;
}

thread_local! {
    /// The closure that runs on this thread; the innermost where they nest.
    static CURRENT: RefCell<Option<Arc<dyn Token>>> = const { RefCell::new(None) };
}

/// Whether the offloaded closure that runs on this thread has been cancelled, so that its result is
/// no longer wanted.
///
/// A long closure asks now and then, and returns early. Outside an offloaded closure it is `false`.
/// A handle that was merely dropped has let the closure go on (C2), so this stays `false`.
///
/// ```
/// use std::sync::mpsc;
/// use amphi_core::{BlockOn, SpawnBlocking, TaskHandle, offload::is_cancelled};
///
/// let rt = amphi_smol::SmolRuntime::global();
/// let (started, has_started) = mpsc::channel();
/// let endless = rt.spawn_blocking(move || {
///     started.send(()).unwrap();
///     while !is_cancelled() {
///         std::thread::yield_now();
///     }
///     "stopped early"
/// });
/// has_started.recv().unwrap();
/// assert_eq!(rt.block_on(endless.cancel()).unwrap(), "stopped early");
/// ```
pub fn is_cancelled() -> bool {
    CURRENT
        .try_with(|current| {
            current
                .borrow()
                .as_ref()
                .is_some_and(|token| token.is_cancelled())
        })
        .unwrap_or(false)
}

/// Makes `token` the current one of this thread until the guard is dropped.
pub(super) fn enter(token: Arc<dyn Token>) -> Entered {
    let outer = CURRENT
        .try_with(|current| current.replace(Some(token)))
        .ok()
        .flatten();
    Entered { outer }
}

/// Puts the token of the closure around back, also after a panic.
pub(super) struct Entered {
    outer: Option<Arc<dyn Token>>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let outer = self.outer.take();
        // The inner token is dropped here, outside the borrow.
        drop(CURRENT.try_with(|current| current.replace(outer)));
    }
}
