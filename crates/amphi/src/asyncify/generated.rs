//! What the code that the attributes generate calls. Not for use by hand, and no part of the
//! interface.

use super::NotAFuture;
use super::offloaded::Running;
use crate::JoinHandle;

/// Runs a body on a thread where blocking is welcome. Dropped, it gives the body up.
pub fn offload<F, R, GivesNoFuture>(body: F) -> Running<R, JoinHandle<R>>
where
    F: FnOnce() -> R + Send + 'static,
    R: NotAFuture<GivesNoFuture> + Send + 'static,
{
    Running::new(crate::spawn_blocking(body))
}
