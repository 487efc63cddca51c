//! The futures of a group: each is awaited, or waited for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi_core::{JoinError, park, region};

use super::TaskGroup;
use super::state::State;

/// Waits on this thread, from anywhere.
#[track_caller]
fn wait<F: Future>(future: F) -> F::Output {
    match park::wait_for(future, region::block) {
        Ok(output) => output,
        Err(error) => error.raise(),
    }
}

/// All results, in the order in which the work was given, once nothing is left.
fn all<T>(state: &mut State<T>) -> Option<Vec<(u64, Result<T, JoinError>)>> {
    (state.live() == 0).then(|| std::mem::take(&mut state.ended).into())
}

fn in_order<T>(mut results: Vec<(u64, Result<T, JoinError>)>) -> Vec<Result<T, JoinError>> {
    results.sort_unstable_by_key(|(id, _)| *id);
    results.into_iter().map(|(_, result)| result).collect()
}

macro_rules! debug {
    ($type:ident$(<$life:lifetime>)?, $($arg:ident),+) => {
        impl<$($life,)? $($arg: Send + 'static),+> fmt::Debug for $type<$($life,)? $($arg),+> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($type)).field(&self.0).finish()
            }
        }
    };
}

/// The next result of a group; made by [`TaskGroup::join_next`]. Dropping it loses nothing.
#[must_use = "await this, or `wait()` for it"]
pub struct JoinNext<'a, T: Send + 'static>(pub(super) &'a mut TaskGroup<T>);

impl<T: Send + 'static> JoinNext<'_, T> {
    /// Waits for the result on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// At the caller's location, where a runtime's limits make the wait impossible
    /// ([`BlockOnError`](crate::BlockOnError)).
    #[track_caller]
    pub fn wait(self) -> Option<Result<T, JoinError>> {
        wait(self)
    }
}

impl<T: Send + 'static> Future for JoinNext<'_, T> {
    type Output = Option<Result<T, JoinError>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0
            .shared
            .poll(cx, false, |state| match state.ended.pop_front() {
                Some((_, result)) => Some(Some(result)),
                None => (state.live() == 0).then_some(None),
            })
    }
}

debug!(JoinNext<'a>, T);

/// All results of a group; made by [`TaskGroup::join_all`]. Dropping it drops the group, which
/// cancels what has not ended.
#[must_use = "dropping this cancels the group's work"]
pub struct JoinGroup<T: Send + 'static>(pub(super) TaskGroup<T>);

impl<T: Send + 'static> JoinGroup<T> {
    /// Waits for the results on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// As [`JoinNext::wait`]; what has not ended is cancelled then.
    #[track_caller]
    pub fn wait(self) -> Vec<Result<T, JoinError>> {
        wait(self)
    }
}

impl<T: Send + 'static> Future for JoinGroup<T> {
    type Output = Vec<Result<T, JoinError>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.shared.poll(cx, true, all).map(in_order)
    }
}

debug!(JoinGroup, T);

/// All values of a group, or its first failure; made by [`TaskGroup::try_join_all`]. Dropping it
/// drops the group, which cancels what has not ended.
#[must_use = "dropping this cancels the group's work"]
pub struct TryJoinGroup<T: Send + 'static, E: Send + 'static>(pub(super) TaskGroup<Result<T, E>>);

impl<T: Send + 'static, E: Send + 'static> TryJoinGroup<T, E> {
    /// Waits for the values on this thread, from anywhere, nested too.
    ///
    /// # Errors
    /// As awaiting it.
    ///
    /// # Panics
    /// As [`JoinGroup::wait`].
    #[track_caller]
    pub fn wait(self) -> Result<Result<Vec<T>, E>, JoinError> {
        wait(self)
    }
}

impl<T: Send + 'static, E: Send + 'static> Future for TryJoinGroup<T, E> {
    type Output = Result<Result<Vec<T>, E>, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.shared.poll(cx, true, all).map(|mut results| {
            // They are in the order in which the work ended. What was cancelled for the sake of a
            // failure is none.
            let own = |result: &Result<Result<T, E>, JoinError>| match result {
                Ok(result) => result.is_err(),
                Err(error) => !error.is_cancelled(),
            };
            let first = results.iter().position(|(_, result)| own(result));
            match first.map(|first| results.swap_remove(first).1) {
                Some(Ok(failed)) => Ok(failed.map(|_| Vec::new())),
                Some(Err(error)) => Err(error),
                None => in_order(results).into_iter().collect(),
            }
        })
    }
}

debug!(TryJoinGroup, T, E);

/// The end of a cancelled group; made by [`TaskGroup::cancel_all`]. Dropping it takes nothing back.
#[must_use = "the cancellation is in force; await or `wait()` this to know when the work has ended"]
pub struct CancelGroup<'a, T: Send + 'static>(pub(super) &'a mut TaskGroup<T>);

impl<T: Send + 'static> CancelGroup<'_, T> {
    /// Waits for the end on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// As [`JoinNext::wait`].
    #[track_caller]
    pub fn wait(self) -> Vec<Result<T, JoinError>> {
        wait(self)
    }
}

impl<T: Send + 'static> Future for CancelGroup<'_, T> {
    type Output = Vec<Result<T, JoinError>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.shared.poll(cx, true, all).map(in_order)
    }
}

debug!(CancelGroup<'a>, T);
