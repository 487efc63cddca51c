//! [`Interrupt`]: Ctrl-C as a future.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures::task::AtomicWaker;

/// Resolves when Ctrl-C has been pressed.
#[derive(Debug)]
pub(crate) struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    pressed: AtomicBool,
    waker: AtomicWaker,
}

impl Interrupt {
    /// Takes over Ctrl-C for this process.
    pub(crate) fn install() -> Result<Self, ctrlc::Error> {
        let state = Arc::new(State::default());
        let interrupt = Self(state.clone());
        ctrlc::set_handler(move || state.press())?;
        Ok(interrupt)
    }
}

impl Future for Interrupt {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.waker.register(cx.waker());
        if self.0.pressed.load(Ordering::Acquire) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl State {
    fn press(&self) {
        self.pressed.store(true, Ordering::Release);
        self.waker.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn resolves_once_pressed() {
        let mut interrupt = Interrupt(Arc::default());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut interrupt).poll(&mut cx).is_pending());
        interrupt.0.press();
        assert!(Pin::new(&mut interrupt).poll(&mut cx).is_ready());
    }
}
