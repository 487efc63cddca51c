//! Random groups: whatever happens in whichever order, each piece of work is accounted for once.

use std::sync::Arc;

use amphi::{JoinError, Soon, TaskGroup, is_cancelled, yield_now};

use crate::ground::{Ground, on_each, raise};

/// Numbers that are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Holds `alive` as long as the work has not ended.
async fn task(alive: Arc<()>, steps: u64, ending: u64, n: usize) -> usize {
    let _alive = alive;
    for _ in 0..steps {
        yield_now().await;
    }
    match ending {
        0 => raise("as it should"),
        1 => std::future::pending().await,
        _ => n,
    }
}

/// What a piece of work may give.
#[track_caller]
fn check(result: &Result<usize, JoinError>, n: Option<usize>, seed: u64) {
    match result {
        Ok(value) => assert!(n.is_none_or(|n| n == *value), "seed {seed}"),
        Err(error) => assert!(error.is_panic() || error.is_cancelled(), "seed {seed}"),
    }
}

fn play(ground: &Ground, seed: u64) {
    let mut dice = Dice(seed);
    let alive = Arc::new(());
    let mut group = TaskGroup::on(ground.handle.clone());
    if dice.roll(2) == 0 {
        group = group.limit(1 + dice.roll(4) as usize);
    }
    if dice.roll(4) == 0 {
        group = group.cancel_on_panic();
    }
    let mut soons: Vec<(usize, Soon<usize>)> = Vec::new();
    let (mut given, mut taken) = (0, 0);
    for n in 0..40 {
        let (steps, ending) = (dice.roll(4), dice.roll(6));
        let alive = alive.clone();
        match dice.roll(10) {
            0..3 => {
                group.spawn(task(alive, steps, ending, n));
                given += 1;
            }
            3..5 => soons.push((n, group.soon(task(alive, steps, ending, n)))),
            5..7 => {
                group.spawn_blocking(move || {
                    let _alive = alive;
                    while ending == 1 && !is_cancelled() {
                        std::thread::yield_now();
                    }
                    n
                });
                given += 1;
            }
            7 => std::thread::yield_now(),
            8 => drop(group.cancel_all()),
            _ => {
                // What never ends may be all there is.
                drop(group.cancel_all());
                if let Some(result) = group.join_next().wait() {
                    check(&result, None, seed);
                    taken += 1;
                }
            }
        }
    }
    let results = group.cancel_all().wait();
    assert_eq!(results.len() + taken, given, "seed {seed}");
    for result in &results {
        check(result, None, seed);
    }
    let values: Vec<_> = results.iter().flatten().collect();
    assert!(values.is_sorted(), "seed {seed}: {values:?}");
    for (n, mut soon) in soons {
        check(&soon.take().unwrap(), Some(n), seed);
    }
    assert!(group.is_empty(), "seed {seed}");
    assert_eq!(Arc::strong_count(&alive), 1, "seed {seed}");
}

#[test]
fn every_piece_of_a_random_group_is_accounted_for() {
    on_each(|ground| {
        for seed in 1..150 {
            play(ground, seed * 0x9e37_79b9);
        }
    });
}

#[test]
fn many_threads_that_give_work_lose_none_when_one_fails() {
    on_each(|ground| {
        for round in 0..30 {
            let group = TaskGroup::on(ground.handle.clone())
                .cancel_on_panic()
                .limit(1 + round % 3);
            let alive = Arc::new(());
            std::thread::scope(|scope| {
                for thread in 0..3 {
                    let (group, alive) = (&group, &alive);
                    scope.spawn(move || {
                        for n in 0..20 {
                            let alive = alive.clone();
                            match (thread, n) {
                                (1, 10) => group.spawn(async { raise("as it should") }),
                                (2, _) => group.spawn_blocking(move || drop(alive)),
                                _ => group.spawn(async move {
                                    yield_now().await;
                                    drop(alive);
                                }),
                            }
                        }
                    });
                }
            });
            let results = group.join_all().wait();
            assert_eq!(results.len(), 60);
            let panics = results.iter().flat_map(|result| result.as_ref().err());
            assert_eq!(panics.filter(|error| error.is_panic()).count(), 1);
            assert_eq!(Arc::strong_count(&alive), 1);
        }
    });
}
