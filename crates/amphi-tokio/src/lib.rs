//! The tokio backend of amphi.
//!
//! [`TokioRuntime`] is an `amphi_core::Runtime` on a tokio runtime that the application runs;
//! [`OwnedRuntime`] is one that it owns through amphi, and that may be dropped anywhere.
//!
//! | I have | I write |
//! |---|---|
//! | code that runs on tokio | [`TokioRuntime::current()`] |
//! | a `tokio::runtime::Handle` | `TokioRuntime::from(handle)` |
//! | a `tokio::runtime::Runtime` to give away | [`OwnedRuntime::from_runtime`] |
//! | nothing yet | [`OwnedRuntime::multi_thread`], [`OwnedRuntime::current_thread`] |
//! | nothing, and no wish to own one | [`TokioRuntime::global()`] |
//!
//! ```
//! use amphi_core::{BlockOn, SpawnBlocking};
//! use amphi_tokio::OwnedRuntime;
//!
//! let owned = OwnedRuntime::multi_thread(1)?;
//! let rt = owned.handle().clone();
//! assert_eq!(rt.block_on(rt.spawn_blocking(|| 42)).unwrap(), 42);
//! # Ok::<(), std::io::Error>(())
//! ```

mod arrive;
mod block_on;
mod blocking;
mod count;
mod cover;
mod end;
mod gate;
mod helper;
mod once;
mod owned;
mod place;
mod runtime;
mod spawn;
mod task;
mod timer;
mod undriven;
mod watch;

// The public interface.
pub use owned::OwnedRuntime;
pub use runtime::{NotRunning, TokioRuntime};
pub use task::JoinHandle;
pub use timer::Sleep;
