//! Work that is left to threads that are awake, where these turn out to be blocked.

use std::collections::VecDeque;
use std::sync::mpsc::channel;

use amphi_pool::Pool;

use crate::support::{BOUND, get, join, pool};

/// Short closures, so that the pool takes the next ones for short too.
fn short_ones(pool: &Pool) {
    let mut waiting = VecDeque::new();
    for n in 0..2_000 {
        waiting.push_back((n, pool.spawn_blocking(move || n)));
        if waiting.len() == 16 {
            let (n, oldest) = waiting.pop_front().unwrap();
            assert_eq!(join(oldest).unwrap(), n);
        }
    }
    for (n, left) in waiting {
        assert_eq!(join(left).unwrap(), n);
    }
}

#[test]
fn a_closure_that_nobody_waits_for_runs_beside_one_that_waits_for_it() {
    let pool = pool(4);
    for round in 0..100 {
        short_ones(&pool);
        let (tell, told) = channel();
        let (give, given) = channel();
        let waits = pool.spawn_blocking(move || tell.send(given.recv_timeout(BOUND)).unwrap());
        let gives = pool.spawn_blocking(move || give.send(round).unwrap());
        // Neither handle is polled before that.
        assert_eq!(get(&told), Ok(round));
        join(waits).unwrap();
        join(gives).unwrap();
    }
}

#[test]
fn a_chain_of_closures_that_nobody_waits_for_ends() {
    let pool = pool(8);
    for _ in 0..100 {
        short_ones(&pool);
        let (first, mut before) = channel();
        for _ in 0..7 {
            let (next, after) = channel();
            let given = std::mem::replace(&mut before, after);
            drop(pool.spawn_blocking(move || next.send(given.recv_timeout(BOUND).unwrap() + 1)));
        }
        drop(pool.spawn_blocking(move || first.send(0)));
        assert_eq!(get(&before), 7);
    }
}
