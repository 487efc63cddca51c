//! The error types of the contract.

mod block_on;
mod join;

pub use block_on::{BlockOnError, BlockOnErrorKind};
pub use join::JoinError;
