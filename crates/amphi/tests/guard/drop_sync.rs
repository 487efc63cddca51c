//! Guards that are dropped in synchronous code: the drop waits.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread;

use amphi::cleanup::Trouble;
use amphi::{AsyncGuard, Handle, context_var};

use crate::ground::{Inbox, MOMENT, channel, in_sync_code};
use crate::reports::{guard, watch};

context_var! { static REQUEST: u32; }

/// A guard whose cleanup takes a moment, and tells where it ended.
fn slow() -> (AsyncGuard<Sender<String>>, Inbox<String>) {
    watch();
    let (done, is_done) = channel();
    let guard = AsyncGuard::new(done, async |done: Sender<String>| {
        amphi::sleep(MOMENT).await;
        let closure = amphi::spawn_blocking(|| Handle::current().backend().to_string());
        done.send(closure.await.unwrap()).unwrap();
    });
    (guard, is_done)
}

#[test]
fn b86_a_drop_waits_for_the_cleanup() {
    in_sync_code(|handle| {
        let (guard, done) = slow();
        drop(guard);
        assert_eq!(done.try_recv().unwrap(), handle.backend().to_string());
        // Where nothing tells which runtime it is, on the guard's own.
        let (guard, done) = slow();
        thread::spawn(move || drop(guard)).join().unwrap();
        assert_eq!(done.try_recv().unwrap(), handle.backend().to_string());
    });
}

#[test]
fn b86_a_drop_in_the_middle_of_a_panic_cleans_up() {
    in_sync_code(|_| {
        let (guard, done) = slow();
        let raised = catch_unwind(AssertUnwindSafe(|| {
            let _guard = guard;
            std::panic::panic_any(7_u8);
        }));
        assert_eq!(*raised.unwrap_err().downcast::<u8>().unwrap(), 7);
        assert!(done.try_recv().is_ok());
    });
}

#[test]
fn b86_a_panic_of_the_cleanup_is_reported_also_in_the_middle_of_one() {
    in_sync_code(|_| {
        let (guard, reports) = guard((), async |()| panic!("second"));
        let raised = catch_unwind(AssertUnwindSafe(|| {
            let _guard = guard;
            panic!("first");
        }));
        assert_eq!(*raised.unwrap_err().downcast::<&str>().unwrap(), "first");
        let Ok(Trouble::Panicked(text)) = reports.try_recv() else {
            panic!("it panicked")
        };
        assert!(text.contains("second"), "{text}");
    });
}

#[test]
fn b86_what_the_cleanup_gives_may_panic_when_it_is_dropped() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    in_sync_code(|_| {
        drop(AsyncGuard::new((), async |()| Bomb));
        let (guard, reports) = guard(7, |_| async { std::panic::panic_any(Bomb) });
        drop::<AsyncGuard<u32>>(guard);
        assert!(matches!(reports.try_recv(), Ok(Trouble::Panicked(_))));
    });
}

#[test]
fn c40_the_cleanup_has_the_context_of_the_drop() {
    in_sync_code(|_| {
        let (sender, seen) = channel();
        let guard = AsyncGuard::new(sender, async |sender: Sender<Option<u32>>| {
            amphi::yield_now().await;
            sender.send(REQUEST.get()).unwrap();
        });
        REQUEST.sync_scope(7, || drop(guard));
        assert_eq!(seen.try_recv(), Ok(Some(7)));
    });
}

#[test]
fn b86_a_drop_at_the_end_of_a_thread_does_not_panic() {
    thread_local! {
        static KEPT: RefCell<Option<AsyncGuard<Sender<String>>>> = const { RefCell::new(None) };
    }
    in_sync_code(|handle| {
        let (done, is_done) = channel();
        let _entered = handle.enter();
        // Which thread-locals have gone by then is the system's affair: it is done, or reported.
        let (guard, reports) = guard(done, async |done: Sender<String>| {
            amphi::sleep(MOMENT).await;
            done.send("done".into()).unwrap();
        });
        let ends = thread::spawn(move || {
            KEPT.set(Some(guard));
        });
        ends.join().unwrap();
        if is_done.try_recv().is_err() {
            reports.next();
        }
    });
}
