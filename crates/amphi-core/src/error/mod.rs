//! The error types of the contract.

mod block_on;
mod cancelled;
mod join;

pub use block_on::{BlockOnError, BlockOnErrorKind};
pub use cancelled::Cancelled;
pub use join::JoinError;
