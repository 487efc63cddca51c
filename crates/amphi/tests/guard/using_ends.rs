//! `using` that ends otherwise: panics and cancellation.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, TryRecvError};

use amphi::cleanup::Trouble;
use amphi::{JoinHandle, using};

use crate::ground::{Inbox, MOMENT, bounded, channel, everywhere, in_tasks};
use crate::reports::watch;

/// What happens to a resource, in order.
type Log = Sender<&'static str>;

async fn close(log: Log) -> Result<(), &'static str> {
    amphi::sleep(MOMENT).await;
    log.send("closed").unwrap();
    Ok(())
}

#[test]
fn b110_a_panic_of_the_body_goes_on_when_it_was_closed() {
    in_tasks(|handle| async move {
        let (log, events) = channel();
        let body = async |_: &mut Log| {
            amphi::sleep(MOMENT).await;
            std::panic::panic_any(7_u8)
        };
        let open = async { Ok::<_, &str>(log) };
        let used = handle.spawn(using::<_, (), _, _, _, _, _, _>(open, body, close));
        let payload = used.await.unwrap_err().into_panic();
        assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
        // No wait: it had been closed before.
        assert_eq!(events.try_recv(), Ok("closed"));
    });
    everywhere(|_| {
        let (log, events) = channel();
        let body = async |_: &mut Log| -> Result<(), &str> { resume_unwind(Box::new(7_u8)) };
        let used = using(async { Ok::<_, &str>(log) }, body, close);
        let payload = catch_unwind(AssertUnwindSafe(|| used.wait())).unwrap_err();
        assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
        assert_eq!(events.try_recv(), Ok("closed"));
    });
}

#[test]
fn b110_an_error_or_a_panic_of_close_after_a_panic_is_reported() {
    in_tasks(|handle| async move {
        for panics in [false, true] {
            let (used, reports) = used(panics);
            let payload = handle.spawn(used).await.unwrap_err().into_panic();
            assert_eq!(*payload.downcast::<&str>().unwrap(), "the body");
            let trouble = reports.sent().await;
            let (Trouble::Failed(text) | Trouble::Panicked(text)) = &trouble else {
                panic!("{trouble:?}")
            };
            assert!(text.contains("the close"), "{text}");
            assert_eq!(matches!(trouble, Trouble::Panicked(_)), panics);
        }
        #[track_caller]
        fn used(panics: bool) -> (impl Future<Output: Debug + Send> + Send, Inbox<Trouble>) {
            let reports = watch();
            let body = async |_: &mut ()| -> Result<(), u8> { panic!("the body") };
            let close = move |()| async move {
                match panics {
                    true => panic!("the close"),
                    false => Err("the close"),
                }
            };
            (using(async { Ok(()) }, body, close), reports)
        }
    });
}

#[test]
fn b110_a_panic_of_close_goes_on() {
    in_tasks(|handle| async move {
        let close = |()| async { std::panic::panic_any(7_u8) };
        let used = using(
            async { Ok::<_, u8>(()) },
            async |_| Ok(()),
            move |()| async move {
                let () = close(()).await;
                Ok::<_, u8>(())
            },
        );
        let payload = handle.spawn(used).await.unwrap_err().into_panic();
        assert_eq!(*payload.downcast::<u8>().unwrap(), 7);
    });
}

struct Stopped {
    task: JoinHandle<()>,
    events: Inbox<&'static str>,
    /// Lets `close` go on.
    go: Sender<()>,
    reports: Inbox<Trouble>,
}

/// Starts a use that stops where it is told.
#[track_caller]
fn stopped_in(handle: &amphi::Handle, step: &'static str) -> Stopped {
    let reports = watch();
    let (log, events) = channel::<&str>();
    let (go, may_go) = channel();
    let open = async move {
        log.send("open").unwrap();
        if step == "open" {
            std::future::pending::<()>().await;
        }
        Ok::<_, u8>(log)
    };
    let body = async move |log: &mut Log| {
        log.send("body").unwrap();
        if step == "body" {
            std::future::pending::<()>().await;
        }
        Ok(())
    };
    let close = move |log: Log| async move {
        log.send("close").unwrap();
        may_go.sent().await;
        log.send("closed").unwrap();
        Err("nobody takes it")
    };
    // `Log` has a lifetime in it.
    let used = using(open, body, close).boxed();
    let task = handle.spawn(async move { drop(used.await) });
    Stopped {
        task,
        events,
        go,
        reports,
    }
}

#[test]
fn b110_a_use_that_is_dropped_in_the_middle_is_closed() {
    in_tasks(|handle| async move {
        for step in ["body", "close"] {
            let it = stopped_in(&handle, step);
            for event in ["open", "body", "close"] {
                assert_eq!(it.events.sent().await, event);
                if event == step {
                    break;
                }
            }
            assert!(it.task.cancel().await.unwrap_err().is_cancelled());
            it.go.send(()).unwrap();
            if step == "body" {
                assert_eq!(it.events.sent().await, "close");
            }
            assert_eq!(it.events.sent().await, "closed");
            let Trouble::Failed(text) = it.reports.sent().await else {
                panic!("it failed")
            };
            assert!(text.contains("nobody takes it"), "{text}");
        }
    });
}

#[test]
fn b110_a_use_that_is_dropped_while_it_opens_has_nothing_to_close() {
    in_tasks(|handle| async move {
        let it = stopped_in(&handle, "open");
        assert_eq!(it.events.sent().await, "open");
        assert!(it.task.cancel().await.unwrap_err().is_cancelled());
        // All that could log has gone.
        assert_eq!(it.events.try_recv(), Err(TryRecvError::Disconnected));
    });
}

#[test]
fn b110_a_failed_open_leaves_no_task() {
    bounded(|| {
        let runtime = ::tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let metrics = ::tokio::runtime::Handle::current().metrics();
            for _ in 0..20 {
                let open = async { Err::<(), _>("no such host") };
                let used = using(open, async |_| Ok(()), async |()| Ok::<_, u8>(()));
                assert!(used.await.is_err());
                let fine = async { Ok::<_, u8>(()) };
                let used = using(fine, async |_| Ok(()), async |()| Ok::<_, u8>(()));
                used.await.unwrap();
            }
            assert_eq!(metrics.num_alive_tasks(), 0);
        });
    });
}
