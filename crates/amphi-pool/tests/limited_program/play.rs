//! Plays one program.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use amphi_conformance::random::Rng;
use amphi_core::{TaskHandleExt, park};
use amphi_pool::{JoinHandle, LimitedHandle, Limiter, Pool};

use crate::account::{Account, Fate};
use crate::moves::{self, pause, poll};

const SUBMITTERS: u64 = 3;
const OPERATIONS: u64 = 200;
const BOUND: Duration = Duration::from_secs(30);

type Entry = (Arc<Account>, Fate);
type Kept = LimitedHandle<(), JoinHandle<()>>;

/// What all threads of a program share.
#[derive(Clone)]
struct World {
    pool: Pool,
    limiter: Limiter,
    /// The most permits that there ever are.
    most: usize,
    inside: Arc<AtomicUsize>,
    /// What was found inside of closures.
    wrong: Arc<Mutex<Option<String>>>,
}

impl World {
    fn is_wrong(&self, what: String) {
        *self.wrong.lock().unwrap() = Some(what);
    }
}

/// Plays the program of this seed; gives how many operations it had, or what went wrong.
pub(crate) fn play(seed: u64) -> Result<usize, String> {
    let mut rng = Rng::new(seed);
    let (started, stopped) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let most = rng.pick(&[1, 2, 5]);
    let world = World {
        pool: build(&mut rng, &started, &stopped),
        limiter: Limiter::new(most),
        most,
        inside: Arc::default(),
        wrong: Arc::default(),
    };
    let shuts_down = rng.below(3) == 0;
    let submitters = Vec::from_iter((0..SUBMITTERS).map(|index| {
        let (world, rng) = (world.clone(), Rng::new(seed ^ (index + 1) << 40));
        thread::spawn(move || submit(&world, rng))
    }));
    if shuts_down {
        pause(&mut rng, 50_000);
        let ended = world.pool.shutdown(BOUND);
        // The report is not waited for: there is another one at the end.
        drop(ended.map_err(|error| error.to_string())?);
    }
    let mut entries = Vec::new();
    for submitter in submitters {
        entries.extend(submitter.join().map_err(|_| "a submitter panicked")?);
    }
    finish(&world, (&started, &stopped))?;
    let operations = entries.len();
    for (account, fate) in entries {
        account.check(&fate, shuts_down)?;
    }
    Ok(operations)
}

/// What holds when all submitters have ended.
fn finish(world: &World, threads: (&AtomicUsize, &AtomicUsize)) -> Result<(), String> {
    let World { pool, limiter, .. } = world;
    // All permits at once: whatever was let go has ended.
    limiter.set_total(world.most);
    let permits = Vec::from_iter((0..world.most).map(|_| limiter.acquire().wait()));
    drop(permits);
    let stats = limiter.stats();
    if (stats.in_use, stats.waiting, stats.lent) != (0, 0, 0) {
        return Err(format!("permits are left: {stats:?}"));
    }
    let ended = pool.shutdown(BOUND).map_err(|error| error.to_string())?;
    let report = ended.wait();
    let stats = pool.stats();
    if !report.is_clean() || stats.threads != 0 || stats.queued != 0 {
        return Err(format!("not clean: {report:?}, {stats:?}"));
    }
    let threads = [threads.0, threads.1].map(|count| count.load(Ordering::SeqCst));
    if threads[0] != threads[1] {
        return Err(format!("{threads:?} threads started and stopped"));
    }
    world.wrong.lock().unwrap().take().map_or(Ok(()), Err)
}

fn build(rng: &mut Rng, started: &Arc<AtomicUsize>, stopped: &Arc<AtomicUsize>) -> Pool {
    let count = |counter: &Arc<AtomicUsize>| {
        let counter = counter.clone();
        move || {
            counter.fetch_add(1, Ordering::SeqCst);
        }
    };
    Pool::builder()
        .max_threads(rng.pick(&[1, 2, 8]))
        .idle_timeout(Duration::from_micros(rng.pick(&[0, 20, 1_000_000])))
        .on_thread_start(count(started))
        .on_thread_stop(count(stopped))
        .build()
        .expect("the system has threads")
}

