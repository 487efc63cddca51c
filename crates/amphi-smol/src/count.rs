//! [`Count`]: what an owned runtime still waits for.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use amphi_core::ShutdownReport;
use amphi_core::end::End;

/// Counts an owned runtime's threads and closures, and lets its shutdown wait for them.
#[derive(Debug, Default)]
pub(crate) struct Count {
    inner: Mutex<Inner>,
    changed: Condvar,
    end: Arc<End>,
}

#[derive(Debug, Default)]
struct Inner {
    closed: bool,
    threads: usize,
    closures: usize,
}

/// One of what is counted; counted for as long as it lives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A thread that runs the executor; when it does not end, it is inside a task.
    Thread,
    /// An offloaded closure, queued or running.
    Closure,
}

impl Count {
    /// One more of `kind`, where the runtime has not been closed.
    pub(crate) fn add(self: &Arc<Self>, kind: Kind) -> Option<Counted> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        *inner.of(kind) += 1;
        Some(Counted {
            count: self.clone(),
            kind,
        })
    }

    /// Nothing new from now on.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.end.ring();
    }

    /// Comes with [`close`](Self::close).
    pub(crate) fn end(&self) -> Arc<End> {
        self.end.clone()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits until nothing is left, at most until `deadline` from now, and tells what was.
    pub(crate) fn wait(&self, deadline: Duration) -> ShutdownReport {
        let start = Instant::now();
        let mut inner = self.lock();
        loop {
            let report = ShutdownReport::new(inner.threads, inner.closures);
            let left = deadline.saturating_sub(start.elapsed());
            if report.is_clean() || left.is_zero() {
                return report;
            }
            let waited = self.changed.wait_timeout(inner, left);
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn of(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Thread => &mut self.threads,
            Kind::Closure => &mut self.closures,
        }
    }
}

/// Takes itself off the count when it is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    count: Arc<Count>,
    kind: Kind,
}

impl Drop for Counted {
    fn drop(&mut self) {
        *self.count.lock().of(self.kind) -= 1;
        self.count.changed.notify_all();
    }
}
