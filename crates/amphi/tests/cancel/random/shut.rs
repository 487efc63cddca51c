//! Random work on a runtime that is shut down meanwhile: what ran, what was given and what was dropped agree,
//! and no thread is left.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::thread;

use amphi::{Handle, JoinHandle, Shutdown, is_cancelled, smol, tokio};
use amphi_conformance::random::{Rng, by_chance, seeds};
use futures_lite::future::block_on;

use super::record::{Capture, Record, Seen};
use super::{WORKS, wait_for_the_end};
use crate::ground::{BOUND, bounded};

const ROUNDS: u64 = 30;
const THREADS: u32 = 3;

#[test]
fn b37_b47_random_work_agrees_with_what_ran_where_the_runtime_goes() {
    let seeds = seeds(ROUNDS, by_chance());
    for seed in &seeds {
        let seed = *seed;
        bounded(&format!("seed {seed}"), move || play(seed));
    }
    let works = seeds.len() * WORKS as usize;
    println!("{works} works in {} rounds with a shutdown", seeds.len());
}

type Shut = Box<dyn FnOnce() -> Shutdown + Send>;

fn runtime(rng: &mut Rng) -> (Handle, Shut) {
    match rng.below(4) {
        0 => {
            let owned = tokio::OwnedRuntime::current_thread().unwrap();
            (
                owned.handle().into(),
                Box::new(|| owned.shutdown(BOUND).unwrap()),
            )
        }
        1 => {
            let owned = smol::OwnedRuntime::new(2).unwrap();
            (
                owned.handle().into(),
                Box::new(|| owned.shutdown(BOUND).unwrap()),
            )
        }
        workers => {
            let owned = tokio::OwnedRuntime::multi_thread(workers as usize - 1).unwrap();
            (
                owned.handle().into(),
                Box::new(|| owned.shutdown(BOUND).unwrap()),
            )
        }
    }
}

fn play(seed: u64) {
    let mut rng = Rng::new(seed);
    let (handle, shut) = runtime(&mut rng);
    let (tell, gone) = channel();
    let threads = Vec::from_iter((0..THREADS).map(|_| {
        let (handle, tell, rng) = (handle.clone(), tell.clone(), Rng::new(rng.next()));
        thread::spawn(move || submit(&handle, rng, |record| Capture(record, tell.clone())))
    }));
    drop(tell);
    (0..rng.below(60)).for_each(|_| thread::yield_now());
    let report = shut().wait();
    assert!(report.is_clean(), "seed {seed}: {report:?}");
    let ended = threads
        .into_iter()
        .flat_map(|thread| thread.join().unwrap());
    let ended = Vec::from_iter(ended);
    wait_for_the_end(&gone, seed);
    for (work, record, seen) in ended {
        assert!(
            agrees(work, &record, seen),
            "seed {seed}: {work:?}, {record:?}, {seen:?}"
        );
    }
}

#[derive(Clone, Copy, Debug)]
struct Work {
    number: u32,
    is_task: bool,
    raises: bool,
    asks: bool,
    /// Its handle cancels it.
    cancels: bool,
}

fn agrees(work: Work, record: &Record, seen: Seen) -> bool {
    let (runs, drops) = (
        record.runs.load(Ordering::SeqCst),
        record.drops.load(Ordering::SeqCst),
    );
    let given = match seen {
        Seen::Value(value) => runs == 1 && value == work.number && !work.raises,
        Seen::Panic(payload) => runs == 1 && payload == work.number && work.raises,
        Seen::Cancelled => work.cancels && (runs == 0 || work.is_task),
        // What had started is waited for; a task ends where it stops.
        Seen::Shutdown => runs == 0 || work.is_task,
        Seen::Nothing => true,
    };
    given && runs <= 1 && drops == 1
}

/// Starts works and lets them go, one way or another, while the runtime goes.
fn submit(
    handle: &Handle,
    mut rng: Rng,
    capture: impl Fn(Arc<Record>) -> Capture,
) -> Vec<(Work, Arc<Record>, Seen)> {
    let mut ended = Vec::new();
    let mut kept = Vec::new();
    for number in 0..WORKS / THREADS {
        let mut work = Work {
            number,
            is_task: rng.below(3) == 0,
            raises: rng.below(4) == 0,
            asks: rng.below(4) == 0,
            cancels: false,
        };
        let record = Arc::new(Record::default());
        let started = start(handle, work, capture(record.clone()));
        if rng.below(2) == 0 {
            kept.push((work, record, started));
            continue;
        }
        let seen = settle(&mut rng, started, &mut work);
        ended.push((work, record, seen));
    }
    for (mut work, record, started) in kept {
        let seen = settle(&mut rng, started, &mut work);
        ended.push((work, record, seen));
    }
    ended
}

fn start(handle: &Handle, work: Work, capture: Capture) -> JoinHandle<u32> {
    if work.is_task {
        return handle.spawn(async move {
            capture.0.runs.fetch_add(1, Ordering::SeqCst);
            amphi::yield_now().await;
            if work.raises {
                resume_unwind(Box::new(work.number));
            }
            work.number
        });
    }
    handle.spawn_blocking(move || {
        capture.0.runs.fetch_add(1, Ordering::SeqCst);
        for _ in 0..if work.asks { 50 } else { 0 } {
            if is_cancelled() {
                break;
            }
            thread::yield_now();
        }
        if work.raises {
            resume_unwind(Box::new(work.number));
        }
        work.number
    })
}

fn settle(rng: &mut Rng, started: JoinHandle<u32>, work: &mut Work) -> Seen {
    let how = rng.below(6);
    work.cancels = how < 3;
    match how {
        0 => Seen::of(block_on(started.cancel())),
        1 => {
            drop(started.cancel());
            Seen::Nothing
        }
        2 => {
            drop(started.cancel_on_drop());
            Seen::Nothing
        }
        3 => Seen::Nothing,
        4 => Seen::of(block_on(started)),
        _ => Seen::of(started.join()),
    }
}
