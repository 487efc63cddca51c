//! The runtimes that every test runs on, and what tests share.

#[path = "../ground/bound.rs"]
mod bound;
#[path = "../ground/bounded.rs"]
mod bounded;

use std::any::Any;

use amphi::{Handle, context_var, smol, tokio};

pub(crate) use bound::BOUND;
use bounded::Bounded;

context_var! {
    pub(crate) static NUMBER: u32;
    pub(crate) static WORD: &'static str;
}

/// A runtime, and what keeps it alive.
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) handle: Handle,
    /// Whether its other tasks go on while one waits.
    pub(crate) is_covered: bool,
    _owner: Box<dyn Any + Send>,
}

impl Ground {
    fn new(name: &'static str, handle: impl Into<Handle>, owner: impl Any + Send) -> Self {
        Self {
            name,
            handle: handle.into(),
            is_covered: true,
            _owner: Box::new(owner),
        }
    }
}

/// Every kind of runtime, with as few threads as it can have.
pub(crate) fn grounds() -> Vec<Ground> {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    let custom = Handle::custom(own.handle().clone());
    let mut grounds = vec![
        Ground::new("tokio", many.handle().clone(), many),
        Ground::new("current-thread", one.handle().clone(), one),
        Ground::new("smol", small.handle().clone(), small),
        Ground::new("async-std", Handle::async_std(), ()),
        Ground::new("custom", custom, own),
    ];
    grounds[1].is_covered = false;
    grounds
}

/// Runs `body` elsewhere on each ground, at the same time, and fails where it hangs.
pub(crate) fn on_each(body: fn(&Ground)) {
    let run = |ground: Ground| (ground.name, Bounded::start(move || body(&ground)));
    let running: Vec<_> = grounds().into_iter().map(run).collect();
    for (name, running) in running {
        running.end(name);
    }
}
