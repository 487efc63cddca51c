//! [`main`]: the whole of an application.

use std::future::Future;
use std::panic::resume_unwind;
use std::time::Duration;

use super::default::Default;
use super::root::{Root, left};
use super::spec::Spec;

/// Runs an application: on the current runtime, or on one that is started for it, is the default while it
/// runs, and ends after it, with this much time for what is still running.
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
    let is_default = Default::new(root.handle());
    let ended = root.run(future);
    drop(is_default);
    let report = root.end(deadline);
    if !report.is_clean() {
        let left = left(report);
        eprintln!("amphi: `main` has ended, but {left} of its runtime did not within {deadline:?}");
    }
    ended.unwrap_or_else(|payload| resume_unwind(payload))
}
