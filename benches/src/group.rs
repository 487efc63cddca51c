//! [`Group`]: contenders that do the same, measured in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one turn of a contender takes, about.
const TURN: Duration = Duration::from_millis(5);
/// How many turns each contender gets.
const TURNS: usize = 41;

/// Contenders that do the same.
pub struct Group<'a> {
    name: &'static str,
    contenders: Vec<Contender<'a>>,
}

struct Contender<'a> {
    name: &'static str,
    operation: Box<dyn FnMut() + 'a>,
    /// Operations in one turn.
    batch: u32,
    turns: Vec<f64>,
}

impl<'a> Group<'a> {
    /// A group without contenders.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            contenders: Vec::new(),
        }
    }

    /// Adds a contender; the first one is what the others are compared with.
    #[must_use]
    pub fn with<R>(mut self, name: &'static str, mut operation: impl FnMut() -> R + 'a) -> Self {
        let operation = Box::new(move || drop(black_box(operation())));
        self.contenders.push(Contender {
            name,
            operation,
            batch: 1,
            turns: Vec::new(),
        });
        self
    }

    /// Measures all contenders in turns and prints medians and ratios.
    pub fn run(mut self) {
        self.contenders.iter_mut().for_each(Contender::warm_up);
        for _ in 0..TURNS {
            self.contenders.iter_mut().for_each(Contender::turn);
        }
        println!("{}", self.name);
        let medians: Vec<f64> = self.contenders.iter_mut().map(Contender::median).collect();
        for (contender, median) in self.contenders.iter().zip(&medians) {
            let ratio = median / medians[0];
            println!("  {:<28} {median:>12.1} ns  {ratio:>6.2}x", contender.name);
        }
    }
}

impl Contender<'_> {
    /// Finds how many operations make a turn.
    fn warm_up(&mut self) {
        while self.measure() * f64::from(self.batch) < TURN.as_nanos() as f64 {
            self.batch *= 2;
        }
    }

    fn turn(&mut self) {
        let time = self.measure();
        self.turns.push(time);
    }

    /// Nanoseconds of one operation, over one turn.
    fn measure(&mut self) -> f64 {
        let start = Instant::now();
        for _ in 0..self.batch {
            (self.operation)();
        }
        start.elapsed().as_nanos() as f64 / f64::from(self.batch)
    }

    fn median(&mut self) -> f64 {
        self.turns.sort_unstable_by(f64::total_cmp);
        self.turns[self.turns.len() / 2]
    }
}
