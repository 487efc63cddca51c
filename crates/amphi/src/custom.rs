//! What a stranger's runtime cannot tell by itself: that its task or closure runs here.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use amphi_core::DynRuntime;
use pin_project_lite::pin_project;

use crate::handle::Repr;
use crate::{EnterGuard, Handle};

pin_project! {
    /// Enters its runtime at each poll.
    pub(crate) struct Inside<F> {
        #[pin]
        future: F,
        runtime: Arc<dyn DynRuntime>,
    }
}

impl<F> Inside<F> {
    pub(crate) fn new(future: F, runtime: &Arc<dyn DynRuntime>) -> Self {
        Self {
            future,
            runtime: runtime.clone(),
        }
    }
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = enter(this.runtime);
        this.future.poll(cx)
    }
}

/// Wraps a closure so that its runtime is entered while it runs.
pub(crate) fn inside<T>(
    f: impl FnOnce() -> T + Send + 'static,
    runtime: &Arc<dyn DynRuntime>,
) -> impl FnOnce() -> T + Send + 'static {
    let runtime = runtime.clone();
    move || {
        let _entered = enter(&runtime);
        f()
    }
}

fn enter(runtime: &Arc<dyn DynRuntime>) -> EnterGuard {
    EnterGuard::new(Handle(Repr::Custom(runtime.clone())))
}
