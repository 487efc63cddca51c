//! C12: random programs of waits come to their ends.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::matrix;
use crate::program::{Limits, Program, World};
use crate::random::{by_chance, seeds};
use crate::sync::gate;
use crate::{Fixture, Mount, Need, stage};

/// Random programs of nested waits, spawns, offloads, dropped and cancelled handles on two runtimes give
/// the values that they must, and all that they start ends.
///
/// Every run plays other programs. One that fails says its seed, which the environment variable
/// `AMPHI_SEED` plays again, many times; `AMPHI_ROUNDS` sets how many programs are played.
pub fn c12_random_waits_end<F: Fixture>(on: &Mount<F>) {
    let pair = matrix::pair(on);
    let limits = Limits {
        covered: on.declares(Need::WorkersCovered),
        sockets: on.declares(Need::Socket),
    };
    for seed in seeds(ROUNDS, by_chance()) {
        stage::set(&Seed(seed));
        let program = Program::generate(seed, limits);
        let (ends, has_ended) = gate();
        let world = Arc::new(World {
            rts: [pair.rt.clone(), pair.other.clone()],
            socket: pair.socket,
            let_go: Arc::default(),
            _ends: ends,
        });
        program.play(&world);
        let counts = world.let_go.clone();
        drop(world);
        has_ended.wait();
        let [started, ended] = [0, 1].map(|count| counts[count].load(Ordering::SeqCst));
        assert_eq!(started, ended, "of what was let go some went wrong");
    }
    stage::clear();
}

/// How many programs one mount plays.
const ROUNDS: u64 = 128;

struct Seed(u64);

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AMPHI_SEED={}", self.0)
    }
}
