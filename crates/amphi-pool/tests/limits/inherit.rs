//! Closures that hold a permit and wait for closures that need one.

use std::sync::mpsc::channel;

use amphi_core::{BlockOn, SpawnBlocking, Spawner};
use amphi_pool::{Limited, Limiter};
use amphi_smol::SmolRuntime;
use amphi_tokio::{OwnedRuntime, TokioRuntime};

use crate::gauge::Gauge;
use crate::runtimes::on_each_runtime;
use crate::within::{next, within};

/// A closure that offloads the next one through the same limiter and waits for it in async code.
fn nest<R: SpawnBlocking + BlockOn>(rt: &R, limited: &Limited<R>, depth: usize) -> usize {
    if depth == 0 {
        return 0;
    }
    let (inner_rt, inner) = (rt.clone(), limited.clone());
    let work = move || nest(&inner_rt, &inner, depth - 1) + 1;
    rt.block_on(async { limited.spawn_blocking(work).await })
        .unwrap()
}

fn nests_to_depth_64<R: SpawnBlocking + BlockOn>(rt: &R) {
    for total in [1, 2, 5] {
        let limited = Limiter::new(total).on(rt);
        assert_eq!(nest(rt, &limited, 64), 64);
        let stats = limited.limiter().stats();
        assert_eq!((stats.in_use, stats.lent, stats.waiting), (0, 0, 0));
    }
}

#[test]
fn b32_a_closure_with_the_last_permit_offloads_again_to_depth_64() {
    on_each_runtime(nests_to_depth_64, nests_to_depth_64, nests_to_depth_64);
}

/// The same, by way of a task of its own at each step.
fn nest_in_tasks<R: SpawnBlocking + BlockOn>(rt: &R, limited: &Limited<R>, depth: usize) -> usize {
    if depth == 0 {
        return 0;
    }
    let (inner_rt, inner) = (rt.clone(), limited.clone());
    let work = move || nest_in_tasks(&inner_rt, &inner, depth - 1) + 1;
    let limited = limited.clone();
    let task = rt.spawn(async move { limited.spawn_blocking(work).await });
    rt.block_on(task).unwrap().unwrap()
}

#[test]
fn b32_through_spawned_tasks() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        for total in [1, 2] {
            let limited = Limiter::new(total).on(rt);
            assert_eq!(nest_in_tasks(rt, &limited, 64), 64);
            let stats = limited.limiter().stats();
            assert_eq!((stats.in_use, stats.lent, stats.waiting), (0, 0, 0));
        }
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b32_through_tasks_and_plain_closures_of_another_runtime() {
    within(|| {
        let (smol, tokio) = (SmolRuntime::global(), TokioRuntime::global());
        let limited = Limiter::new(1).on(&smol);
        let again = limited.clone();
        let work = move || {
            let other = tokio.clone();
            let plain = move || {
                let task = other.spawn(async move { again.spawn_blocking(|| 7).await });
                other.block_on(task)
            };
            tokio.block_on(tokio.spawn_blocking(plain))
        };
        let answer = limited.spawn_blocking(work).wait().unwrap();
        assert_eq!(answer.unwrap().unwrap().unwrap(), 7);
    });
}

#[test]
fn b32_deeper_than_the_pool_has_threads() {
    within(|| {
        let runtime = OwnedRuntime::new().unwrap();
        let rt = runtime.handle();
        let limited = Limiter::new(1).on(rt);
        assert_eq!(nest(rt, &limited, 1000), 1000);
        assert_eq!(limited.limiter().stats().in_use, 0);
    });
}

#[test]
fn b32_each_of_many_callers_with_a_permit_offloads_again() {
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(2).on(rt);
        let jobs = (0..40).map(|_| {
            let (inner_rt, inner) = (rt.clone(), limited.clone());
            let work = move || nest(&inner_rt, &inner, 3);
            let limited = limited.clone();
            rt.spawn(async move { limited.spawn_blocking(work).await })
        });
        for job in Vec::from_iter(jobs) {
            assert_eq!(rt.block_on(job).unwrap().unwrap(), 3);
        }
        assert_eq!(limited.limiter().stats().in_use, 0);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b21_the_high_water_mark_is_exact_when_lenders_wait() {
    /// Works, has two closures work and waits for both, works again.
    fn tree<R>(rt: &R, limited: &Limited<R>, gauge: &Gauge, depth: usize)
    where
        R: SpawnBlocking + BlockOn,
    {
        gauge.work_a_while();
        if depth > 0 {
            let child = || {
                let (rt, limited, gauge) = (rt.clone(), limited.clone(), gauge.clone());
                limited
                    .clone()
                    .spawn_blocking(move || tree(&rt, &limited, &gauge, depth - 1))
            };
            rt.block_on(async {
                let (mut first, mut second) = (child(), child());
                let (mut first_ended, mut second_ended) = (false, false);
                // Both at once, as a join of two does.
                std::future::poll_fn(|cx| {
                    first_ended = first_ended || std::pin::Pin::new(&mut first).poll(cx).is_ready();
                    second_ended =
                        second_ended || std::pin::Pin::new(&mut second).poll(cx).is_ready();
                    match first_ended && second_ended {
                        true => std::task::Poll::Ready(()),
                        false => std::task::Poll::Pending,
                    }
                })
                .await;
            });
            gauge.work_a_while();
        }
    }
    fn test<R: SpawnBlocking + BlockOn>(rt: &R) {
        for total in 1..=3 {
            let limited = Limiter::new(total).on(rt);
            let gauge = Gauge::default();
            let (inner_rt, inner, inner_gauge) = (rt.clone(), limited.clone(), gauge.clone());
            let root = move || tree(&inner_rt, &inner, &inner_gauge, 5);
            limited.spawn_blocking(root).wait().unwrap();
            assert_eq!(limited.limiter().stats().in_use, 0);
            assert!(gauge.most() <= total, "{} of {total} worked", gauge.most());
        }
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b32_through_another_limiter_too() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let disk = Limiter::new(1).on(rt);
        let net = Limiter::new(1).on(rt);
        let (again, between) = (disk.clone(), net.clone());
        let work = move || {
            let again = move || again.spawn_blocking(|| 7).wait().unwrap();
            between.spawn_blocking(again).wait().unwrap()
        };
        assert_eq!(disk.spawn_blocking(work).wait().unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b32_a_stranger_does_not_inherit() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let (started, has_started) = channel();
        let (go, may_go) = channel::<()>();
        let holds = rt.spawn(limited.spawn_blocking(move || {
            started.send(()).unwrap();
            next(&may_go);
        }));
        next(&has_started);
        let mut stranger = limited.limiter().acquire();
        assert!(
            amphi_core::park::poll_now(std::pin::pin!(&mut stranger)).is_pending(),
            "somebody else's permit was lent"
        );
        assert_eq!(limited.limiter().stats().lent, 0);
        go.send(()).unwrap();
        drop(stranger.wait());
        rt.block_on(holds).unwrap().unwrap();
    }
    on_each_runtime(test, test, test);
}
