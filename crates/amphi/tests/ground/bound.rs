//! How long anything in these tests may take.

use std::time::Duration;

/// Far longer than anything here takes; a hang ends with it.
pub(crate) const BOUND: Duration = Duration::from_secs(60);
