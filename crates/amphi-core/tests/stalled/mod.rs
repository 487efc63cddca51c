//! A wait that is reported.

use std::time::Duration;

use amphi_core::region::{Stall, Watcher, watch};
use amphi_core::{BlockOnError, BlockOnErrorKind, park, stall};

/// Reports the wait and ends it.
struct Reports;

impl Watcher for Reports {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        stall::report(wait, "a test");
        Err(BlockOnError::new(BlockOnErrorKind::Exhausted))
    }
}

/// Waits until it has been reported, or left out.
#[track_caller]
pub(crate) fn wait() {
    let ended = park::wait_for(std::future::pending::<()>(), |wait| {
        watch(&Reports, Duration::ZERO, &mut || {
            wait();
            Ok(())
        })
    });
    assert_eq!(ended.unwrap_err().kind(), BlockOnErrorKind::Exhausted);
}
