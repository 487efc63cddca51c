//! What amphi's own crates share below their public interfaces.
//!
//! Not for anybody else: it changes without notice.

pub mod report;

mod keep;
mod panics;
mod queued;

pub use crate::hands_panic_on;
pub use crate::sync::{Mutex, MutexGuard, lock};
pub use keep::Keep;
pub use panics::{Payload, quietly, text};
pub use queued::{Queued, Ran};
