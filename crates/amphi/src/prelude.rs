//! Methods that make each side's values usable on the other: `use amphi::prelude::*`.
//!
//! | on | method | gives |
//! |---|---|---|
//! | a future | [`wait`](Wait::wait), [`wait_timeout`](Wait::wait_timeout) | its output, in synchronous code |
//! | a stream | [`into_blocking_iter`](IntoBlockingIter::into_blocking_iter) | a blocking iterator |
//! | an iterator | [`into_stream_blocking`](IntoStreamBlocking::into_stream_blocking) | a stream that a worker feeds |
//! | a `std::sync::mpsc::Receiver` | [`into_stream_polling`](IntoStreamPolling::into_stream_polling) | the same, which can be interrupted |
//! | an async reader | [`into_blocking_read`](IntoBlockingRead::into_blocking_read) | a blocking one |
//! | a [`Limiter`](crate::Limiter) | [`spawn_blocking`](Limit::spawn_blocking) | a closure that holds a permit |
//! | an async writer | [`into_blocking_write`](IntoBlockingWrite::into_blocking_write) | a blocking one |
//!
//! A blocking reader or writer in async code is an [`Unblocked`](crate::Unblocked).

pub use crate::adapt::{
    IntoBlockingIter, IntoBlockingRead, IntoBlockingWrite, IntoStreamBlocking, IntoStreamPolling,
    Wait,
};
pub use crate::limit::Limit;
