//! [`Runtime`]: every ability at once.

use std::fmt::Debug;

use crate::{BlockOn, Named, SpawnBlocking, Spawner, Timer};

/// Everything that amphi asks of an async runtime, as one bound.
///
/// # Why
/// Most libraries need two or three abilities at once; one bound is easier to read and to pass on.
/// Those that need only one should ask for only that trait.
///
/// # For callers
/// Take `&R` where `R: Runtime`; clone it when something long-lived has to keep it. A clone is as
/// cheap as a reference count.
///
/// # For implementors
/// Implement the five traits and `Debug`; this one then holds by itself. It has no methods of its
/// own that a wrapper could forget.
///
/// # Context
/// As the parts say.
///
/// # Cancellation and drop
/// Dropping a value of this type never ends the runtime; owners of runtimes are other types.
///
/// # Panics
/// As the parts say.
///
/// # Errors
/// As the parts say.
///
/// # Backends
/// | tokio | smol | async-std | erased |
/// |---|---|---|---|
/// | `TokioRuntime` | `SmolRuntime` | `AsyncStdRuntime` | `Arc<dyn DynRuntime>` |
///
/// # Examples
/// ```
/// use amphi_core::{BlockOn, Runtime};
///
/// fn answer(rt: &impl Runtime) -> u32 {
///     let task = rt.spawn(async { 40 });
///     rt.block_on(async { task.await.unwrap() + 2 })
/// }
/// assert_eq!(answer(&amphi_smol::SmolRuntime::global()), 42);
/// ```
pub trait Runtime: Spawner + SpawnBlocking + BlockOn + Timer + Named + Debug {}

impl<R: Spawner + SpawnBlocking + BlockOn + Timer + Named + Debug> Runtime for R {}
