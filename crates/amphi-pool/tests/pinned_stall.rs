//! A wait on a pinned value's thread that cannot end is reported; in a process of its own, since
//! reports go to one place.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::time::Duration;

use amphi_core::{park, region, stall};
use amphi_pool::Pinned;

const BOUND: Duration = Duration::from_secs(60);

#[test]
fn b101_a_wait_for_oneself_by_way_of_a_future_is_reported() {
    let (told, is_told) = channel();
    stall::on_stall(move |report| told.send(report.clone()).unwrap());
    stall::set_threshold(Duration::from_millis(10));

    let (pinned, other) = (Pinned::spawn(|| ()), Pinned::spawn(|| ()));
    let (itself, (stop, stopped)) = (pinned.clone(), channel::<()>());
    let line = line!() + 10;
    let mut call = pinned.with(move |()| {
        let mut inner = itself.with(|()| ());
        // It ends only since the test has something else to end it with.
        let mut stopped = other.with(move |()| stopped.recv_timeout(BOUND));
        let either = poll_fn(|cx| {
            assert!(Pin::new(&mut inner).poll(cx).is_pending());
            Pin::new(&mut stopped).poll(cx)
        });
        // This waits, of which nobody knows that it needs `inner`.
        park::wait_for(either, region::block)
    });
    let report = is_told.recv_timeout(BOUND).expect("no report");
    stop.send(()).unwrap();
    let ended = call.wait_timeout(BOUND).expect("it hangs");
    ended.unwrap().unwrap().unwrap().unwrap();
    assert_eq!(report.thread, "\"amphi-pinned\"");
    let place = (report.location.file(), report.location.line());
    assert_eq!(place, (file!(), line));
    assert!(report.inside.contains("pinned value"), "{report}");
}
