//! [`DynRuntime`]: the erased mirror, for runtimes that are chosen at run time.

mod future;
mod handle;
mod mirror;
mod runtime;
mod sleep;

pub use handle::ErasedHandle;
pub use mirror::DynRuntime;
pub(crate) use mirror::MIRROR;
pub use sleep::ErasedSleep;
