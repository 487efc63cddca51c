//! [`Slot`]: one result, on its way from a piece of work to whoever reads it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use amphi_core::JoinError;

/// Filled once, emptied once.
pub(super) struct Slot<V>(Mutex<State<V>>);

enum State<V> {
    Empty,
    Filled(Result<V, JoinError>),
    Taken,
}

impl<V> Slot<V> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State::Empty))
    }

    fn lock(&self) -> MutexGuard<'_, State<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the result in.
    pub(super) fn fill(&self, result: Result<V, JoinError>) {
        *self.lock() = State::Filled(result);
    }

    /// Whether the result is there, or was.
    pub(super) fn is_filled(&self) -> bool {
        !matches!(*self.lock(), State::Empty)
    }

    /// The result, where it is there.
    ///
    /// # Panics
    /// Where it was taken before.
    #[track_caller]
    pub(super) fn take(&self) -> Option<Result<V, JoinError>> {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Empty => {
                *state = State::Empty;
                None
            }
            State::Filled(result) => Some(result),
            State::Taken => {
                drop(state);
                panic!("the result was taken before")
            }
        }
    }
}
