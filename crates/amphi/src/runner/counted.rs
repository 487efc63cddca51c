//! [`Counted`]: a runtime whose every task and closure belongs to a runner.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use amphi_core::{Admission, BlockOn, BlockOnError, Named, SpawnBlocking, Spawner, Timer};

use crate::group::Member;
use crate::{Handle, Sleep, TaskGroup};

/// Starts work in a group, and does everything else like the group's runtime.
#[derive(Clone)]
pub(super) struct Counted(pub(super) Arc<TaskGroup<()>>);

#[deny(clippy::missing_trait_methods)]
impl Spawner for Counted {
    type JoinHandle<T: Send + 'static> = Member<T>;

    fn spawn<F>(&self, future: F) -> Member<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.0.member(future)
    }
}

#[deny(clippy::missing_trait_methods)]
impl SpawnBlocking for Counted {
    fn spawn_blocking<F, T>(&self, f: F) -> Member<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.0.member_blocking(f)
    }

    fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        self.0.handle().poll_room(admission, cx)
    }
}

#[deny(clippy::missing_trait_methods)]
impl BlockOn for Counted {
    #[track_caller]
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        // The runner's handle is the current one already, and shall be.
        self.0.handle().try_block_on_as_is(future)
    }

    #[track_caller]
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.try_block_on(future) {
            Ok(output) => output,
            Err(error) => error.raise(),
        }
    }

    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        self.0.handle().block_in_place(f)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Timer for Counted {
    type Sleep = Sleep;

    fn now(&self) -> Instant {
        self.0.handle().now()
    }

    fn sleep_until(&self, deadline: Instant) -> Sleep {
        self.0.handle().sleep_until(deadline)
    }

    fn sleep(&self, duration: std::time::Duration) -> Sleep {
        self.0.handle().sleep(duration)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Named for Counted {
    fn name(&self) -> &str {
        Handle::backend(self.0.handle()).as_str()
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.handle().fmt(f)
    }
}
