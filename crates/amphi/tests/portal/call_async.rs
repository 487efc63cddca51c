//! Awaiting a portal from another runtime.

use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Poll, Waker};

use amphi::{Handle, tokio};

use crate::ground::{BOUND, MOMENT, bounded, endless, grounds, on_each, stick};

#[test]
fn b88_it_can_be_awaited_on_every_runtime() {
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    for outer in [
        Handle::from(one.handle()),
        Handle::smol(),
        Handle::async_std(),
    ] {
        for ground in grounds() {
            let name = format!("{} from {outer:?}", ground.name);
            let outer = outer.clone();
            bounded(&name, move || {
                let task = outer.spawn(async move {
                    let value = ground.portal.call_async(async {
                        amphi::sleep(MOMENT).await;
                        7
                    });
                    let raised = ground.portal.call_async(async { panic!("over there") });
                    let raised: Result<(), _> = raised.await;
                    assert!(raised.unwrap_err().to_string().contains("over there"));
                    value.await.unwrap()
                });
                assert_eq!(task.join().unwrap(), 7);
            });
        }
    }
}

#[test]
fn b88_the_awaiting_runtime_goes_on() {
    on_each(|ground| {
        let one = tokio::OwnedRuntime::current_thread().unwrap();
        let release = stick(&ground.portal);
        let call = ground.portal.call_async(async { 7 });
        let waiting = one.handle().clone();
        let waiting = Handle::from(&waiting).spawn(call);
        // The one thread has other tasks meanwhile; the last of them releases the portal.
        let other = Handle::from(one.handle()).spawn(async move {
            for _ in 0..10 {
                amphi::yield_now().await;
            }
            drop(release);
        });
        other.join().unwrap();
        assert_eq!(waiting.join().unwrap().unwrap(), 7);
    });
}

#[test]
fn b88_dropping_it_cancels_the_task() {
    on_each(|ground| {
        // Never polled, and polled.
        let (future, dropped) = endless();
        drop(ground.portal.call_async(future));
        dropped.wait();
        let (future, dropped) = endless();
        let mut call = Box::pin(ground.portal.call_async(future));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        drop(call);
        dropped.wait();
    });
}

#[test]
fn b88_a_cancel_can_wait_for_the_cleanup() {
    struct Cleanup(mpsc::Sender<&'static str>);
    impl Drop for Cleanup {
        fn drop(&mut self) {
            self.0.send("cleaned up").unwrap();
        }
    }
    on_each(|ground| {
        let (sender, receiver) = mpsc::channel();
        let (begun, has_begun) = mpsc::channel();
        let call = ground.portal.call_async(async move {
            let _cleanup = Cleanup(sender);
            begun.send(()).unwrap();
            std::future::pending::<()>().await;
        });
        has_begun.recv_timeout(BOUND).unwrap();
        let ended = Handle::smol().block_on(call.cancel());
        assert!(ended.unwrap_err().is_cancelled());
        assert_eq!(receiver.try_recv(), Ok("cleaned up"));
    });
}

#[test]
fn b88_it_is_dropped_while_the_portal_is_stuck() {
    on_each(|ground| {
        let release = ground.one_thread.then(|| stick(&ground.portal));
        let (future, dropped) = endless();
        {
            let mut call = pin!(ground.portal.call_async(future));
            let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
        }
        drop(release);
        dropped.wait();
    });
}
