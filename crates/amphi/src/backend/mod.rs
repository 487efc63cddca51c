//! The compiled-in backends, and one uninhabited stand-in for those that are not.
//!
//! Each module has the same names: `Runtime`, `JoinHandle`, `Sleep`, `NAME`, `running` (what runs
//! here of it), `is_running`, `start` (the process-wide one), `Owner`, `own` and `end` (one of its own),
//! `Root` and `root` (one that is started for one future), `IS_COMPILED_IN`,
//! `is_driven_here` (what a blocked thread would stop), `marks_its_waits`. Which it is, is decided on these lines and nowhere
//! else; the dead arms of a `match` fold away.

pub(crate) mod shape;

#[cfg(any(
    not(feature = "smol"),
    not(feature = "tokio"),
    not(feature = "async-std")
))]
pub(crate) mod absent;

#[cfg(feature = "tokio")]
pub(crate) mod budget;
#[cfg(not(feature = "tokio"))]
pub(crate) mod no_budget;

#[cfg(feature = "async-std")]
pub(crate) mod async_std;
#[cfg(feature = "smol")]
pub(crate) mod smol;
#[cfg(feature = "tokio")]
pub(crate) mod tokio;

#[cfg(not(feature = "async-std"))]
pub(crate) use absent as async_std;
#[cfg(not(feature = "smol"))]
pub(crate) use absent as smol;
#[cfg(not(feature = "tokio"))]
pub(crate) use absent as tokio;
#[cfg(not(feature = "tokio"))]
pub(crate) use no_budget as budget;
