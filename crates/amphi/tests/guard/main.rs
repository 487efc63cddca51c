//! Async cleanup on every backend. The names begin with the number of the behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod close;
mod drop_async;
mod drop_sync;
mod gone;
mod ground;
mod reports;
mod using;
mod using_ends;
mod using_one_task;
