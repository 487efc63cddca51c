//! A subscriber of `tracing` that passes amphi's own events on to a test.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Level, Metadata, Subscriber};

/// An event.
#[derive(Clone, Debug)]
pub struct Told {
    /// How much it matters.
    pub level: Level,
    /// What it is about.
    pub target: String,
    /// The text of each of its fields.
    pub fields: BTreeMap<&'static str, String>,
}

/// The events of this process from now on.
///
/// # Panics
/// Where the process has a subscriber.
pub fn subscribe() -> Receiver<Told> {
    let (send, sent) = channel();
    set_global_default(Passes(Mutex::new(send))).expect("the first subscriber");
    sent
}

/// Passes events on.
struct Passes(Mutex<Sender<Told>>);

impl Subscriber for Passes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("amphi")
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(BTreeMap::new());
        event.record(&mut fields);
        let told = Told {
            level: *event.metadata().level(),
            target: event.metadata().target().into(),
            fields: fields.0,
        };
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

struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.into());
    }
}
