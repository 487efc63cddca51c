//! Cancellation of offloaded closures on every backend. The names begin with the number of the
//! behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod ask;
mod drop_handle;
mod ground;
mod inner_wait;
mod join;
mod pass_on;
mod random;
mod runtime_gone;
