//! Sleeps that are all due at one instant, and all awaited by one task.
//!
//! That instant is so far ahead that all of them are registered before it, which is asserted. The clock starts only then: the
//! figure is what it takes to fire one and to poll it once more, until the last one has ended.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use amphi::smol::OwnedRuntime;
use amphi::tokio::TokioRuntime;
use amphi_core::{BlockOn, Timer};

use crate::clock;
use crate::timers::with_time;

pub(crate) fn tokio(n: usize) {
    let runtime = with_time();
    runtime.block_on(fire(n, |due| tokio::time::sleep_until(due.into())));
}

pub(crate) fn amphi_tokio(n: usize) {
    let runtime = with_time();
    let rt = TokioRuntime::from(runtime.handle().clone());
    runtime.block_on(fire(n, |due| rt.sleep_until(due)));
}

pub(crate) fn async_io(n: usize) {
    async_io::block_on(fire(n, async_io::Timer::at));
}

pub(crate) fn amphi_smol(n: usize) {
    let owned = OwnedRuntime::new(1).expect("a runtime");
    let rt = owned.handle();
    rt.block_on(fire(n, |due| rt.sleep_until(due)));
}

/// So long all of them are ahead; setting one takes a microsecond or two.
fn ahead(n: usize) -> Duration {
    Duration::from_millis(100) + Duration::from_micros(5) * n as u32
}

async fn fire<F: Future>(n: usize, sleep: impl Fn(Instant) -> F) {
    let due = Instant::now() + ahead(n);
    clock::starts_at(due);
    let mut sleeps: Vec<Pin<Box<F>>> = (0..n).map(|_| Box::pin(sleep(due))).collect();
    poll_fn(|cx| {
        for sleep in &mut sleeps {
            assert!(sleep.as_mut().poll(cx).is_pending(), "it is due later");
        }
        Poll::Ready(())
    })
    .await;
    assert!(Instant::now() < due, "all are set before");
    for sleep in sleeps {
        sleep.await;
    }
}
