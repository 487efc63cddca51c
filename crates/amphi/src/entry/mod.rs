//! One future on a runtime that is started for it: what `amphi::main` and `amphi::test` come down to.

mod compiled_in;
pub(crate) mod default;
mod error;
pub mod generated;
mod main;
mod root;
mod spec;
mod test;
mod watched;
