//! Offloading to the process-wide pool of `blocking`.

use amphi_core::{SpawnBlocking, offload};

use crate::count::Kind;
use crate::runtime::Reference;
use crate::{JoinHandle, SmolRuntime, place};

impl SpawnBlocking for SmolRuntime {
    fn spawn_blocking<F, T>(&self, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let current = self.clone();
        let (job, handle) = offload::new(move || {
            let _current = place::enter(current);
            f()
        });
        let owned = match &self.executor {
            Reference::Application(_) | Reference::Global(_) => None,
            Reference::Owned(owned) => match owned.count.add(Kind::Closure) {
                // The job goes, and tells the handle that the runtime has.
                None => return JoinHandle::offload(handle),
                Some(counted) => Some((counted, owned.clone())),
            },
        };
        let run = move || match owned {
            None => job.run(),
            // The pool outlives the runtime; what has not started by then never does.
            Some((_counted, owned)) => {
                if !owned.has_gone() {
                    job.run();
                }
            }
        };
        blocking::unblock(run).detach();
        JoinHandle::offload(handle)
    }
}
