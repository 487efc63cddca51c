//! Context variables on every backend. The names begin with the number of the behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod carry;
mod ground;
mod leave;
mod portal;
mod release;
mod shared;
