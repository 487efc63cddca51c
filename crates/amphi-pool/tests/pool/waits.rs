//! C20: closures that wait for closures of their own pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi_core::TaskHandleExt;
use amphi_pool::Pool;

use crate::support::{join, pool, wait_idle, within};

fn nest(pool: &Pool, depth: usize, now: &Arc<AtomicUsize>, most: &Arc<AtomicUsize>) -> usize {
    let (inner, running, peak) = (pool.clone(), now.clone(), most.clone());
    let closure = pool.spawn_blocking(move || {
        peak.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let deeper = match depth {
            0 => 0,
            _ => {
                // A closure that waits does not work.
                running.fetch_sub(1, Ordering::SeqCst);
                let deeper = nest(&inner, depth - 1, &running, &peak) + 1;
                running.fetch_add(1, Ordering::SeqCst);
                deeper
            }
        };
        running.fetch_sub(1, Ordering::SeqCst);
        deeper
    });
    closure.join().unwrap()
}

#[test]
fn c20_a_chain_of_a_thousand_ends_on_two_threads() {
    let pool = pool(2);
    let (now, most) = (Arc::default(), Arc::<AtomicUsize>::default());
    let (outer, peak) = (pool.clone(), most.clone());
    assert_eq!(within(move || nest(&outer, 1000, &now, &peak)), 1000);
    assert_eq!(pool.stats().threads, 2);
    // A closure that has ended and the one that goes on may overlap.
    assert!(most.load(Ordering::SeqCst) <= 3, "{most:?} worked at once");
    wait_idle(&pool);
    let stats = pool.stats();
    assert_eq!((stats.completed, stats.queued, stats.running), (1001, 0, 0));
}

#[test]
fn c20_chains_from_many_closures_end_on_one_thread() {
    let pool = pool(1);
    let chains: Vec<_> = (0..20)
        .map(|_| {
            let inner = pool.clone();
            pool.spawn_blocking(move || {
                let (now, most) = (Arc::default(), Arc::default());
                nest(&inner, 5, &now, &most)
            })
        })
        .collect();
    for chain in chains {
        assert_eq!(join(chain).unwrap(), 5);
    }
    wait_idle(&pool);
    assert_eq!(pool.stats().completed, 20 * 7);
}
