//! Adapters on every backend. The names begin with the number of the behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod disk;
mod from_iterator;
mod from_iterator_ends;
mod from_queue;
mod ground;
mod random;
mod to_iterator;
#[cfg(feature = "futures-io")]
mod traits;
#[cfg(feature = "futures-io")]
mod unblocked;
mod unblocked_random;
mod wait;
mod wait_others;
