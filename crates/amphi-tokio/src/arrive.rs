//! Waits on other runtimes, on a thread that drives a current-thread runtime of tokio: what they
//! register with tokio belongs to the helper, as in waits on tokio itself.

use std::cell::RefCell;

use amphi_core::region::Arrive;
use tokio::runtime::EnterGuard;

use crate::helper;
use crate::place::{Entered, Place};

thread_local! {
    /// Such waits on this thread. Dropped in the order of the fields: tokio's contexts must end in
    /// the order in which they began, last first.
    static WAITS: RefCell<Vec<(EnterGuard<'static>, Entered)>> = const { RefCell::new(Vec::new()) };
}

pub(crate) struct CurrentThread;

impl Arrive for CurrentThread {
    fn arrive(&self) -> bool {
        let Some(here) = Place::newly_parked() else {
            return false;
        };
        // Refused by the system: then the wait has what it would have without us.
        let Ok(helper) = helper::handle() else {
            return false;
        };
        let wait = (helper.enter(), here.enter());
        WAITS.with_borrow_mut(|waits| waits.push(wait));
        true
    }

    fn leave(&self) {
        let wait = WAITS.with_borrow_mut(Vec::pop);
        drop(wait);
    }
}
