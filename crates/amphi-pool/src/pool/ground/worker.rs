//! What a thread of a pool does, from its start to its end.

use std::hint::spin_loop;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::crew::{Limits, Phase, Watch};
use super::desk::{Call, Desk};
use super::{Ground, OWN, Ran, Work, quietly, wake_all};
use crate::pool::spin::Patience;
use crate::pool::sync::{self, Ordering, fence};

/// How long a searcher looks before it rests: about what waking it costs.
const SPIN: Duration = Duration::from_micros(8);

impl<J: Work> Ground<J> {
    /// The body of a thread. A `called` one was started to search.
    pub(super) fn serve(self: Arc<Self>, desk: &Arc<Desk>, called: bool) {
        OWN.set(self.address());
        desk.bell.is_mine();
        if let Some(hook) = &self.settings.on_thread_start {
            quietly(|| hook());
        }
        self.work(desk, called);
        if let Some(hook) = &self.settings.on_thread_stop {
            quietly(|| hook());
        }
        OWN.set(0);
        self.end(desk);
    }

    fn work(self: &Arc<Self>, desk: &Arc<Desk>, called: bool) {
        let mut is_searching = called;
        let mut patience = Patience::new();
        loop {
            if let Some(job) = self.queue.pop() {
                if mem::take(&mut is_searching) {
                    self.pass_search_on();
                }
                self.run(desk, job);
                continue;
            }
            is_searching = is_searching || self.search.claim();
            let spins = is_searching && self.settings.may_spin;
            if spins && patience.look(|| self.spin()) {
                continue;
            }
            match self.rest(desk, mem::take(&mut is_searching)) {
                Call::Search => is_searching = true,
                Call::Leave => return,
            }
        }
    }

    fn run(self: &Arc<Self>, desk: &Desk, job: J) {
        desk.set_busy(true);
        let ran = job.run();
        if ran == Ran::Closure {
            desk.one_done();
        }
        self.gone_from_queue(ran);
        desk.set_busy(false);
    }

    /// A searcher has found work: the next one searches where there is more.
    fn pass_search_on(self: &Arc<Self>) {
        if self.queue.is_empty() {
            self.stop_searching();
        } else {
            self.call_somebody();
        }
    }

    fn stop_searching(self: &Arc<Self>) {
        self.search.release();
        self.look_again();
    }

    /// What was added meanwhile may have relied on this thread.
    fn look_again(self: &Arc<Self>) {
        fence(Ordering::SeqCst);
        if !self.queue.is_empty() {
            self.notify();
        }
    }

    /// Looks for a moment, where another core may add work meanwhile; true where there is some.
    fn spin(&self) -> bool {
        let start = Instant::now();
        while self.queue.is_empty() {
            if start.elapsed() >= SPIN {
                return false;
            }
            (0..4).for_each(|_| spin_loop());
        }
        true
    }

    /// Is idle until somebody calls.
    fn rest(self: &Arc<Self>, desk: &Arc<Desk>, is_searching: bool) -> Call {
        let mut crew = self.crew();
        let leaves = crew.phase != Phase::Open;
        let (mut nudged, mut watch) = (None, Watch::Park);
        if leaves {
            crew.threads -= 1;
        } else {
            desk.reset();
            let now = sync::now();
            nudged = crew.rest(desk, now, self.settings.min_threads);
            watch = crew.watch(desk, now, &self.limits());
        }
        let waiting = self.waiting_for_quiet(&mut crew);
        drop(crew);
        wake_all(waiting);
        if let Some(first) = nudged {
            first.bell.ring();
        }
        if is_searching {
            self.search.release();
        }
        self.look_again();
        if leaves {
            return Call::Leave;
        }
        self.park(desk, watch)
    }

    fn park(self: &Arc<Self>, desk: &Arc<Desk>, mut watch: Watch) -> Call {
        loop {
            match watch {
                Watch::Park => desk.bell.wait(),
                Watch::ParkFor(time) => desk.bell.wait_for(time),
                Watch::Leave { leaving, next } => {
                    // The first of them is this thread.
                    for other in &leaving[1..] {
                        other.call(Call::Leave);
                    }
                    if let Some(next) = next {
                        next.bell.ring();
                    }
                    return Call::Leave;
                }
            }
            if let Some(call) = desk.called() {
                return call;
            }
            let mut crew = self.crew();
            watch = crew.watch(desk, sync::now(), &self.limits());
            let waiting = self.waiting_for_quiet(&mut crew);
            drop(crew);
            wake_all(waiting);
        }
    }

    fn limits(&self) -> Limits {
        Limits {
            min: self.settings.min_threads,
            rest: self.settings.idle_timeout,
        }
    }
}
