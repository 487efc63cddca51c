//! Portals on every backend. The names begin with the number of the behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod call;
mod call_async;
mod close;
mod ground;
mod pass_on;
mod provider;
mod refuse;
mod spawn;
mod start_task;
mod storm;
#[path = "../wrapped/mod.rs"]
mod wrapped;
