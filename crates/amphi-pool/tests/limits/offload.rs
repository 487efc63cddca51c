//! Offloaded closures, each with a permit.

use std::pin::pin;
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

use allocation_counter::measure;
use amphi_core::{BlockOn, JoinError, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, park};
use amphi_pool::{LimitedTask, Limiter};
use amphi_smol::{OwnedRuntime, SmolRuntime};
use amphi_tokio::TokioRuntime;

use crate::gauge::Gauge;
use crate::runtimes::on_each_runtime;
use crate::within::{next, until, within};

#[test]
fn b21_limiter_high_water_mark() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(4).on(rt);
        let gauge = Gauge::default();
        // Nobody passes before four are there: so four at a time, and never more.
        let four = Arc::new(Barrier::new(4));
        let job = |_| {
            let (gauge, four, limited) = (gauge.clone(), four.clone(), limited.clone());
            rt.spawn(async move {
                let work = move || {
                    let _working = gauge.work();
                    four.wait();
                };
                limited.spawn_blocking(work).await
            })
        };
        let jobs = Vec::from_iter((0..100).map(job));
        for job in jobs {
            job.join().unwrap().unwrap();
        }
        assert_eq!(gauge.most(), 4);
        assert_eq!(limited.limiter().stats().in_use, 0);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b31_the_permit_is_held_until_the_closure_has_ended() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let gauge = Gauge::default();
        let (started, has_started) = channel();
        for job in 0..5 {
            let (go, may_go) = channel::<()>();
            let (gauge, started) = (gauge.clone(), started.clone());
            let mut task = limited.spawn_blocking(move || {
                let _working = gauge.work();
                started.send(job).unwrap();
                next(&may_go);
            });
            // Waits for its permit, and is abandoned when it runs.
            let polled = until_started(&mut task, &has_started);
            assert_eq!(polled, job);
            drop(task);
            let other = limited.limiter().try_acquire();
            assert!(other.is_none(), "the caller has left, the closure has not");
            go.send(()).unwrap();
        }
        let _permit = limited.limiter().acquire().wait();
        assert_eq!(gauge.most(), 1);
    }
    on_each_runtime(test, test, test);
}

/// Polls until the closure tells that it has started.
fn until_started<R, F>(task: &mut LimitedTask<R, F, ()>, started: &mpsc::Receiver<usize>) -> usize
where
    R: SpawnBlocking,
    F: FnOnce() + Send + 'static,
{
    let mut job = None;
    let cell = std::cell::RefCell::new((task, &mut job));
    until("the closure starts", || {
        let (task, job) = &mut *cell.borrow_mut();
        assert!(park::poll_now(pin!(&mut **task)).is_pending());
        **job = started.try_recv().ok();
        job.is_some()
    });
    job.unwrap()
}

#[test]
fn b33_a_limiter_exists_before_any_runtime() {
    static LIMITER: Limiter = Limiter::new(1);
    within(|| {
        let permit = LIMITER.acquire().wait();
        let waiting = thread::spawn(|| LIMITER.clone().acquire().wait());
        until("it waits", || LIMITER.stats().waiting == 1);
        drop(permit);
        drop(waiting.join().unwrap());
        // One limiter, several runtimes.
        let smol = LIMITER.on(&SmolRuntime::global());
        let tokio = LIMITER.on(&TokioRuntime::global());
        assert_eq!(smol.spawn_blocking(|| 1).wait().unwrap(), 1);
        assert_eq!(tokio.spawn_blocking(|| 2).wait().unwrap(), 2);
    });
}