/// What one thread does; gives what it knows of all that it submitted.
fn submit(world: &World, mut rng: Rng) -> Vec<Entry> {
    let limited = world.limiter.on(&world.pool);
    let mut entries = Vec::new();
    let mut kept: VecDeque<(Arc<Account>, Kept)> = VecDeque::new();
    for _ in 0..OPERATIONS {
        let account = Arc::<Account>::default();
        let work = work(world, &mut rng, &account);
        match rng.below(10) {
            0 => entries.push((account, Fate::Gave(limited.spawn_blocking(work).wait()))),
            // Given up at some point on its way.
            1 => {
                let mut lazy = limited.spawn_blocking(work);
                let polled = poll(&mut lazy);
                pause(&mut rng, 200);
                drop(lazy);
                let fate = polled.map_or(Fate::Cancelled, Fate::Gave);
                entries.push((account, fate));
            }
            2 => {
                let mut lazy = limited.spawn_blocking(work);
                let polled = poll(&mut lazy);
                pause(&mut rng, 200);
                let fate = match polled {
                    Some(result) => result,
                    None => park::block_on(lazy.cancel()),
                };
                entries.push((account, Fate::Gave(fate)));
            }
            // At least one, so that all of them come through.
            3 => {
                let total = 1 + rng.below(world.most as u64);
                world
                    .limiter
                    .set_total(usize::try_from(total).expect("small"));
                kept.push_back((account, limited.start(work)));
            }
            // The place in the queue is handed over.
            4 => {
                let mut acquire = world.limiter.acquire();
                match poll(&mut acquire) {
                    Some(permit) => {
                        let handle = permit.offload(&world.pool, work);
                        kept.push_back((account, LimitedHandle::offloaded(handle)));
                    }
                    None => kept.push_back((account, acquire.offload(&world.pool, work))),
                }
            }
            _ => kept.push_back((account, limited.start(work))),
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

/// Lets a handle go in one way or another.
fn settle(rng: &mut Rng, mut handle: Kept) -> Fate {
    if rng.below(3) == 0 {
        // Waited for a moment, so that it may be at any of its stages.
        if let Some(result) = handle.join_timeout(Duration::from_micros(rng.below(30))) {
            return Fate::Gave(result);
        }
    }
    moves::settle(rng, handle)
}

/// A closure that may take a moment, panic, or offload another one and wait for it.
fn work(world: &World, rng: &mut Rng, account: &Arc<Account>) -> impl FnOnce() + Send + use<> {
    let (account, world) = (account.clone(), world.clone());
    let panics = rng.below(10) == 0;
    let mut rng = Rng::new(rng.next());
    move || {
        account.run();
        let works = Works::new(&world);
        if rng.below(4) == 0 {
            pause(&mut rng, 500);
        }
        if rng.below(8) == 0 {
            nest(&world, &mut rng, works);
        }
        assert!(!panics, "on purpose");
    }
}

/// Waits for an inner closure, which may borrow this one's permit.
fn nest(world: &World, rng: &mut Rng, works: Works) {
    // It stands still meanwhile.
    drop(works);
    let inner = world.clone();
    let work = move || drop(Works::new(&inner));
    let limited = world.limiter.on(&world.pool);
    let result = match rng.below(2) {
        0 => limited.start(work).join(),
        _ => limited.spawn_blocking(work).wait(),
    };
    if let Err(error) = result {
        // The pool may have been shut down meanwhile; nothing else may go wrong.
        if !error.is_shutdown() {
            world.is_wrong(format!("an inner closure: {error}"));
        }
    }
}

/// Counts who works; there may never be more than permits.
struct Works(World);

impl Works {
    fn new(world: &World) -> Self {
        let inside = world.inside.fetch_add(1, Ordering::SeqCst) + 1;
        if inside > world.most {
            world.is_wrong(format!("{inside} at a time, and {} permits", world.most));
        }
        Self(world.clone())
    }
}

impl Drop for Works {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
    }
}
