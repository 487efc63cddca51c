//! Async cleanup that always runs: [`AsyncGuard`] and [`using()`].

mod alone;
mod async_guard;
pub mod cleanup;
mod close;
mod error;
mod using;

pub use async_guard::AsyncGuard;
pub use close::Cleanup;
pub use error::UsingError;
pub use using::{Using, using};
