//! [`Carrier`]: other libraries' contexts, carried along.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use super::{is_traced, span};

/// Carries what another library calls current (a trace, a hub, task-locals) to where work is started.
///
/// # Why
/// Such libraries keep it in a thread-local value or in the task, and lose it at each border between
/// the two. [Registered](register) once by the application, a carrier brings it across all borders
/// of amphi.
///
/// # For implementors
/// 1. `capture` is called on the thread that starts something, inside the call. It **should** be cheap,
///    and give `None` where there is nothing to carry: then nothing is wrapped.
/// 2. Neither method **may** block. They may use context variables.
///
/// # Panics
/// In `capture`: the call that starts the work panics, and the work is dropped. In
/// [`enter`](Carried::enter): as a panic of the work itself.
///
/// # Examples
/// Another library's value, in a thread-local of its own:
/// ```
/// use std::cell::Cell;
/// use amphi_core::context::{self, Carried, Carrier};
/// use amphi_core::{SpawnBlocking, TaskHandleExt};
///
/// thread_local! { static LEVEL: Cell<u8> = const { Cell::new(0) } }
///
/// struct Levels;
/// struct Level(u8);
///
/// impl Carrier for Levels {
///     fn capture(&self) -> Option<Box<dyn Carried>> {
///         let level = LEVEL.get();
///         (level > 0).then(|| Box::new(Level(level)) as Box<dyn Carried>)
///     }
/// }
///
/// impl Carried for Level {
///     fn enter(&self, run: &mut dyn FnMut()) {
///         struct Reset(u8);
///         impl Drop for Reset {
///             fn drop(&mut self) {
///                 LEVEL.set(self.0);
///             }
///         }
///         // Also after a panic.
///         let _reset = Reset(LEVEL.replace(self.0));
///         run();
///     }
/// }
///
/// context::register(&Levels);
/// LEVEL.set(3);
/// let closure = amphi_smol::SmolRuntime::global().spawn_blocking(|| LEVEL.get());
/// assert_eq!(closure.join().unwrap(), 3);
/// ```
pub trait Carrier: Send + Sync {
    /// Takes what is current on this thread along, where there is something.
    fn capture(&self) -> Option<Box<dyn Carried>>;
}

/// What a [`Carrier`] has captured. It is entered at each poll of a task, and once for a closure, each
/// time on whatever thread that is.
pub trait Carried: Send + Sync {
    /// Calls `run` once, with this current on this thread, and puts back what was current before,
    /// also where `run` panics.
    fn enter(&self, run: &mut dyn FnMut());
}

/// More kinds of context than a process can sensibly hold; a fixed table needs no lock when a task
/// is started.
const KINDS: usize = 16;

static CARRIERS: [OnceLock<&'static dyn Carrier>; KINDS] = [const { OnceLock::new() }; KINDS];

/// Adds a carrier, for this process, for all that is started from now on. For applications; call it
/// once for each kind.
///
/// The first one that was added is entered first.
///
/// # Panics
/// Beyond sixteen, at the caller's location.
#[track_caller]
pub fn register(carrier: &'static dyn Carrier) {
    assert!(
        CARRIERS.iter().any(|place| place.set(carrier).is_ok()),
        "no room for another carrier: `context::register` is for kinds of context; call it once for \
         each kind"
    );
}

thread_local! {
    /// Whether what is started on this thread is given nothing.
    static LEFT_BEHIND: Cell<bool> = const { Cell::new(false) };
}

/// Calls `f`; what it starts is given nothing that is carried.
pub(super) fn leave_behind<R>(f: impl FnOnce() -> R) -> R {
    struct Reset(bool);
    impl Drop for Reset {
        fn drop(&mut self) {
            LEFT_BEHIND.set(self.0);
        }
    }
    let _reset = Reset(LEFT_BEHIND.replace(true));
    f()
}

/// All that was captured.
#[derive(Clone, Default)]
pub(super) struct Cargo(Option<Arc<Vec<Box<dyn Carried>>>>);

impl Cargo {
    pub(super) const NONE: Self = Self(None);

    /// Whether nobody carries anything in this process.
    #[inline]
    pub(super) fn nothing_here() -> bool {
        !is_traced() && CARRIERS[0].get().is_none()
    }

    /// Asks everybody who carries something.
    pub(super) fn capture() -> Self {
        if Self::nothing_here() || LEFT_BEHIND.get() {
            return Self::NONE;
        }
        let carriers = CARRIERS.iter().map_while(OnceLock::get);
        let captured = carriers.filter_map(|carrier| carrier.capture());
        let all: Vec<_> = span().into_iter().chain(captured).collect();
        Self((!all.is_empty()).then(|| Arc::new(all)))
    }

    #[inline]
    pub(super) const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Calls `f` with all of it entered.
    #[inline]
    pub(super) fn within<R>(&self, f: impl FnOnce() -> R) -> R {
        match &self.0 {
            None => f(),
            Some(all) => {
                let (mut f, mut output) = (Some(f), None);
                nest(all, &mut || output = f.take().map(|f| f()));
                output.expect("a carrier calls once what it is given")
            }
        }
    }
}

fn nest(all: &[Box<dyn Carried>], run: &mut dyn FnMut()) {
    match all.split_first() {
        None => run(),
        Some((first, rest)) => first.enter(&mut || nest(rest, run)),
    }
}
