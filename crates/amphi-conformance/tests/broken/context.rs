//! Defects of what work gets along.

use amphi_core::context::{Context, SharedContext};
use amphi_core::offload;
use tokio::runtime::Handle;

use crate::defect::Defect;
use crate::runtime::Broken;

impl Broken {
    /// Starts work with what the defect makes of the context here.
    pub(crate) fn carrying<R>(&self, start: impl FnOnce() -> R) -> R {
        match self.defect {
            Defect::NestedForgetsContext if Handle::try_current().is_ok() => {
                Context::left_behind(start)
            }
            Defect::ContextLeaks => {
                let here = Context::current();
                let mut last = self.state.contexts.lock().unwrap();
                if here.is_empty() {
                    let leaked = last.last().cloned().unwrap_or_default();
                    drop(last);
                    leaked.sync_scope(start)
                } else {
                    last.push(here);
                    drop(last);
                    start()
                }
            }
            Defect::ContextOutlivesResult => {
                let here = Context::current();
                self.state.contexts.lock().unwrap().push(here);
                start()
            }
            _ => start(),
        }
    }
}

/// Runs a closure that was taken without what it got along.
pub(crate) fn forgetful_when_taken<T>(f: impl FnOnce() -> T) -> impl FnOnce() -> T {
    move || {
        if offload::is_taken() {
            Context::empty().sync_scope(f)
        } else {
            f()
        }
    }
}

/// Runs a closure where it can change what it got along.
pub(crate) fn sharing<T>(f: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let shared = SharedContext::current();
    move || shared.sync_scope(f)
}
