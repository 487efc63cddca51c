//! What the works of a round do, and how their handles end.

use std::panic::resume_unwind;
use std::sync::atomic::Ordering;
use std::thread;

use amphi::{CancelToken, Handle, JoinHandle, cancellable, check_cancelled, is_cancelled};
use amphi_conformance::random::Rng;

use super::record::{Capture, Seen};
use crate::ground::LONG;

/// What one work does, and how its handle ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) number: u32,
    pub(crate) body: Body,
    pub(crate) end: End,
    pub(crate) yields: u64,
}

impl Plan {
    pub(crate) fn random(rng: &mut Rng, number: u32) -> Self {
        let bodies = [
            Body::Gives,
            Body::Raises,
            Body::Asks,
            Body::Waits,
            Body::Sleeps,
            Body::Inner,
            Body::InnerEndless,
            Body::Task,
            Body::EndlessTask,
            Body::TokenTask,
            Body::RaisingTask,
        ];
        let ends = [
            End::Joined,
            End::Awaited,
            End::Dropped,
            End::Cancelled,
            End::CancelledAndDropped,
            End::DroppedToCancel,
            End::CancelledByToken,
        ];
        Self {
            number,
            body: rng.pick(&bodies),
            end: rng.pick(&ends),
            yields: rng.below(20),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Body {
    Gives,
    Raises,
    /// Asks until it is cancelled or the round is over.
    Asks,
    /// Waits for the same.
    Waits,
    Sleeps,
    /// Passes its cancellation on.
    Inner,
    InnerEndless,
    Task,
    EndlessTask,
    TokenTask,
    RaisingTask,
}

impl Body {
    pub(crate) fn is_task(self) -> bool {
        use Body::{EndlessTask, RaisingTask, Task, TokenTask};
        matches!(self, Task | EndlessTask | TokenTask | RaisingTask)
    }

    pub(crate) fn raises(self) -> bool {
        matches!(self, Self::Raises | Self::RaisingTask)
    }
}

pub(crate) fn start(
    handle: &Handle,
    plan: Plan,
    capture: Capture,
    round: &CancelToken,
) -> JoinHandle<u32> {
    let round = round.clone();
    if plan.body.is_task() {
        return handle.spawn(async move {
            capture.0.runs.fetch_add(1, Ordering::SeqCst);
            match plan.body {
                Body::RaisingTask => resume_unwind(Box::new(plan.number)),
                Body::EndlessTask => round.cancelled().await,
                Body::TokenTask => {
                    let endless = std::future::pending::<()>();
                    let stopped = round.child().run_until_cancelled(endless).await;
                    assert!(stopped.unwrap_err().is_cancelled());
                }
                _ => amphi::yield_now().await,
            }
            plan.number
        });
    }
    let inner = handle.clone();
    handle.spawn_blocking(move || {
        capture.0.runs.fetch_add(1, Ordering::SeqCst);
        body(&inner, plan, &round);
        if is_cancelled() {
            capture.0.told.fetch_add(1, Ordering::SeqCst);
        }
        plan.number
    })
}

/// The inside of a closure.
fn body(handle: &Handle, plan: Plan, round: &CancelToken) {
    let token = CancelToken::current().expect("in a closure");
    match plan.body {
        Body::Raises => resume_unwind(Box::new(plan.number)),
        Body::Asks => {
            while check_cancelled().is_ok() && !round.is_cancelled() {
                thread::yield_now();
            }
        }
        Body::Waits => {
            let waited = handle.block_on(cancellable(round.cancelled()));
            assert!(waited.is_ok() || is_cancelled());
        }
        Body::Sleeps => {
            let child = round.child();
            let sleep = handle.sleep(LONG);
            let both = child.run_until_cancelled(sleep);
            let _ = handle.block_on(token.run_until_cancelled(both));
        }
        Body::Inner => {
            let closure = handle.spawn_blocking(|| 7).cancel_with(&token);
            match handle.block_on(closure) {
                Ok(given) => assert_eq!(given, 7),
                Err(error) => assert!(error.is_cancelled() && is_cancelled(), "{error}"),
            }
        }
        Body::InnerEndless => {
            let ends = round.clone();
            let again = handle.clone();
            let wait = move || again.block_on(cancellable(ends.cancelled())).is_err();
            match handle.block_on(handle.spawn_blocking(wait).cancel_with(&token)) {
                Ok(was_cancelled) => assert!(!was_cancelled || is_cancelled()),
                Err(error) => assert!(error.is_cancelled() && is_cancelled(), "{error}"),
            }
        }
        _ => {}
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Joined,
    Awaited,
    Dropped,
    Cancelled,
    CancelledAndDropped,
    DroppedToCancel,
    CancelledByToken,
}

impl End {
    pub(crate) fn of(self, work: JoinHandle<u32>, handle: &Handle, round: &CancelToken) -> Seen {
        match self {
            Self::Joined => Seen::of(work.join()),
            Self::Awaited => Seen::of(handle.block_on(work)),
            Self::Dropped => Seen::Nothing,
            Self::Cancelled => Seen::of(handle.block_on(work.cancel())),
            Self::CancelledAndDropped => {
                drop(work.cancel());
                Seen::Nothing
            }
            Self::DroppedToCancel => {
                drop(work.cancel_on_drop());
                Seen::Nothing
            }
            Self::CancelledByToken => {
                let token = round.child();
                let (cancels, ends) = (token.clone(), thread::spawn(move || cancels_soon(&token)));
                let seen = Seen::of(handle.block_on(work.cancel_with(&cancels)));
                ends.join().unwrap();
                seen
            }
        }
    }

    pub(crate) fn cancels(self) -> bool {
        !matches!(self, Self::Joined | Self::Awaited | Self::Dropped)
    }
}

fn cancels_soon(token: &CancelToken) {
    thread::yield_now();
    token.cancel();
}
