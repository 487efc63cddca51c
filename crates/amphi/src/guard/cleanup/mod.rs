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

mod plain;
#[cfg(feature = "tracing")]
mod traced;

use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

#[cfg(not(feature = "tracing"))]
use plain::send;
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

type Handler = Arc<dyn Fn(&Report) + Send + Sync>;

/// Where reports go, and when the last one went to the standard place.
struct Reports {
    handler: Option<Handler>,
    patience: Duration,
    last: Option<Instant>,
    left_out: usize,
}

static REPORTS: Mutex<Reports> = Mutex::new(Reports {
    handler: None,
    patience: Duration::from_secs(5),
    last: None,
    left_out: 0,
});

static LOST: AtomicUsize = AtomicUsize::new(0);

/// At most one report in this time, where there is no handler.
const PACE: Duration = Duration::from_secs(1);

/// Sends the reports to `handler` instead of [anywhere else](self); `|_| ()` silences them.
///
/// It is called where the trouble is noticed: on a thread of the runtime, or on one that drops a guard
/// or a runtime. A panic of it is swallowed.
///
/// ```
/// amphi::cleanup::on_trouble(|report| println!("{}: {}", report.location, report.trouble));
/// ```
pub fn on_trouble(handler: impl Fn(&Report) + Send + Sync + 'static) {
    let old = with(|reports| reports.handler.replace(Arc::new(handler)));
    drop(old);
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
    with(|reports| reports.patience = patience);
}

/// For how long synchronous code that drops a guard waits for the cleanup.
pub fn patience() -> Duration {
    with(|reports| reports.patience)
}

/// Reports what became of the cleanup of the guard that was made at `location`.
pub(super) fn report(location: &'static Location<'static>, trouble: Trouble) {
    if matches!(trouble, Trouble::NotRun | Trouble::CutOff) {
        LOST.fetch_add(1, Ordering::Relaxed);
    }
    let Some((handler, left_out)) = with(Reports::admit) else {
        return;
    };
    let current = thread::current();
    let thread = match current.name() {
        Some(name) => format!("{name:?}"),
        None => format!("{:?}", current.id()),
    };
    let report = Report {
        location,
        thread,
        trouble,
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
        if let Some(handler) = &self.handler {
            return Some((Some(handler.clone()), std::mem::take(&mut self.left_out)));
        }
        let now = Instant::now();
        if self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < PACE)
        {
            self.left_out += 1;
            return None;
        }
        self.last = Some(now);
        Some((None, std::mem::take(&mut self.left_out)))
    }
}

fn with<R>(f: impl FnOnce(&mut Reports) -> R) -> R {
    f(&mut REPORTS.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_report_a_second_and_a_count_of_the_others() {
        let mut reports = Reports {
            handler: None,
            patience: Duration::ZERO,
            last: None,
            left_out: 0,
        };
        let given = |admitted: Option<Admitted>| admitted.map(|(_, left_out)| left_out);
        assert_eq!(given(reports.admit()), Some(0));
        // However long this thread is kept from going on, the second has not passed.
        reports.last = Some(Instant::now() + Duration::from_secs(3600));
        assert_eq!(given(reports.admit()), None);
        assert_eq!(given(reports.admit()), None);
        reports.last = None;
        assert_eq!(given(reports.admit()), Some(2));
        // A handler gets all of them.
        reports.handler = Some(Arc::new(|_| ()));
        assert_eq!(given(reports.admit()), Some(0));
        assert_eq!(given(reports.admit()), Some(0));
    }

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
