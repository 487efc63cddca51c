//! What becomes of cleanups that nobody waits for.
//!
//! The cleanup of an [`AsyncGuard`](crate::AsyncGuard) that was dropped has nobody to tell its failure
//! to. So it is reported, as waits that may never end are (`amphi::stall`), to the first of these that
//! there is:
//!
//! 1. the handler of [`on_trouble`], each of them;
//! 2. with the feature `tracing`: the thread's `tracing` subscriber, as a warning of the target
//!    `amphi::cleanup`;
//! 3. standard error.
//!
//! Of the last two there is at most one report a second in the process; the next one tells how many
//! were left out. [`lost`] counts the cleanups that did not run to their end.

#[cfg(feature = "tracing")]
mod traced;

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[cfg(not(feature = "tracing"))]
use amphi_core::internal::report::send;
use amphi_core::internal::report::{Paced, Reports};
#[cfg(feature = "tracing")]
use traced::send;

/// A cleanup that nobody waits for, and what became of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Where the guard was made.
    pub location: &'static Location<'static>,
    /// The thread on which it was noticed: its name, or its id where it has none.
    pub thread: String,
    /// What is the matter.
    pub trouble: Trouble,
    /// Reports that were left out since the last one.
    pub left_out: usize,
}

/// What can become of a cleanup that nobody waits for, other than its success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// Nothing of it ran: its runtime had gone, or there was none. The value was dropped.
    NotRun,
    /// Its runtime went before it had ended. It was dropped as it was, the value too.
    CutOff,
    /// It panicked; the panic's text, where it has one.
    Panicked(String),
    /// It gave an error that nobody takes; the error's `Debug` text.
    Failed(String),
    /// A thread that dropped the guard has waited for it for so long, and waits no more. It goes on as
    /// a task.
    Late(Duration),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun => f.write_str("was not run: its runtime has gone, or there was none"),
            Self::CutOff => f.write_str("was cut off: its runtime went meanwhile"),
            Self::Panicked(text) => write!(f, "panicked: {text}"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Late(waited) => {
                write!(f, "has not ended after {waited:.1?} and goes on as a task")
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            location,
            thread,
            trouble,
            left_out,
        } = self;
        write!(
            f,
            "amphi: the cleanup of the guard of {location} {trouble} (on thread {thread}). Await \
             `close()` to have it done and to get what it gives"
        )?;
        if *left_out > 0 {
            write!(f, " ({left_out} more reports like this were left out)")?;
        }
        Ok(())
    }
}

static REPORTS: Reports<Report> = Reports::new(Duration::from_secs(5), Paced::Unhandled);

static LOST: AtomicUsize = AtomicUsize::new(0);

/// Sends the reports to `handler` instead of [anywhere else](self); `|_| ()` silences them.
///
/// It is called where the trouble is noticed: on a thread of the runtime, or on one that drops a guard
/// or a runtime. A panic of it is swallowed.
///
/// ```
/// amphi::cleanup::on_trouble(|report| println!("{}: {}", report.location, report.trouble));
/// ```
pub fn on_trouble(handler: impl Fn(&Report) + Send + Sync + 'static) {
    REPORTS.redirect(handler);
}

/// How many cleanups of this process did not run to their end
/// ([`NotRun`](Trouble::NotRun), [`CutOff`](Trouble::CutOff)).
///
/// What still runs when the process ends is not among them.
pub fn lost() -> usize {
    LOST.load(Ordering::Relaxed)
}

/// For how long synchronous code that drops a guard waits for the cleanup; five seconds at first.
pub fn set_patience(patience: Duration) {
    REPORTS.set_after(patience);
}

/// For how long synchronous code that drops a guard waits for the cleanup.
pub fn patience() -> Duration {
    REPORTS.after()
}

/// Reports what became of the cleanup of the guard that was made at `location`.
pub(super) fn report(location: &'static Location<'static>, trouble: Trouble) {
    if matches!(trouble, Trouble::NotRun | Trouble::CutOff) {
        LOST.fetch_add(1, Ordering::Relaxed);
    }
    let report = |thread, left_out| Report {
        location,
        thread,
        trouble,
        left_out,
    };
    REPORTS.tell(report, send);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_which_guard_and_what_to_do() {
        let report = Report {
            location: Location::caller(),
            thread: "\"main\"".into(),
            trouble: Trouble::CutOff,
            left_out: 3,
        };
        let text = report.to_string();
        for part in [file!(), "cut off", "\"main\"", "close()", "3 more"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
