//! Sleeps that are all set, awaited once so that they are registered, and then dropped.

use std::pin::Pin;
use std::task::{Context, Waker};
use std::time::Duration;

use amphi::smol::OwnedRuntime;
use amphi::tokio::TokioRuntime;
use amphi_core::Timer;
use tokio::runtime::{Builder, Runtime};

const HOUR: Duration = Duration::from_secs(3600);

pub(crate) fn tokio(n: usize) {
    let runtime = with_time();
    runtime.block_on(async {
        set(n, |number| tokio::time::sleep(after(number)));
    });
}

pub(crate) fn amphi_tokio(n: usize) {
    let runtime = with_time();
    let rt = TokioRuntime::from(runtime.handle().clone());
    runtime.block_on(async {
        set(n, |number| rt.sleep(after(number)));
    });
}

pub(crate) fn async_io(n: usize) {
    set(n, |number| async_io::Timer::after(after(number)));
}

pub(crate) fn amphi_smol(n: usize) {
    let owned = OwnedRuntime::new(1).expect("a runtime");
    set(n, |number| owned.handle().sleep(after(number)));
}

pub(crate) fn with_time() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().build().expect("a runtime")
}

/// Different ones.
fn after(number: usize) -> Duration {
    HOUR + Duration::from_micros((number * 7919 % 1_000_003) as u64)
}

fn set<F: Future>(n: usize, sleep: impl Fn(usize) -> F) {
    let mut cx = Context::from_waker(Waker::noop());
    let mut sleeps: Vec<Pin<Box<F>>> = (0..n).map(|number| Box::pin(sleep(number))).collect();
    for sleep in &mut sleeps {
        assert!(sleep.as_mut().poll(&mut cx).is_pending());
    }
}
