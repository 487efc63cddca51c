//! [`Cancellation`]: for who runs closures in a way of its own.

use std::sync::Arc;

use super::CancelToken;
use crate::offload;

/// That of some work, as the code inside of it sees it.
///
/// Offloaded closures have theirs. This is for those who run closures that are no offloaded ones, and
/// [make them ask](run_inside) here.
///
/// # For implementors
/// 1. Neither method **may** block, or call code that asks.
/// 2. `token` **should** make one where it is asked for first, and give the same from then on. It **must** be
///    cancelled with the work.
pub trait Cancellation: Send + Sync {
    /// Whether the work was cancelled.
    fn is_cancelled(&self) -> bool;

    /// The token that is cancelled with it.
    fn token(&self) -> CancelToken;
}

/// Calls `f` as a part of `work`: what code below asks is answered by that alone, and its token is the
/// [current one](CancelToken::current).
pub fn run_inside<R>(work: Arc<dyn Cancellation>, f: impl FnOnce() -> R) -> R {
    let _here = offload::enter_work(work);
    f()
}
