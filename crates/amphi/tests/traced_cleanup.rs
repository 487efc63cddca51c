//! Cleanups in trouble are told to a subscriber, in a process of its own: reports go to one place.
#![cfg(feature = "smol")]

use std::fmt::Debug;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use amphi::{AsyncGuard, cleanup};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// The text of an event's fields.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!("{}: {value:?}\n", field.name());
    }
}

/// Passes events on.
struct Passes(Mutex<Sender<(Level, String, String)>>);

impl Subscriber for Passes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("amphi")
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        let told = (*metadata.level(), metadata.target().into(), fields.0);
        self.0.lock().unwrap().send(told).unwrap();
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn b86_a_report_goes_to_the_subscriber_unless_there_is_a_handler() {
    let (send, sent) = channel();
    tracing::subscriber::set_global_default(Passes(Mutex::new(send))).unwrap();
    let panics = || {
        drop(AsyncGuard::<(), ()>::new((), async |()| {
            panic!("no goodbye")
        }));
    };
    panics();
    let (level, target, fields) = sent.try_recv().expect("an event");
    assert_eq!((level, &*target), (Level::WARN, "amphi::cleanup"));
    for part in [
        "trouble: ",
        "no goodbye",
        "left_out: 0",
        "location: ",
        file!(),
        "thread: ",
    ] {
        assert!(fields.contains(part), "{fields}");
    }
    let handled = Arc::new(Mutex::new(None));
    let handler = handled.clone();
    cleanup::on_trouble(move |report| *handler.lock().unwrap() = Some(report.clone()));
    panics();
    let report = handled.lock().unwrap().take().expect("the handler is told");
    assert!(report.to_string().contains("no goodbye"), "{report}");
    assert!(sent.try_recv().is_err(), "told twice");
}
