//! How long a short closure waits that is given right after one that blocks for 5 ms.

use std::thread::sleep;
use std::time::{Duration, Instant};

use amphi_benches::record::{self, cpus, rounded};
use serde_json::json;

use crate::contenders::{Contenders, Wait};

const GROUP: &str = "a short closure behind one that blocks for 5 ms";
/// Whoever comes after another finds the machine as that one left it, so they take turns.
const ROUNDS: usize = 301;

pub(crate) fn measure(on: &Contenders) {
    println!("{GROUP}");
    let block = || sleep(Duration::from_millis(5));
    let mut times: [(&str, Vec<f64>); 4] = [
        ("tokio spawn_blocking", Vec::new()),
        ("blocking::unblock", Vec::new()),
        ("amphi_pool::Pool", Vec::new()),
        ("two plain threads", Vec::new()),
    ];
    for turn in 0..ROUNDS * times.len() {
        let who = (turn + turn / times.len()) % times.len();
        times[who].1.push(match who {
            0 => behind(on.tokio(block), || on.tokio(|| 7)),
            1 => behind(on.blocking(block), || on.blocking(|| 7)),
            2 => behind(on.amphi(block), || on.amphi(|| 7)),
            _ => behind(on.plain(block), || on.plain(|| 7)),
        });
    }
    let reference = median(&mut times[0].1);
    let mut rows = Vec::new();
    for (name, times) in &mut times {
        let median = median(times);
        let (least, most) = (times[0], times[times.len() * 9 / 10]);
        let ratio = median / reference;
        println!(
            "  {name:<30} {median:>10.1} us {ratio:>7.2}x  least {least:>8.1} us  9 of 10 within {most:>8.1} us"
        );
        let [ns, least, most] = [median, least, most].map(|us| rounded(us * 1000.0));
        let row = json!({
            "group": GROUP, "contender": name, "cpus": cpus(),
            "ns": ns, "least": least, "nine_of_ten": most,
        });
        rows.extend(row.as_object().cloned());
    }
    record::add("times", "pool", rows);
}

/// The time of the short one, in microseconds; `blocker` was given just now.
fn behind<B: Wait, W: Wait>(blocker: B, submit: impl FnOnce() -> W) -> f64 {
    let start = Instant::now();
    submit().wait();
    let time = start.elapsed();
    blocker.wait();
    time.as_nanos() as f64 / 1000.0
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
