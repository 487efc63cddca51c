//! The contract, as test functions that panic where a backend breaks it.
//!
//! Run them through [`conformance!`](crate::conformance) or [`run`](crate::run()), which give each
//! a thread of its own and a bound.

/// Waiting for a future from synchronous code (C10).
pub mod block_on;
/// Cancelling offloaded closures (C4).
pub mod cancel_closure;
/// Cancelling tasks (C3).
pub mod cancel_task;
/// Closures that wait for closures (C20).
pub mod chain;
/// What is in scope (C40).
pub mod context;
/// Dropping a handle (C2).
pub mod detach;
/// What a handle can do (C8).
pub mod handle;
/// Long waits and many first users (C10, C12).
pub mod load;
/// The matrix of waits (C10), and what of it is reported (C14).
pub mod matrix;
/// Waits inside waits, and panics inside them (C11, C13, C15).
pub mod nesting;
/// Panics in tasks and closures (C5).
pub mod panic;
/// Random programs (C12).
pub mod random;
/// What is gone when a result is seen (C7).
pub mod release;
/// Moving a sleep's deadline (C30).
pub mod reset;
/// A runtime that goes (C6).
pub mod shutdown;
/// Starting tasks and closures (C1).
pub mod spawn;
/// Far more waits than threads (C12).
pub mod storm;
/// Sleeping (C30).
pub mod timer;
/// Blocked workers (C12).
pub mod workers;
