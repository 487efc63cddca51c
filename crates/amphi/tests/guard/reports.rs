//! The reports of this process, told apart by the guards' places.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, Once};

use amphi::cleanup::{self, Report, Trouble};

use crate::ground::{BOUND, Inbox, channel};

type Place = &'static Location<'static>;

/// Who is told of the guards of a place, by its line and file.
type Watched = HashMap<(u32, &'static str), Sender<Trouble>>;

static WATCHED: Mutex<Option<Watched>> = Mutex::new(None);

/// What becomes of the guards that are made where this is called: the location of both is that of the
/// caller. The last call counts.
#[track_caller]
pub(crate) fn watch() -> Inbox<Trouble> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // Longer than a test may take: a drop that must not wait hangs if it does.
        cleanup::set_patience(BOUND * 10);
        cleanup::on_trouble(tell);
    });
    let (sender, receiver) = channel();
    let mut watched = WATCHED.lock().unwrap();
    watched
        .get_or_insert_default()
        .insert(key(Location::caller()), sender);
    receiver
}

fn key(place: Place) -> (u32, &'static str) {
    (place.line(), place.file())
}

fn tell(report: &Report) {
    let mut watched = WATCHED.lock().unwrap();
    let sender = watched
        .get_or_insert_default()
        .get(&key(report.location))
        .cloned();
    drop(watched);
    match sender {
        Some(sender) => drop(sender.send(report.trouble.clone())),
        None => eprintln!("unexpected: {report}"),
    }
}

/// A guard, and the reports of it.
#[track_caller]
pub(crate) fn guard<T, F>(
    value: T,
    close: impl FnOnce(T) -> F + Send + 'static,
) -> (amphi::AsyncGuard<T, F::Output>, Inbox<Trouble>)
where
    T: Send + 'static,
    F: Future<Output: Send> + Send + 'static,
{
    let reports = watch();
    (amphi::AsyncGuard::new(value, close), reports)
}
