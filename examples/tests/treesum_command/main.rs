//! Runs the `treesum` command on trees of its own, beside the real `sha256sum` where there is one.

mod check;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod links;
#[cfg(unix)]
mod names;
mod paths;
mod peer;
mod pipe;
mod process;
mod sums;
#[cfg(unix)]
mod terminal;
mod tree;
#[cfg(unix)]
mod unreadable;
