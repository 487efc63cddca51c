//! Ctrl-C as the end of a wait.

mod keyboard;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::until::Until;
use keyboard::Listening;

/// Waits for `future` on this thread, from anywhere, like [`block_on`](crate::block_on), until Ctrl-C
/// is pressed: then the future is dropped, and the error says so.
///
/// For the `main` of a command line. What the future has spawned goes on, unless it goes with it: a
/// [`TaskGroup`](crate::TaskGroup) does, and a [`Runner`](crate::Runner) ends what is left.
///
/// ```
/// use amphi::Interrupted;
/// let answer: Result<u32, Interrupted> = amphi::run_until_ctrl_c(async { 42 });
/// assert_eq!(answer, Ok(42));
/// ```
///
/// # Errors
/// [`Interrupted`].
///
/// # Panics
/// As [`block_on`](crate::block_on), at the caller's location.
///
/// # Ctrl-C
/// See [`until_ctrl_c`].
#[track_caller]
pub fn run_until_ctrl_c<F: Future>(future: F) -> Result<F::Output, Interrupted> {
    crate::block_on(until_ctrl_c(future))
}

/// Gives `future` until Ctrl-C is pressed: then it is dropped, and the error says so. To be awaited, or
/// waited for: `runner.run(until_ctrl_c(future))`.
///
/// Ctrl-C counts from this call on. All that wait are interrupted at once.
///
/// # Ctrl-C
/// The first call takes Ctrl-C over for the process, for good. Where nobody waits, Ctrl-C ends the
/// process with the exit code 130, much as it would have done before. So it does when it is pressed
/// again and something that was interrupted has not ended yet: synchronous code does not stop.
///
/// An application with a handler of its own installs it before the first call. Then that one stays, and
/// nothing is taken over; it calls [`interrupt`] to end the waits.
///
/// # Cancellation and drop
/// The future has been dropped before the error is given. Dropping this drops the future.
pub fn until_ctrl_c<F: Future>(future: F) -> UntilCtrlC<F> {
    keyboard::take_over();
    let listening = Listening::begin();
    UntilCtrlC {
        future: Until::new(future, listening.token().clone()),
        listening,
    }
}

/// Interrupts what waits until Ctrl-C is pressed, as that would; for the application's own handler.
/// False where nobody waits, or all that do were interrupted before.
///
/// It wakes the waits on this thread, which must not be in a signal handler of the system; the handlers
/// of the crates `ctrlc` and `tokio` are threads and tasks.
///
/// ```
/// use amphi::{interrupt, until_ctrl_c};
/// let waits = until_ctrl_c(std::future::pending::<()>());
/// assert!(interrupt());
/// assert!(amphi::block_on(waits).is_err());
/// assert!(!interrupt());
/// ```
pub fn interrupt() -> bool {
    keyboard::interrupt()
}

pin_project! {
    /// A future until Ctrl-C is pressed; made by [`until_ctrl_c`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct UntilCtrlC<F> {
        #[pin]
        future: Until<F>,
        // Goes after the future: until then it has not ended.
        listening: Listening,
    }
}

impl<F: Future> Future for UntilCtrlC<F> {
    type Output = Result<F::Output, Interrupted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.project().future.poll(cx);
        polled.map(|output| output.ok_or(Interrupted(())))
    }
}

impl<F> fmt::Debug for UntilCtrlC<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilCtrlC").finish_non_exhaustive()
    }
}

/// Ctrl-C was pressed before the future was ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted(());

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted by Ctrl-C")
    }
}

impl Error for Interrupted {}
