//! The runtimes that every test runs on, and what tests share.

#[path = "../ground/bound.rs"]
mod bound;
#[path = "../ground/bounded.rs"]
mod bounded;
#[path = "../ground/gate.rs"]
mod gate;
#[path = "../ground/small_pool.rs"]
mod small_pool;

use std::any::Any;
use std::time::Duration;

use amphi::{Handle, smol, tokio};

pub(crate) use bound::BOUND;
use bounded::Bounded;
pub(crate) use gate::{Gate, Opener, gate};

/// Never over while a test lasts.
pub(crate) const LONG: Duration = Duration::from_secs(3600);

/// A runtime, and what keeps it alive.
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) handle: Handle,
    _owner: Box<dyn Any + Send>,
}

impl Ground {
    fn new(name: &'static str, handle: Handle, owner: impl Any + Send) -> Self {
        Self {
            name,
            handle,
            _owner: Box::new(owner),
        }
    }
}

/// Runtimes whose pools have threads enough.
pub(crate) fn roomy() -> Vec<Ground> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    vec![
        Ground::new("tokio", many.handle().into(), many),
        Ground::new("one thread of tokio", one.handle().into(), one),
        Ground::new("smol", small.handle().into(), small),
        Ground::new("the process's smol", Handle::smol(), ()),
        Ground::new("async-std", Handle::async_std(), ()),
        Ground::new(
            "a custom runtime",
            Handle::custom(own.handle().clone()),
            own,
        ),
    ]
}

/// A runtime that runs two closures at a time: a third one that they wait for is taken by a spare
/// thread.
pub(crate) fn small_pool() -> Ground {
    let (runtime, handle) = small_pool::small_pool(2);
    Ground::new("tokio with a small pool", handle, runtime)
}

pub(crate) fn on_each(body: fn(&Ground)) {
    on(roomy().into_iter().chain([small_pool()]), body);
}

/// Runs `body` elsewhere for each runtime, at the same time, and fails where it hangs.
pub(crate) fn on(grounds: impl IntoIterator<Item = Ground>, body: fn(&Ground)) {
    let run = |ground: Ground| (ground.name, Bounded::start(move || body(&ground)));
    let running: Vec<_> = grounds.into_iter().map(run).collect();
    for (name, running) in running {
        running.end(name);
    }
}

/// Runs `body` elsewhere and fails where it hangs.
pub(crate) fn bounded(name: &str, body: impl FnOnce() + Send + 'static) {
    Bounded::start(body).end(name);
}
