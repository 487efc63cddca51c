//! Adapters: blocking iterators, readers, writers and queues in async code, and async streams and
//! readers in synchronous code.

mod blocking_iter;
mod elsewhere;
mod iter_stream;
mod receiver;
mod wait;

pub use blocking_iter::{BlockingIter, IntoBlockingIter};
pub use iter_stream::{IntoStreamBlocking, IterStream};
pub use receiver::{IntoStreamPolling, PollReceiver};
pub use wait::Wait;
