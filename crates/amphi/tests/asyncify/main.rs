//! `asyncify` and `syncify` on every backend. The names begin with the number of the behaviour that
//! they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod by_hand;
mod calls;
mod default_limit;
mod failures;
mod ground;
mod limited;
mod others_go_on;
mod released;
mod room;
mod shielded;
mod syncify;
mod types;
