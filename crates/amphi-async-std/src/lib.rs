//! The async-std backend of amphi, for applications that are still on async-std.
//!
//! async-std itself is discontinued (its own README since 1.13.2; RUSTSEC-2025-0052). New
//! applications should use the smol backend, whose parts are the same.
//!
//! There is one async-std in a process, so [`AsyncStdRuntime`] has no owner and never goes. Its
//! number of threads is async-std's own business (`ASYNC_STD_THREAD_COUNT`).
//!
//! ```
//! use amphi_core::{BlockOn, SpawnBlocking};
//! use amphi_async_std::AsyncStdRuntime;
//!
//! let rt = AsyncStdRuntime::global();
//! assert_eq!(rt.block_on(rt.spawn_blocking(|| 42)).unwrap(), 42);
//! ```

mod block_on;
mod blocking;
mod cover;
mod late;
mod place;
mod runtime;
mod spawn;
mod task;
mod timer;

// The public interface.
pub use runtime::{AsyncStdRuntime, NotRunning};
pub use task::JoinHandle;
pub use timer::Sleep;
