//! What the code that the attributes generate calls. Not for use by hand, and no part of the
//! interface.

pub use std::process::{ExitCode, Termination};
pub use std::time::Duration;

pub use super::main::main;
pub use super::spec::{Flavor, Spec};
pub use super::test::{Test, test};
pub use crate::env::Name;

// Which code a build gets, by the backends that are compiled in.
#[cfg(feature = "async-std")]
pub use crate::__amphi_compiled_in as if_async_std;
#[cfg(feature = "smol")]
pub use crate::__amphi_compiled_in as if_smol;
#[cfg(feature = "tokio")]
pub use crate::__amphi_compiled_in as if_tokio;
#[cfg(not(feature = "async-std"))]
pub use crate::__amphi_left_out as if_async_std;
#[cfg(not(feature = "smol"))]
pub use crate::__amphi_left_out as if_smol;
#[cfg(not(feature = "tokio"))]
pub use crate::__amphi_left_out as if_tokio;
