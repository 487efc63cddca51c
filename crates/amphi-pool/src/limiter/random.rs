//! Random schedules: on one thread, step by step with every invariant checked; and on real threads.
//!
//! A schedule that fails names its seed: `AMPHI_SEED` plays it again, a hundred times; `AMPHI_ROUNDS` sets how
//! many are played.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use amphi_conformance::random::{Rng, seeds};

use super::permit::Lender;
use super::*;

const BOUND: Duration = Duration::from_secs(60);

/// Numbers, and what they pick.
struct Random(Rng);

impl Random {
    fn new(seed: u64) -> Self {
        Self(Rng::new(seed))
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0.index(bound)
    }

    /// Takes one of `all` out.
    fn take<T>(&mut self, all: &mut Vec<T>) -> Option<T> {
        (!all.is_empty()).then(|| all.swap_remove(self.below(all.len())))
    }
}

/// Who asks, and inside which closure.
struct Asker {
    acquire: Acquire,
    held: Option<Arc<Holding>>,
}

/// A limiter and all who have to do with it.
struct World {
    random: Random,
    limiter: Limiter,
    asking: Vec<Asker>,
    permits: Vec<Permit>,
    lenders: Vec<Lender>,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            limiter: Limiter::new(3),
            asking: Vec::new(),
            permits: Vec::new(),
            lenders: Vec::new(),
        }
    }

    fn step(&mut self) {
        match self.random.below(16) {
            0..4 => self.arrive(),
            4..8 => self.ask_again(),
            8 => drop(self.random.take(&mut self.asking)),
            9..12 => drop(self.random.take(&mut self.permits)),
            12 => drop(self.random.take(&mut self.lenders)),
            13..15 => {
                let lender = self.random.take(&mut self.permits).map(Lender::new);
                self.lenders.extend(lender);
            }
            _ => self.limiter.set_total(self.random.below(6)),
        }
    }

    fn arrive(&mut self) {
        let acquire = self.limiter.acquire();
        let held = self.somewhere();
        self.ask(Asker { acquire, held });
    }

    fn ask_again(&mut self) {
        let Some(mut asker) = self.random.take(&mut self.asking) else {
            return;
        };
        if self.random.below(4) == 0 {
            asker.held = self.somewhere();
        }
        self.ask(asker);
    }

    /// No closure, or one of those that run.
    fn somewhere(&mut self) -> Option<Arc<Holding>> {
        let place = self.random.below(self.lenders.len() + 2);
        self.lenders.get(place).map(|lender| lender.holding.clone())
    }

    fn ask(&mut self, mut asker: Asker) {
        let polled = asker
            .acquire
            .poll_inside(Waker::noop(), asker.held.as_ref());
        match polled {
            Poll::Ready(permit) => self.permits.push(permit),
            Poll::Pending => self.asking.push(asker),
        }
    }

    /// What holds after every step; `before` is how many were in use.
    fn check(&self, before: usize) -> usize {
        let LimiterStats {
            total,
            in_use,
            waiting,
            lent,
        } = self.limiter.stats();
        assert!(in_use <= total.max(before), "{in_use} of {total} in use");
        assert!(in_use >= total || waiting == 0, "a free permit, and a wait");
        let reserved = self.asking.len() - waiting;
        let held = self.permits.len() + self.lenders.len() + reserved;
        assert_eq!(held, in_use + lent);
        in_use
    }
}

#[test]
fn random_steps_keep_every_promise() {
    let seeds = seeds(200, 1..);
    for seed in seeds.iter().copied() {
        let mut world = World::new(seed);
        let mut in_use = 0;
        for _ in 0..STEPS {
            world.step();
            in_use = world.check(in_use);
        }
        // All who still wait are served, though there is one permit only.
        world.limiter.set_total(1);
        for _ in 0..2 * (world.asking.len() + world.lenders.len()) + 1 {
            world.permits.clear();
            drop(world.lenders.pop());
            for asker in std::mem::take(&mut world.asking) {
                world.ask(asker);
            }
            in_use = world.check(in_use);
        }
        let stats = world.limiter.stats();
        let left = (world.asking.len(), stats.in_use, stats.waiting, stats.lent);
        assert_eq!(left, (0, 0, 0, 0), "seed {seed}");
    }
    println!("{} steps in {} schedules", seeds.len() * STEPS, seeds.len());
}

const STEPS: usize = 500;

/// How many work now, and the most that ever did.
#[derive(Default)]
struct Working {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Working {
    fn work(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        thread::yield_now();
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

const MOST: usize = 3;
const THREADS: usize = 6;
const ROUNDS: usize = 200;

#[test]
fn random_threads_are_all_served_and_never_too_many() {
    let seeds = seeds(5, 1..);
    for seed in seeds.iter().copied() {
        let limiter = Limiter::new(MOST);
        let working = Arc::new(Working::default());
        let (done, is_done) = mpsc::channel();
        for thread in 0..THREADS {
            let (limiter, working, done) = (limiter.clone(), working.clone(), done.clone());
            let random = Random::new(seed * 1000 + thread as u64);
            thread::spawn(move || {
                play(random, &limiter, &working);
                done.send(()).unwrap();
            });
        }
        for _ in 0..THREADS {
            let ended = is_done.recv_timeout(BOUND);
            ended.unwrap_or_else(|_| panic!("seed {seed}: nobody ended; {limiter:?}"));
        }
        limiter.set_total(MOST);
        let stats = limiter.stats();
        assert_eq!((stats.in_use, stats.waiting, stats.lent), (0, 0, 0));
        let most = working.most.load(Ordering::SeqCst);
        assert!(most <= MOST, "seed {seed}: {most} worked at a time");
    }
    let schedules = seeds.len();
    println!(
        "{} operations in {schedules} schedules",
        schedules * THREADS * ROUNDS
    );
}

fn play(mut random: Random, limiter: &Limiter, working: &Working) {
    for _ in 0..ROUNDS {
        match random.below(8) {
            // Asks, and leaves at once or when it was granted.
            0 => {
                let mut acquire = limiter.acquire();
                let _ = acquire.poll_inside(Waker::noop(), None);
                thread::yield_now();
            }
            // At least one, so that the others go on.
            1 => limiter.set_total(1 + random.below(MOST)),
            2..5 => nest(random.below(5), limiter, working),
            _ => {
                let _permit = limiter.acquire().wait();
                working.work();
            }
        }
    }
}

/// Works with a permit, and inside of that again.
fn nest(depth: usize, limiter: &Limiter, working: &Working) {
    limiter.acquire().wait().run(|| {
        working.work();
        if depth > 0 {
            nest(depth - 1, limiter, working);
            working.work();
        }
    });
}
