//! Limiters and pinned values on real runtimes.

mod auto_traits;
mod circle;
mod context;
mod gauge;
mod inherit;
mod leaving;
mod offload;
mod pinned;
mod pinned_cancel;
mod refused;
mod runtimes;
mod scope;
mod start;
mod within;
