//! [`main`]: the whole of an application.

use std::future::Future;
use std::panic::resume_unwind;
use std::time::Duration;

use super::root::{Root, left};
use super::spec::Spec;
use crate::Handle;

/// Runs an application: on the current runtime, or on one that is started for it, made the default, and
/// ended after it with this much time for what is still running.
///
/// # Panics
/// Where there is no such runtime, at the caller's location. A panic of the future goes on.
#[track_caller]
pub fn main<F: Future>(spec: Spec, deadline: Duration, future: F) -> F::Output {
    if spec.is_current() {
        return crate::block_on(future);
    }
    let root = match Root::start(&spec) {
        Ok(root) => root,
        Err(error) => panic!("{error}"),
    };
    // Threads that run nothing of it use it too; where `main` is called again, the first one holds.
    drop(Handle::set_default(root.handle()));
    let ended = root.run(future);
    let report = root.end(deadline);
    if !report.is_clean() {
        let left = left(report);
        eprintln!("amphi: `main` has ended, but {left} of its runtime did not within {deadline:?}");
    }
    ended.unwrap_or_else(|payload| resume_unwind(payload))
}
