//! [`Outcome`]: what a closure gave, and whether somebody looked.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use amphi_core::JoinError;

use super::Inner;

/// What a closure gave. Where it was a panic that nobody takes, its pool counts that.
pub(super) struct Outcome<T>(Result<T, Box<Panic>>);

impl<T> Outcome<T> {
    pub(super) fn value(value: T) -> Self {
        Self(Ok(value))
    }

    pub(super) fn panicked(payload: Box<dyn Any + Send>, pool: Arc<Inner>) -> Self {
        // Boxed, so that it makes no closure larger.
        Self(Err(Box::new(Panic {
            error: Some(JoinError::panicked(payload)),
            pool,
        })))
    }

    pub(super) fn into_result(self) -> Result<T, JoinError> {
        self.0
            .map_err(|mut panic| panic.error.take().expect("taken only here"))
    }
}

/// A panic that somebody may take.
struct Panic {
    /// `None` once it was taken.
    error: Option<JoinError>,
    pool: Arc<Inner>,
}

impl Drop for Panic {
    fn drop(&mut self) {
        if self.error.is_some() {
            self.pool.counts.lost_panics.fetch_add(1, Ordering::Relaxed);
        }
    }
}
