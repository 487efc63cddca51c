//! Limiters and pinned values on real runtimes.

mod auto_traits;
mod gauge;
mod inherit;
mod offload;
mod within;
