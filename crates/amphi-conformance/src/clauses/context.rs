//! C40: what is started gets a copy of what is in scope, and nothing of it is left behind.

use std::sync::{Arc, Weak};
use std::time::Duration;

use amphi_core::{
    BlockOn, Runtime, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, Timer, context_var, park,
};

use crate::futures::{Payload, endless, yield_now};
use crate::place::Place;
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

context_var! {
    static NUMBER: u32;
    static HELD: Arc<()>;
}

/// Enough for what is left behind, or let go of too late, to show.
const TRIES: usize = 100;
const MOMENT: Duration = Duration::from_millis(1);

/// A task sees what is in scope where it is spawned, at each poll.
pub fn c40_a_task_sees_what_is_in_scope_where_it_is_spawned<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let tasks = Place::each(Place::ALL, &rt, |rt| {
        NUMBER.sync_scope(7, || {
            rt.spawn(async {
                let first = NUMBER.get();
                yield_now().await;
                [first, NUMBER.get()]
            })
        })
    });
    for (place, task) in tasks {
        let seen = expect::value(task.join());
        assert_eq!(seen, [Some(7); 2], "a task that was spawned in a {place:?}");
    }
}

/// An offloaded closure sees what is in scope where it is offloaded.
pub fn c40_a_closure_sees_what_is_in_scope_where_it_is_offloaded<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let closures = Place::each(Place::ALL, &rt, |rt| {
        NUMBER.sync_scope(7, || rt.spawn_blocking(|| NUMBER.get()))
    });
    for (place, closure) in closures {
        let seen = expect::value(closure.join());
        assert_eq!(seen, Some(7), "a closure that was offloaded in a {place:?}");
    }
}

/// Tasks, closures and waits inside each other have what the one around had, or what they set.
pub fn c40_variables_survive_nesting<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    rt.block_on(NUMBER.scope(42, nest(rt.clone(), 42, 4)));
    assert_eq!(NUMBER.get(), None, "a scope has not ended");
}

/// Goes down through a task, a closure and a wait.
async fn nest<R: Runtime>(rt: R, number: u32, depth: usize) {
    let sees = move |expected| assert_eq!(NUMBER.get(), Some(expected), "at depth {depth}");
    sees(number);
    if depth == 0 {
        return;
    }
    let inner = rt.clone();
    let task = rt.spawn(async move {
        sees(number);
        let innermost = inner.clone();
        let closure = inner.spawn_blocking(move || {
            sees(number);
            let below = nest(innermost.clone(), number + 99, depth - 1);
            innermost.block_on(NUMBER.scope(number + 99, Box::pin(below)));
            sees(number);
        });
        expect::value(closure.await);
        sees(number);
    });
    expect::value(task.await);
    sees(number);
}

/// What is changed in a task or a closure is not changed for who started it.
pub fn c40_changes_do_not_flow_back<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let shared = amphi_core::context::SharedContext::new();
    shared.sync_scope(|| {
        NUMBER.set(1).expect("this is a shared context's scope");
        let change = || {
            let set = NUMBER.set(2);
            (set, NUMBER.sync_scope(3, || NUMBER.get()))
        };
        let started = [rt.spawn(async move { change() }), rt.spawn_blocking(change)];
        for started in started {
            let (set, scoped) = expect::value(started.join());
            assert_eq!(set, Err(2), "a copy took a change");
            assert_eq!(scoped, Some(3));
        }
        assert_eq!(NUMBER.get(), Some(1), "a change flowed back");
    });
}

/// What one task or closure had in scope the next one on its thread has not, also after a panic.
pub fn c40_nothing_is_left_for_the_next_job<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (fine, raising) = NUMBER.sync_scope(7, || {
            let raise = || -> () { Payload::new().raise() };
            (
                [rt.spawn(yield_now()), rt.spawn_blocking(|| ())],
                [rt.spawn(async move { raise() }), rt.spawn_blocking(raise)],
            )
        });
        let beside = [
            rt.spawn(async { NUMBER.get() }),
            rt.spawn_blocking(|| NUMBER.get()),
        ];
        for started in fine {
            expect::value(started.join());
        }
        for started in raising {
            expect::panicked(started.join());
        }
        let after = [
            rt.spawn(async { NUMBER.get() }),
            rt.spawn_blocking(|| NUMBER.get()),
        ];
        for started in beside.into_iter().chain(after) {
            let seen = expect::value(started.join());
            assert_eq!(seen, None, "something was left in scope");
        }
    }
}

