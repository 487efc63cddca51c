//! Time on tokio.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use amphi_core::Timer;
use pin_project_lite::pin_project;
use tokio::runtime::{self, Handle};
use tokio::time;

use crate::{TokioRuntime, helper, place};

impl Timer for TokioRuntime {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        time::Instant::now().into_std()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        Sleep {
            deadline,
            handle: self.handle.clone(),
            timer: None,
        }
    }
}

pin_project! {
    /// A sleep on tokio's timer.
    ///
    /// It registers at its first poll: in a task with the timer of the task's runtime, anywhere else
    /// with that of a small helper runtime, which is always driven and never ends. So it fires where
    /// the thread that drives a runtime waits for it, in a storm of waits (tokio looks at its timers
    /// only once in 61 tasks), and after its runtime has gone, where tokio's own would panic.
    pub struct Sleep {
        deadline: Instant,
        handle: Handle,
        #[pin]
        timer: Option<time::Sleep>,
    }
}

impl amphi_core::Sleep for Sleep {
    fn reset(self: Pin<&mut Self>, deadline: Instant) {
        let this = self.project();
        *this.deadline = deadline;
        if let Some(timer) = this.timer.as_pin_mut() {
            timer.reset(deadline.into());
        }
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if this.timer.is_none() {
            let _context = context(this.handle).map(Handle::enter);
            this.timer
                .set(Some(time::sleep_until((*this.deadline).into())));
        }
        this.timer.as_pin_mut().expect("made above").poll(cx)
    }
}

/// What to enter before the timer registers, where that is not the task's own runtime.
fn context(own: &Handle) -> Option<&Handle> {
    let in_task = runtime::worker_index().is_some() && !place::is_nested();
    if in_task {
        None
    } else {
        Some(helper::handle().unwrap_or(own))
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
