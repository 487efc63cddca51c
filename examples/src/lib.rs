//! Libraries of the example programs: each is written once, and runs on every backend of `amphi`.

pub mod keyval;
/// A runtime of a stranger: every task has a thread of its own.
pub mod thread_per_task;
pub mod treesum;

/// The README's own examples, compiled and run with the doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

/// The guides' examples, likewise.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/adapters.md")]
mod adapters_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/block-on.md")]
mod block_on_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/both-sides.md")]
mod both_sides_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/cancellation.md")]
mod cancellation_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/context.md")]
mod context_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/groups.md")]
mod groups_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/macros.md")]
mod macros_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/offloading.md")]
mod offloading_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/portal.md")]
mod portal_guide {}
#[cfg(doctest)]
#[doc = include_str!("../../docs/guides/resources.md")]
mod resources_guide {}
