//! What must be in place before a wait polls its future for the first time.

use std::marker::PhantomData;
use std::sync::OnceLock;

use super::KINDS;

/// Prepares the threads of one kind of runtime for a wait, before its first poll.
///
/// For runtimes whose thread is about to stop what the future could register with: what it
/// registers with must be something else then, and the first poll registers already.
///
/// # For implementors
/// 1. `arrive` **must** be cheap where there is nothing to do, since it comes before every wait.
/// 2. Waits nest: what `arrive` began last, `leave` ends first, on the same thread.
pub trait Arrive: Send + Sync {
    /// A wait, on whichever runtime, is about to begin on this thread; whether `leave` is to be
    /// called when it has ended.
    fn arrive(&self) -> bool;
    /// The wait has ended, also by a panic.
    fn leave(&self);
}

static ARRIVALS: [OnceLock<&'static dyn Arrive>; KINDS] = [const { OnceLock::new() }; KINDS];

/// Adds a kind of runtime that prepares for waits. Call it once for each kind.
///
/// # Panics
/// Beyond sixteen kinds, at the caller's location.
#[track_caller]
pub fn register_arrival(arrival: &'static dyn Arrive) {
    assert!(
        ARRIVALS.iter().any(|place| place.set(arrival).is_ok()),
        "no room for another kind of runtime: `region::register_arrival` is for kinds, not for each \
         runtime; call it once for each kind"
    );
}

/// A wait begins on this thread and lasts until the guard is dropped; before its first poll.
#[must_use = "the wait lasts as long as this"]
#[inline]
pub fn arrive() -> Arrival {
    let left = match ARRIVALS[0].get() {
        None => 0,
        Some(_) => ask_all(),
    };
    Arrival {
        left,
        on_this_thread: PhantomData,
    }
}

/// A bit for each kind that is to be told of the end.
fn ask_all() -> u16 {
    let mut left = 0;
    let registered = ARRIVALS.iter().map_while(OnceLock::get);
    for (index, arrival) in registered.enumerate() {
        if arrival.arrive() {
            left |= 1 << index;
        }
    }
    left
}

/// A wait on this thread; see [`arrive`].
#[derive(Debug)]
pub struct Arrival {
    /// A bit for each kind that is to be told when the wait has ended.
    left: u16,
    on_this_thread: PhantomData<*const ()>,
}

const _: () = assert!(KINDS <= u16::BITS as usize);

impl Drop for Arrival {
    #[inline]
    fn drop(&mut self) {
        if self.left != 0 {
            tell_all(self.left);
        }
    }
}

#[cold]
fn tell_all(mut left: u16) {
    while left != 0 {
        let last = left.ilog2();
        left &= !(1 << last);
        if let Some(arrival) = ARRIVALS[last as usize].get() {
            arrival.leave();
        }
    }
}
