//! What the threads of a pool do while there is nothing to do: nothing. Told by Linux, which counts it.

use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use amphi_pool::Pool;

use crate::support::{join, wait_idle};

/// At most 15 bytes with a number after it, which is what Linux keeps of a name.
const NAME: &str = "gone-quiet";
/// So long are threads looked at: many hundred of the watcher's ticks, and tens of a spinning thread's.
const SPAN: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(60);

/// What one thread did so far.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Did {
    thread: String,
    /// How often it gave its CPU up.
    rests: String,
    /// Ticks of the clock on a CPU, in the process and for it in the system.
    ticks: [String; 2],
}

/// All threads of pools of that name.
fn threads() -> Vec<Did> {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    // Others end at any time.
    let mut threads: Vec<_> = tasks.filter_map(|task| did(&task.ok()?.path())).collect();
    threads.sort_unstable();
    threads
}

fn did(task: &Path) -> Option<Did> {
    let read = |file| fs::read_to_string(task.join(file)).ok();
    let thread = read("comm")?.trim().to_owned();
    let status = read("status")?;
    let rests = (status.lines()).find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?;
    let stat = read("stat")?;
    // Names may contain anything; after this one's end the state is the first.
    let mut figures = stat.rsplit(')').next()?.split_whitespace().skip(11);
    let ticks = [figures.next()?.to_owned(), figures.next()?.to_owned()];
    thread.starts_with(NAME).then(|| Did {
        thread,
        rests: rests.trim().to_owned(),
        ticks,
    })
}

/// Short closures, of which several are always under way: some are left to threads that are awake, and so
/// somebody watches those.
fn work(pool: &Pool) {
    let check = |(number, handle)| assert_eq!(join(handle).unwrap(), number);
    let mut under_way = VecDeque::new();
    for number in 0..2000 {
        under_way.push_back((number, pool.spawn_blocking(move || number)));
        if under_way.len() == 16 {
            under_way.pop_front().into_iter().for_each(check);
        }
    }
    under_way.into_iter().for_each(check);
}

#[test]
fn threads_without_work_are_not_woken() {
    let builder = Pool::builder().name(NAME).max_threads(4);
    // So that no thread ends meanwhile.
    let pool = builder
        .idle_timeout(Duration::from_secs(3600))
        .build()
        .unwrap();
    work(&pool);
    wait_idle(&pool);
    let end = Instant::now() + PATIENCE;
    loop {
        let before = threads();
        assert_eq!(before.len(), pool.stats().threads, "{before:?}");
        assert!(!before.is_empty(), "somebody did the work");
        sleep(SPAN);
        let after = threads();
        if before == after {
            break;
        }
        assert!(
            Instant::now() < end,
            "still at it: {before:?}, then {after:?}"
        );
    }
    // It still is a pool.
    work(&pool);
    wait_idle(&pool);
    assert_eq!(pool.stats().completed, 4000);
}
