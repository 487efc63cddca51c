//! Reports of waits that may never end.
//!
//! A wait is reported where its thread's runtime stands still meanwhile and no design could change
//! that, or a limit was reached: a backend's [`Watcher`](crate::region::Watcher) decides. There is at
//! most one report a second in the process; the next one tells how many were left out.
//!
//! A report goes to the first of these that there is:
//!
//! 1. the handler of [`on_stall`];
//! 2. with the feature `tracing`: the waiting thread's `tracing` subscriber, as a warning of the
//!    target `amphi::stall` with the fields of [`StallReport`]. What it filters out is told nowhere;
//! 3. standard error.
//!
//! Which waits are reported, and when, is the same with the feature and without.

#[cfg(feature = "tracing")]
mod traced;

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::time::Duration;

#[cfg(not(feature = "tracing"))]
use crate::internal::report::send;
use crate::internal::report::{Paced, Reports};
use crate::region::Stall;
#[cfg(feature = "tracing")]
use traced::send;

/// A wait that may never end: who waits, where, for how long, and what stands still meanwhile.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StallReport {
    /// The waiting thread's name, or its id where it has none.
    pub thread: String,
    /// The call that waits.
    pub location: &'static Location<'static>,
    /// How long it has waited.
    pub waited: Duration,
    /// What stands still meanwhile, and what to do.
    pub inside: Cow<'static, str>,
    /// Reports that were left out since the last one.
    pub left_out: usize,
}

impl fmt::Display for StallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            thread,
            location,
            waited,
            inside,
            left_out,
        } = self;
        write!(
            f,
            "amphi: thread {thread} waits at {location} for {waited:.1?}: {inside}"
        )?;
        if *left_out > 0 {
            write!(f, " ({left_out} more waits like this were not reported)")?;
        }
        Ok(())
    }
}

static REPORTS: Reports<StallReport> = Reports::new(Duration::from_secs(1), Paced::All);

/// Sends the reports to `handler` instead of [anywhere else](self); `|_| ()` silences them.
///
/// It is called on the waiting thread.
///
/// ```
/// amphi_core::stall::on_stall(|report| println!("{} since {:?}", report.location, report.waited));
/// ```
pub fn on_stall(handler: impl Fn(&StallReport) + Send + Sync + 'static) {
    REPORTS.redirect(handler);
}

/// After how long a wait is reported; a second at first.
pub fn set_threshold(threshold: Duration) {
    REPORTS.set_after(threshold);
}

/// After how long a wait is reported.
pub fn threshold() -> Duration {
    REPORTS.after()
}

/// Reports a wait. For a backend's [`Watcher::look`](crate::region::Watcher::look).
pub fn report(stall: &Stall, inside: impl Into<Cow<'static, str>>) {
    let report = |thread, left_out| StallReport {
        thread,
        location: stall.location(),
        waited: stall.waited(),
        inside: inside.into(),
        left_out,
    };
    REPORTS.tell(report, send);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_where_who_waits_and_what_stands_still() {
        let report = StallReport {
            thread: "\"main\"".into(),
            location: Location::caller(),
            waited: Duration::from_secs(2),
            inside: "a test".into(),
            left_out: 4,
        };
        let text = report.to_string();
        for part in ["\"main\"", file!(), "2.0s", "a test", "4 more"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
