//! A client for a small key-value server: async, on any runtime, with a blocking face from the same
//! source.
//!
//! The library names no runtime. Its sockets are those of `async-io`, which drives them on a thread of
//! its own, so they work on every runtime; its time limit is the current runtime's. The blocking face is
//! one attribute ([`Client`]): it may be called from plain threads, from offloaded closures, and from
//! async code on any runtime.
//!
//! A request is a line, the answer is `OK n` and `n` lines, or `ERR` and a text:
//!
//! | request | lines of the answer |
//! |---|---|
//! | `GET key` | the value, where there is one |
//! | `SET key value` | none |
//! | `ADD key number` | the sum |
//! | `KEYS prefix` | the keys that begin with the prefix, sorted |

mod client;
mod connection;
mod error;
mod server;

pub use client::Client;
pub use error::Error;
pub use server::Server;
