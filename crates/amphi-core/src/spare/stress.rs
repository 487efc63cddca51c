//! Random givers on real threads: what they give runs once, unless it was released while queued.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::*;

const BOUND: Duration = Duration::from_secs(60);
const GIVERS: usize = 3;
const WORKS: usize = 40;

#[test]
fn random_work_runs_once_or_was_released() {
    for seed in 1..=20 {
        play(seed);
    }
}

/// How often work ran in the end, as far as its giver can know.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Runs {
    Never,
    Once,
    AtMostOnce,
}

/// What work tells when it has gone: its number, and how often it ran.
struct Told {
    number: usize,
    runs: usize,
    tell: Sender<(usize, usize)>,
}

impl Told {
    fn runs(&mut self) {
        self.runs += 1;
    }
}

impl Drop for Told {
    fn drop(&mut self) {
        let _ = self.tell.send((self.number, self.runs));
    }
}

/// Threads that work now, and the most that ever did.
#[derive(Default)]
struct Busy {
    now: AtomicUsize,
    most: AtomicUsize,
}

fn play(seed: u64) {
    let mut random = Random(seed);
    let most = 1 + random.below(4);
    let spares: &'static Spares = Box::leak(Box::new(Spares::new("spare-stress", most)));
    let busy = Arc::new(Busy::default());
    let (tell, told) = channel();
    let givers = [(); GIVERS].map(|()| random.next());
    let givers = Vec::from_iter(givers.into_iter().enumerate().map(|(giver, seed)| {
        let (tell, busy) = (tell.clone(), busy.clone());
        thread::spawn(move || give(spares, giver * WORKS, Random(seed), &tell, &busy))
    }));
    drop(tell);
    let ran = count(&told, seed);
    for (giver, expected) in givers.into_iter().enumerate() {
        let expected = expected.join().expect("a giver");
        for (work, expected) in expected.into_iter().enumerate() {
            let ran = ran[giver * WORKS + work];
            let is_right = match expected {
                Runs::Never => ran == 0,
                Runs::Once => ran == 1,
                Runs::AtMostOnce => ran <= 1,
            };
            assert!(
                is_right,
                "seed {seed}: {expected:?}, and it ran {ran} times"
            );
        }
    }
    let peak = busy.most.load(Ordering::Relaxed);
    assert!(peak <= most, "seed {seed}: {peak} of {most} worked");
    settle(spares, most, seed);
}

/// How often each work ran, when all have gone.
fn count(told: &Receiver<(usize, usize)>, seed: u64) -> Vec<usize> {
    let mut ran = vec![None; GIVERS * WORKS];
    for left in (0..ran.len()).rev() {
        let (number, runs) = told
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("seed {seed}: {} works never went", left + 1));
        let before = ran[number].replace(runs);
        assert_eq!(before, None, "seed {seed}: work {number} went twice");
    }
    ran.into_iter().flatten().collect()
}

/// The books are in order when all threads are back.
fn settle(spares: &Spares, most: usize, seed: u64) {
    let deadline = Instant::now() + BOUND;
    loop {
        let book = spares.lock();
        assert!(book.threads <= most, "seed {seed}: too many threads");
        assert!(book.queue.is_empty(), "seed {seed}: queued for nobody");
        if book.idle.len() == book.threads {
            assert_eq!(book.returning, 0, "seed {seed}: someone returns for ever");
            return;
        }
        drop(book);
        assert!(Instant::now() < deadline, "seed {seed}: a thread is lost");
        thread::yield_now();
    }
}

/// Gives work in one way or another, and tells how often each should run.
fn give(
    spares: &'static Spares,
    first: usize,
    mut random: Random,
    tell: &Sender<(usize, usize)>,
    busy: &Arc<Busy>,
) -> Vec<Runs> {
    let mut expected = vec![Runs::Once; WORKS];
    // The leases that are kept for later, and what holds their work.
    let mut kept: Vec<(usize, Lease, Option<Sender<()>>)> = Vec::new();
    for index in 0..WORKS {
        let (end, ends) = channel();
        let work = work(first + index, random.below(4), ends, tell, busy);
        let lease = match random.below(3) {
            0 => match spares.start(work) {
                Ok(lease) => lease,
                Err(Refused(work)) => {
                    expected[index] = Runs::Never;
                    drop(work);
                    continue;
                }
            },
            _ => spares.start_soon(work),
        };
        kept.push((index, lease, Some(end)));
        while kept.len() > random.below(4) {
            let place = random.below(kept.len());
            let (index, lease, end) = kept.swap_remove(place);
            if random.below(3) == 0 {
                lease.insist();
            }
            if random.below(2) == 0 {
                drop(end);
            }
            if random.below(2) == 0 {
                if lease.is_queued() {
                    expected[index] = Runs::AtMostOnce;
                }
                lease.release();
            }
        }
    }
    expected
}

fn work(
    number: usize,
    kind: usize,
    ends: Receiver<()>,
    tell: &Sender<(usize, usize)>,
    busy: &Arc<Busy>,
) -> Work {
    let (tell, busy) = (tell.clone(), busy.clone());
    let runs = 0;
    let mut told = Told { number, runs, tell };
    Box::new(move || {
        told.runs();
        let now = busy.now.fetch_add(1, Ordering::Relaxed) + 1;
        busy.most.fetch_max(now, Ordering::Relaxed);
        match kind {
            0 => thread::yield_now(),
            // Until its giver lets it go.
            1 => drop(ends.recv()),
            _ => {}
        }
        busy.now.fetch_sub(1, Ordering::Relaxed);
        if kind == 2 {
            resume_unwind(Box::new(()));
        }
    })
}

/// xorshift64
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from((self.next() >> 33) % bound as u64).expect("small")
    }
}
