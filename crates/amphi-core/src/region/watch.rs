//! Looking at the waits of a thread: who does, and when.

use std::any::TypeId;
use std::cell::Cell;
use std::panic::Location;
use std::time::{Duration, Instant};

use crate::BlockOnError;

/// Looks at the waits of a thread whose runtime may stand still meanwhile; see [`watch`].
pub trait Watcher: Send + Sync {
    /// Called on the waiting thread, when a wait has not ended: reports it, or finds that it cannot
    /// end. Gives the time until it wants to be called again, or `None` where it has seen enough.
    ///
    /// # Errors
    /// Ends the wait with this error.
    fn look(&self, stall: &Stall) -> Result<Option<Duration>, BlockOnError>;

    /// Called after each poll that left the future pending: gives the time until the wait is to be
    /// looked at, where the poll made that sooner than was said before.
    fn hurry(&self) -> Option<Duration> {
        None
    }

    /// Called before each park: gives the time after which the future is to be polled though nobody
    /// has woken it, for runtimes that keep a wake-up to themselves while their thread waits.
    fn poll_again(&self, wait: &Stall) -> Option<Duration> {
        let _ = wait;
        None
    }
}

/// A wait that has not ended when a runtime looked at it.
#[derive(Clone, Copy, Debug)]
pub struct Stall {
    start: Instant,
    location: &'static Location<'static>,
}

impl Stall {
    pub(crate) fn new(start: Instant, location: &'static Location<'static>) -> Self {
        Self { start, location }
    }

    /// How long the wait has lasted.
    pub fn waited(&self) -> Duration {
        self.start.elapsed()
    }

    /// Who waits.
    pub fn location(&self) -> &'static Location<'static> {
        self.location
    }
}

/// More than look at one wait: those of a closure, of runtimes, of a pool, of a pinned value and of a limiter.
const MOST: usize = 8;

/// Somebody looks at the waits that begin on this thread.
#[derive(Clone, Copy)]
struct Looks {
    by: &'static dyn Watcher,
    kind: TypeId,
    after: Duration,
}

/// The first places are taken. Cells of their own: all of them are many times what one wait needs.
type All = [Cell<Option<Looks>>; MOST];

thread_local! {
    /// Who looks at the wait that is about to begin on this thread.
    static WATCH: All = const { [const { Cell::new(None) }; MOST] };
}

/// Calls `next`, with the waits inside it [looked at](Watcher::look) by `by` when they have lasted
/// for `after`. For a [`Cover`](super::Cover) that could not, or may not be able to, keep its runtime going.
///
/// Those who look already go on to. One of the same kind, of a wait around this one, begins anew.
///
/// # Errors
/// Those of `next`.
pub fn watch<W: Watcher + 'static>(
    by: &'static W,
    after: Duration,
    next: &mut dyn FnMut() -> Result<(), BlockOnError>,
) -> Result<(), BlockOnError> {
    let looks = Looks {
        by,
        kind: TypeId::of::<W>(),
        after,
    };
    let (place, outer) = put(looks);
    let _outer = Unwatch { place, outer };
    next()
}

/// Gives the place, and who had it.
fn put(looks: Looks) -> (usize, Option<Looks>) {
    WATCH.with(|all| {
        let is_free =
            |place: &Cell<Option<Looks>>| place.get().is_none_or(|it| it.kind == looks.kind);
        // Beyond all places it takes the last one.
        let place = all.iter().position(is_free).unwrap_or(MOST - 1);
        (place, all[place].replace(Some(looks)))
    })
}

/// Puts back who watched before, also after a panic: what began last ends first.
struct Unwatch {
    place: usize,
    outer: Option<Looks>,
}

impl Drop for Unwatch {
    fn drop(&mut self) {
        WATCH.with(|all| all[self.place].set(self.outer));
    }
}

/// Who looks at a wait of this thread, where anybody does. Apart, and in a list, for the stack's sake as well.
#[inline(never)]
pub(crate) fn watching() -> Option<Watches> {
    WATCH.with(|all| all[0].get())?;
    let now = Instant::now();
    let watch = |looks: Looks| Watch {
        by: looks.by,
        at: Some(now + looks.after),
    };
    let each = WATCH.with(|all| all.iter().map_while(Cell::get).map(watch).collect());
    Some(Watches { each })
}

/// Who looks at one wait, and when next.
pub(crate) struct Watches {
    each: Vec<Watch>,
}

struct Watch {
    by: &'static dyn Watcher,
    /// `None` where it has seen enough.
    at: Option<Instant>,
}

