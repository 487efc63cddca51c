//! A wait on a pool's thread for what is in that pool's queue is reported; in a process of its own, since
//! reports go to one place.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::mpsc::channel;
use std::task::Poll;
use std::time::Duration;

use amphi_core::{TaskHandleExt, park, region, stall};
use amphi_pool::Pool;

const BOUND: Duration = Duration::from_secs(60);

#[test]
fn c14_a_wait_for_a_task_that_no_thread_is_left_to_run_is_reported() {
    let (told, is_told) = channel();
    stall::on_stall(move |report| told.send(report.clone()).unwrap());
    stall::set_threshold(Duration::from_millis(10));

    let pool = Pool::builder()
        .name("alone")
        .max_threads(1)
        .build()
        .unwrap();
    let other = Pool::new();
    let (spawner, (stop, stopped)) = (pool.clone(), channel::<()>());
    let line = line!() + 12;
    let mut waiting = pool.spawn(async move {
        let mut queued = pin!(spawner.spawn(async { 7 }));
        // It ends only since the test has something else to end it with.
        let mut stopped = pin!(other.spawn_blocking(move || stopped.recv_timeout(BOUND)));
        let either = poll_fn(|cx| {
            assert!(queued.as_mut().poll(cx).is_pending(), "who ran it?");
            match stopped.as_mut().poll(cx) {
                Poll::Ready(_) => Poll::Ready(()),
                Poll::Pending => Poll::Pending,
            }
        });
        park::wait_for(either, region::block).unwrap();
        queued.await
    });
    let report = is_told.recv_timeout(BOUND).expect("no report");
    stop.send(()).unwrap();
    let value = waiting.join_timeout(BOUND).expect("it hangs").unwrap();
    assert_eq!(value.unwrap(), 7, "it went on once the thread was free");
    assert!(report.thread.contains("alone"), "{report}");
    let place = (report.location.file(), report.location.line());
    assert_eq!(place, (file!(), line));
    assert!(report.inside.contains("pool \"alone\", all 1"), "{report}");
}
