//! Closures that are offloaded with a permit: what would ask for another one can see that they have it.

use std::cell::Cell;

use amphi_core::SpawnBlocking;

thread_local! {
    /// Whether what is offloaded on this thread has its permit.
    static BROUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Whether the closure that is being offloaded in this call has a permit of some limiter already.
///
/// For runtimes that limit what they are given, so that who brings a permit of its own needs no second
/// one: with both of one limiter, all could wait for their second ones for ever.
pub fn brings_permit() -> bool {
    BROUGHT.get()
}

/// Offloads a closure that has its permit.
pub(super) fn offload<R, F, T>(rt: &R, f: F) -> R::JoinHandle<T>
where
    R: SpawnBlocking,
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let _back = Back(BROUGHT.replace(true));
    rt.spawn_blocking(f)
}

/// Puts back what was before, also after a panic.
struct Back(bool);

impl Drop for Back {
    fn drop(&mut self) {
        BROUGHT.set(self.0);
    }
}
