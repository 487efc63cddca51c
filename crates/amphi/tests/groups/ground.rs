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
use std::future::pending;

use amphi::{Handle, Pool, smol, tokio};

pub(crate) use bound::BOUND;
use bounded::Bounded;
pub(crate) use gate::{Gate, gate};

/// A runtime, and what keeps it alive.
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) handle: Handle,
    /// Ends it, and waits for its end.
    end: Option<Box<dyn FnOnce() + Send>>,
    _owner: Box<dyn Any + Send>,
}

impl Ground {
    fn new(name: &'static str, handle: impl Into<Handle>, owner: impl Any + Send) -> Self {
        Self {
            name,
            handle: handle.into(),
            end: None,
            _owner: Box::new(owner),
        }
    }

    fn of_tokio(name: &'static str, owner: tokio::OwnedRuntime) -> Self {
        let handle = owner.handle().clone();
        Self {
            end: Some(Box::new(move || {
                assert!(owner.shutdown(BOUND).unwrap().wait().is_clean());
            })),
            ..Self::new(name, handle, ())
        }
    }

    fn of_smol(name: &'static str, handle: impl Into<Handle>, owner: smol::OwnedRuntime) -> Self {
        Self {
            end: Some(Box::new(move || {
                assert!(owner.shutdown(BOUND).unwrap().wait().is_clean());
            })),
            ..Self::new(name, handle, ())
        }
    }

    /// The handle alone: its runtime has gone.
    pub(crate) fn end(mut self) -> Handle {
        let end = self.end.take().expect("it ends with its owner");
        end();
        self.handle
    }
}

/// Runtimes that end with their owner.
pub(crate) fn owned() -> Vec<Ground> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let single = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    let custom = Handle::custom(own.handle().clone());
    vec![
        Ground::of_tokio("tokio", many),
        Ground::of_tokio("tokio with one worker", single),
        Ground::of_tokio("one thread of tokio", one),
        Ground::of_smol("smol", small.handle().clone(), small),
        Ground::of_smol("a custom runtime", custom, own),
    ]
}

/// Every kind of runtime.
pub(crate) fn grounds() -> Vec<Ground> {
    let pool = Pool::builder().name("group").max_threads(2).build();
    let pool = pool.unwrap();
    let pooled = Handle::smol().with_pool(&pool);
    let mut grounds = owned();
    grounds.extend([
        Ground::new("the process's smol", Handle::smol(), ()),
        Ground::new("async-std", Handle::async_std(), ()),
        Ground::new("smol with a pool", pooled, pool),
        small_pool(),
    ]);
    grounds
}

/// A runtime that runs two closures at a time.
pub(crate) fn small_pool() -> Ground {
    let (runtime, handle) = small_pool::small_pool(2);
    Ground::new("tokio with a small pool", handle, runtime)
}

/// Runs `body` elsewhere for each runtime, at the same time, and fails where it hangs.
pub(crate) fn on_each(body: fn(&Ground)) {
    on(grounds(), body);
}

pub(crate) fn on(grounds: Vec<Ground>, body: fn(&Ground)) {
    let run = |ground: Ground| (ground.name, Bounded::start(move || body(&ground)));
    let running: Vec<_> = grounds.into_iter().map(run).collect();
    for (name, running) in running {
        running.end(name);
    }
}

/// A future that never ends, and what tells that it has been dropped.
pub(crate) fn endless<T: Send + 'static>() -> (impl Future<Output = T> + Send + 'static, Gate) {
    let (opener, gate) = gate();
    let future = async move {
        let _opener = opener;
        pending().await
    };
    (future, gate)
}

/// A panic that prints nothing.
pub(crate) fn raise(word: &'static str) -> ! {
    std::panic::resume_unwind(Box::new(word))
}

/// What a panic said.
#[track_caller]
pub(crate) fn said(error: amphi::JoinError) -> &'static str {
    *error.into_panic().downcast().unwrap()
}
