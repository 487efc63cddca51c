//! Adapters: blocking iterators, readers, writers and queues in async code, and async streams and
//! readers in synchronous code.

mod blocking_io;
mod blocking_iter;
mod elsewhere;
mod inside;
mod iter_stream;
mod receiver;
mod unblocked;
mod wait;

#[cfg(feature = "futures-io")]
pub use blocking_io::FuturesIo;
#[cfg(feature = "tokio")]
pub use blocking_io::TokioIo;
pub use blocking_io::{BlockingIo, IntoBlockingRead, IntoBlockingWrite};
pub use blocking_iter::{BlockingIter, IntoBlockingIter};
pub use iter_stream::{IntoStreamBlocking, IterStream};
pub use receiver::{IntoStreamPolling, PollReceiver};
pub use unblocked::Unblocked;
pub use wait::Wait;
