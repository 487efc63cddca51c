//! Handles with a limiter: all that they offload is bounded, however it is called.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Instant;

use amphi::prelude::*;
use amphi::{Handle, JoinHandle, Limiter, Pool, asyncify, default_limiter, is_cancelled};

use crate::ground::{BOUND, on_each};

/// Where jobs stay until they are let go; counts them.
#[derive(Default)]
struct Room {
    inside: AtomicUsize,
    most: AtomicUsize,
    is_open: AtomicBool,
}

impl Room {
    fn stay(&self) {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(inside, Ordering::SeqCst);
        let start = Instant::now();
        while !self.is_open.load(Ordering::SeqCst) {
            assert!(start.elapsed() < BOUND, "nobody lets it go");
            std::thread::yield_now();
        }
        self.inside.fetch_sub(1, Ordering::SeqCst);
    }

    fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }

    /// Until so many are inside and so many wait.
    async fn until(&self, inside: usize, limiter: &Limiter, waiting: usize) {
        let start = Instant::now();
        let is = || {
            (
                self.inside.load(Ordering::SeqCst),
                limiter.stats().waiting,
                limiter.stats().in_use,
            )
        };
        while is() != (inside, waiting, inside) {
            assert!(start.elapsed() < BOUND, "{:?}", is());
            amphi::yield_now().await;
        }
    }
}

/// Starts a job in one of the ways in which closures are offloaded.
fn start(handle: &Handle, way: usize, room: &Arc<Room>) -> JoinHandle<()> {
    let room = room.clone();
    let stay = asyncify(|room: Arc<Room>| room.stay());
    match way % 4 {
        0 => handle.spawn_blocking(move || room.stay()),
        // In a task of the handle, that is the current one.
        1 => handle.spawn(async move { stay(room).await }),
        2 => handle.spawn(handle.asyncify(|room: Arc<Room>| room.stay())(room)),
        _ => handle.asyncify(|room: Arc<Room>| room.stay())(room).spawn(),
    }
}

#[test]
fn b22_of_sixty_jobs_forty_run_and_more_where_the_total_is_raised() {
    on_each(|handle| async move {
        let limiter = default_limiter();
        limiter.set_total(40);
        let handle = handle.with_limiter(limiter);
        let room = Arc::new(Room::default());
        let jobs = Vec::from_iter((0..60).map(|job| start(&handle, job, &room)));
        room.until(40, limiter, 20).await;
        limiter.set_total(50);
        room.until(50, limiter, 10).await;
        // Fewer take nothing away.
        limiter.set_total(1);
        room.until(50, limiter, 10).await;
        room.open();
        for job in jobs {
            job.await.unwrap();
        }
        assert_eq!(room.most.load(Ordering::SeqCst), 50);
        let stats = limiter.stats();
        assert_eq!((stats.in_use, stats.waiting), (0, 0));
    });
}

#[test]
fn b22_a_handle_without_a_limiter_has_none() {
    on_each(|handle| async move {
        let limiter = Limiter::new(0);
        let limited = handle.with_limiter(&limiter);
        let waits = limited.spawn_blocking(|| 7);
        assert_eq!(handle.spawn_blocking(|| 8).await.unwrap(), 8);
        assert_eq!(handle.asyncify(|| 9)().await, 9);
        assert_eq!(asyncify(|| 10)().await, 10);
        assert_eq!(limiter.stats().waiting, 1);
        limiter.set_total(1);
        assert_eq!(waits.await.unwrap(), 7);
    });
}

#[test]
fn b22_it_is_the_current_one_inside_and_a_pool_goes_with_it() {
    on_each(|handle| async move {
        let (limiter, pool) = (Limiter::new(1), Pool::builder().name("own").max_threads(2));
        let pool = pool.build().unwrap();
        for handle in [
            handle.with_limiter(&limiter).with_pool(&pool),
            handle.with_pool(&pool).with_limiter(&limiter),
        ] {
            let backend = handle.backend().to_string();
            let inside = {
                let limiter = limiter.clone();
                move || {
                    let name = std::thread::current().name().map(String::from);
                    // Another one, that borrows the permit of this one.
                    let inner = limiter.clone();
                    let lent = asyncify(move || inner.stats().lent)().join();
                    (
                        name,
                        lent,
                        limiter.stats().in_use,
                        Handle::current().backend().to_string(),
                    )
                }
            };
            let (name, lent, in_use, current) = handle.spawn_blocking(inside).await.unwrap();
            assert!(name.unwrap().starts_with("own"));
            assert_eq!((lent, in_use, current), (1, 1, backend));
        }
    });
}

#[test]
fn b22_a_call_that_brings_a_permit_needs_no_second_one() {
    on_each(|handle| async move {
        // Of the same limiter: a second permit would never come.
        let limiter = Limiter::new(1);
        let handle = handle.with_limiter(&limiter);
        let in_use = {
            let limiter = limiter.clone();
            move || limiter.stats().in_use
        };
        assert_eq!(handle.asyncify(in_use.clone())().limited(&limiter).await, 1);
        assert_eq!(
            limiter
                .on(&handle)
                .spawn_blocking(in_use.clone())
                .await
                .unwrap(),
            1
        );
        let entered = handle.clone();
        let task = handle.spawn(async move { limiter.spawn_blocking(in_use).await.unwrap() });
        assert_eq!(task.await.unwrap(), 1);
        // Of another one: that is what bounds it.
        let own = Limiter::new(1);
        let none = entered.with_limiter(&Limiter::new(0));
        let nested = none.asyncify(|| Handle::current().asyncify(|| 7)().spawn().is_finished());
        assert!(!nested().limited(&own).await, "what it starts waits");
    });
}

#[test]
fn b37_what_is_cancelled_before_its_permit_never_runs() {
    on_each(|handle| async move {
        let limiter = Limiter::new(0);
        let handle = handle.with_limiter(&limiter);
        let captured = Arc::new(());
        let inside = captured.clone();
        let waits = handle.spawn_blocking(move || drop(inside));
        assert!(!waits.is_finished());
        let cancelled = waits.cancel();
        assert_eq!(Arc::strong_count(&captured), 1, "dropped by the call");
        assert!(cancelled.await.unwrap_err().is_cancelled());
        assert_eq!(limiter.stats().waiting, 0);
        // A call that is dropped, too.
        let inside = captured.clone();
        let mut call = Box::pin(handle.asyncify(|_: Arc<()>| ())(inside));
        assert!(futures_lite::future::poll_once(&mut call).await.is_none());
        assert_eq!(limiter.stats().waiting, 1);
        drop(call);
        assert_eq!(Arc::strong_count(&captured), 1);
        assert_eq!(limiter.stats().waiting, 0);
        // One that is only let go runs.
        let (ran, has_run) = mpsc::channel();
        drop(handle.spawn_blocking(move || ran.send(is_cancelled()).unwrap()));
        limiter.set_total(1);
        assert!(!has_run.recv_timeout(BOUND).unwrap());
    });
}
