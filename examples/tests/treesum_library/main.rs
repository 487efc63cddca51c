//! The library `treesum`: both faces, on every runtime and from inside every runtime.

mod cancel;
mod faces;
mod list;
mod nested;
#[cfg(unix)]
mod stall;
mod support;
