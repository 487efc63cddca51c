//! [`Spot`]: where the waits of a cell begin.

use std::sync::mpsc;

use amphi_core::{Runtime, TaskHandleExt};

use crate::place::Place;

/// Calls the function at a place that the mount knows, and comes back when that has returned.
///
/// It gives the function the runtime under test: the one that it was given, or one that the place
/// itself brings along.
pub type Visit<R> = fn(&R, Box<dyn FnOnce(&R) + Send>);

/// The places of the suite: a thread of no runtime, an offloaded closure, inside `block_on` on a plain
/// thread, a task, a task of the executor `pollster`, and a task of another runtime.
pub const PLACES: [&str; 6] = [
    "Plain thread",
    "Closure",
    "Root",
    "Task",
    "Pollster",
    "Other runtime's task",
];

/// What [`PLACES`] are.
const KINDS: [Suite; PLACES.len()] = [
    Suite::Here(Place::PlainThread),
    Suite::Here(Place::Closure),
    Suite::Here(Place::Root),
    Suite::Here(Place::Task),
    Suite::Here(Place::ForeignTask),
    Suite::OtherTask,
];

#[derive(Clone, Copy)]
enum Suite {
    Here(Place),
    OtherTask,
}

/// A place of a mount.
#[derive(Debug)]
pub(crate) struct MountPlace<R> {
    pub(crate) name: &'static str,
    pub(crate) visit: Visit<R>,
}

/// Where a cell's waits begin.
pub(crate) struct Spot<R> {
    pub(crate) name: &'static str,
    kind: Kind<R>,
}

enum Kind<R> {
    Suite(Suite),
    Mount(Visit<R>),
}

impl<R: Runtime> Spot<R> {
    /// The places of the suite and of a mount.
    pub(crate) fn all(mount: &[MountPlace<R>]) -> Vec<Self> {
        let suite = PLACES.into_iter().zip(KINDS.map(Kind::Suite));
        let mount = mount
            .iter()
            .map(|place| (place.name, Kind::Mount(place.visit)));
        let all = suite.chain(mount);
        all.map(|(name, kind)| Self { name, kind }).collect()
    }

    /// Calls `f` here and waits for it.
    pub(crate) fn visit<T: Send + 'static>(
        &self,
        rt: &R,
        other: &R,
        f: impl FnOnce(&R) -> T + Send + 'static,
    ) -> T {
        match &self.kind {
            Kind::Suite(Suite::Here(place)) => place.visit(rt, f),
            Kind::Suite(Suite::OtherTask) => {
                let rt = rt.clone();
                let result = other.spawn(async move { f(&rt) }).join();
                result.unwrap_or_else(|error| panic!("{error}"))
            }
            Kind::Mount(visit) => {
                let (send, sent) = mpsc::channel();
                visit(rt, Box::new(move |rt| drop(send.send(f(rt)))));
                sent.recv().expect("the place calls the function")
            }
        }
    }
}
