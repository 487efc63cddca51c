//! C10, C12: long waits, and many first users at once.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use amphi_core::{BlockOn, Runtime, Spawner, TaskHandleExt, Timer};

use crate::channel::channel;
use crate::futures::yield_now;
use crate::{Fixture, Mount, expect};

/// Threads that are the first to use a runtime all wait: none of them sees it half started.
pub fn c10_first_use_by_eight_threads_at_once<F: Fixture>(on: &Mount<F>) {
    const THREADS: usize = 8;
    let (rt, _owner) = on.start();
    let start = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|number| {
            let (rt, start) = (rt.clone(), start.clone());
            thread::spawn(move || {
                start.wait();
                use_all_of(&rt, number)
            })
        })
        .collect();
    let used = threads
        .into_iter()
        .map(|thread| thread.join().expect("a first use fails"));
    assert!(used.eq(0..THREADS));
}

fn use_all_of(rt: &impl Runtime, number: usize) -> usize {
    rt.block_on(async {
        let closure = rt.spawn_blocking(move || number);
        let task = rt.spawn(async move {
            yield_now().await;
            expect::value(closure.await)
        });
        rt.sleep(Duration::from_millis(1)).await;
        expect::value(task.await)
    })
}

/// However much a wait receives, it goes on: it does not live on the budget of the task around it.
pub fn c12_a_wait_receives_a_hundred_thousand_times<F: Fixture>(on: &Mount<F>) {
    const MESSAGES: usize = 100_000;
    let (rt, _owner) = on.start();
    let inner = rt.clone();
    let task = rt.spawn(async move {
        let (sender, mut receiver) = channel();
        inner.block_on(async {
            // Inside, so that a runtime with one thread can do it too.
            let sends = inner.spawn(async move {
                for number in 0..MESSAGES {
                    sender.send(number);
                    if number % 256 == 0 {
                        yield_now().await;
                    }
                }
            });
            for expected in 0..MESSAGES {
                assert_eq!(receiver.receive().await, Some(expected));
                // Not all at one poll, wherever the sender is.
                if expected % 64 == 0 {
                    yield_now().await;
                }
            }
            assert_eq!(receiver.receive().await, None);
            expect::value(sends.await);
        });
    });
    expect::value(task.join());
}

/// However many sleeps a wait sleeps, it goes on.
pub fn c12_a_wait_sleeps_ten_thousand_times<F: Fixture>(on: &Mount<F>) {
    const SLEEPS: usize = 10_000;
    let (rt, _owner) = on.start();
    let inner = rt.clone();
    let task = rt.spawn(async move {
        let past = inner.now();
        inner.block_on(async {
            for _ in 0..SLEEPS {
                inner.sleep_until(past).await;
            }
            SLEEPS
        })
    });
    assert_eq!(expect::value(task.join()), SLEEPS);
}
