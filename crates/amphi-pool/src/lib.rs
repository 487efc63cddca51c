//! Threads for closures that block, and what bounds them, without a runtime: everything here is
//! awaited from async code or waited for from synchronous code.

mod limiter;
mod pinned;
mod pool;
mod sync;

// The public interface.
pub use limiter::{
    Acquire, Limited, LimitedHandle, LimitedTask, Limiter, LimiterStats, Permit, brings_permit,
};
pub use pinned::{AffineScope, Close, Pinned, PinnedBuilder, PinnedError, With};
pub use pool::{Full, Idle, JoinHandle, Offload, Pool, PoolBuilder, PoolReport, PoolStats};
