//! The contract on `Handle`, over each backend that is compiled in.

#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
mod across;
#[cfg(feature = "async-std")]
mod async_std;
#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
mod limited;
#[cfg(any(feature = "async-std", feature = "smol", feature = "tokio"))]
mod owned;
#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
mod pooled;
#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
mod portal;
#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
mod runner;
#[cfg(feature = "smol")]
mod smol;
#[cfg(any(feature = "async-std", feature = "smol", feature = "tokio"))]
mod sockets;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(all(feature = "async-std", feature = "smol", feature = "tokio"))]
#[path = "../wrapped/mod.rs"]
mod wrapped;
