//! Cleanups in trouble are told to a subscriber, in a process of its own: reports go to one place.
#![cfg(feature = "smol")]

use std::sync::{Arc, Mutex};

use amphi::{AsyncGuard, cleanup};
use amphi_conformance::traced::subscribe;
use tracing::Level;

#[test]
fn b86_a_report_goes_to_the_subscriber_unless_there_is_a_handler() {
    let sent = subscribe();
    let panics = || {
        drop(AsyncGuard::<(), ()>::new((), async |()| {
            panic!("no goodbye")
        }));
    };
    panics();
    let told = sent.try_recv().expect("an event");
    assert_eq!((told.level, &*told.target), (Level::WARN, "amphi::cleanup"));
    let fields = told.fields;
    assert!(fields["trouble"].contains("no goodbye"), "{fields:?}");
    assert!(fields["location"].contains(file!()), "{fields:?}");
    assert_eq!(fields["left_out"], "0");
    assert!(fields.contains_key("thread"), "{fields:?}");
    let handled = Arc::new(Mutex::new(None));
    let handler = handled.clone();
    cleanup::on_trouble(move |report| *handler.lock().unwrap() = Some(report.clone()));
    panics();
    let report = handled.lock().unwrap().take().expect("the handler is told");
    assert!(report.to_string().contains("no goodbye"), "{report}");
    assert!(sent.try_recv().is_err(), "told twice");
}
