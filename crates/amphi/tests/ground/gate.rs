//! [`Gate`]: a one-shot event between a test and what it runs.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};

use super::bound::BOUND;

/// A one-shot event between a test and what it runs.
pub(crate) fn gate() -> (Opener, Gate) {
    let (opener, gate) = mpsc::channel();
    (Opener(opener), Gate(gate))
}

/// Opens its gate when it is dropped.
pub(crate) struct Opener(#[expect(dead_code, reason = "dropped")] Sender<()>);

impl Opener {
    pub(crate) fn open(self) {}
}

pub(crate) struct Gate(Receiver<()>);

impl Gate {
    /// Waits until the opener is dropped.
    #[track_caller]
    pub(crate) fn wait(&self) {
        assert!(self.opens(), "it stays shut");
    }

    /// Waits until the opener is dropped; false where that takes too long.
    pub(crate) fn opens(&self) -> bool {
        self.0.recv_timeout(BOUND) == Err(RecvTimeoutError::Disconnected)
    }

    pub(crate) fn is_open(&self) -> bool {
        self.0.try_recv() == Err(mpsc::TryRecvError::Disconnected)
    }
}
