//! Plays one program.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use amphi_conformance::random::Rng;
use amphi_pool::{JoinHandle, Pool};

use crate::account::{Account, Fate};
use crate::moves::{pause, poll, settle};
use crate::nest::{Inside, work};

const SUBMITTERS: u64 = 3;
const OPERATIONS: u64 = 200;
const BOUND: Duration = Duration::from_secs(30);

pub(crate) type Entry = (Arc<Account>, Fate);

/// Plays the program of this seed; gives how many operations it had, or what went wrong.
pub(crate) fn play(seed: u64) -> Result<usize, String> {
    let mut rng = Rng::new(seed);
    let (started, stopped) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let pool = build(&mut rng, &started, &stopped);
    let shuts_down = rng.below(4) == 0;
    let inside = Inside::new(&pool);

    let submitters: Vec<_> = (0..SUBMITTERS)
        .map(|index| {
            let (inside, rng) = (inside.clone(), Rng::new(seed ^ (index + 1) << 40));
            thread::spawn(move || submit(&inside, rng))
        })
        .collect();
    if shuts_down {
        pause(&mut rng, 20_000);
        // The report is not waited for: there is another one at the end.
        drop(pool.shutdown(BOUND).map_err(|error| error.to_string())?);
    }
    let mut entries = Vec::new();
    for submitter in submitters {
        entries.extend(submitter.join().map_err(|_| "a submitter panicked")?);
    }
    if !shuts_down {
        pool.idle().wait();
    }
    let report = pool
        .shutdown(BOUND)
        .map_err(|error| error.to_string())?
        .wait();
    let stats = pool.stats();
    if !report.is_clean() || stats.threads != 0 || stats.queued != 0 || stats.tasks != 0 {
        return Err(format!("not clean: {report:?}, {stats:?}"));
    }
    let threads = (
        started.load(Ordering::SeqCst),
        stopped.load(Ordering::SeqCst),
    );
    if threads.0 != threads.1 {
        return Err(format!("{threads:?} threads started and stopped"));
    }
    let nested = inside.entries();
    // A program that nobody cut short is long enough for some.
    if nested.is_empty() && !shuts_down {
        return Err("no closure waited for another one".into());
    }
    let is_cancelled = |fate: &Fate| matches!(fate, Fate::Gave(Err(error)) if error.is_cancelled());
    if nested.iter().any(|(_, fate)| is_cancelled(fate)) {
        return Err("nobody cancelled the inner closure".into());
    }
    entries.extend(nested);
    let operations = entries.len();
    for (account, fate) in entries {
        account.check(&fate, shuts_down)?;
    }
    Ok(operations)
}

fn build(rng: &mut Rng, started: &Arc<AtomicUsize>, stopped: &Arc<AtomicUsize>) -> Pool {
    let (started, stopped) = (started.clone(), stopped.clone());
    let count = |counter: Arc<AtomicUsize>| {
        move || {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    };
    let mut builder = Pool::builder()
        .max_threads(rng.pick(&[1, 2, 8]))
        .idle_timeout(Duration::from_micros(rng.pick(&[0, 20, 1_000_000])))
        .on_thread_start(count(started))
        .on_thread_stop(count(stopped));
    if rng.below(2) == 0 {
        builder = builder.queue_limit(rng.pick(&[0, 1, 5]));
    }
    builder.build().expect("the system has threads")
}

/// What one thread does; gives what it knows of all that it submitted.
fn submit(inside: &Inside, mut rng: Rng) -> Vec<Entry> {
    let pool = &inside.pool;
    let mut entries = Vec::new();
    let mut kept: VecDeque<(Arc<Account>, JoinHandle<()>)> = VecDeque::new();
    for _ in 0..OPERATIONS {
        let account = Arc::<Account>::default();
        match rng.below(8) {
            0 => {
                let offload = pool.offload(work(inside, &mut rng, &account));
                entries.push((account, Fate::Gave(offload.wait())));
            }
            1 => {
                let mut offload = pool.offload(work(inside, &mut rng, &account));
                let polled = poll(&mut offload);
                pause(&mut rng, 100);
                drop(offload);
                let fate = polled.map_or(Fate::Cancelled, Fate::Gave);
                entries.push((account, fate));
            }
            2 => match pool.try_spawn_blocking(work(inside, &mut rng, &account)) {
                Ok(handle) => kept.push_back((account, handle)),
                Err(full) => {
                    drop(full);
                    entries.push((account, Fate::Refused));
                }
            },
            3 => {
                let account = Arc::new(Account::of_task());
                let task = pool.spawn(task(&mut rng, account.clone()));
                kept.push_back((account, task));
            }
            _ => {
                let handle = pool.spawn_blocking(work(inside, &mut rng, &account));
                kept.push_back((account, handle));
            }
        }
        if rng.below(16) == 0 {
            pause(&mut rng, 2_000);
        }
        while kept.len() as u64 > rng.below(20) {
            let (account, handle) = kept.pop_front().expect("there are some");
            entries.push((account, settle(&mut rng, handle)));
        }
    }
    for (account, handle) in kept {
        entries.push((account, settle(&mut rng, handle)));
    }
    entries
}

/// A task that yields, and may panic.
fn task(rng: &mut Rng, account: Arc<Account>) -> impl Future<Output = ()> + Send + use<> {
    let (panics, mut yields) = (rng.below(10) == 0, rng.below(4));
    let mut first = true;
    poll_fn(move |cx| {
        if std::mem::take(&mut first) {
            account.run();
        }
        if yields > 0 {
            yields -= 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        assert!(!panics, "on purpose");
        Poll::Ready(())
    })
}
