//! Groups, values that will be there soon, and runners, on every backend. Where a behaviour has a number,
//! the test's name begins with it.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

mod cancel;
mod context;
mod fail;
mod gather;
mod gone;
mod ground;
mod join;
mod limit;
mod nested;
mod random;
mod runner;
mod soon;
