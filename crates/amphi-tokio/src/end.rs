//! Finding out that a runtime has gone.
//!
//! Tokio does not tell. But it drops its tasks when it shuts down, so the first wait on a runtime
//! leaves a task there that does nothing, and whose drop rings for all of its waits. (It is one more
//! in `RuntimeMetrics::num_alive_tasks`.)

use std::future::pending;
use std::sync::{Arc, PoisonError, RwLock};

use amphi_core::end::End;
use tokio::runtime::{Handle, Id};

/// Runtimes that were waited on and have not gone.
static ENDS: RwLock<Vec<(Id, Arc<End>)>> = RwLock::new(Vec::new());

/// The end of `runtime`.
pub(crate) fn of(runtime: &Handle) -> Arc<End> {
    let id = runtime.id();
    let find = |ends: &[(Id, Arc<End>)]| {
        let found = ends.iter().find(|(of, _)| *of == id);
        found.map(|(_, end)| end.clone())
    };
    if let Some(end) = find(&ENDS.read().unwrap_or_else(PoisonError::into_inner)) {
        return end;
    }
    let end = Arc::new(End::default());
    {
        let mut ends = ENDS.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(end) = find(&ends) {
            return end;
        }
        ends.push((id, end.clone()));
    }
    // A runtime that has gone already drops it at once.
    let bell = Bell {
        id,
        end: end.clone(),
    };
    drop(runtime.spawn(async move {
        let _bell = bell;
        pending::<()>().await;
    }));
    end
}

/// Whether `runtime` has the task that tells of its end.
pub(crate) fn has_bell(runtime: &Handle) -> bool {
    let ends = ENDS.read().unwrap_or_else(PoisonError::into_inner);
    ends.iter().any(|(of, _)| *of == runtime.id())
}

/// Ends the waits on a runtime when its owner goes: they need not last until the runtime has dropped
/// its tasks, which a thread that waits inside of one keeps it from.
pub(crate) struct OnEnd(Arc<End>);

impl OnEnd {
    /// The bell is there from the start, so that a wait which begins while the runtime goes finds
    /// that it has.
    pub(crate) fn of(runtime: &Handle) -> Self {
        Self(of(runtime))
    }
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        self.0.ring();
    }
}

/// Rings when its runtime drops it.
struct Bell {
    id: Id,
    end: Arc<End>,
}

impl Drop for Bell {
    fn drop(&mut self) {
        {
            let mut ends = ENDS.write().unwrap_or_else(PoisonError::into_inner);
            ends.retain(|(id, _)| *id != self.id);
        }
        self.end.ring();
    }
}
