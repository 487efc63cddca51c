//! `amphi::test` and `amphi::main`, with whichever backends are compiled in. That they refuse what they
//! should is tested in `ui.rs`.
#![cfg(feature = "macros")]

mod again;
mod exist;
mod fail;
#[cfg(any(feature = "smol", feature = "tokio"))]
mod named;
mod paths;
mod roots;
mod run;
