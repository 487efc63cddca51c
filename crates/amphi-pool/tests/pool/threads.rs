//! Which thread runs what, what it is called, and when it ends.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use amphi_core::TaskHandle;
use amphi_pool::Pool;

use crate::support::{BOUND, Blocked, get, join, pool, until, wait_idle, within};

fn here() -> ThreadId {
    thread::current().id()
}

#[test]
fn b05_panics_cost_no_thread() {
    let pool = pool(4);
    let mut threads = HashSet::new();
    for round in 0..10 {
        let (tell, told) = channel();
        let closure = pool.spawn_blocking(move || {
            tell.send(here()).unwrap();
            assert!(round % 2 == 0, "half of them panic");
        });
        assert_eq!(join(closure).is_err(), round % 2 == 1);
        threads.insert(get(&told));
        wait_idle(&pool);
    }
    assert_eq!(threads.len(), 1);
    assert_eq!(pool.stats().threads, 1);
}

#[test]
fn b10_closures_in_a_row_run_on_one_thread() {
    let pool = pool(8);
    // Several threads exist, of which the last one is the warmest.
    let blocked: Vec<_> = (0..4).map(|_| Blocked::thread_of(&pool)).collect();
    blocked.into_iter().for_each(Blocked::release);
    wait_idle(&pool);
    let mut threads = HashSet::new();
    for _ in 0..100 {
        threads.insert(join(pool.spawn_blocking(here)).unwrap());
        wait_idle(&pool);
    }
    assert_eq!(threads.len(), 1);
    assert_eq!(pool.stats().threads, 4);
}

#[test]
fn threads_are_started_only_where_none_is_idle_and_never_beyond_the_limit() {
    let pool = pool(3);
    assert_eq!(pool.stats().threads, 0);
    let blocked: Vec<_> = (0..3).map(|_| Blocked::thread_of(&pool)).collect();
    let queued: Vec<_> = (0..20).map(|_| pool.spawn_blocking(here)).collect();
    assert_eq!(pool.stats().threads, 3);
    assert_eq!(pool.stats().queued, 20);
    blocked.into_iter().for_each(Blocked::release);
    let threads: HashSet<_> = queued
        .into_iter()
        .map(|handle| join(handle).unwrap())
        .collect();
    assert!(threads.len() <= 3);
    assert_eq!(pool.stats().threads, 3);
}

#[test]
fn b11_an_idle_thread_ends_after_its_time_and_work_at_that_instant_is_done() {
    let pool = Pool::builder()
        .max_threads(4)
        .idle_timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    let same = short_lived();
    for round in 0..300 {
        assert_eq!(join(pool.spawn_blocking(move || round)).unwrap(), round);
        if round % 10 == 0 {
            until(|| pool.stats().threads == 0);
        } else if round % 3 == 0 {
            // About when the thread ends.
            outlive(&same);
        }
    }
    until(|| pool.stats().threads == 0);
    assert_eq!(pool.stats().completed, 300);
}

#[test]
fn b11_with_no_idle_time_every_closure_runs_all_the_same() {
    let pool = Pool::builder()
        .max_threads(2)
        .idle_timeout(Duration::ZERO)
        .build()
        .unwrap();
    let handles: Vec<_> = (0..500).map(|n| pool.spawn_blocking(move || n)).collect();
    let sum: usize = handles
        .into_iter()
        .map(|handle| join(handle).unwrap())
        .sum();
    assert_eq!(sum, 499 * 500 / 2);
    until(|| pool.stats().threads == 0);
}

#[test]
fn a_minimum_of_threads_is_started_and_stays() {
    let pool = Pool::builder()
        .min_threads(2)
        .max_threads(5)
        .idle_timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    until(|| pool.stats().idle == 2);
    for _ in 0..3 {
        let blocked: Vec<_> = (0..5).map(|_| Blocked::thread_of(&pool)).collect();
        assert_eq!(pool.stats().threads, 5);
        blocked.into_iter().for_each(Blocked::release);
        until(|| pool.stats().threads == 2);
    }
    // Others have come and gone meanwhile: nobody goes below the minimum.
    let others = short_lived();
    for _ in 0..10 {
        outlive(&others);
        assert_eq!(pool.stats().threads, 2);
    }
}

/// A pool whose threads end after an idle millisecond.
fn short_lived() -> Pool {
    let builder = Pool::builder().idle_timeout(Duration::from_millis(1));
    builder.build().unwrap()
}

/// Waits for as long as a thread of such a pool is there.
fn outlive(pool: &Pool) {
    join(pool.spawn_blocking(|| ())).unwrap();
    until(|| pool.stats().threads == 0);
}

#[test]
fn b13_a_thread_whose_closure_was_cancelled_goes_on() {
    let pool = pool(1);
    let blocked = Blocked::thread_of(&pool);
    let ran = Arc::new(AtomicUsize::new(0));
    let queue = || {
        let ran = ran.clone();
        pool.spawn_blocking(move || ran.fetch_add(1, Ordering::SeqCst))
    };
    let (cancelled, kept): (Vec<_>, Vec<_>) = (0..10).map(|_| (queue(), queue())).unzip();
    for handle in cancelled {
        drop(handle.cancel());
    }
    assert_eq!(pool.stats().queued, 10);
    blocked.release();
    for handle in kept {
        join(handle).unwrap();
    }
    wait_idle(&pool);
    assert_eq!(ran.load(Ordering::SeqCst), 10);
    let stats = pool.stats();
    assert_eq!(
        (stats.queued, stats.cancelled, stats.completed),
        (0, 10, 11)
    );
    assert_eq!((stats.threads, stats.idle), (1, 1));
}

