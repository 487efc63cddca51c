//! Loom models of the ground: every interleaving of who adds work with the threads that do it.
//!
//! Run with `just loom`. Models do not spin, and time stands still: an idle time of zero is over at
//! once, so threads end whenever the checker lets them.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amphi_core::JoinError;
use loom::thread;

use super::end::Exempt;
use super::{Ground, Ran, Work};
use crate::pool::settings::Settings;
use crate::sync::{Body, JoinHandle};

/// Counts what became of it.
#[derive(Clone, Default)]
struct Job(Arc<Counts>);

#[derive(Default)]
struct Counts {
    ran: AtomicUsize,
    given_up: AtomicUsize,
}

impl Work for Job {
    fn run(self) -> Ran {
        self.0.ran.fetch_add(1, Ordering::SeqCst);
        Ran::Step
    }

    fn give_up(self, _: JoinError) -> Ran {
        self.0.given_up.fetch_add(1, Ordering::SeqCst);
        Ran::Step
    }
}

impl Job {
    fn ran(&self) -> usize {
        self.0.ran.load(Ordering::SeqCst)
    }

    fn given_up(&self) -> usize {
        self.0.given_up.load(Ordering::SeqCst)
    }
}

fn ground(max_threads: usize, idle_timeout: Duration) -> Arc<Ground<Job>> {
    with(|settings| {
        settings.max_threads = max_threads;
        settings.idle_timeout = idle_timeout;
    })
}

fn with(set: impl FnOnce(&mut Settings)) -> Arc<Ground<Job>> {
    let mut settings = Settings {
        spinners: 0,
        ..Settings::default()
    };
    set(&mut settings);
    Arc::new(Ground::new(settings))
}

/// The checker takes threads that are parked for ever for a deadlock: so a lost wake-up fails, and
/// idle threads are told to leave at the end. It waits for all threads by itself.
fn end(ground: &Ground<Job>) {
    ground.leave();
}

/// Threads that are idle for ever are only ever woken by work.
const FOR_EVER: Duration = Duration::MAX;

#[test]
fn what_is_added_is_done_by_a_thread_that_rests_or_is_about_to() {
    model(|| {
        let (ground, job) = (ground(1, FOR_EVER), Job::default());
        ground.push(job.clone());
        ground.push(job.clone());
        join_when(&ground, &job, 2);
    });
}

/// Two threads add work at the same time, for at most so many threads.
fn two_add_at_once(threads: usize, idle: Duration) {
    let (ground, job) = (ground(threads, idle), Job::default());
    let (other, its) = (ground.clone(), job.clone());
    let adds = thread::spawn(move || other.push(its));
    ground.push(job.clone());
    adds.join().unwrap();
    join_when(&ground, &job, 2);
}

#[test]
fn what_two_add_at_once_is_done_by_one_thread() {
    model(|| {
        two_add_at_once(1, FOR_EVER);
    });
}

#[test]
fn what_two_add_at_once_is_done_by_two_threads() {
    with_switches(1, || {
        two_add_at_once(2, FOR_EVER);
    });
}

/// What is added while a thread is awake is left to it, which may be about to rest.
#[test]
fn what_is_left_to_a_thread_that_is_awake_is_done() {
    with_switches(1, || {
        let (ground, job) = (ground(2, FOR_EVER), Job::default());
        (0..64).for_each(|_| ground.outlook.learn(Duration::ZERO, 1));
        // The next thread that rests is to watch.
        assert!(!ground.outlook.use_watch());
        // One thread is awake, as far as others can see, and one watches.
        ground.start_threads(2).unwrap();
        quiet(&ground);
        ground.outlook.stuck(0);
        ground.push(job.clone());
        ground.push(job.clone());
        join_when(&ground, &job, 2);
    });
}

#[test]
fn a_thread_that_ends_loses_no_work() {
    model(|| {
        let (ground, job) = (ground(1, Duration::ZERO), Job::default());
        ground.push(job.clone());
        ground.push(job.clone());
        join_when(&ground, &job, 2);
    });
}

#[test]
fn threads_that_end_one_another_lose_no_work() {
    model(|| {
        two_add_at_once(2, Duration::ZERO);
    });
}

#[test]
fn the_last_handle_leaves_nothing_undone_and_no_thread() {
    model(|| {
        let (ground, job) = (ground(1, FOR_EVER), Job::default());
        ground.push(job.clone());
        end(&ground);
        ground.push(job.clone());
        join_when(&ground, &job, 2);
    });
}

#[test]
fn a_shutdown_ends_all_work_one_way_or_the_other() {
    model(|| {
        let (ground, job) = (ground(1, FOR_EVER), Job::default());
        let (other, its) = (ground.clone(), job.clone());
        let adds = thread::spawn(move || {
            other.push(its.clone());
            other.push(its);
        });
        // All threads of a model are one to thread-local values, so it would be told wrong.
        let _ = ground.joiner();
        ground.shut();
        adds.join().unwrap();
        assert_eq!(ground.join(Exempt::default(), FOR_EVER), 0);
        assert_eq!(job.ran() + job.given_up(), 2);
        assert_eq!(ground.figures().threads, 0);
    });
}

#[test]
fn a_refused_thread_leaves_no_work_behind() {
    fn refuse(_: std::thread::Builder, _: Body) -> io::Result<JoinHandle<()>> {
        Err(io::ErrorKind::WouldBlock.into())
    }
    model(|| {
        let ground = with(|settings| settings.start = refuse);
        let job = Job::default();
        let (other, its) = (ground.clone(), job.clone());
        let adds = thread::spawn(move || other.push(its));
        ground.push(job.clone());
        adds.join().unwrap();
        assert_eq!((job.ran(), job.given_up()), (0, 2));
        assert_eq!((ground.figures().threads, ground.figures().queued), (0, 0));
    });
}

#[test]
fn who_waits_for_quiet_is_told() {
    model(|| {
        let (ground, job) = (ground(1, FOR_EVER), Job::default());
        ground.push(job.clone());
        quiet(&ground);
        assert_eq!(job.ran(), 1);
        end(&ground);
    });
}

/// Waits until nothing runs, then checks what did, and ends the ground.
fn join_when(ground: &Arc<Ground<Job>>, job: &Job, ran: usize) {
    quiet(ground);
    assert_eq!((job.ran(), job.given_up()), (ran, 0));
    end(ground);
}

fn quiet(ground: &Arc<Ground<Job>>) {
    let mut id = None;
    loom::future::block_on(std::future::poll_fn(|cx| {
        match ground.poll_quiet(&mut id, cx.waker()) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    }));
}

/// All interleavings are too many; those with two forced switches show what goes wrong between two.
fn model(act: impl Fn() + Send + Sync + 'static) {
    with_switches(2, act);
}

fn with_switches(most: usize, act: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(most);
    builder.check(act);
}
