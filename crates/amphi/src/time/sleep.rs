//! [`Sleep`]: a sleep on any runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use amphi_core::{ErasedSleep, Sleep as _};
use pin_project_lite::pin_project;

use crate::backend;

pin_project! {
    /// Resolves at its deadline; made by [`sleep`](crate::sleep) and its kin.
    ///
    /// It may be made on any thread, registers with a timer at its first poll, and can be moved to
    /// another deadline with [`reset`](Self::reset), also after it has resolved. Dropping it
    /// cancels it.
    pub struct Sleep {
        #[pin]
        repr: Repr,
    }
}

pin_project! {
    #[project = ReprPin]
    enum Repr {
        Tokio { #[pin] sleep: backend::tokio::Sleep },
        Smol { #[pin] sleep: backend::smol::Sleep },
        AsyncStd { #[pin] sleep: backend::async_std::Sleep },
        Custom { #[pin] sleep: ErasedSleep },
    }
}

/// Does the same with whichever sleep it is.
macro_rules! each {
    ($repr:ident, $value:expr, $sleep:ident => $call:expr) => {
        match $value {
            $repr::Tokio { sleep: $sleep } => $call,
            $repr::Smol { sleep: $sleep } => $call,
            $repr::AsyncStd { sleep: $sleep } => $call,
            $repr::Custom { sleep: $sleep } => $call,
        }
    };
}

impl Sleep {
    #[inline]
    pub(crate) fn tokio(sleep: backend::tokio::Sleep) -> Self {
        Self {
            repr: Repr::Tokio { sleep },
        }
    }

    #[inline]
    pub(crate) fn smol(sleep: backend::smol::Sleep) -> Self {
        Self {
            repr: Repr::Smol { sleep },
        }
    }

    #[inline]
    pub(crate) fn async_std(sleep: backend::async_std::Sleep) -> Self {
        Self {
            repr: Repr::AsyncStd { sleep },
        }
    }

    pub(crate) fn custom(sleep: ErasedSleep) -> Self {
        Self {
            repr: Repr::Custom { sleep },
        }
    }

    /// Moves the deadline; a sleep that has resolved starts anew.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        each!(ReprPin, self.project().repr.project(), sleep => sleep.reset(deadline));
    }

    /// The moment at which it resolves.
    pub fn deadline(&self) -> Instant {
        each!(Repr, &self.repr, sleep => sleep.deadline())
    }
}

#[deny(clippy::missing_trait_methods)]
impl amphi_core::Sleep for Sleep {
    fn reset(self: Pin<&mut Self>, deadline: Instant) {
        self.reset(deadline);
    }

    fn deadline(&self) -> Instant {
        self.deadline()
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        each!(ReprPin, self.project().repr.project(), sleep => sleep.poll(cx))
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep")
            .field("deadline", &self.deadline())
            .finish()
    }
}
