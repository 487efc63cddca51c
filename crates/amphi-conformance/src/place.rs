//! [`Place`]: where a call can come from.

use std::thread;

use amphi_core::{Runtime, TaskHandleExt};

/// Where code calls a runtime from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A thread of no runtime.
    PlainThread,
    /// A task of an executor that knows nothing of the runtime.
    ForeignTask,
    /// A closure that the runtime runs where blocking is welcome.
    Closure,
    /// Inside `block_on` on a plain thread.
    Root,
    /// A task of the runtime.
    Task,
    /// Inside `block_on` inside a task of the runtime.
    RootInTask,
}

impl Place {
    pub(crate) const ALL: &[Self] = &[
        Self::PlainThread,
        Self::ForeignTask,
        Self::Closure,
        Self::Root,
        Self::Task,
        Self::RootInTask,
    ];

    /// Those that hold no thread which the runtime needs for its tasks.
    pub(crate) const OFF_WORKERS: &[Self] = &[
        Self::PlainThread,
        Self::ForeignTask,
        Self::Closure,
        Self::Root,
    ];

    /// Visits some places, one after the other.
    pub(crate) fn each<R: Runtime, T: Send + 'static>(
        places: &'static [Self],
        rt: &R,
        visit: impl Fn(&R) -> T + Clone + Send + 'static,
    ) -> Vec<(Self, T)> {
        places
            .iter()
            .map(|place| (*place, place.visit(rt, visit.clone())))
            .collect()
    }

    /// Calls `f` here and waits for it.
    pub(crate) fn visit<R: Runtime, T: Send + 'static>(
        self,
        rt: &R,
        f: impl FnOnce(&R) -> T + Send + 'static,
    ) -> T {
        let inner = rt.clone();
        let result = match self {
            Self::PlainThread => return f(rt),
            Self::Root => return rt.block_on(async { f(rt) }),
            Self::ForeignTask => {
                let foreign = move || pollster::block_on(async { f(&inner) });
                thread::spawn(foreign)
                    .join()
                    .map_err(amphi_core::JoinError::panicked)
            }
            Self::Closure => rt.spawn_blocking(move || f(&inner)).join(),
            Self::Task => rt.spawn(async move { f(&inner) }).join(),
            Self::RootInTask => rt
                .spawn(async move { inner.block_on(async { f(&inner) }) })
                .join(),
        };
        result.unwrap_or_else(|error| panic!("in a {self:?}: {error}"))
    }
}