#[test]
fn b14_closures_that_meet_ending_threads_are_done() {
    // Threads end at any time while closures come from several sides.
    let pool = Pool::builder()
        .max_threads(2)
        .idle_timeout(Duration::from_micros(20))
        .build()
        .unwrap();
    let done = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for seed in 0..3_u32 {
            let (pool, done) = (pool.clone(), done.clone());
            scope.spawn(move || {
                for round in 0..500_u32 {
                    let done = done.clone();
                    join(pool.spawn_blocking(move || done.fetch_add(1, Ordering::SeqCst))).unwrap();
                    (0..(seed * 7 + round) % 97 * 20).for_each(|_| std::hint::spin_loop());
                }
            });
        }
    });
    assert_eq!(done.load(Ordering::SeqCst), 1500);
}

#[test]
fn b17_threads_are_named_and_numbers_are_used_again() {
    let pool = Pool::builder()
        .name("worker")
        .max_threads(3)
        .idle_timeout(Duration::from_millis(1))
        .build()
        .unwrap();
    let name = || thread::current().name().map(String::from);
    let blocked: Vec<_> = (0..2).map(|_| Blocked::thread_of(&pool)).collect();
    let third = join(pool.spawn_blocking(name)).unwrap();
    assert_eq!(third.as_deref(), Some("worker-2"));
    blocked.into_iter().for_each(Blocked::release);
    // A thread gives its number back at its very end.
    until(|| {
        until(|| pool.stats().threads == 0);
        join(pool.spawn_blocking(name)).unwrap().as_deref() == Some("worker-0")
    });
}

/// What the system calls the threads of this process whose names start so.
#[cfg(target_os = "linux")]
fn names(start: &str) -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    // Others end at any time.
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    let mut names: Vec<_> = names
        .map(|name| name.trim_end().to_owned())
        .filter(|name| name.starts_with(start))
        .collect();
    names.sort_unstable();
    names
}

#[test]
#[cfg(target_os = "linux")]
fn b17_names_are_those_that_the_system_shows() {
    for (name, shown) in [
        ("shown-by-it", ["shown-by-it-0", "shown-by-it-1"]),
        // What Linux keeps of a name.
        ("cut-off-at-15-bytes", ["cut-off-at-15-b"; 2]),
    ] {
        let pool = Pool::builder().name(name).max_threads(2).build().unwrap();
        assert!(names(&shown[0][..11]).is_empty());
        let blocked = [Blocked::thread_of(&pool), Blocked::thread_of(&pool)];
        assert_eq!(names(&shown[0][..11]), shown);
        blocked.into_iter().for_each(Blocked::release);
        let shutdown = pool.shutdown(BOUND).unwrap();
        assert!(within(|| shutdown.wait()).is_clean());
        // The system forgets a thread a moment after it was joined.
        until(|| names(&shown[0][..11]).is_empty());
    }
}

#[test]
fn hooks_are_called_on_the_thread_and_may_panic() {
    let (starts, started) = channel();
    let (stops, stopped) = channel();
    let starts = Mutex::new(starts);
    let pool = Pool::builder()
        .max_threads(2)
        .on_thread_start(move || {
            starts.lock().unwrap().send(here()).unwrap();
            panic!("a hook that fails");
        })
        .on_thread_stop(move || {
            stops.send(here()).unwrap();
            panic!("another one");
        })
        .build()
        .unwrap();
    let ran_on = join(pool.spawn_blocking(here)).unwrap();
    assert_eq!(get(&started), ran_on);
    assert!(stopped.try_recv().is_err());
    let shutdown = pool.shutdown(BOUND).unwrap();
    assert!(within(|| shutdown.wait()).is_clean());
    assert_eq!(stopped.try_iter().collect::<Vec<_>>(), [ran_on]);
}

#[test]
fn the_stack_is_as_large_as_asked_for() {
    fn deep(n: usize) -> usize {
        let page = std::hint::black_box([n; 512]);
        match n {
            0 => 0,
            _ => deep(n - 1) + page[n % 512] / n,
        }
    }
    let pool = Pool::builder().stack_size(64 << 20).build().unwrap();
    // About 20 MB in a debug build, far beyond the default of 2.
    assert_eq!(join(pool.spawn_blocking(|| deep(4000))).unwrap(), 4000);
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    for (builder, why) in [
        (Pool::builder().max_threads(0), "max_threads"),
        (Pool::builder().min_threads(3).max_threads(2), "min_threads"),
        (Pool::builder().name("a\0b"), "zero byte"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn a_pool_for_computing_has_a_thread_for_each_core() {
    let pool = Pool::cpu();
    let cores = thread::available_parallelism().unwrap().get();
    let blocked: Vec<_> = (0..cores).map(|_| Blocked::thread_of(&pool)).collect();
    let queued = pool.spawn_blocking(|| ());
    assert_eq!(pool.stats().threads, cores);
    blocked.into_iter().for_each(Blocked::release);
    join(queued).unwrap();
}
