//! Timeouts, intervals and bounded joins on every backend.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;
use std::time::{Duration, Instant};

use amphi::{Elapsed, Handle, MissedTickBehavior};
use futures_lite::StreamExt;

const HOUR: Duration = Duration::from_secs(3600);
const MOMENT: Duration = Duration::from_millis(2);
/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

/// Runs `body` as a task on each backend, and fails where it hangs.
fn on_each<F>(body: impl Fn(Handle) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let many = amphi::tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = amphi::tokio::OwnedRuntime::current_thread().unwrap();
    let tokio = [Handle::from(many.handle()), Handle::from(one.handle())];
    for handle in tokio
        .into_iter()
        .chain([Handle::smol(), Handle::async_std()])
    {
        let mut task = handle.spawn(body(handle.clone()));
        let ended = task
            .join_timeout(BOUND)
            .unwrap_or_else(|| panic!("it hangs on {handle:?}"));
        ended.unwrap_or_else(|error| error.resume());
    }
}

#[test]
fn a_timeout_gives_what_is_ready_and_ends_what_is_not() {
    on_each(|handle| async move {
        assert_eq!(handle.timeout(HOUR, async { 7 }).await, Ok(7));
        // The future wins where both are ready.
        assert_eq!(amphi::timeout(Duration::ZERO, async { 7 }).await, Ok(7));
        let (alive, dropped) = mpsc::channel::<()>();
        let never = async move {
            let _alive = alive;
            pending::<()>().await;
        };
        let elapsed: Result<(), Elapsed> = amphi::timeout(MOMENT, never).await;
        assert_eq!(elapsed.unwrap_err().to_string(), "the deadline has passed");
        assert!(dropped.recv().is_err(), "the inner future has gone");
    });
}

#[test]
fn a_timeout_comes_also_when_the_future_never_stops_being_busy() {
    // It uses tokio's whole budget up at each poll, as a channel that is never empty does.
    on_each(|handle| async move {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let busy = poll_fn(|cx| {
            for _ in 0..1000 {
                sender.send(()).unwrap();
                if pin!(receiver.recv()).poll(cx).is_pending() {
                    break;
                }
            }
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        });
        assert!(handle.timeout(MOMENT, busy).await.is_err());
    });
}

#[test]
fn an_interval_ticks_at_once_and_then_on_schedule() {
    on_each(|handle| async move {
        let start = handle.now();
        let mut interval = handle.interval(MOMENT);
        let first = interval.tick().await;
        assert!(first >= start);
        for count in 1..4 {
            assert_eq!(interval.tick().await, first + MOMENT * count);
        }
        // As a stream it goes on where the ticks were.
        assert_eq!(interval.next().await, Some(first + MOMENT * 4));
        interval.reset();
        assert!(interval.tick().await >= first + MOMENT * 5);
    });
}

#[test]
fn missed_ticks_are_given_as_asked() {
    on_each(|handle| async move {
        for behavior in [
            MissedTickBehavior::Burst,
            MissedTickBehavior::Delay,
            MissedTickBehavior::Skip,
        ] {
            let mut interval = handle.interval(MOMENT);
            interval.set_missed_tick_behavior(behavior);
            let first = interval.tick().await;
            handle.sleep(MOMENT * 5).await;
            let seen = handle.now();
            let (late, next) = (interval.tick().await, interval.tick().await);
            let is_on_schedule = |tick: Instant| (tick - first).as_nanos() % MOMENT.as_nanos() == 0;
            match behavior {
                MissedTickBehavior::Burst => {
                    assert_eq!((late, next), (first + MOMENT, first + MOMENT * 2));
                }
                // On a busy machine the first tick may have been late itself.
                MissedTickBehavior::Delay => {
                    assert!(late >= first + MOMENT && next >= seen + MOMENT);
                }
                MissedTickBehavior::Skip => {
                    assert!(is_on_schedule(late) && is_on_schedule(next));
                    assert!(next > seen, "the missed ones are left out");
                }
            }
        }
    });
}

#[test]
fn a_tick_that_was_not_awaited_to_its_end_is_not_lost() {
    on_each(|handle| async move {
        let mut interval = handle.interval(MOMENT);
        let first = interval.tick().await;
        // Dropped while it is pending, or with the tick in hand.
        let _ = handle
            .timeout(Duration::ZERO, interval.tick())
            .await
            .map(|tick| {
                assert_eq!(tick, first + MOMENT);
            });
        assert!(interval.tick().await <= first + MOMENT * 2);
    });
}

#[test]
fn a_bounded_join_gives_the_handle_back() {
    on_each(|handle| async move {
        let (release, released) = mpsc::channel();
        let mut closure = handle.spawn_blocking(move || released.recv().unwrap());
        assert!(closure.join_timeout(Duration::ZERO).is_none());
        assert!(closure.join_timeout(MOMENT).is_none());
        assert!(!closure.is_finished());
        release.send(7).unwrap();
        assert_eq!(
            closure
                .join_timeout(BOUND)
                .expect("it has been released")
                .unwrap(),
            7
        );
    });
}

#[test]
fn a_sleep_ends_no_sooner_than_its_deadline() {
    on_each(|handle| async move {
        let deadline = handle.now() + MOMENT;
        amphi::sleep_until(deadline).await;
        assert!(handle.now() >= deadline);
        let mut sleep = Box::pin(handle.sleep(HOUR));
        assert!(sleep.deadline() > Instant::now());
        sleep.as_mut().reset(handle.now());
        sleep.await;
    });
}

#[test]
fn others_run_while_a_task_yields() {
    on_each(|handle| async move {
        let (sender, receiver) = mpsc::channel();
        let other = handle.spawn(async move { sender.send(()).unwrap() });
        while receiver.try_recv().is_err() {
            amphi::yield_now().await;
        }
        other.await.unwrap();
    });
}
