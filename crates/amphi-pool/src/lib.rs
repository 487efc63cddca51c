//! Threads for closures that block, and what bounds them, without a runtime: everything here is
//! awaited from async code or waited for from synchronous code.

mod pool;

// The public interface.
pub use pool::{
    Full, Idle, JoinHandle, Offload, Pool, PoolBuilder, PoolReport, PoolShutdown, PoolStats,
};
