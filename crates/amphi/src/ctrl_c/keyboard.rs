//! Who waits for Ctrl-C, and what it does.
//!
//! By `ctrlc`, which takes the signal over only where nobody else has it, and calls us on a thread. Crates
//! that add one more handler (`signal-hook`) cannot tell whether the application has its own, and so not
//! whether Ctrl-C is still to end the process where nobody waits; safe code cannot give a signal back.

use std::process;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use amphi_core::cancel::CancelToken;

/// All that wait, in one place for the process: Ctrl-C is, too.
static WAITS: Mutex<Waits> = Mutex::new(Waits {
    round: 0,
    count: 0,
    token: None,
});

/// Those that have not been interrupted.
struct Waits {
    /// How often there has been an interruption.
    round: u64,
    count: usize,
    /// That of all of them, where there are any.
    token: Option<CancelToken>,
}

/// As a shell tells that a program ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// Takes Ctrl-C over, once, unless the application has.
pub(super) fn take_over() {
    static TAKEN: Once = Once::new();
    TAKEN.call_once(|| {
        let taken = ctrlc::try_set_handler(|| {
            if !interrupt() {
                process::exit(INTERRUPTED);
            }
        });
        // It has a handler of its own, which is in charge; or was started to ignore Ctrl-C, and does.
        drop(taken);
    });
}

/// Interrupts all that wait; false where there is nothing to interrupt.
pub(super) fn interrupt() -> bool {
    let token = {
        let mut waits = lock();
        waits.round += 1;
        waits.count = 0;
        waits.token.take()
    };
    // Wakes them, outside the lock.
    token.inspect(CancelToken::cancel).is_some()
}

/// Something that waits until Ctrl-C.
pub(super) struct Listening {
    /// Cancelled by Ctrl-C.
    token: CancelToken,
    round: u64,
}

impl Listening {
    pub(super) fn begin() -> Self {
        let fresh = CancelToken::new();
        let mut waits = lock();
        waits.count += 1;
        Self {
            token: waits.token.get_or_insert(fresh).clone(),
            round: waits.round,
        }
    }

    pub(super) fn token(&self) -> &CancelToken {
        &self.token
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut waits = lock();
        if waits.round != self.round {
            return;
        }
        waits.count -= 1;
        // The last one leaves nothing to interrupt.
        let is_last = waits.count == 0;
        let token = waits.token.take_if(|_| is_last);
        drop(waits);
        drop(token);
    }
}

fn lock() -> MutexGuard<'static, Waits> {
    WAITS.lock().unwrap_or_else(PoisonError::into_inner)
}
