//! Guards that are closed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc::Sender;
use std::task::{Context, Poll, Waker};

use amphi::{AsyncGuard, Cleanup};

use crate::ground::{MOMENT, channel, in_sync_code, in_tasks};
use crate::reports::guard;

#[test]
fn b86_closing_gives_what_the_cleanup_gives_on_both_sides() {
    let open = || {
        let mut guard = AsyncGuard::new(vec![1], async |mut value: Vec<u32>| {
            amphi::sleep(MOMENT).await;
            value.push(3);
            value
        });
        guard.push(2);
        assert_eq!(guard.len(), 2);
        assert_eq!(format!("{guard:?}"), "AsyncGuard([1, 2])");
        guard
    };
    in_tasks(move |_| async move {
        assert_eq!(open().close().await, [1, 2, 3]);
        // Deep below async code, a wait.
        assert_eq!(open().close().wait(), [1, 2, 3]);
    });
    in_sync_code(|handle| {
        let guard = AsyncGuard::on(handle, 7, async |value| Err::<(), _>(value));
        assert_eq!(guard.close().wait(), Err(7));
    });
}

#[test]
fn b86_the_value_can_be_taken_out_without_a_cleanup() {
    in_sync_code(|_| {
        let (guard, reports) = guard(7, async |_| panic!("it is not to be cleaned up"));
        assert_eq!(guard.into_inner(), 7);
        assert!(reports.try_recv().is_err());
    });
}

#[test]
fn b86_a_panic_of_the_cleanup_goes_on_to_who_closes() {
    in_sync_code(|_| {
        let (guard, reports) = guard((), async |()| std::panic::panic_any(7_u8));
        let cleanup = guard.close();
        let raised = catch_unwind(AssertUnwindSafe(|| cleanup.wait())).unwrap_err();
        assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
        assert!(reports.try_recv().is_err(), "it was told already");
    });
}

fn poll_once(cleanup: &mut Cleanup<()>) -> Poll<()> {
    pin!(cleanup).poll(&mut Context::from_waker(Waker::noop()))
}

/// A cleanup that has begun and waits to be let go on.
macro_rules! begun {
    ($cleanup:ident, $go:ident, $done:ident) => {
        let ($go, may_go) = channel::<()>();
        let (done, $done) = channel();
        let guard = AsyncGuard::new(done, async move |done: Sender<&str>| {
            done.send("begun").unwrap();
            may_go.sent().await;
            done.send("done").unwrap();
        });
        let mut $cleanup = guard.close();
        assert!(poll_once(&mut $cleanup).is_pending());
        assert_eq!($done.try_recv(), Ok("begun"));
    };
}

#[test]
fn b86_a_cleanup_that_was_begun_goes_on_when_it_is_dropped() {
    in_tasks(|_| async {
        begun!(cleanup, go, done);
        drop(cleanup);
        go.send(()).unwrap();
        assert_eq!(done.sent().await, "done");
        // One that was never polled, too.
        let (sender, done) = channel();
        drop(AsyncGuard::new(sender, async |sender: Sender<u8>| sender.send(7)).close());
        assert_eq!(done.sent().await, 7);
    });
    in_sync_code(|_| {
        begun!(cleanup, go, done);
        go.send(()).unwrap();
        drop(cleanup);
        assert_eq!(done.next(), "done");
    });
}
