//! [`Broken`]: a good backend with one defect in it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;

use amphi_core::Named;
use amphi_core::context::Context;
use amphi_tokio::{OwnedRuntime, TokioRuntime};
use tokio::runtime::{Builder, Handle};

use crate::defect::Defect;

/// Closures that run at once.
pub(crate) const BLOCKING: usize = 128;

/// A tokio runtime with one worker that is wrong in one way.
pub(crate) struct Broken {
    pub(crate) rt: TokioRuntime,
    pub(crate) defect: Defect,
    pub(crate) state: Arc<State>,
    name: &'static str,
}

/// What the defects remember.
#[derive(Default)]
pub(crate) struct State {
    gone: AtomicBool,
    /// Whether nothing starts any more.
    pub(crate) dead: AtomicBool,
    pub(crate) poisoned: AtomicBool,
    /// Waits that were begun.
    pub(crate) waits: AtomicUsize,
    /// Whether the first use is over.
    pub(crate) begun: AtomicBool,
    /// What work got along.
    pub(crate) contexts: Mutex<Vec<Context>>,
    /// Sleeps that have ended.
    pub(crate) sleeps: AtomicUsize,
    queue: OnceLock<mpsc::Sender<Closure>>,
}

type Closure = Box<dyn FnOnce() + Send>;

/// Ends the runtime, in the defect's way.
pub(crate) struct Owner {
    owned: Option<OwnedRuntime>,
    defect: Defect,
    state: Arc<State>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.state.gone.store(true, Ordering::SeqCst);
        let owned = self.owned.take();
        if self.defect == Defect::ShutdownKeepsTasks {
            std::mem::forget(owned);
        }
    }
}

impl Broken {
    pub(crate) fn start(defect: Defect) -> (Self, Owner) {
        let mut builder = match defect {
            Defect::TasksOnOneThread
            | Defect::SleepRegistersWhenMade
            | Defect::StallIsNotReported => Builder::new_current_thread(),
            _ => Builder::new_multi_thread(),
        };
        builder
            .worker_threads(1)
            .max_blocking_threads(BLOCKING)
            .enable_all();
        let runtime = builder.build().expect("a runtime");
        let owned = OwnedRuntime::from_runtime(runtime).expect("its thread");
        let state = Arc::<State>::default();
        let rt = owned.handle().clone();
        let broken = Self {
            rt,
            defect,
            state: state.clone(),
            name: "broken",
        };
        (
            broken,
            Owner {
                owned: Some(owned),
                defect,
                state,
            },
        )
    }

    pub(crate) fn is_gone(&self) -> bool {
        self.state.gone.load(Ordering::SeqCst)
    }

    /// Calls `f` on the one thread that takes closures one after the other.
    pub(crate) fn queue(&self, f: Closure) {
        let start = || {
            let (sender, closures) = mpsc::channel::<Closure>();
            thread::spawn(move || closures.into_iter().for_each(|f| f()));
            sender
        };
        self.state
            .queue
            .get_or_init(start)
            .send(f)
            .expect("the thread lives as long");
    }
}

/// Panics as backends do that look for a runtime around them.
pub(crate) fn needs_context() {
    assert!(
        Handle::try_current().is_ok(),
        "there is no runtime around this call"
    );
}

impl Clone for Broken {
    fn clone(&self) -> Self {
        let name = match self.defect {
            Defect::ClonesAreRenamed => "clone",
            _ => self.name,
        };
        Self {
            rt: self.rt.clone(),
            defect: self.defect,
            state: self.state.clone(),
            name,
        }
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Broken({:?})", self.defect)
    }
}

impl Named for Broken {
    fn name(&self) -> &str {
        self.name
    }
}
