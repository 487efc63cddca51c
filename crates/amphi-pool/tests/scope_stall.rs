//! A wait in a scope's closure that cannot end is reported; in a process of its own, since reports
//! go to one place.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use amphi_core::{park, region, stall};
use amphi_pool::{AffineScope, Pinned};
use amphi_smol::SmolRuntime;

const BOUND: Duration = Duration::from_secs(60);

#[test]
fn b101_a_wait_in_a_closure_for_another_one_is_reported() {
    let (told, is_told) = channel();
    stall::on_stall(move |report| told.send(report.clone()).unwrap());
    stall::set_threshold(Duration::from_millis(10));

    let (stop, stopped) = channel::<()>();
    let other = Pinned::spawn(|| ());
    let (line_of, line_is) = channel();
    let (end, has_ended) = channel();
    thread::spawn(move || {
        AffineScope::run(&SmolRuntime::global(), |scope| async move {
            let itself = scope.clone();
            let closure = scope.call(move || {
                let mut inner = itself.call(|| ());
                // It ends only since the test has something else to end it with.
                let mut stopped = other.with(move |()| stopped.recv_timeout(BOUND));
                let either = poll_fn(|cx| {
                    assert!(Pin::new(&mut inner).poll(cx).is_pending());
                    Pin::new(&mut stopped).poll(cx)
                });
                line_of.send(line!() + 1).unwrap();
                park::wait_for(either, region::block).map(drop)
            });
            closure.await.unwrap().unwrap();
        });
        end.send(()).unwrap();
    });
    let line = line_is.recv_timeout(BOUND).unwrap();
    let report = is_told.recv_timeout(BOUND).expect("no report");
    stop.send(()).unwrap();
    has_ended.recv_timeout(BOUND).expect("it hangs");
    let place = (report.location.file(), report.location.line());
    assert_eq!(place, (file!(), line));
    assert!(report.inside.contains("pinned value"), "{report}");
}
