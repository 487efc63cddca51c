//! amphi's contract as a test suite that any backend mounts with one macro.
//!
//! Each clause of the contract (`C1`, `C2`, ...) is a few public generic functions in [`clauses`];
//! their names begin with the clause's number. [`conformance!`] makes a test of each of them:
//!
//! ```
//! # mod stand_in {
//! use amphi_tokio::OwnedRuntime;
//!
//! amphi_conformance::conformance! {
//!     mod multi_thread;
//!     fixture = || {
//!         let owned = OwnedRuntime::multi_thread(2).unwrap();
//!         (owned.handle().clone(), owned)
//!     };
//!     capabilities = [Shutdown, WorkersCovered, BlockingLimit(512)];
//! }
//! # }
//! ```
//!
//! What a backend cannot do it does not declare as a [`Capability`]; the tests that need it are
//! then printed as `SKIP`, and the test `summary` counts them. Nothing else can be left out.
//!
//! Every test is bounded: one that hangs fails with its own name. None asserts how long a thing
//! takes, so a loaded machine does not make it fail; `AMPHI_PATIENCE=10` makes the bounds ten times as
//! long for one that is kept busy on purpose.

mod capability;
mod channel;
mod clause;
mod env;
mod expect;
mod fixture;
mod futures;
mod mount;
mod place;
mod pool;
mod program;
mod run;
mod stage;
mod sync;
mod table;

#[doc(hidden)]
pub mod behind;
/// The contract, as test functions; one module for each behaviour.
pub mod clauses;
#[doc(hidden)]
pub mod closures;
#[doc(hidden)]
pub mod deep;
#[doc(hidden)]
pub mod dropped;
#[doc(hidden)]
pub mod heard;
/// The matrix of waits (C10), and what of it cannot end.
pub mod matrix;
#[doc(hidden)]
pub mod random;
#[cfg(feature = "__tracing")]
#[doc(hidden)]
pub mod traced;

// The public interface.
pub use capability::{Capability, Need};
pub use clause::{Clause, clause};
pub use fixture::{Fixture, Mount};
pub use run::{run, summary};
pub use table::{Body, CLAUSES, bodies};
