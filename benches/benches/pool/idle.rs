//! What a pool costs that has worked and has nothing to do: CPU time and context switches in one second.
//!
//! They are those of a whole process, so each pool has one to itself: this program again, with its
//! arguments. The thread that measures sleeps meanwhile; what that costs is measured too.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use amphi_benches::Usage;
use amphi_benches::record::{self, cpus, rounded};
use amphi_pool::Pool;
use serde_json::json;
use tokio::runtime::Builder;

use crate::throughput::ring;

const GROUP: &str = "one second without work";
/// The first argument of a process that measures one of them.
pub(crate) const ALONE: &str = "idle";
/// A name, and what measures it in this process.
type Idler = (&'static str, fn() -> Usage);
const IDLERS: &[Idler] = &[
    ("no pool", || without_work(|| ())),
    ("tokio spawn_blocking", tokio),
    ("blocking::unblock", unblock),
    ("amphi_pool::Pool", pool),
];
/// What it does before, and with how many in flight.
const CLOSURES: usize = 512;
const IN_FLIGHT: usize = 16;
/// Far longer than threads spin, or the pool watches its queue. No thread ends in this time and the next second.
const SETTLE: Duration = Duration::from_secs(1);
const SECOND: Duration = Duration::from_secs(1);

pub(crate) fn measure() {
    println!("{GROUP}");
    let mut rows = Vec::new();
    for (name, _) in IDLERS {
        let Usage { cpu, switches } = elsewhere(name);
        println!("  {name:<30} CPU {cpu:>10.1} ns  {switches:>6} switches");
        let row = json!({
            "group": GROUP, "contender": name, "cpus": cpus(),
            "cpu": rounded(cpu), "switches": switches,
        });
        rows.extend(row.as_object().cloned());
    }
    record::add("times", "pool", rows);
}

/// In a process of its own.
fn elsewhere(name: &str) -> Usage {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    let output = command.args([ALONE, name]).stderr(Stdio::inherit());
    let output = output.output().expect("it starts");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut figures = text.split_whitespace().map(str::parse);
    match (figures.next(), figures.next()) {
        (Some(Ok(cpu)), Some(Ok(switches))) => Usage { cpu, switches },
        _ => panic!("{name}: {output:?}"),
    }
}

/// In this process, which does nothing else.
pub(crate) fn alone(name: &str) {
    let mut idlers = IDLERS.iter();
    let (_, measure) = idlers.find(|it| it.0 == name).expect("one of them");
    let Usage { cpu, switches } = measure();
    println!("{cpu} {switches}");
}

fn tokio() -> Usage {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build().expect("a runtime");
    without_work(ring(IN_FLIGHT, || runtime.spawn_blocking(|| 7)))
}

fn unblock() -> Usage {
    without_work(ring(IN_FLIGHT, || blocking::unblock(|| 7)))
}

fn pool() -> Usage {
    let pool = Pool::new();
    without_work(ring(IN_FLIGHT, || pool.spawn_blocking(|| 7)))
}

fn without_work(step: impl FnMut()) -> Usage {
    std::iter::repeat_with(step).take(CLOSURES).for_each(drop);
    sleep(SETTLE);
    let before = Usage::now();
    sleep(SECOND);
    Usage::now() - before
}
