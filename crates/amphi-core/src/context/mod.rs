//! Context variables: values that go where the work goes (C40).
//!
//! A [`ContextVar`] has a value inside a [`scope`](ContextVar::scope), and in all that is started
//! there: tasks, offloaded closures, calls into a portal, waits, on whichever runtime, to any
//! depth. A request's id, a tenant, a deadline is set once and can be read far below.
//!
//! ```
//! use amphi_core::{BlockOn, SpawnBlocking, Spawner, context_var};
//!
//! context_var! {
//!     /// Which request this code works for.
//!     static REQUEST: u32;
//! }
//!
//! let rt = amphi_smol::SmolRuntime::global();
//! let task = REQUEST.sync_scope(7, || {
//!     let inner = rt.clone();
//!     rt.spawn(async move { inner.spawn_blocking(|| REQUEST.get()).await })
//! });
//! assert_eq!(rt.block_on(task).unwrap().unwrap(), Some(7));
//! assert_eq!(REQUEST.get(), None);
//! ```
//!
//! # What holds
//! - What is started gets a **copy** of what is in scope at the call that starts it: one reference
//!   count more. It keeps that when the scope has ended, and nothing that it does changes the scope
//!   that it came from. Changes flow back only through a [`SharedContext`].
//! - Nothing is left behind for the next job of a worker, also not after a panic.
//! - A task lets go of its copy before its result can be seen, and so does a closure (C7).
//! - With nothing in scope nothing is wrapped and nothing allocated: starting a task reads a
//!   thread-local value.
//!
//! A scope belongs to the code inside it, not to the thread. The one exception is a synchronous scope
//! around a call that runs an executor (`sync_scope(.., || executor.run(..))`): tasks that were started
//! with nothing in scope are not wrapped, so they see it while that call polls them. Put the scope
//! inside.
//!
//! A `thread_local!` stays what it is: it belongs to a thread and never crosses.
//!
//! # What else is carried
//! With the feature `tracing`, the current span, where there is a subscriber: it is entered while
//! the task is polled or the closure runs. For anything else that knows a "current" one (another
//! library's context, task-locals) there is [`Carrier`].
//!
//! # For backends
//! [`offload::new`](crate::offload::new) takes the caller's context along by itself. Tasks need one
//! line; see [`Context`].

mod carrier;
mod closure;
#[cfg_attr(
    feature = "tracing",
    allow(dead_code, reason = "the other one is used")
)]
mod plain;
mod scope;
mod shared;
mod snapshot;
#[cfg(feature = "tracing")]
mod traced;
mod values;
mod var;

#[cfg(test)]
mod tests;

pub use carrier::{Carried, Carrier, register};
pub(crate) use closure::InContext;
pub use scope::Scope;
pub use shared::SharedContext;
pub use snapshot::Context;
pub use var::ContextVar;

#[cfg(not(feature = "tracing"))]
use plain::{is_traced, span};
#[cfg(feature = "tracing")]
use traced::{is_traced, span};
