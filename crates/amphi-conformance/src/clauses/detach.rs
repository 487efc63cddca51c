//! C2: what was started goes on without its handle.

use amphi_core::{SpawnBlocking, Spawner, TaskHandle};

use crate::sync::{Flag, Gate, Opener, gate};
use crate::{Fixture, Mount};

/// Dropping the handle of a task leaves it running to its end.
pub fn c02_a_dropped_handle_detaches_a_task<F: Fixture>(on: &Mount<F>) {
    detached_task(on, drop);
}

/// Dropping the handle of a running closure neither waits for it nor disturbs it.
pub fn c02_a_dropped_handle_detaches_a_running_closure<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let mut work = Work::new();
    let (started, has_started) = gate();
    let closure = rt.spawn_blocking(work.blocking(started));
    has_started.wait();
    drop(closure);
    work.must_end();
}

/// Dropping the handle of a queued closure leaves it in the queue.
pub fn c02_a_dropped_handle_detaches_a_queued_closure<F: Fixture>(on: &Mount<F>) {
    detached_in_queue(on, drop);
}

/// `detach` is the same as dropping, for a task.
pub fn c02_detach_lets_a_task_go_on<F: Fixture>(on: &Mount<F>) {
    detached_task(on, TaskHandle::detach);
}

/// `detach` is the same as dropping, for a queued closure.
pub fn c02_detach_lets_a_closure_go_on<F: Fixture>(on: &Mount<F>) {
    detached_in_queue(on, TaskHandle::detach);
}

type Handle<F> = <<F as Fixture>::Runtime as Spawner>::JoinHandle<()>;

fn detached_task<F: Fixture>(on: &Mount<F>, detach: impl FnOnce(Handle<F>)) {
    let (rt, _owner) = on.start();
    let mut work = Work::new();
    detach(rt.spawn(work.task()));
    work.must_end();
}

fn detached_in_queue<F: Fixture>(on: &Mount<F>, detach: impl FnOnce(Handle<F>)) {
    let (rt, _owner) = on.start();
    let full = on.fill(&rt);
    let mut work = Work::new();
    detach(rt.spawn_blocking(work.blocking(())));
    full.release();
    work.must_end();
}

/// Work that waits until it is let go on, and tells whether it came to its end.
struct Work {
    go_on: Opener,
    parts: Option<(Gate, Opener)>,
    reached_its_end: Flag,
    gone: Gate,
}

impl Work {
    fn new() -> Self {
        let (go_on, may_go_on) = gate();
        let (going, gone) = gate();
        let parts = Some((may_go_on, going));
        Self {
            go_on,
            parts,
            reached_its_end: Flag::default(),
            gone,
        }
    }

    fn task(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let (may_go_on, going) = self.parts.take().expect("started once");
        let reached_its_end = self.reached_its_end.clone();
        async move {
            let _going = going;
            may_go_on.opened().await;
            reached_its_end.set();
        }
    }

    fn blocking<S: Send>(&mut self, started: S) -> impl FnOnce() + Send + use<S> {
        let (may_go_on, going) = self.parts.take().expect("started once");
        let reached_its_end = self.reached_its_end.clone();
        move || {
            let _going = going;
            drop(started);
            may_go_on.wait();
            reached_its_end.set();
        }
    }

    fn must_end(self) {
        self.go_on.open();
        self.gone.wait();
        assert!(
            self.reached_its_end.is_set(),
            "the work was dropped with its handle"
        );
    }
}
