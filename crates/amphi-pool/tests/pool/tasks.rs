//! Tasks on a pool's threads.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::task::{Poll, Waker};
use std::thread;

use amphi_core::{Spawner, TaskHandle, park, region};
use amphi_pool::Pool;

use crate::support::{Blocked, get, join, pool, until, within};

async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn a_task_that_yields_lets_others_have_their_turn() {
    let pool = pool(1);
    let (tell, told) = channel();
    let blocked = Blocked::thread_of(&pool);
    let tasks: Vec<_> = (0..3)
        .map(|task| {
            let tell = tell.clone();
            pool.spawn(async move {
                for turn in 0..3 {
                    tell.send((turn, task)).unwrap();
                    yield_now().await;
                }
            })
        })
        .collect();
    blocked.release();
    tasks.into_iter().for_each(|task| join(task).unwrap());
    let turns: Vec<_> = told.try_iter().collect();
    let expected: Vec<_> = (0..3)
        .flat_map(|turn| (0..3).map(move |task| (turn, task)))
        .collect();
    assert_eq!(turns, expected);
}

#[test]
fn a_task_outlives_its_handle_and_the_pools() {
    let (stops, stopped) = channel();
    let pool = Pool::builder()
        .on_thread_stop(move || stops.send(()).unwrap())
        .build()
        .unwrap();
    let (send, wakers) = channel::<Waker>();
    let (tell, told) = channel();
    let mut polled = false;
    let task = pool.spawn(async move {
        poll_fn(|cx| {
            if std::mem::replace(&mut polled, true) {
                return Poll::Ready(());
            }
            send.send(cx.waker().clone()).unwrap();
            Poll::Pending
        })
        .await;
        tell.send(7).unwrap();
    });
    let waker = get(&wakers);
    task.detach();
    drop(pool);
    get(&stopped);
    // No thread is left, so one is started for it.
    waker.wake();
    assert_eq!(get(&told), 7);
    get(&stopped);
}

#[test]
fn a_task_that_is_cancelled_is_dropped_by_the_call_where_nobody_polls_it() {
    let pool = pool(1);
    let alive = Arc::new(());
    let held = alive.clone();
    let (starts, started) = channel();
    let task = pool.spawn(async move {
        let _held = held;
        starts.send(()).unwrap();
        std::future::pending::<()>().await;
    });
    get(&started);
    until(|| pool.stats().idle == 1);
    let ending = task.cancel();
    assert_eq!(Arc::strong_count(&alive), 1);
    let ended = within(|| park::block_on(ending));
    assert!(ended.unwrap_err().is_cancelled());
    assert_eq!(pool.stats().tasks, 0);
}

#[test]
fn a_task_that_waits_blocks_one_thread_of_the_pool() {
    let pool = pool(2);
    let inner = pool.clone();
    let outer = pool.spawn(async move {
        let waited = inner.spawn(async { 7 });
        park::wait_for(waited, region::block).unwrap().unwrap()
    });
    assert_eq!(join(outer).unwrap(), 7);
}

#[test]
fn wake_ups_from_many_threads_are_not_lost() {
    let pool = pool(2);
    for _ in 0..200 {
        let (send, wakers) = channel::<Waker>();
        let mut left = 50;
        let task = pool.spawn(poll_fn(move |cx| {
            left -= 1;
            if left == 0 {
                return Poll::Ready(());
            }
            send.send(cx.waker().clone()).unwrap();
            Poll::Pending
        }));
        let waker = thread::spawn(move || wakers.iter().for_each(Waker::wake));
        join(task).unwrap();
        within(|| waker.join()).unwrap();
    }
}

#[test]
fn it_is_a_spawner_like_any_other() {
    fn library<S: Spawner>(rt: &S) -> S::JoinHandle<u8> {
        rt.spawn(async { 7 })
    }
    assert_eq!(join(library(&Pool::new())).unwrap(), 7);
}
