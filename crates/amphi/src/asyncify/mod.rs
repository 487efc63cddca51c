//! Functions across the border: [`asyncify()`] calls a blocking function from async code,
//! [`syncify()`] an async one from synchronous code.

mod arity;
mod call;
mod current;
mod functions;
pub mod generated;
mod limited;
mod not_a_future;
mod offloaded;
mod shielded;
mod syncify;

pub use call::Asyncify;
pub use current::Current;
pub use functions::{asyncify, asyncify_on, syncify, syncify_on};
pub use limited::LimitedCall;
pub use not_a_future::{AwaitItInstead, NoFuture, NotAFuture};
pub use offloaded::Offloaded;
pub use shielded::Shielded;
pub use syncify::Syncify;
