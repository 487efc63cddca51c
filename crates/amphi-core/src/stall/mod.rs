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

mod plain;
#[cfg(feature = "tracing")]
mod traced;

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::region::Stall;
#[cfg(not(feature = "tracing"))]
use plain::send;
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

type Handler = Arc<dyn Fn(&StallReport) + Send + Sync>;

/// Where reports go, and when the last one went there.
struct Reports {
    threshold: Duration,
    handler: Option<Handler>,
    last: Option<Instant>,
    left_out: usize,
}

static REPORTS: Mutex<Reports> = Mutex::new(Reports {
    threshold: Duration::from_secs(1),
    handler: None,
    last: None,
    left_out: 0,
});

/// At most one report in this time.
const PACE: Duration = Duration::from_secs(1);

/// Sends the reports to `handler` instead of [anywhere else](self); `|_| ()` silences them.
///
/// It is called on the waiting thread.
///
/// ```
/// amphi_core::stall::on_stall(|report| println!("{} since {:?}", report.location, report.waited));
/// ```
pub fn on_stall(handler: impl Fn(&StallReport) + Send + Sync + 'static) {
    let old = with(|reports| reports.handler.replace(Arc::new(handler)));
    drop(old);
}

/// After how long a wait is reported; a second at first.
pub fn set_threshold(threshold: Duration) {
    with(|reports| reports.threshold = threshold);
}

/// After how long a wait is reported.
pub fn threshold() -> Duration {
    with(|reports| reports.threshold)
}

/// Reports a wait. For a backend's [`Watcher::look`](crate::region::Watcher::look).
pub fn report(stall: &Stall, inside: impl Into<Cow<'static, str>>) {
    let Some((handler, left_out)) = with(Reports::admit) else {
        return;
    };
    let current = thread::current();
    let thread = match current.name() {
        Some(name) => format!("{name:?}"),
        None => format!("{:?}", current.id()),
    };
    let report = StallReport {
        thread,
        location: stall.location(),
        waited: stall.waited(),
        inside: inside.into(),
        left_out,
    };
    match handler {
        Some(handler) => handler(&report),
        None => send(&report),
    }
}

/// Who gets a report, and how many were left out before it.
type Admitted = (Option<Handler>, usize);

impl Reports {
    fn admit(&mut self) -> Option<Admitted> {
        let now = Instant::now();
        if self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < PACE)
        {
            self.left_out += 1;
            return None;
        }
        self.last = Some(now);
        Some((self.handler.clone(), std::mem::take(&mut self.left_out)))
    }
}

fn with<R>(f: impl FnOnce(&mut Reports) -> R) -> R {
    f(&mut REPORTS.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn one_report_a_second_and_a_count_of_the_others() {
        let (sender, receiver) = mpsc::channel();
        on_stall(move |report| sender.send(report.clone()).unwrap());
        let stall = Stall::new(Instant::now(), Location::caller());
        report(&stall, "a test");
        // However long this thread is kept from going on, the second has not passed.
        with(|reports| reports.last = Some(Instant::now() + Duration::from_secs(3600)));
        for _ in 0..4 {
            report(&stall, "a test");
        }
        let first = receiver.try_recv().unwrap();
        assert!(receiver.try_recv().is_err(), "the others come too soon");
        assert!(first.to_string().contains(file!()), "{first}");
        assert!(first.to_string().contains("a test"), "{first}");
        with(|reports| reports.last = None);
        report(&stall, "later");
        assert_eq!(receiver.try_recv().unwrap().left_out, 4);
    }
}
