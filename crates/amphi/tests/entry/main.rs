//! `amphi::test` and `amphi::main`, with whichever backends are compiled in. How tests fail is
//! tested in `entry_fail.rs`, what the attributes refuse in `ui.rs`. Tests that are `#[ignore]`d here are run by
//! others as child processes (`again`).
#![cfg(feature = "macros")]

mod again;
mod backends;
mod exist;
#[cfg(any(feature = "smol", feature = "tokio"))]
mod named;
mod paths;
mod roots;
mod run;
