//! How a pool ends when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use amphi_core::{TaskHandle, park};
use amphi_pool::{Pool, PoolReport};

use crate::support::{BOUND, Blocked, get, join, pool, until, within};

#[test]
fn b12_no_thread_is_left_and_all_have_been_joined() {
    // What a thread drops at its very end, after its pool has let it go.
    struct Last(Arc<AtomicUsize>);
    impl Drop for Last {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    thread_local!(static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) });

    let ended = Arc::<AtomicUsize>::default();
    for before in 0..20 {
        let pool = pool(8);
        let blocked: Vec<_> = (0..8).map(|_| Blocked::thread_of(&pool)).collect();
        blocked.into_iter().for_each(Blocked::release);
        let marked = ended.clone();
        let mark = pool.spawn_blocking(move || LAST.set(Some(Last(marked))));
        join(mark).unwrap();
        // Idle by now, or about to be, and alive; those of the rounds before have ended.
        assert_eq!(ended.load(Ordering::SeqCst), before);
        let shutdown = pool.shutdown(BOUND).unwrap();
        assert!(within(|| shutdown.wait()).is_clean());
        assert_eq!(ended.load(Ordering::SeqCst), before + 1);
        assert_eq!(pool.stats().threads, 0);
    }
}

#[test]
fn what_is_queued_is_dropped_and_what_runs_goes_on() {
    let pool = pool(1);
    let blocked = Blocked::thread_of(&pool);
    let alive = Arc::new(());
    let queued: Vec<_> = (0..10)
        .map(|_| {
            let alive = alive.clone();
            pool.spawn_blocking(move || drop(alive))
        })
        .collect();
    let task = pool.spawn(std::future::pending::<()>());
    let shutdown = pool.shutdown(BOUND).unwrap();
    // In force at the call.
    assert_eq!(Arc::strong_count(&alive), 1);
    for handle in queued {
        assert!(handle.is_finished());
        assert!(join(handle).unwrap_err().is_shutdown());
    }
    assert!(join(task).unwrap_err().is_shutdown());
    assert!(join(pool.spawn_blocking(|| ())).unwrap_err().is_shutdown());
    assert!(join(pool.spawn(async {})).unwrap_err().is_shutdown());
    blocked.release();
    let report = within(|| shutdown.wait());
    assert_eq!(
        (report.completed, report.cancelled, report.abandoned),
        (1, 11, 0)
    );
    assert!(report.is_clean());
    assert_eq!(pool.stats().queued, 0);
}

#[test]
fn what_has_not_ended_by_the_deadline_is_abandoned_and_goes_on() {
    let pool = pool(2);
    let (starts, started) = channel();
    let (open, gate) = channel::<()>();
    let running = pool.spawn_blocking(move || {
        starts.send(()).unwrap();
        gate.recv_timeout(BOUND).unwrap();
        7
    });
    get(&started);
    let shutdown = pool.shutdown(Duration::from_millis(1)).unwrap();
    let report = within(|| shutdown.wait());
    assert_eq!((report.completed, report.abandoned), (0, 1));
    assert!(!report.is_clean());
    // Another one may wait longer, and awaits this time.
    let again = pool.shutdown(BOUND).unwrap();
    open.send(()).unwrap();
    assert_eq!(join(running).unwrap(), 7);
    let report = within(|| park::block_on(again));
    assert_eq!(
        (report.completed, report.cancelled, report.abandoned),
        (1, 0, 0)
    );
}

#[test]
fn a_closure_may_shut_down_its_own_pool_and_wait() {
    let pool = pool(2);
    let inner = pool.clone();
    let closure = pool.spawn_blocking(move || inner.shutdown(Duration::MAX).unwrap().wait());
    let report = join(closure).unwrap();
    assert_eq!((report.completed, report.abandoned), (0, 1));
    until(|| pool.stats().threads == 0);
}

#[test]
fn a_task_may_shut_down_its_own_pool() {
    let pool = pool(2);
    let inner = pool.clone();
    let task = pool.spawn(async move { inner.shutdown(Duration::MAX).unwrap().await });
    // It is dropped when it suspends, unless the report is there before that.
    if let Err(error) = join(task) {
        assert!(error.is_shutdown());
    }
    until(|| pool.stats().threads == 0);
}

#[test]
fn shutdowns_from_many_threads_all_end() {
    let pool = pool(4);
    let handles: Vec<_> = (0..100).map(|n| pool.spawn_blocking(move || n)).collect();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let pool = pool.clone();
            thread::spawn(move || pool.shutdown(BOUND).unwrap().wait())
        })
        .collect();
    let join_all = || threads.into_iter().map(|thread| thread.join().unwrap());
    let reports: Vec<_> = within(|| join_all().collect());
    assert!(reports.iter().all(PoolReport::is_clean));
    let stats = pool.stats();
    assert_eq!(stats.completed + stats.cancelled, 100);
    assert_eq!(stats.threads, 0);
    for (n, handle) in handles.into_iter().enumerate() {
        match join(handle) {
            Ok(value) => assert_eq!(value, n),
            Err(error) => assert!(error.is_shutdown()),
        }
    }
}

#[test]
fn a_pool_without_threads_ends_at_once() {
    let pool = Pool::new();
    let shutdown = pool.shutdown(Duration::MAX).unwrap();
    assert!(within(|| shutdown.wait()).is_clean());
    assert!(pool.spawn_blocking(|| ()).is_finished());
}