impl Watches {
    /// When somebody wants to look next.
    pub(crate) fn at(&self) -> Option<Instant> {
        self.each.iter().filter_map(|watch| watch.at).min()
    }

    /// Looks sooner where the last poll gave reason to.
    pub(crate) fn hurry(&mut self) {
        for watch in &mut self.each {
            if let Some(soon) = watch.by.hurry() {
                let soon = Instant::now() + soon;
                watch.at = Some(watch.at.map_or(soon, |at| at.min(soon)));
            }
        }
    }

    /// All look whose time it is.
    pub(crate) fn look(&mut self, stall: &Stall) -> Result<(), BlockOnError> {
        for watch in &mut self.each {
            if watch.at.is_some_and(|at| at <= Instant::now()) {
                let next = watch.by.look(stall)?;
                watch.at = next.and_then(|next| Instant::now().checked_add(next));
            }
        }
        Ok(())
    }

    /// After how long the future is to be polled though nobody has woken it.
    pub(crate) fn poll_again(&self, stall: &Stall) -> Option<Duration> {
        let each = self.each.iter();
        each.filter_map(|watch| watch.by.poll_again(stall)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BlockOnErrorKind;
    use std::future::pending;
    use std::task::Poll;

    thread_local! {
        static LOOKS: Cell<[usize; 2]> = const { Cell::new([0; 2]) };
    }

    fn looks(who: usize) -> usize {
        let mut looks = LOOKS.get();
        looks[who] += 1;
        LOOKS.set(looks);
        looks[who]
    }

    struct Impatient;
    impl Watcher for Impatient {
        fn look(&self, stall: &Stall) -> Result<Option<Duration>, BlockOnError> {
            assert_eq!(stall.location().file(), file!());
            if looks(0) < 3 {
                return Ok(Some(Duration::ZERO));
            }
            Err(BlockOnError::new(BlockOnErrorKind::Exhausted))
        }
    }

    struct Content;
    impl Watcher for Content {
        fn look(&self, _: &Stall) -> Result<Option<Duration>, BlockOnError> {
            looks(1);
            Ok(None)
        }
    }

    /// A wait without an end, in these watches.
    #[track_caller]
    fn wait_in(
        around: impl Fn(&mut dyn FnMut() -> Result<(), BlockOnError>) -> Result<(), BlockOnError>,
    ) -> BlockOnErrorKind {
        let waited = crate::park::wait_for(pending::<()>(), |wait| {
            around(&mut || {
                wait();
                Ok(())
            })
        });
        waited.unwrap_err().kind()
    }

    #[test]
    fn a_watched_wait_is_looked_at_and_can_be_ended() {
        let ended = wait_in(|next| watch(&Impatient, Duration::ZERO, next));
        assert_eq!(ended, BlockOnErrorKind::Exhausted);
        assert_eq!(LOOKS.get(), [3, 0]);
        assert!(watching().is_none());
    }

    #[test]
    fn so_is_one_for_what_wakes_itself() {
        let mut left = 20_000_000_u32;
        let restless = std::future::poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            left -= 1;
            match left {
                0 => Poll::Ready(()),
                _ => Poll::Pending,
            }
        });
        let waited = crate::park::wait_for(restless, |wait| {
            watch(&Impatient, Duration::ZERO, &mut || {
                wait();
                Ok(())
            })
        });
        assert_eq!(waited.unwrap_err().kind(), BlockOnErrorKind::Exhausted);
        assert_eq!(LOOKS.get(), [3, 0]);
    }

    #[test]
    fn all_who_watch_look_whoever_came_first() {
        let zero = Duration::ZERO;
        let ended = wait_in(|next| watch(&Content, zero, &mut || watch(&Impatient, zero, next)));
        assert_eq!(ended, BlockOnErrorKind::Exhausted);
        assert_eq!(LOOKS.get(), [3, 1], "who has seen enough looks no more");
        LOOKS.set([0; 2]);
        let ended = wait_in(|next| watch(&Impatient, zero, &mut || watch(&Content, zero, next)));
        assert_eq!(ended, BlockOnErrorKind::Exhausted);
        assert_eq!(LOOKS.get()[0], 3);
        assert!(watching().is_none());
    }

    #[test]
    fn one_of_the_same_kind_takes_the_place_of_the_one_around() {
        let never = Duration::from_secs(3600);
        // However deep they nest, one looks.
        let ended = wait_in(|next| {
            watch(&Impatient, never, &mut || {
                watch(&Content, never, &mut || {
                    watch(&Impatient, Duration::ZERO, next)
                })
            })
        });
        assert_eq!(ended, BlockOnErrorKind::Exhausted);
        assert_eq!(LOOKS.get(), [3, 0]);
    }
}
