//! Random work under random cancellations: what ran, what was given and what was dropped agree.
//!
//! Every run plays other rounds. One that fails says its seed: `AMPHI_SEED` plays it again, a hundred
//! times; `AMPHI_ROUNDS` sets how many rounds are played.

mod record;
mod shut;
mod work;

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;

use amphi::{CancelToken, Handle, JoinHandle};
use amphi_conformance::random::{Rng, by_chance, seeds};

use self::record::{Capture, Record, Seen};
use self::work::{Plan, start};
use crate::ground::{BOUND, Ground, bounded, roomy, small_pool};

const ROUNDS: u64 = 12;
const WORKS: u32 = 24;

#[test]
fn b37_b40_b45_random_cancellations_agree_with_what_ran() {
    let rounds: usize = thread::scope(|scope| {
        let grounds = roomy().into_iter().chain([small_pool()]);
        let playing = grounds.map(|ground| scope.spawn(move || rounds(&ground)));
        let playing = Vec::from_iter(playing);
        playing
            .into_iter()
            .map(|ground| ground.join().unwrap())
            .sum()
    });
    println!("{} works in {rounds} rounds", rounds * WORKS as usize);
}

/// Plays rounds; gives how many.
fn rounds(ground: &Ground) -> usize {
    let seeds = seeds(ROUNDS, by_chance());
    for seed in seeds.iter().copied() {
        let handle = ground.handle.clone();
        bounded(&format!("seed {seed} on {}", ground.name), move || {
            play(&handle, seed);
        });
    }
    seeds.len()
}

/// One round: work is started, and at the same time waited for, dropped and cancelled.
fn play(handle: &Handle, seed: u64) {
    let mut rng = Rng::new(seed);
    let round = CancelToken::new();
    let (tell, gone) = channel();
    let starts: Vec<_> = (0..WORKS)
        .map(|number| {
            let plan = Plan::random(&mut rng, number);
            let record = Arc::new(Record::default());
            let capture = Capture(record.clone(), tell.clone());
            (plan, record, start(handle, plan, capture, &round))
        })
        .collect();
    drop(tell);
    // Ends what would not end by itself, some time.
    let (ends, yields) = (round.clone(), rng.below(200));
    let ender = thread::spawn(move || {
        (0..yields).for_each(|_| thread::yield_now());
        ends.cancel();
    });
    let queue = Arc::new(Mutex::new(starts));
    let drivers: Vec<_> = (0..3)
        .map(|_| {
            let (queue, handle, round) = (queue.clone(), handle.clone(), round.clone());
            thread::spawn(move || drive(&queue, &handle, &round))
        })
        .collect();
    let ended: Vec<_> = drivers
        .into_iter()
        .flat_map(|driver| driver.join().unwrap())
        .collect();
    ender.join().unwrap();
    wait_for_the_end(&gone, seed);
    for (plan, record, seen) in ended {
        let said = format!("seed {seed}: {plan:?}, {record:?}, {seen:?}");
        assert!(record.agrees(plan, seen), "{said}");
    }
}

/// Until all captures have been dropped.
fn wait_for_the_end(gone: &Receiver<()>, seed: u64) {
    let more = gone.recv_timeout(BOUND);
    assert_eq!(
        more,
        Err(RecvTimeoutError::Disconnected),
        "seed {seed}: work is left"
    );
}

type Start = (Plan, Arc<Record>, JoinHandle<u32>);

/// Ends one start after the other.
fn drive(
    queue: &Mutex<Vec<Start>>,
    handle: &Handle,
    round: &CancelToken,
) -> Vec<(Plan, Arc<Record>, Seen)> {
    let mut ended = Vec::new();
    loop {
        let next = queue.lock().unwrap().pop();
        let Some((plan, record, work)) = next else {
            return ended;
        };
        (0..plan.yields).for_each(|_| thread::yield_now());
        ended.push((plan, record, plan.end.of(work, handle, round)));
    }
}
