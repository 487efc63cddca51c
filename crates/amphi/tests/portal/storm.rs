//! Random schedules: whatever happens beside it, every call ends, and ends once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use amphi::{JoinError, Portal, PortalError};
use amphi_conformance::random::{Rng, seeds};

use crate::ground::{Ground, bounded, grounds, started};

/// How often something was made, and dropped.
#[derive(Default)]
struct Counts {
    made: AtomicUsize,
    dropped: AtomicUsize,
}

struct Counted(Arc<Counts>);

impl Counted {
    fn new(counts: &Arc<Counts>) -> Self {
        counts.made.fetch_add(1, Ordering::Relaxed);
        Self(counts.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

/// Work that yields now and then, and panics or never ends sometimes.
fn work(random: &mut Rng, counts: &Arc<Counts>) -> impl Future<Output = u64> + Send + use<> {
    let (yields, fate) = (random.below(4), random.below(16));
    let counted = Counted::new(counts);
    async move {
        let _counted = counted;
        for _ in 0..yields {
            amphi::yield_now().await;
        }
        match fate {
            0 => panic!("as it should"),
            1 => std::future::pending().await,
            2 => amphi::sleep(Duration::from_micros(200)).await,
            _ => {}
        }
        yields
    }
}

fn assert_end(ended: Result<u64, PortalError>) {
    if let Err(error) = ended {
        let known = error.is_cancelled() || error.is_panic() || error.is_closed();
        let known = known || error.is_shutdown();
        assert!(known || error.is_timeout(), "{error}");
    }
}

fn assert_join(ended: Result<u64, JoinError>) {
    // A task that came too late is told that its portal has gone.
    drop(ended.map(|yields| assert!(yields < 4)));
}

fn act(portal: &Portal, random: &mut Rng, counts: &Arc<Counts>) {
    // Some work never ends; what waits for it is bounded, or told by the end of the portal.
    let limit = Duration::from_micros(random.below(3000));
    let future = work(random, counts);
    match random.below(6) {
        0 => assert_end(portal.call_timeout(limit, future)),
        1 => drop(portal.spawn(future)),
        2 => drop(portal.spawn(future).cancel_on_drop()),
        3 => drop(portal.call_async(future)),
        4 => {
            let mut task = portal.spawn(future);
            match task.join_timeout(limit) {
                Some(ended) => assert_join(ended),
                None => {
                    // Unless the runtime goes meanwhile.
                    if let Ok(ended) = portal.handle().try_block_on(task.cancel()) {
                        assert_join(ended);
                    }
                }
            }
        }
        _ => {
            let started = portal.start_task(|started| async move {
                let _ = started.send(());
                future.await
            });
            if let Err(error) = started.map(|((), task)| drop(task.cancel())) {
                assert!(error.is_closed() || error.is_cancelled(), "{error}");
            }
        }
    }
}

fn round(ground: &Ground, seed: u64) {
    let counts = Arc::new(Counts::default());
    let mut random = Rng::new(seed);
    let deadline = Duration::from_micros(random.below(2000));
    let closes_at = random.below(40);
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let (portal, counts) = (ground.portal.clone(), counts.clone());
            let mut random = Rng::new(random.next());
            thread::spawn(move || {
                for _ in 0..30 {
                    act(&portal, &mut random, &counts);
                }
            })
        })
        .collect();
    for _ in 0..closes_at {
        thread::yield_now();
    }
    let report = ground.portal.close(deadline).wait();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(report.left, 0, "{report:?}");
    assert_eq!(ground.portal.live_tasks(), 0);
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    assert_eq!(
        count(&counts.made),
        count(&counts.dropped),
        "nothing is lost"
    );
    assert_eq!(count(&counts.made), 90);
}

fn storm(name: &'static str, rounds: u64, make: fn() -> Vec<Ground>) {
    for seed in seeds(rounds, 1..) {
        for ground in make() {
            let name = format!("{name} with AMPHI_SEED={seed} on {}", ground.name);
            bounded(&name, move || {
                round(&ground, seed);
            });
        }
    }
}

#[test]
fn b76_b81_every_call_ends_whatever_happens_beside_it() {
    storm("a storm", 25, grounds);
}

#[test]
fn b76_b81_every_call_ends_on_portals_that_are_started_and_ended() {
    storm("a short storm", 50, started);
}
