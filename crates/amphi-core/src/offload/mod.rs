//! Closures on their way to another thread, the same on every runtime.
//!
//! [`new`] splits a closure into a [`Job`], which goes to whatever threads a backend has, and an
//! [`OffloadHandle`], which waits for it. What the contract says of offloaded closures (C2, C4, C5,
//! C6, C7, C40) holds between these two, so a backend only has to call [`Job::run`] on a thread that may
//! block, or drop the job where it cannot.
//!
//! It costs one allocation for each closure, besides what the backend's queue takes.
//!
//! ```
//! use amphi_core::{TaskHandleExt, offload};
//! let (job, handle) = offload::new(|| 6 * 7);
//! std::thread::spawn(move || job.run());
//! assert_eq!(handle.join().unwrap(), 42);
//! ```

mod any_job;
mod current;
mod handle;
mod job;
mod slot;
mod take_back;

#[cfg(all(test, amphi_loom))]
mod model;

pub use any_job::AnyJob;
pub(crate) use current::{cancelled_here, enter_token, enter_work, token_here};
pub use current::{is_cancelled, is_inside};
pub use handle::OffloadHandle;
pub use job::{Job, new};
pub(crate) use take_back::TakeBack;
pub use take_back::is_taken;
