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
            of_task: false,
        }
    }
}

pin_project! {
    /// A sleep on tokio's timer.
    ///
    /// It registers at its first poll: in a task with the timer of the task's runtime, anywhere else
    /// with that of a small helper runtime, which is always driven and never ends. So it fires where
    /// the thread that drives a runtime waits for it, in a storm of waits (tokio looks at its timers
    /// only once in 61 tasks), and after its runtime has gone, where tokio's own would panic. One that
    /// a task has polled and that is waited for elsewhere then registers anew.
    pub struct Sleep {
        deadline: Instant,
        handle: Handle,
        #[pin]
        timer: Option<time::Sleep>,
        // Whether it registered with the runtime of a task.
        of_task: bool,
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
        if this.timer.is_none() || *this.of_task && !is_in_task() {
            *this.of_task = is_in_task();
            let _context = (!*this.of_task).then(|| helper_or(this.handle).enter());
            this.timer
                .set(Some(time::sleep_until((*this.deadline).into())));
        }
        this.timer.as_pin_mut().expect("made above").poll(cx)
    }
}

/// Whether a task polls here, on a thread that looks at its runtime's timers when it returns.
fn is_in_task() -> bool {
    runtime::worker_index().is_some() && !place::is_nested()
}

/// The runtime whose timer serves outside of tasks.
fn helper_or(own: &Handle) -> &Handle {
    helper::handle().unwrap_or(own)
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
