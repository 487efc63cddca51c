//! Requests to several mirrors, a few at a time: nothing is forgotten, and a failure ends the rest.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amphi::{Handle, TaskGroup, is_cancelled, join_all};

const MIRRORS: [&str; 6] = ["oslo", "lima", "rome", "kyiv", "bonn", "bern"];

/// How many requests are under way, and the most that were.
#[derive(Default)]
struct Meter {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// Some request; the first mirrors take longest.
async fn ask(meter: Arc<Meter>, mirror: &'static str) -> Result<usize, String> {
    let now = meter.now.fetch_add(1, Ordering::SeqCst) + 1;
    meter.most.fetch_max(now, Ordering::SeqCst);
    let place = MIRRORS.iter().position(|other| *other == mirror);
    let rest = MIRRORS.len() - place.unwrap_or(MIRRORS.len());
    amphi::sleep(Duration::from_millis(rest as u64)).await;
    meter.now.fetch_sub(1, Ordering::SeqCst);
    match rest {
        0 => Err(format!("no mirror in {mirror}")),
        _ => Ok(rest),
    }
}

/// Synchronous code: all answers, in the order of the questions.
fn all() {
    let meter = Arc::<Meter>::default();
    let group = TaskGroup::new().limit(2);
    for mirror in MIRRORS {
        group.spawn(ask(meter.clone(), mirror));
    }
    let answers = group.try_join_all().wait().expect("nothing panics");
    println!("answers: {:?}", answers.expect("all are there"));
    let most = meter.most.load(Ordering::SeqCst);
    println!("never more than two at a time: {}", most <= 2);
}

/// Async code: the first failure ends the rest, a closure that has begun among them.
async fn first_failure() {
    let group = TaskGroup::new();
    group.spawn(std::future::pending());
    let mut patient = group.soon_blocking(|| {
        while !is_cancelled() {
            std::thread::yield_now();
        }
        "was told"
    });
    group.spawn(ask(Arc::default(), "ghent"));
    let failed = group.try_join_all().await.expect("nothing panics");
    println!("failed: {}", failed.unwrap_err());
    // Cancelled before it began, or told.
    let told = patient.take().expect("the group has ended");
    println!(
        "the closure ended: {}",
        told.map_or(true, |told| told == "was told")
    );
}

fn main() {
    println!("runtime: {}", Handle::current().backend());
    all();
    amphi::block_on(first_failure());

    // A few futures in one task need no group.
    let lengths = join_all(MIRRORS.map(|mirror| async move { mirror.len() }));
    println!("letters: {}", lengths.wait().iter().sum::<usize>());
}
