//! What the contract does not say of every runtime, but a pool promises.

mod left;
mod limit;
#[cfg(target_os = "linux")]
mod quiet;
mod release;
mod shutdown;
mod stats;
mod support;
mod tasks;
mod threads;
mod waits;