/// A future that is waited for sees what is in scope where the wait is, at each poll.
pub fn c40_a_wait_keeps_what_is_in_scope<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        NUMBER.sync_scope(7, || {
            let look = async {
                let first = NUMBER.get();
                yield_now().await;
                let inner = NUMBER.scope(8, async {
                    rt.sleep(MOMENT).await;
                    rt.block_on(async { NUMBER.get() })
                });
                [first, inner.await, NUMBER.get()]
            };
            let seen = [Some(7), Some(8), Some(7)];
            assert_eq!(rt.block_on(look), seen, "inside a wait");
            assert_eq!(NUMBER.get(), Some(7), "after a wait");
        });
        assert_eq!(NUMBER.get(), None, "a scope has not ended");
    });
}

/// A task that goes on while another one blocks its thread sees nothing of that one's scope.
pub fn c40_who_goes_on_during_a_wait_inherits_nothing<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        let (begins, has_begun) = gate();
        let (ends, has_ended) = gate();
        let inner = rt.clone();
        let wait = async move {
            begins.open();
            inner.block_on(has_ended.opened());
            NUMBER.get()
        };
        let waits = NUMBER.sync_scope(7, || rt.spawn(wait));
        has_begun.wait();
        let other = rt.spawn(async move {
            let seen = NUMBER.get();
            ends.open();
            seen
        });
        let seen = expect::value(other.join());
        assert_eq!(seen, None, "it sees the scope of a task that waits");
        assert_eq!(expect::value(waits.join()), Some(7));
    }
}

/// What work got along has been dropped when its value, its panic or its cancellation is seen.
pub fn c40_a_context_is_gone_before_the_result<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for _ in 0..TRIES {
        gone_after(|| rt.spawn(yield_now()), |task| expect::value(task.join()));
        gone_after(|| rt.spawn_blocking(|| ()), |f| expect::value(f.join()));
        let raise = || -> () { Payload::new().raise() };
        let raising = || rt.spawn(async move { raise() });
        gone_after(raising, |task| drop(expect::panicked(task.join())));
        let raising = || rt.spawn_blocking(raise);
        gone_after(raising, |f| drop(expect::panicked(f.join())));
        let (started, has_started) = gate();
        let endless = || rt.spawn(endless(started, ()));
        gone_after(endless, |task| {
            has_started.wait();
            expect::cancelled(park::block_on(task.cancel()));
        });
        // It may have run before.
        let closure = || rt.spawn_blocking(|| ());
        gone_after(closure, |f| drop(park::block_on(f.cancel())));
    }
}

/// Starts something in a scope; the scope's value must be gone after `end`.
#[track_caller]
fn gone_after<H>(start: impl FnOnce() -> H, end: impl FnOnce(H)) {
    let held = Arc::new(());
    let left: Weak<()> = Arc::downgrade(&held);
    end(HELD.sync_scope(held, start));
    assert!(
        left.upgrade().is_none(),
        "the result was seen while the work's context was there"
    );
}

/// A closure that was taken from its pool sees what is in scope where it was offloaded.
pub fn c40_a_closure_that_is_taken_keeps_its_context<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let full = on.fill_but(&rt, 1);
    let inner = rt.clone();
    let outer = rt.spawn_blocking(move || {
        let taken = NUMBER.sync_scope(7, || inner.spawn_blocking(|| NUMBER.get()));
        (taken.join(), NUMBER.get())
    });
    let (taken, after) = expect::value(outer.join());
    assert_eq!(expect::value(taken), Some(7), "a closure that was taken");
    assert_eq!(after, None, "something was left in scope");
    full.release();
}
