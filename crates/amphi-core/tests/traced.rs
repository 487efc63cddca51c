//! Reports to a subscriber, in a process of its own: reports go to one place.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use amphi_conformance::traced::subscribe;
use amphi_core::stall;
use tracing::Level;

mod stalled;

const BOUND: Duration = Duration::from_secs(60);

#[test]
fn a_report_goes_to_the_subscriber_unless_there_is_a_handler() {
    let sent = subscribe();
    let line = line!() + 1;
    let waits = || stalled::wait();
    let waiting = thread::Builder::new().name("waits".into()).spawn(waits);
    waiting.unwrap().join().unwrap();
    let told = sent.try_recv().expect("an event");
    assert_eq!((told.level, &*told.target), (Level::WARN, "amphi::stall"));
    let fields = told.fields;
    assert_eq!(
        Vec::from_iter(fields.keys().copied()),
        [
            "inside", "left_out", "location", "message", "thread", "waited"
        ]
    );
    assert_eq!(fields["inside"], "a test");
    assert_eq!(fields["left_out"], "0");
    assert_eq!(fields["thread"], "\"waits\"");
    assert!(
        fields["location"].starts_with(&format!("{}:{line}:", file!())),
        "{}",
        fields["location"]
    );
    assert!(fields["waited"].ends_with('s'), "{}", fields["waited"]);

    let handled = Arc::new(Mutex::new(None));
    let handler = handled.clone();
    stall::on_stall(move |report| *handler.lock().unwrap() = Some(report.clone()));
    // The first ones come too soon after the event.
    let deadline = Instant::now() + BOUND;
    let mut left_out = 0;
    let report = loop {
        stalled::wait();
        if let Some(report) = handled.lock().unwrap().take() {
            break report;
        }
        left_out += 1;
        assert!(Instant::now() < deadline, "no report");
        thread::park_timeout(Duration::from_millis(20));
    };
    assert_eq!(report.left_out, left_out);
    assert!(sent.try_recv().is_err(), "told twice");
}
