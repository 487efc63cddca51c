//! What is started sees what was in scope where it was started.

use std::cell::Cell;
use std::thread;
use std::time::Duration;

use amphi::Handle;
use amphi_core::offload;

use crate::ground::{NUMBER, WORD, grounds, on_each};

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn b49_a_worker_sees_the_callers_variables() {
    on_each(|ground| {
        let handle = &ground.handle;
        let (task, closure) = NUMBER.sync_scope(7, || {
            let task = handle.spawn(async {
                let first = NUMBER.get();
                amphi::sleep(MOMENT).await;
                (first, NUMBER.get())
            });
            (task, handle.spawn_blocking(|| NUMBER.get()))
        });
        assert_eq!(task.join().unwrap(), (Some(7), Some(7)));
        assert_eq!(closure.join().unwrap(), Some(7));
        // From inside a task's scope too, and through a wait.
        let inner = handle.clone();
        let outer = handle.spawn(NUMBER.scope(8, async move {
            amphi::sleep(MOMENT).await;
            let closure = inner.spawn_blocking(|| NUMBER.get());
            let seen = closure.await.unwrap();
            (seen, inner.block_on(async { NUMBER.get() }))
        }));
        assert_eq!(outer.join().unwrap(), (Some(8), Some(8)));
    });
}

#[test]
fn b49_from_one_runtime_to_another() {
    on_each(|ground| {
        for other in grounds() {
            let (here, there) = (ground.handle.clone(), other.handle.clone());
            let outer = NUMBER.sync_scope(7, || {
                here.spawn_blocking(move || {
                    let inner = WORD.sync_scope("there", || {
                        there.spawn(async { (NUMBER.get(), WORD.get()) })
                    });
                    inner.join().unwrap()
                })
            });
            let name = other.name;
            assert_eq!(outer.join().unwrap(), (Some(7), Some("there")), "{name}");
        }
    });
}

#[test]
fn b50_what_the_runtimes_start_themselves_is_given_nothing() {
    let owned = amphi::tokio::OwnedRuntime::multi_thread(1).unwrap();
    let raw = owned.handle().as_tokio();
    let (task, closure, thread) = NUMBER.sync_scope(7, || {
        (
            raw.spawn(async { NUMBER.get() }),
            raw.spawn_blocking(|| NUMBER.get()),
            thread::spawn(|| NUMBER.get()),
        )
    });
    let handle = Handle::from(owned.handle());
    assert_eq!(handle.block_on(task).unwrap(), None);
    assert_eq!(handle.block_on(closure).unwrap(), None);
    assert_eq!(thread.join().unwrap(), None);
}

#[test]
fn b55_a_wait_in_a_worker_has_the_workers_changes() {
    on_each(|ground| {
        let inner = ground.handle.clone();
        let worker = NUMBER.sync_scope(1, || {
            ground.handle.spawn_blocking(move || {
                NUMBER.sync_scope(2, || {
                    let waited = inner.block_on(async {
                        let before = NUMBER.get();
                        amphi::sleep(MOMENT).await;
                        (before, NUMBER.get())
                    });
                    let task = inner.block_on(inner.spawn(async { NUMBER.get() }));
                    (waited, task.unwrap(), NUMBER.get())
                })
            })
        });
        let two = Some(2);
        assert_eq!(worker.join().unwrap(), ((two, two), two, two));
    });
}

#[test]
fn b57_what_belongs_to_a_thread_never_crosses() {
    thread_local! { static HERE: Cell<u32> = const { Cell::new(0) } }
    on_each(|ground| {
        HERE.set(7);
        let look = || (HERE.get(), NUMBER.get());
        let (task, closure) = NUMBER.sync_scope(7, || {
            let task = ground.handle.spawn(async move { look() });
            (task, ground.handle.spawn_blocking(look))
        });
        assert_eq!(task.join().unwrap(), (0, Some(7)));
        assert_eq!(closure.join().unwrap(), (0, Some(7)));
    });
}

#[test]
fn b58_inside_a_worker_this_is_no_async_code() {
    on_each(|ground| {
        let handle = &ground.handle;
        let (task, closure) = NUMBER.sync_scope(7, || {
            let task = handle.spawn(async { offload::is_inside() });
            (task, handle.spawn_blocking(offload::is_inside))
        });
        assert!(!task.join().unwrap());
        assert!(closure.join().unwrap());
        assert!(!offload::is_inside());
    });
}

#[test]
fn b59_variables_survive_nesting() {
    /// Task, closure, wait, by turns; each sets it for the next, and has its own afterwards.
    async fn nest(handle: Handle, depth: u32) {
        assert_eq!(NUMBER.get(), Some(depth));
        if depth == 0 {
            return;
        }
        let (below, next) = (handle.clone(), depth - 1);
        let level = NUMBER.scope(next, async move {
            let innermost = below.clone();
            let closure = below.spawn_blocking(move || {
                assert_eq!(NUMBER.get(), Some(next));
                let again = innermost.clone();
                innermost.block_on(Box::pin(nest(again, next)));
                assert_eq!(NUMBER.get(), Some(next));
            });
            closure.await.unwrap();
            assert_eq!(NUMBER.get(), Some(next));
        });
        handle.spawn(level).await.unwrap();
        assert_eq!(NUMBER.get(), Some(depth));
    }
    on_each(|ground| {
        let handle = &ground.handle;
        let both = handle.spawn(NUMBER.scope(42, async {
            let inner = NUMBER.scope(99, async {
                amphi::sleep(MOMENT).await;
                NUMBER.get()
            });
            (inner.await, NUMBER.get())
        }));
        assert_eq!(both.join().unwrap(), (Some(99), Some(42)));
        let deep = NUMBER.scope(12, nest(handle.clone(), 12));
        handle.block_on(deep);
        assert_eq!(NUMBER.get(), None);
    });
}
