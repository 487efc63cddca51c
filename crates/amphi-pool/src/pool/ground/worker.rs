//! What a thread of a pool does, from its start to its end.

use std::mem;
use std::sync::Arc;
use std::time::Instant;

use amphi_core::internal::quietly;
use amphi_core::look::{self, Patience};

use super::batch::Batch;
use super::crew::{Crew, Limits, Phase, Watch};
use super::desk::{Call, Desk};
use super::outlook::{Look, Seen, TICK};
use super::{Ground, OWN, Ran, Work, report, wake_all};
use crate::sync::{self, Ordering, fence};

impl<J: Work> Ground<J> {
    /// The body of a thread. A `called` one was started to search.
    pub(super) fn serve(self: Arc<Self>, desk: &Arc<Desk>, called: bool) {
        OWN.set(self.address());
        let serving = report::serve(&self);
        desk.bell.is_mine();
        if let Some(hook) = &self.settings.on_thread_start {
            quietly(|| hook());
        }
        self.work(desk, called);
        if let Some(hook) = &self.settings.on_thread_stop {
            quietly(|| hook());
        }
        OWN.set(0);
        drop(serving);
        self.end(desk);
    }

    fn work(self: &Arc<Self>, desk: &Arc<Desk>, called: bool) {
        let mut is_searching = called;
        let mut patience = Patience::new();
        let mut batch = Batch::start(sync::now());
        loop {
            if let Some(job) = self.queue.pop() {
                if mem::take(&mut is_searching) {
                    self.pass_search_on();
                }
                self.run(desk, job);
                batch.one_done(&self.outlook);
                continue;
            }
            let now = batch.end(&self.outlook);
            is_searching = is_searching || self.search.claim();
            if is_searching && self.outlook.may_spin(self.settings.spinners) {
                if let Some(at) = patience.look(|| self.spin(now)) {
                    batch = Batch::start(at);
                    continue;
                }
            }
            match self.rest(desk, mem::take(&mut is_searching)) {
                Call::Search => is_searching = true,
                Call::Work => {}
                Call::Leave => return,
            }
            let woken = sync::now();
            let rested = woken.saturating_duration_since(now);
            patience.learn(rested < self.wake_cost.budget() * 2);
            batch = Batch::start(woken);
        }
    }

    fn run(self: &Arc<Self>, desk: &Desk, job: J) {
        desk.turn();
        let ran = job.run();
        if ran == Ran::Closure {
            desk.one_done();
        }
        self.gone_from_queue(ran);
        desk.turn();
    }

    /// A searcher has found work: the next one searches where there is more.
    fn pass_search_on(self: &Arc<Self>) {
        let queued = self.queue.len();
        if queued == 0 {
            self.search.release();
            self.look_again();
        } else if self.outlook.may_leave(queued, &self.wake_cost) {
            // It is for this thread too, which looks at the queue before it rests.
            self.search.release();
        } else {
            self.search.looks(false);
            self.call_somebody();
        }
    }

    /// What was added meanwhile may have relied on this thread.
    fn look_again(self: &Arc<Self>) {
        fence(Ordering::SeqCst);
        self.insist();
    }

    /// Looks from `start` for about as long as waking a thread takes, since another core may add work
    /// meanwhile; tells when it found some.
    fn spin(&self, start: Instant) -> Option<Instant> {
        self.search.looks(true);
        let found = look::until(start, self.wake_cost.budget(), || !self.queue.is_empty());
        if found.is_none() {
            self.search.looks(false);
        }
        found
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
            watch = self.watch(&mut crew, desk, now);
            if self.outlook.wants_watch() {
                nudged = crew.first();
            }
        }
        self.outlook.see(&crew);
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
        let mut seen = Seen::default();
        loop {
            let woken = match &watch {
                Watch::Park => desk.bell.wait(),
                Watch::ParkFor(time) => desk.bell.wait_for(*time),
                Watch::Tick => desk.bell.wait_for(TICK),
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
            };
            if let Some(took) = woken {
                self.wake_cost.learn(took);
            }
            if let Some(call) = desk.called() {
                return call;
            }
            let mut crew = self.crew();
            let ticks = matches!(watch, Watch::Tick) && woken.is_none();
            if ticks && self.helps(&mut crew, desk, &mut seen) {
                let next = crew.first();
                drop(crew);
                if let Some(next) = next {
                    next.bell.ring();
                }
                return Call::Search;
            }
            watch = self.watch(&mut crew, desk, sync::now());
            let waiting = self.waiting_for_quiet(&mut crew);
            drop(crew);
            wake_all(waiting);
        }
    }

    /// What an idle thread does about the time, and about the work of the others.
    fn watch(&self, crew: &mut Crew, desk: &Arc<Desk>, now: Instant) -> Watch {
        let watch = crew.watch(desk, now, &self.limits());
        self.outlook.see(crew);
        match watch {
            Watch::Park | Watch::ParkFor(_)
                if crew.is_first(desk) && self.outlook.starts_watch() =>
            {
                Watch::Tick
            }
            other => other,
        }
    }

    /// The watcher looks whether the queue moves. Where it does not, the thread is idle no more, and has the
    /// search.
    fn helps(&self, crew: &mut Crew, desk: &Arc<Desk>, seen: &mut Seen) -> bool {
        if !crew.is_first(desk) || !self.outlook.is_watched() {
            return false;
        }
        self.outlook.stuck(crew.stuck());
        let (taken, queued) = self.queue.progress();
        let look = self.outlook.look(seen, taken, queued, &self.wake_cost);
        let helps = look == Look::Help && self.search.claim();
        if helps {
            crew.first_works();
            self.outlook.see(crew);
        }
        helps
    }

    fn limits(&self) -> Limits {
        Limits {
            min: self.settings.min_threads,
            rest: self.settings.idle_timeout,
        }
    }
}
