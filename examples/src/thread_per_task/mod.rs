//! A runtime of a stranger: every task has a thread of its own, and one thread keeps the time.
//!
//! It is small, made of the standard library and the parts that `amphi-core` has for backends, and
//! it keeps the whole contract: `tests/thread_per_task.rs` mounts the conformance suite on it. The
//! guide `docs/add-a-backend.md` goes through these files in this order.
//!
//! ```
//! use amphi_core::{BlockOn, Spawner};
//! use amphi_examples::thread_per_task::Owner;
//!
//! let owner = Owner::start();
//! let rt = owner.runtime();
//! assert_eq!(rt.block_on(rt.spawn(async { 6 * 7 })).unwrap(), 42);
//! ```

mod block_on;
mod clock;
mod runtime;
mod spawn;
mod stop;
mod task;
mod timer;

pub use runtime::{Owner, ThreadPerTask};
pub use task::JoinHandle;
pub use timer::Sleep;
