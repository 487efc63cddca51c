//! [`ErasedSleep`]: some runtime's sleep.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use crate::Sleep;

pub(super) type BoxedSleep = Pin<Box<dyn Sleep>>;

/// The [`Sleep`] of an `Arc<dyn DynRuntime>`.
pub struct ErasedSleep(BoxedSleep);

impl ErasedSleep {
    pub(super) fn new(sleep: BoxedSleep) -> Self {
        Self(sleep)
    }
}

#[deny(clippy::missing_trait_methods)]
impl Sleep for ErasedSleep {
    fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        self.0.as_mut().reset(deadline);
    }

    fn deadline(&self) -> Instant {
        self.0.deadline()
    }
}

impl Future for ErasedSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ErasedSleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErasedSleep")
            .field("deadline", &self.0.deadline())
            .finish()
    }
}
