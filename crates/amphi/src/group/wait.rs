//! Waiting for a group.

use std::ops::RangeBounds;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use amphi_core::{offload, park};

use super::shared::Shared;
use super::state::State;

impl<T> Shared<T> {
    /// Waits for what `ready` gives. With `all` it is asked when nothing is left, else also when
    /// there is a new result.
    pub(super) fn poll<R>(
        &self,
        cx: &mut Context<'_>,
        all: bool,
        ready: impl Fn(&mut State<T>) -> Option<R>,
    ) -> Poll<R> {
        let is_inside = offload::is_inside();
        // Cloned outside the lock, and only where it has to be.
        let mut waker: Option<Waker> = None;
        loop {
            let mut state = self.lock();
            if let Some(ready) = ready(&mut state) {
                drop(state);
                return Poll::Ready(ready);
            }
            if Waiter::is_for(&mut state.waiter, cx.waker(), all, is_inside) {
                break;
            }
            if let Some(waker) = waker.take() {
                let old = state.waiter.replace(Waiter::new(waker, all, is_inside));
                drop(state);
                drop(old);
                break;
            }
            drop(state);
            waker = Some(cx.waker().clone());
        }
        if is_inside {
            self.look_after(..);
        }
        Poll::Pending
    }

    /// Has the wait inside a closure look after these closures, so that a full pool does not keep
    /// them from starting (C20).
    pub(super) fn look_after(&self, which: impl RangeBounds<u64>) {
        let handles: Vec<_> = {
            let mut state = self.lock();
            let closures = state.live.range_mut(which);
            let closures = closures.filter(|(_, entry)| entry.is_closure);
            closures
                .filter_map(|(id, entry)| Some((*id, entry.handle.take()?)))
                .collect()
        };
        for (id, mut handle) in handles {
            if park::poll_now(Pin::new(&mut handle)).is_pending() {
                self.keep(id, handle);
            }
        }
    }
}

/// Who waits for a group: there is one at a time.
pub(super) struct Waiter {
    waker: Waker,
    /// Only the end of all work is news.
    all: bool,
    /// It waits in an offloaded closure.
    is_inside: bool,
}

impl Waiter {
    pub(super) fn new(waker: Waker, all: bool, is_inside: bool) -> Self {
        Self {
            waker,
            all,
            is_inside,
        }
    }

    /// Whether it is kept already.
    pub(super) fn is_for(
        kept: &mut Option<Self>,
        waker: &Waker,
        all: bool,
        is_inside: bool,
    ) -> bool {
        let Some(kept) = kept.as_mut().filter(|kept| kept.waker.will_wake(waker)) else {
            return false;
        };
        (kept.all, kept.is_inside) = (all, is_inside);
        true
    }

    /// The one to be told now.
    pub(super) fn take(kept: &mut Option<Self>, is_news: bool, is_last: bool) -> Option<Waker> {
        let told = |kept: &mut Self| if kept.all { is_last } else { is_news };
        kept.take_if(told).map(|kept| kept.waker)
    }

    /// The one that waits in a closure.
    pub(super) fn take_inside(kept: &mut Option<Self>) -> Option<Waker> {
        kept.take_if(|kept| kept.is_inside).map(|kept| kept.waker)
    }
}
