//! The matrix of waits: every place x every future x depth x runtime.
//!
//! A [`Cell`](crate::matrix::Cell) is one combination. At its place stands a synchronous function that
//! waits for a future, to a depth: that many `block_on`s on one stack, of which the innermost polls the
//! future at once, and the others park before and after that. In an *other* cell the waits alternate
//! between a second runtime and the one under test, to which the task or the timer belongs.
//!
//! Places are [those of the suite](crate::matrix::PLACES) and those that a mount adds
//! ([`Mount::place`](crate::Mount::place)), a `LocalSet` for example. Futures are
//! [`Wait::ALL`](crate::matrix::Wait::ALL), of which the socket needs
//! [`Mount::socket`](crate::Mount::socket). The other runtime is a second one of the same fixture, or
//! [`Mount::other`](crate::Mount::other).
//!
//! Every cell ends, save those that physics forbid: [`FORBIDDEN`](crate::matrix::FORBIDDEN). The
//! clauses `c10_matrix_...` wait in all of them; one that fails or hangs says in which.

mod cell;
mod forbidden;
mod nest;
mod spot;
mod wait;
mod walk;

// The public interface.
pub use cell::{Cell, DEPTHS};
pub use forbidden::{FORBIDDEN, Forbidden, table};
pub use spot::{PLACES, Visit};
pub use wait::{Socket, Wait};

pub(crate) use nest::CALL_SITE;
pub(crate) use spot::{MountPlace, Spot};
pub(crate) use walk::{Pair, all, pair};
