//! What else runs while a call blocks (B6, B7).

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use amphi::{asyncify, tokio};
use futures_lite::future::zip;

use crate::ground::{BOUND, on_each};

#[expect(clippy::needless_pass_by_value, reason = "it goes to another thread")]
/// Blocks until it is released, for as long as `bound`.
fn blocks(released: Receiver<()>, bound: Duration) -> Result<(), RecvTimeoutError> {
    released.recv_timeout(bound)
}

#[test]
fn b06_a_ticker_ticks_while_a_call_blocks() {
    on_each(|handle| async move {
        let (release, released) = channel();
        let mut ticks = handle.interval(Duration::from_millis(1));
        // In the very same task: only what does not block leaves it its turn.
        let ticker = async {
            for _ in 0..5 {
                ticks.tick().await;
            }
            release.send(()).unwrap();
        };
        let (result, ()) = zip(asyncify(blocks)(released, BOUND), ticker).await;
        assert_eq!(result, Ok(()));
    });
}

#[test]
fn b06_it_does_not_tick_while_the_function_is_called_directly() {
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let handle = amphi::Handle::from(one.handle());
    let (release, released) = channel();
    let ticker = handle.clone();
    let task = handle.spawn(async move {
        let ticker = ticker.spawn(async move { release.send(()) });
        // The one thread is here, so nobody sends.
        let result = blocks(released, Duration::from_millis(20));
        drop(ticker.await);
        result
    });
    assert_eq!(task.join().unwrap(), Err(RecvTimeoutError::Timeout));
}

#[test]
fn b07_ten_calls_block_at_once() {
    on_each(|_| async {
        // Each ends only when all have started.
        let barrier = Arc::new(Barrier::new(10));
        let call = asyncify(|barrier: Arc<Barrier>| barrier.wait().is_leader());
        let calls: Vec<_> = (0..10).map(|_| call(barrier.clone()).spawn()).collect();
        let mut leaders = 0;
        for call in calls {
            leaders += usize::from(call.await.unwrap());
        }
        assert_eq!(leaders, 1);
    });
}
