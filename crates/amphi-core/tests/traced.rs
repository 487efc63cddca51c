//! Reports to a subscriber, in a process of its own: reports go to one place.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use amphi_core::stall;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

mod stalled;

const BOUND: Duration = Duration::from_secs(60);

/// The fields of an event.
#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.into());
    }
}

type Told = (Level, String, Fields);

/// Passes events on.
struct Passes(Mutex<Sender<Told>>);

impl Subscriber for Passes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let metadata = event.metadata();
        let told = (*metadata.level(), metadata.target().into(), fields);
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
fn a_report_goes_to_the_subscriber_unless_there_is_a_handler() {
    let (send, sent) = channel();
    tracing::subscriber::set_global_default(Passes(Mutex::new(send))).unwrap();
    let line = line!() + 1;
    let waits = || stalled::wait();
    let waiting = thread::Builder::new().name("waits".into()).spawn(waits);
    waiting.unwrap().join().unwrap();
    let (level, target, Fields(fields)) = sent.try_recv().expect("an event");
    assert_eq!((level, &*target), (Level::WARN, "amphi::stall"));
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
