//! [`Group`]: contenders that do the same, measured in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::record::{self, Row, cpus, rounded};
use crate::{Usage, threads_started};

/// How long one turn of a contender takes, about.
const TURN: Duration = Duration::from_millis(5);
/// How many turns each contender gets.
const TURNS: usize = 41;

/// Contenders that do the same.
///
/// It is `Send`, so that a task can be given the whole of it and measure inside itself.
pub struct Group<'a> {
    name: String,
    contenders: Vec<Contender<'a>>,
    /// How many things one operation does, each of which counts.
    of: u32,
    /// Who cannot take part, and why.
    absent: Vec<(&'static str, &'static str)>,
}

struct Contender<'a> {
    name: &'static str,
    operation: Box<dyn FnMut() + Send + 'a>,
    /// Operations in one turn.
    batch: u32,
    turns: Vec<f64>,
    /// Threads that were started during the turns.
    started: u64,
    /// What the process used during the turns.
    used: Usage,
}

/// How operations follow each other.
#[derive(Clone, Copy)]
enum Pace {
    BackToBack,
    /// The task goes back to its executor after each one.
    OneInEachPoll,
}

impl<'a> Group<'a> {
    /// A group without contenders.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            contenders: Vec::new(),
            of: 1,
            absent: Vec::new(),
        }
    }

    /// One operation of each contender does `items` things, and the figures are for one of them.
    #[must_use]
    pub fn of(mut self, items: u32) -> Self {
        self.of = items;
        self
    }

    /// Adds a contender; the first one is what the others are compared with.
    #[must_use]
    pub fn with<R>(
        mut self,
        name: &'static str,
        mut operation: impl FnMut() -> R + Send + 'a,
    ) -> Self {
        let operation = Box::new(move || drop(black_box(operation())));
        self.contenders.push(Contender {
            name,
            operation,
            batch: 1,
            turns: Vec::new(),
            started: 0,
            used: Usage::default(),
        });
        self
    }

    /// Names a contender that cannot do this, and what becomes of it.
    #[must_use]
    pub fn without(mut self, name: &'static str, why: &'static str) -> Self {
        self.absent.push((name, why));
        self
    }

    /// Measures all contenders in turns, on this thread, and prints (and [records](crate::record)) medians and
    /// ratios, the fastest turn, CPU time, context switches and the threads that were started.
    ///
    /// May be called inside a task: all operations are then inside one poll of it.
    pub fn run(self) {
        pollster::block_on(self.run_at(Pace::BackToBack));
    }

    /// Like [`run`](Self::run), inside the task that awaits it, which yields after each operation.
    ///
    /// A wait may leave its task on a thread that is a worker no more. The next wait would find
    /// nothing left to hand over there; in its own poll it is as dear as the first. The yield is
    /// measured too.
    pub async fn run_in_task(self) {
        self.run_at(Pace::OneInEachPoll).await;
    }

    async fn run_at(mut self, pace: Pace) {
        for contender in &mut self.contenders {
            contender.warm_up(pace).await;
        }
        for _ in 0..TURNS {
            for contender in &mut self.contenders {
                contender.turn(pace).await;
            }
        }
        self.print();
        record::add("times", &record::program(), self.rows());
    }

    /// Figures are for one item.
    fn rows(&self) -> Vec<Row> {
        let present = self.contenders.iter().map(|contender| {
            let each = f64::from(self.of);
            let operations = contender.operations() as f64;
            json!({
                "group": self.name,
                "contender": contender.name,
                "cpus": cpus(),
                "ns": rounded(contender.turns[TURNS / 2] / each),
                "least": rounded(contender.turns[0] / each),
                "cpu": rounded(contender.used.cpu / operations / each),
                "switches": rounded(contender.used.switches / operations / each),
                "threads": rounded(contender.started as f64 / operations / each),
            })
        });
        let absent = self.absent.iter().map(
            |(name, why)| json!({"group": self.name, "contender": name, "cpus": cpus(), "why": why}),
        );
        let rows = present.chain(absent);
        rows.filter_map(|row| row.as_object().cloned()).collect()
    }

    fn print(&mut self) {
        println!("{}", self.name);
        let of = f64::from(self.of);
        let medians: Vec<f64> = self.contenders.iter_mut().map(Contender::median).collect();
        for (contender, median) in self.contenders.iter().zip(&medians) {
            let ratio = median / medians[0];
            let (median, least) = (median / of, contender.turns[0] / of);
            print!("  {:<30} {median:>10.1} ns {ratio:>7.2}x", contender.name);
            print!("  least {least:>10.1} ns");
            let operations = contender.operations();
            let Usage { cpu, switches } = contender.used;
            let (cpu, switches) = (
                cpu / operations as f64 / of,
                switches / operations as f64 / of,
            );
            print!("  CPU {cpu:>10.1} ns  {switches:>6.2} switches");
            println!("  {:>5} threads in {operations} ops", contender.started);
        }
        for (name, why) in &self.absent {
            println!("  {name:<30} {why}");
        }
    }
}

impl Contender<'_> {
    /// Finds how many operations make a turn.
    async fn warm_up(&mut self, pace: Pace) {
        loop {
            // The better of two, since something else on the machine may make one too long.
            let once = self.measure(pace).await;
            let time = once.min(self.measure(pace).await);
            if time * f64::from(self.batch) >= TURN.as_nanos() as f64 {
                break;
            }
            self.batch *= 2;
        }
    }

    async fn turn(&mut self, pace: Pace) {
        let before = threads_started();
        let usage = Usage::now();
        let time = self.measure(pace).await;
        self.turns.push(time);
        let used = Usage::now() - usage;
        self.used.cpu += used.cpu;
        self.used.switches += used.switches;
        // The second count's own thread is no part of the turn.
        self.started += threads_started() - before - 1;
    }

    /// Operations in all turns.
    fn operations(&self) -> usize {
        self.batch as usize * TURNS
    }

    /// Nanoseconds of one operation, over one turn.
    async fn measure(&mut self, pace: Pace) -> f64 {
        let start = Instant::now();
        for _ in 0..self.batch {
            (self.operation)();
            if let Pace::OneInEachPoll = pace {
                amphi::yield_now().await;
            }
        }
        start.elapsed().as_nanos() as f64 / f64::from(self.batch)
    }

    fn median(&mut self) -> f64 {
        self.turns.sort_unstable_by(f64::total_cmp);
        self.turns[self.turns.len() / 2]
    }
}
