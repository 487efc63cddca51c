//! What the closure that runs on this thread can ask about itself.

use std::cell::RefCell;
use std::sync::Arc;

use super::take_back::Wanted;

/// A closure's own view of its cancellation.
pub(super) trait Token: Send + Sync {
    fn is_cancelled(&self) -> bool;
}

thread_local! {
    /// The closure that runs on this thread; the innermost where they nest.
    static CURRENT: RefCell<Option<Frame>> = const { RefCell::new(None) };
}

/// A closure that runs.
pub(super) struct Frame {
    token: Arc<dyn Token>,
    /// Closures that waits inside this one wait for.
    pub(super) wanted: Wanted,
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
    with(|frame| frame.token.is_cancelled()).unwrap_or(false)
}

/// Whether an offloaded closure runs on this thread, so that blocking it stops no task.
///
/// ```
/// use amphi_core::{SpawnBlocking, TaskHandleExt, offload::is_inside};
/// assert!(!is_inside());
/// let rt = amphi_smol::SmolRuntime::global();
/// assert!(rt.spawn_blocking(is_inside).join().unwrap());
/// ```
pub fn is_inside() -> bool {
    with(|_| ()).is_some()
}

/// Calls `f` with the frame of the innermost closure on this thread; no user code in it.
pub(super) fn with<R>(f: impl FnOnce(&mut Frame) -> R) -> Option<R> {
    CURRENT
        .try_with(|current| current.borrow_mut().as_mut().map(f))
        .ok()
        .flatten()
}

/// Makes `token`'s closure the current one of this thread until the guard is dropped.
pub(super) fn enter(token: Arc<dyn Token>, is_taken: bool) -> Entered {
    let frame = Frame {
        token,
        wanted: Wanted::new(is_taken),
    };
    let outer = CURRENT
        .try_with(|current| current.replace(Some(frame)))
        .ok()
        .flatten();
    Entered { outer }
}

/// Puts the frame of the closure around back, also after a panic.
pub(super) struct Entered {
    outer: Option<Frame>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let outer = self.outer.take();
        // The inner frame is dropped here, outside the borrow.
        drop(CURRENT.try_with(|current| current.replace(outer)));
    }
}
