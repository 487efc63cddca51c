//! Guards that are dropped in async code: the cleanup is a task.

use std::sync::mpsc::Sender;

use amphi::cleanup::Trouble;
use amphi::{AsyncGuard, Handle, context_var};

use crate::ground::{Inbox, MOMENT, bounded, channel, in_tasks};
use crate::reports::{guard, watch};

context_var! { static REQUEST: u32; }

/// A guard whose cleanup goes on when it is told to: a drop that waited for it would hang.
fn gated() -> (AsyncGuard<Sender<String>>, Sender<()>, Inbox<String>) {
    watch();
    let (go, may_go) = channel();
    let (done, is_done) = channel();
    let guard = AsyncGuard::new(done, async move |done: Sender<String>| {
        may_go.sent().await;
        amphi::sleep(MOMENT).await;
        done.send(Handle::current().backend().to_string()).unwrap();
    });
    (guard, go, is_done)
}

#[test]
fn b86_a_drop_in_a_task_starts_the_cleanup_and_does_not_wait() {
    in_tasks(|handle| async move {
        let (guard, go, done) = gated();
        drop(guard);
        assert!(done.try_recv().is_err());
        go.send(()).unwrap();
        assert_eq!(done.sent().await, handle.backend().to_string());
    });
}

#[test]
fn b86_a_drop_in_a_wait_does_not_wait_either() {
    in_tasks(|handle| async move {
        let waits = handle.clone();
        let (go, done) = bounded(move || {
            // At the root on a plain thread.
            let (guard, go, done) = waits.block_on(async { gated() });
            waits.block_on(async move { drop(guard) });
            (go, done)
        });
        go.send(()).unwrap();
        assert_eq!(done.sent().await, handle.backend().to_string());
    });
}

#[test]
fn b86_a_drop_on_the_thread_that_drives_the_runtime_does_not_wait() {
    bounded(|| {
        let mut builder = ::tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_all().build().unwrap();
        runtime.block_on(async {
            let (guard, go, done) = gated();
            drop(guard);
            go.send(()).unwrap();
            assert_eq!(done.sent().await, "tokio");
            // Below synchronous code in there.
            let (guard, go, done) = gated();
            amphi::block_on(async { drop(guard) });
            go.send(()).unwrap();
            assert_eq!(done.sent().await, "tokio");
        });
    });
}

#[test]
fn b86_the_cleanup_is_on_the_runtime_of_the_guard() {
    in_tasks(|handle| async move {
        let (guard, go, done) = gated();
        for other in [Handle::smol(), Handle::async_std()] {
            let (guard, go, done) = gated();
            other.spawn(async move { drop(guard) }).await.unwrap();
            go.send(()).unwrap();
            assert_eq!(done.sent().await, handle.backend().to_string());
        }
        drop(guard);
        go.send(()).unwrap();
        done.sent().await;
    });
}

#[test]
fn b86_a_cancelled_task_and_one_that_panics_clean_up() {
    in_tasks(|handle| async move {
        let (guard, go, done) = gated();
        let (started, has_started) = channel();
        let endless = handle.spawn(async move {
            let _guard = guard;
            started.send(()).unwrap();
            std::future::pending::<()>().await;
        });
        has_started.sent().await;
        assert!(endless.cancel().await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        done.sent().await;

        let (guard, go, done) = gated();
        let panics = handle.spawn(async move {
            let _guard = guard;
            std::panic::panic_any(7_u8);
        });
        assert!(panics.await.unwrap_err().is_panic());
        go.send(()).unwrap();
        done.sent().await;
    });
}

#[test]
fn c40_the_cleanup_has_the_context_of_the_drop() {
    in_tasks(|_| async {
        let (sender, seen) = channel();
        let guard = AsyncGuard::new(sender, async |sender: Sender<Option<u32>>| {
            amphi::yield_now().await;
            sender.send(REQUEST.get()).unwrap();
        });
        REQUEST.scope(7, async move { drop(guard) }).await;
        assert_eq!(seen.sent().await, Some(7));
    });
}

#[test]
fn b86_a_panic_of_a_cleanup_that_nobody_awaits_is_reported() {
    in_tasks(|_| async {
        let (guard, reports) = guard((), async |()| panic!("no more goodbyes"));
        drop(guard);
        let Trouble::Panicked(text) = reports.sent().await else {
            panic!("it panicked")
        };
        assert!(text.contains("no more goodbyes"), "{text}");
        // The closure itself.
        let reports = watch();
        drop(AsyncGuard::new(7, panics_at_once));
        assert!(reports.try_recv().is_err(), "it is not called in the drop");
    });
    fn panics_at_once(_: u32) -> std::future::Ready<()> {
        panic!("at once")
    }
}

#[test]
fn b86_many_drops_at_once_all_clean_up() {
    in_tasks(|handle| async move {
        let (sender, done) = channel();
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                let guard = AsyncGuard::new((sender.clone(), number), async |(sender, number)| {
                    amphi::yield_now().await;
                    let _ = Sender::send(&sender, number);
                });
                handle.spawn(async move { drop(guard) })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        drop(sender);
        let mut all = Vec::new();
        while all.len() < 100 {
            all.push(done.sent().await);
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..100));
    });
}

#[test]
fn b86_closures_of_a_plain_thread_find_the_guard_of_a_task() {
    in_tasks(|handle| async move {
        let (guard, go, done) = gated();
        go.send(()).unwrap();
        // Dropped by synchronous code, which waits.
        let closure = handle.spawn_blocking(move || {
            drop(guard);
            done.next()
        });
        assert_eq!(closure.await.unwrap(), handle.backend().to_string());
    });
}
