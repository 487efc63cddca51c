//! The portals that every test runs on, and what tests share.

#[path = "../ground/bound.rs"]
mod bound;
#[path = "../ground/bounded.rs"]
mod bounded;

use std::any::Any;
use std::future::pending;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use amphi::{Handle, Portal, smol, tokio};

pub(crate) use bound::BOUND;
use bounded::Bounded;

pub(crate) const MOMENT: Duration = Duration::from_millis(2);

/// A portal, and what keeps its runtime alive.
pub(crate) struct Ground {
    pub(crate) name: &'static str,
    pub(crate) portal: Arc<Portal>,
    /// Whether it has exactly one thread, so that a stuck task stops it.
    pub(crate) one_thread: bool,
    _owner: Box<dyn Any + Send>,
}

impl Ground {
    fn new(name: &'static str, portal: Portal, owner: impl Any + Send) -> Self {
        Self {
            name,
            portal: Arc::new(portal),
            one_thread: false,
            _owner: Box::new(owner),
        }
    }

    fn one_thread(self) -> Self {
        Self {
            one_thread: true,
            ..self
        }
    }
}

/// Some handle of each backend, to be entered.
pub(crate) fn kinds() -> [(&'static str, Handle); 3] {
    [
        ("tokio", Handle::tokio_default()),
        ("smol", Handle::smol()),
        ("async-std", Handle::async_std()),
    ]
}

/// A portal with a runtime of its own of each kind.
pub(crate) fn started() -> Vec<Ground> {
    let start = |(name, handle): (&'static str, Handle)| {
        let _entered = handle.enter();
        let ground = Ground::new(name, Portal::start().unwrap(), ());
        if name == "async-std" {
            ground
        } else {
            ground.one_thread()
        }
    };
    kinds().into_iter().map(start).collect()
}

/// Portals of all sorts.
pub(crate) fn grounds() -> Vec<Ground> {
    let many = tokio::OwnedRuntime::multi_thread(2).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let own = smol::OwnedRuntime::new(1).unwrap();
    let mut grounds = started();
    grounds.extend([
        Ground::new("on tokio", Portal::on(many.handle()), many),
        Ground::new("on one thread of tokio", Portal::on(one.handle()), one).one_thread(),
        Ground::new("on smol", Portal::on(small.handle()), small).one_thread(),
        Ground::new("on async-std", Portal::on(Handle::async_std()), ()),
        Ground::new(
            "on a custom runtime",
            Portal::on(Handle::custom(own.handle().clone())),
            own,
        ),
    ]);
    grounds
}

/// Runs `body` elsewhere for each of `grounds`, at the same time, and fails where it hangs.
pub(crate) fn on(grounds: Vec<Ground>, body: fn(&Ground)) {
    let run = |ground: Ground| (ground.name, Bounded::start(move || body(&ground)));
    let running: Vec<_> = grounds.into_iter().map(run).collect();
    for (name, running) in running {
        running.end(name);
    }
}

pub(crate) fn on_each(body: fn(&Ground)) {
    on(grounds(), body);
}

/// Runs `body` elsewhere and fails where it hangs.
pub(crate) fn bounded(name: &str, body: impl FnOnce() + Send + 'static) {
    Bounded::start(body).end(name);
}

/// A future that never ends, and what tells that it has been dropped.
pub(crate) fn endless() -> (impl Future<Output = ()> + Send + 'static, Dropped) {
    let (alive, dropped) = mpsc::channel();
    let future = async move {
        let _alive: Sender<()> = alive;
        pending::<()>().await;
    };
    (future, Dropped(dropped))
}

/// Tells when something has been dropped.
pub(crate) struct Dropped(Receiver<()>);

impl Dropped {
    /// Waits until it is.
    pub(crate) fn wait(self) {
        let ended = self.0.recv_timeout(BOUND);
        assert_eq!(ended, Err(RecvTimeoutError::Disconnected));
    }

    pub(crate) fn is_dropped(&self) -> bool {
        self.0.try_recv() == Err(mpsc::TryRecvError::Disconnected)
    }
}

/// Blocks a thread of the portal in one of its tasks until the sender is dropped.
pub(crate) fn stick(portal: &Portal) -> Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (started, has_started) = mpsc::channel();
    drop(portal.spawn(async move {
        started.send(()).unwrap();
        let _: Result<(), _> = Receiver::recv(&released);
    }));
    has_started.recv_timeout(BOUND).unwrap();
    release
}

/// Calls into the portal from a thread, where the call has begun; gives the call's end.
pub(crate) fn calling<T: Send + 'static>(
    portal: &Arc<Portal>,
    future: impl Future<Output = T> + Send + 'static,
) -> thread::JoinHandle<Result<T, amphi::PortalError>> {
    let (begun, has_begun) = mpsc::channel();
    let portal = portal.clone();
    let caller = thread::spawn(move || {
        portal.call(async move {
            begun.send(()).unwrap();
            future.await
        })
    });
    has_begun.recv_timeout(BOUND).unwrap();
    caller
}
