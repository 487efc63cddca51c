//! Cancelling and waiting for the end: what a closure that had started gives.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use amphi::is_cancelled;

use crate::ground::{gate, on_each};

#[test]
fn b34_a_cancellation_resolves_when_the_closure_has_ended() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (go_on, goes_on) = gate();
        let closure = ground.handle.spawn_blocking(move || {
            begin.open();
            goes_on.wait();
            is_cancelled()
        });
        begun.wait();
        let told = ground.handle.block_on(async move {
            let mut ending = pin!(closure.cancel());
            poll_fn(|cx| {
                assert!(
                    ending.as_mut().poll(cx).is_pending(),
                    "the closure still runs"
                );
                Poll::Ready(())
            })
            .await;
            go_on.open();
            ending.await
        });
        assert!(told.unwrap(), "the closure was told");
    });
}

#[test]
fn b37_a_closure_that_was_cancelled_before_it_started_never_runs() {
    on_each(|ground| {
        for _ in 0..200 {
            let (run, ran) = std::sync::mpsc::channel();
            let closure = ground.handle.spawn_blocking(move || run.send(()).unwrap());
            let ended = ground.handle.block_on(closure.cancel());
            // The sender has gone, so nothing comes later.
            let runs = ran.iter().count();
            match ended {
                Ok(()) => assert_eq!(runs, 1),
                Err(error) => assert!(error.is_cancelled() && runs == 0, "{error}, {runs}"),
            }
        }
    });
}

#[test]
fn b37_a_closure_that_is_queued_for_sure_is_dropped_by_the_call() {
    crate::ground::bounded("small pool", || {
        let ground = crate::ground::small_pool();
        let (release, released) = gate();
        let released = std::sync::Arc::new(std::sync::Mutex::new(released));
        let full: Vec<_> = (0..2)
            .map(|_| {
                let released = released.clone();
                let (begin, begun) = gate();
                let closure = ground.handle.spawn_blocking(move || {
                    begin.open();
                    released.lock().unwrap().wait();
                });
                begun.wait();
                closure
            })
            .collect();
        let (capture, dropped) = gate();
        let queued = ground.handle.spawn_blocking(move || {
            let _capture = capture;
            unreachable!("it was cancelled");
        });
        let ending = queued.cancel();
        assert!(dropped.is_open(), "the captures are gone");
        // There, though the pool is still full.
        assert!(ground.handle.block_on(ending).unwrap_err().is_cancelled());
        release.open();
        for closure in full {
            closure.join().unwrap();
        }
    });
}

#[test]
fn b38_what_a_cancelled_closure_gives_wins() {
    on_each(|ground| {
        let start = |give: fn() -> Result<u8, &'static str>| {
            let (begin, begun) = gate();
            let (go_on, goes_on) = gate();
            let closure = ground.handle.spawn_blocking(move || {
                begin.open();
                goes_on.wait();
                assert!(is_cancelled());
                give()
            });
            begun.wait();
            let ending = closure.cancel();
            go_on.open();
            ground.handle.block_on(ending)
        };
        assert_eq!(start(|| Ok(7)).unwrap(), Ok(7));
        assert_eq!(start(|| Err("its own")).unwrap(), Err("its own"));
        let raised = start(|| panic!("its own")).unwrap_err();
        assert!(raised.is_panic() && !raised.is_cancelled());
        assert_eq!(*raised.into_panic().downcast::<&str>().unwrap(), "its own");
    });
}
