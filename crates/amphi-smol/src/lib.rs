//! The smol backend of amphi, made of async-executor, async-io and blocking.
//!
//! [`SmolRuntime`] is an `amphi_core::Runtime` on an executor; [`OwnedRuntime`] is one with threads
//! of its own and an end.
//!
//! | I have | I write |
//! |---|---|
//! | nothing yet | [`SmolRuntime::global()`] |
//! | code that runs on this backend | [`SmolRuntime::current()`] |
//! | an `Arc<async_executor::Executor>` that I run myself | `SmolRuntime::from(executor)` |
//! | a wish for a runtime that ends | [`OwnedRuntime::new`] |
//!
//! Timers and sockets are those of `async-io` and offloaded closures run on the pool of `blocking`;
//! both are one for the whole process.
//!
//! ```
//! use amphi_core::{BlockOn, SpawnBlocking};
//! use amphi_smol::SmolRuntime;
//!
//! let rt = SmolRuntime::global();
//! assert_eq!(rt.block_on(rt.spawn_blocking(|| 42)).unwrap(), 42);
//! ```

mod block_on;
mod blocking;
mod count;
mod cover;
mod late;
mod looks;
mod owned;
mod place;
mod runtime;
mod spawn;
mod stand_in;
mod task;
mod timer;

// The public interface.
#[doc(no_inline)]
pub use async_executor::Executor;
pub use owned::OwnedRuntime;
pub use runtime::{GlobalStarted, NotRunning, SmolRuntime};
pub use task::JoinHandle;
pub use timer::Sleep;
