//! Generators on every backend. The names begin with the number of the behaviour that they test.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod elsewhere;
mod ends;
mod ground;
mod resume;
mod stream;
mod yields;
