//! A wait for a permit that cannot end, inside a closure, is reported; in a process of its own, since reports go
//! to one place.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use amphi_core::stall::{self, StallReport};
use amphi_core::{BlockOn, SpawnBlocking, TaskHandleExt};
use amphi_pool::{Limiter, Pool};
use amphi_smol::SmolRuntime;
use amphi_tokio::TokioRuntime;

const BOUND: Duration = Duration::from_secs(60);

/// The next report of a wait here for a permit.
fn next(reports: &Receiver<StallReport>) -> StallReport {
    loop {
        let report = reports.recv_timeout(BOUND).expect("no report");
        if report.inside.contains("permit") {
            assert_eq!(report.location.file(), file!());
            return report;
        }
    }
}

/// Each holds what the other one waits for, until one more permit comes from outside.
fn crossed<R: SpawnBlocking + BlockOn>(rt: &R, reports: &Receiver<StallReport>, is_eager: bool) {
    let limiters = [Limiter::new(1), Limiter::new(1)];
    let (begin, has_begun) = channel();
    let closures = [0, 1].map(|first| {
        let [own, other] = [first, 1 - first].map(|index| limiters[index].clone());
        let (begin, inside) = (begin.clone(), rt.clone());
        let (go, may_go) = channel();
        own.on(rt).start(move || {
            begin.send(go).unwrap();
            may_go.recv_timeout(BOUND).unwrap();
            match is_eager {
                true => other.on(&inside).start(|| 7).join().unwrap(),
                false => inside.block_on(other.acquire()).run(|| 7),
            }
        })
    });
    for go in Vec::from_iter((0..2).map(|_| has_begun.recv_timeout(BOUND).unwrap())) {
        go.send(()).unwrap();
    }
    let report = next(reports);
    assert!(report.inside.contains("none of the 1"), "{report}");
    // It ends only since the test has something else to end it with.
    limiters[0].set_total(2);
    for mut closure in closures {
        let value = closure.join_timeout(BOUND).expect("it hangs");
        assert_eq!(value.unwrap(), 7);
    }
}

#[test]
fn c14_a_wait_for_a_permit_in_a_closure_is_reported() {
    let (told, reports) = channel();
    stall::on_stall(move |report| drop(told.send(report.clone())));
    stall::set_threshold(Duration::from_millis(10));
    for is_eager in [false, true] {
        crossed(&SmolRuntime::global(), &reports, is_eager);
        crossed(&TokioRuntime::global(), &reports, is_eager);
    }

    // The waits of a closure are still looked after: another one that has no thread is taken (C20).
    let pool = Pool::builder().max_threads(1).build().unwrap();
    let limiter = Limiter::new(1);
    let held = limiter.try_acquire();
    let (inner, permits) = (pool.clone(), limiter.clone());
    let mut outer = pool.spawn_blocking(move || {
        let permit = thread::spawn(move || drop(held));
        drop(permits.acquire().wait());
        permit.join().unwrap();
        inner.spawn_blocking(|| 7).join().unwrap()
    });
    let value = outer.join_timeout(BOUND).expect("it hangs");
    assert_eq!(value.unwrap(), 7);
}
