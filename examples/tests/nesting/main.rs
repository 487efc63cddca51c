//! Runs the `nesting` command: what amphi does in every cell, what a few raw ones do, and whether the
//! harness around them sees what happens.

mod amphi;
mod arguments;
mod command;
mod harness;
mod output;
mod raw;
