//! Side-by-side benchmarks: every contender in the same run, taking turns.
//!
//! `cargo bench -p amphi-benches` prints, for each group, the median time of one operation, the
//! ratio to the group's first contender, which is the raw runtime, and the threads that were started
//! meanwhile. Turns are short and interleaved, so that a machine that drifts drifts for all. Times are
//! reports; nothing here is asserted.

mod group;
pub mod page;
pub mod record;
mod threads;
mod usage;

pub use group::Group;
pub use threads::threads_started;
pub use usage::Usage;
