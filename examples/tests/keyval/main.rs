//! The key-value client: its two faces on every runtime, and the program that shows them.

mod client;
#[path = "../printed/mod.rs"]
mod printed;
mod program;
