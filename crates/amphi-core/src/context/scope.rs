//! [`Scope`]: a future that has something in scope whenever it is polled.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{self, Poll};

use pin_project_lite::pin_project;

use super::Context;
use super::carrier::Cargo;
use super::values::{Entry, Values};

pin_project! {
    /// A future with values in scope; made by [`ContextVar::scope`](super::ContextVar::scope),
    /// [`Context::scope`] and [`SharedContext::scope`](super::SharedContext::scope).
    ///
    /// They are in scope while it is polled and while it is dropped. When it is ready, the inner future
    /// and the values have been dropped.
    #[must_use = "futures do nothing unless polled"]
    pub struct Scope<F> {
        // `None` when it has ended.
        #[pin]
        future: Option<F>,
        setting: Setting,
    }

    impl<F> PinnedDrop for Scope<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                this.setting.within(|| this.future.set(None));
            }
        }
    }
}

/// What is put in scope.
enum Setting {
    /// This takes the place of whatever is in scope around.
    Whole {
        values: Values,
        cargo: Cargo,
    },
    /// This is added to whatever is in scope around.
    Value {
        entry: Entry,
        /// What was around at the last poll; usually it is at the next one too.
        around: Values,
        /// `around` with `entry`; none before the first poll.
        values: Values,
    },
    Ended,
}

impl<F> Scope<F> {
    pub(super) fn of_context(context: Context, future: F) -> Self {
        let (values, cargo) = context.into_parts();
        Self::new(Setting::Whole { values, cargo }, future)
    }

    pub(super) fn of_values(values: Values, future: F) -> Self {
        let cargo = Cargo::NONE;
        Self::new(Setting::Whole { values, cargo }, future)
    }

    pub(super) fn of_value(entry: Entry, future: F) -> Self {
        let setting = Setting::Value {
            entry,
            around: Values::NONE,
            values: Values::NONE,
        };
        Self::new(setting, future)
    }

    fn new(setting: Setting, future: F) -> Self {
        let future = Some(future);
        Self { future, setting }
    }
}

impl Setting {
    fn within<R>(&mut self, f: impl FnOnce() -> R) -> R {
        match self {
            Self::Whole { values, cargo } => {
                let _entered = values.enter();
                cargo.within(f)
            }
            Self::Value {
                entry,
                around,
                values,
            } => {
                if values.is_none() || !around.are_here() {
                    *around = Values::current();
                    *values = around.with(entry.clone());
                }
                let _entered = values.enter();
                f()
            }
            Self::Ended => f(),
        }
    }
}

impl<F: Future> Future for Scope<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let output = task::ready!(this.setting.within(|| {
            let future = this.future.as_mut().as_pin_mut();
            let polled = future.expect("polled after completion").poll(cx);
            if polled.is_ready() {
                this.future.set(None);
            }
            polled
        }));
        *this.setting = Setting::Ended;
        Poll::Ready(output)
    }
}

impl<F> fmt::Debug for Scope<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
