//! Methods that make each side's values usable on the other: `use amphi::prelude::*`.
//!
//! | on | method | gives |
//! |---|---|---|
//! | a future | [`wait`](Wait::wait), [`wait_timeout`](Wait::wait_timeout) | its output, in synchronous code |
//! | a stream | [`into_blocking_iter`](IntoBlockingIter::into_blocking_iter) | a blocking iterator |
//! | an iterator | [`into_stream_blocking`](IntoStreamBlocking::into_stream_blocking) | a stream that a worker feeds |
//! | a `std::sync::mpsc::Receiver` | [`into_stream_polling`](IntoStreamPolling::into_stream_polling) | the same, which can be interrupted |

pub use crate::adapt::{IntoBlockingIter, IntoStreamBlocking, IntoStreamPolling, Wait};
