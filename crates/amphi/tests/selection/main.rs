//! Which runtime is the current one: each rule, in a process of its own, since the default, the
//! environment and the process-wide runtimes are set once.
//!
//! Run with all backends compiled in.

mod environment;
mod first_use;
mod ground;
mod harness;
mod order;
mod portal;
mod running;
mod stranger;
#[path = "../wrapped/mod.rs"]
mod wrapped;

use std::process::ExitCode;

fn main() -> ExitCode {
    harness::run(&[
        order::CASES,
        running::CASES,
        portal::CASES,
        first_use::CASES,
        environment::CASES,
    ])
}
