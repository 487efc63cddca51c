//! Looking for a moment before a thread of an executor parks, while its tasks wait for each other.
//!
//! A wait inside a task for another task takes two changes of thread, and to wake a thread that
//! sleeps costs many times what a short task takes. So whoever waits, its stand-in and the other
//! threads of the executor look for a moment before they sleep. Threads of an executor whose tasks do not wait
//! do not look.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use amphi_core::look::{self, Patience};
use amphi_core::park::Waiter;
use pin_project_lite::pin_project;

/// After so many looks in vain since the last wait, threads do not look any more.
const LOOKS: usize = 8;
/// After so many looks that paid, timers and sockets get their turn.
const TURNS: usize = 16;

thread_local! {
    static PATIENCE: Cell<Patience> = const { Cell::new(Patience::new()) };
}

/// What the threads of one executor know of each other's looks.
#[derive(Debug, Default)]
pub(crate) struct Looks {
    /// How many looks in vain are left.
    left: AtomicUsize,
    /// Threads that look now.
    looking: AtomicUsize,
}

impl Looks {
    pub(crate) const fn new() -> Self {
        Self {
            left: AtomicUsize::new(0),
            looking: AtomicUsize::new(0),
        }
    }

    /// A task waits: the executor's threads look for a while.
    pub(crate) fn want(&self) {
        if self.left.load(Ordering::Relaxed) < LOOKS {
            self.left.store(LOOKS, Ordering::Relaxed);
        }
    }

    /// Whether a thread looks that would run a task at once.
    pub(crate) fn has_looker(&self) -> bool {
        self.looking.load(Ordering::Relaxed) > 0
    }

    /// Looks, where somebody wants that.
    fn look(&self, is_over: impl Fn() -> bool) -> bool {
        if self.left.load(Ordering::Relaxed) == 0 {
            return false;
        }
        self.looking.fetch_add(1, Ordering::Relaxed);
        let found = look::until(Instant::now(), look::BRIEFLY, is_over).is_some();
        self.looking.fetch_sub(1, Ordering::Relaxed);
        if !found {
            // Two at once may count one look as none.
            let left = self.left.load(Ordering::Relaxed);
            self.left.store(left.saturating_sub(1), Ordering::Relaxed);
        }
        found
    }
}

/// Waits for `future` without parking for a moment, where that is likely to pay.
pub(crate) fn briefly<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    let looked = patiently(|| match Waiter::new().poll_for(future, look::BRIEFLY) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    });
    looked.map_or(Poll::Pending, Poll::Ready)
}

fn patiently<T>(look: impl FnOnce() -> Option<T>) -> Option<T> {
    PATIENCE.with(|kept| {
        let mut patience = kept.get();
        let found = patience.look(look);
        kept.set(patience);
        found
    })
}

pin_project! {
    /// A future that looks for a wake-up each time before it is pending.
    pub(crate) struct Looking<'a, F> {
        #[pin]
        future: F,
        // `None` on a stand-in, which looks in any case.
        looks: Option<&'a Looks>,
        signal: Option<(Arc<Signal>, Waker)>,
    }
}

impl<'a, F> Looking<'a, F> {
    pub(crate) fn new(future: F, looks: Option<&'a Looks>) -> Self {
        Self {
            future,
            looks,
            signal: None,
        }
    }
}

impl<F: Future> Future for Looking<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if !matches!(this.signal, Some((signal, _)) if signal.outer.will_wake(cx.waker())) {
            *this.signal = Some(Signal::pair(cx.waker().clone()));
        }
        let Some((signal, waker)) = this.signal else {
            unreachable!("made above");
        };
        for _ in 0..TURNS {
            signal.woken.store(false, Ordering::Relaxed);
            let polled = this.future.as_mut().poll(&mut Context::from_waker(waker));
            if polled.is_ready() {
                return polled;
            }
            let is_woken = || signal.woken.load(Ordering::Acquire);
            let found = match this.looks {
                Some(looks) => looks.look(is_woken),
                None => {
                    patiently(|| look::until(Instant::now(), look::BRIEFLY, is_woken)).is_some()
                }
            };
            if !found {
                return Poll::Pending;
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Tells of a wake-up before it passes it on.
struct Signal {
    woken: AtomicBool,
    outer: Waker,
}

impl Signal {
    fn pair(outer: Waker) -> (Arc<Self>, Waker) {
        let signal = Arc::new(Self {
            woken: AtomicBool::new(false),
            outer,
        });
        (signal.clone(), signal.into())
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.outer.wake_by_ref();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use std::pin::pin;

    /// Counts the wake-ups that get through to it.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn who_is_woken_while_it_looks_goes_on_but_lets_timers_have_their_turn() {
        let mut polls = 0;
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        let looks = Looks::new();
        looks.want();
        // The wake-up comes while it is polled, so that the first look finds it.
        let busy = poll_fn(|cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        let mut looking = pin!(Looking::new(busy, Some(&looks)));
        let polled = looking.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
        assert!(woken.0.load(Ordering::Relaxed) > 0, "nobody polls it again");
        assert!((1..=TURNS).contains(&polls), "{polls}");
    }

    #[test]
    fn nobody_looks_where_no_task_waits_and_looks_in_vain_end() {
        let looks = Looks::new();
        assert!(!looks.look(|| unreachable!("nobody waits")));
        looks.want();
        for left in (0..LOOKS).rev() {
            assert!(!looks.look(|| false));
            assert_eq!(looks.left.load(Ordering::Relaxed), left);
        }
        assert!(!looks.look(|| unreachable!("all in vain")));
        assert!(!looks.has_looker());
    }

    #[test]
    fn what_ends_in_a_look_is_over() {
        let mut first = true;
        let twice = poll_fn(|cx| {
            cx.waker().wake_by_ref();
            match std::mem::take(&mut first) {
                true => Poll::Pending,
                false => Poll::Ready(7),
            }
        });
        let mut twice = pin!(twice);
        // On a machine without a core to spare nobody looks.
        let polled = briefly(twice.as_mut());
        assert!(polled.is_pending() || polled == Poll::Ready(7));
        if polled.is_pending() {
            assert_eq!(amphi_core::park::block_on(twice), 7);
        }
    }
}