#[test]
fn b37_what_is_dropped_before_it_has_a_permit_never_runs() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let permit = limited.limiter().try_acquire();
        let (alive, dropped) = channel::<()>();
        let mut task = limited.spawn_blocking(move || alive.send(()).unwrap());
        assert!(park::poll_now(pin!(&mut task)).is_pending());
        assert!(!task.is_finished());
        assert_eq!(limited.limiter().stats().waiting, 1);
        drop(task);
        assert!(dropped.recv().is_err(), "it ran");
        assert_eq!(limited.limiter().stats().waiting, 0);
        drop(permit);
        assert_eq!(limited.limiter().stats().in_use, 0);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b37_cancel_takes_effect_at_the_call() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let permit = limited.limiter().try_acquire();
        let (alive, dropped) = channel::<()>();
        let mut waits = limited.spawn_blocking(move || drop(alive));
        assert!(park::poll_now(pin!(&mut waits)).is_pending());
        let cancelled = waits.cancel();
        assert!(dropped.try_recv().is_err(), "it is dropped by the call");
        assert!(park::block_on(cancelled).unwrap_err().is_cancelled());
        drop(permit);

        let (started, has_started) = channel();
        let mut runs = limited.spawn_blocking(move || {
            started.send(()).unwrap();
            until("it is cancelled", amphi_core::offload::is_cancelled);
            7
        });
        assert!(park::poll_now(pin!(&mut runs)).is_pending());
        next(&has_started);
        assert_eq!(park::block_on(runs.cancel()).unwrap(), 7);
        assert_eq!(limited.limiter().stats().in_use, 0);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_panic_reaches_the_caller_and_gives_the_permit_back() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let panics = || -> u8 { panic!("no such luck") };
        let error: JoinError = limited.spawn_blocking(panics).wait().unwrap_err();
        assert_eq!(
            *error.into_panic().downcast::<&str>().unwrap(),
            "no such luck"
        );
        assert_eq!(limited.spawn_blocking(|| 7).wait().unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_runtime_that_has_gone_keeps_no_permit() {
    within(|| {
        let owned = OwnedRuntime::new(1).unwrap();
        let limited = Limiter::new(1).on(owned.handle());
        drop(owned);
        let error = limited.spawn_blocking(|| 7).wait().unwrap_err();
        assert!(error.is_shutdown());
        assert_eq!(limited.limiter().stats().in_use, 0);
    });
}

#[test]
fn a_permit_is_back_when_the_result_is_there() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        for _ in 0..100 {
            let task = limited.spawn_blocking(|| ());
            rt.block_on(rt.spawn(task)).unwrap().unwrap();
            assert_eq!(limited.limiter().stats().in_use, 0);
        }
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_wait_can_be_bounded_and_goes_on() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limiter = Limiter::new(1);
        let permit = limiter.try_acquire();
        let mut acquire = limiter.acquire();
        let short = std::time::Duration::from_millis(1);
        assert!(acquire.wait_timeout(short).is_none());
        assert_eq!(limiter.stats().waiting, 1, "it keeps its place");
        let mut task = limiter.on(rt).spawn_blocking(|| 7);
        assert!(task.wait_timeout(short).is_none());
        drop(permit);
        drop(acquire.wait());
        assert_eq!(task.wait().unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_limited_closure_costs_its_caller_no_allocation_more() {
    within(|| {
        let rt = SmolRuntime::global();
        let limited = Limiter::new(1000).on(&rt);
        drop(limited.limiter().try_acquire());
        let fewest = |once: &dyn Fn()| (0..50).map(|_| measure(once).count_total).min();
        let raw = || drop(park::poll_now(pin!(rt.spawn_blocking(|| ()))));
        let with_permit = || drop(park::poll_now(pin!(limited.spawn_blocking(|| ()))));
        assert_eq!(fewest(&with_permit), fewest(&raw));
    });
}

/// Named, so that it can be a field.
#[allow(dead_code)]
struct Named<R: SpawnBlocking> {
    task: LimitedTask<R, fn() -> u8, u8>,
    running: R::JoinHandle<u8>,
}

#[test]
fn a_limited_task_needs_no_box() {
    fn handle_is_a_handle<R: SpawnBlocking>(named: Named<R>) {
        named.running.detach();
    }
    let rt = SmolRuntime::global();
    let task = Limiter::new(1).on(&rt).spawn_blocking((|| 7) as fn() -> u8);
    let running = rt.spawn_blocking(|| 7);
    handle_is_a_handle(Named { task, running });
}
