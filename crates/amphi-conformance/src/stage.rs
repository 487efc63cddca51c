//! What a test is busy with, so that its failure can name it: one of many cells, a seed.

use std::cell::RefCell;
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

thread_local! {
    static CURRENT: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// Where the test of one thread is; shared with whoever waits for the test.
#[derive(Clone, Default)]
pub(crate) struct Stage(Arc<Mutex<Option<String>>>);

impl Stage {
    /// Makes [`set`] and [`clear`] on this thread write here.
    pub(crate) fn install(&self) {
        CURRENT.set(Some(self.clone()));
    }

    /// ` at ...`, or nothing where the test has not said where it is.
    pub(crate) fn text(&self) -> String {
        let stage = self.lock();
        stage
            .as_ref()
            .map_or_else(String::new, |at| format!(" at {at}"))
    }

    fn lock(&self) -> MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says where the test of this thread is from now on.
pub(crate) fn set(at: &impl Display) {
    write(Some(at.to_string()));
}

/// Says that the test has left what it named.
pub(crate) fn clear() {
    write(None);
}

fn write(at: Option<String>) {
    CURRENT.with_borrow(|stage| {
        if let Some(stage) = stage {
            *stage.lock() = at;
        }
    });
}
