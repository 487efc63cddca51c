//! The traits of amphi and their contracts: what a library needs of an async runtime, and
//! nothing that names one.
//!
//! | trait | ability |
//! |---|---|
//! | [`Spawner`] | start a task |
//! | [`SpawnBlocking`] | start a closure on a thread where blocking is welcome |
//! | [`BlockOn`] | wait for a future from synchronous code, nested or not |
//! | [`Timer`] | sleep |
//! | [`TaskHandle`] | wait for what was started, cancel it, let it go |
//! | [`Runtime`] | all of them |
//!
//! What crosses all of them by itself is the [`context`]: variables that go along with the work.
//!
//! **For libraries**: take `&impl Runtime` (or only the ability that you need) as an argument, or
//! use the `amphi` crate, whose `Handle` is such a runtime, chosen by the application.
//!
//! **For applications**: use a backend (`amphi-tokio`, `amphi-smol`, `amphi-async-std`) or `amphi`.
//!
//! **For backends**: implement the traits. [`offload`], [`park`], [`region`], [`context`] and
//! [`CatchUnwind`] are the parts that every backend needs and that are easy to get wrong;
//! `amphi-conformance` tests the contract, clause by clause.
//!
//! ```
//! use amphi_core::{Runtime, JoinError};
//!
//! /// Runs on whatever runtime the application has.
//! async fn word_count(rt: &impl Runtime, path: &'static str) -> Result<usize, JoinError> {
//!     rt.spawn_blocking(move || std::fs::read_to_string(path).map_or(0, |text| text.split_whitespace().count()))
//!         .await
//! }
//!
//! use amphi_core::BlockOn;
//! let rt = amphi_smol::SmolRuntime::global();
//! assert!(rt.block_on(word_count(&rt, "Cargo.toml")).unwrap() > 0);
//! ```

mod admission;
mod block_on;
mod blocking;
mod catch;
mod erased;
mod error;
mod guard;
mod name;
mod runtime;
mod shutdown;
mod spawn;
mod sync;
mod task;
mod timer;

pub mod cancel;
pub mod context;
pub mod end;
#[doc(hidden)]
pub mod internal;
pub mod look;
pub mod offload;
pub mod park;
pub mod region;
pub mod spare;
pub mod stall;

// The public interface.
pub use admission::Admission;
pub use block_on::BlockOn;
pub use blocking::SpawnBlocking;
pub use catch::{CatchUnwind, Caught};
pub use erased::{DynRuntime, ErasedHandle, ErasedSleep};
pub use error::{BlockOnError, BlockOnErrorKind, JoinError};
pub use guard::CancelOnDrop;
pub use name::Named;
pub use runtime::Runtime;
pub use shutdown::{Shutdown, ShutdownReport};
pub use spawn::Spawner;
pub use task::{TaskHandle, TaskHandleExt};
pub use timer::{Sleep, Timer, far_future};
