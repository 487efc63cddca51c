//! What closures do: some of them wait for others of their own pool.

use std::sync::{Arc, Mutex};

use amphi_conformance::random::Rng;
use amphi_core::TaskHandleExt;
use amphi_pool::Pool;

use crate::account::{Account, Fate};
use crate::moves::pause;
use crate::play::Entry;

/// A closure waits for one that waits for one, and so on, at most so often.
const DEEPEST: usize = 4;

/// What closures know of the pool that they are in.
#[derive(Clone)]
pub(crate) struct Inside {
    pub(crate) pool: Pool,
    /// What closures submitted.
    entries: Arc<Mutex<Vec<Entry>>>,
    depth: usize,
}

impl Inside {
    pub(crate) fn new(pool: &Pool) -> Self {
        Self {
            pool: pool.clone(),
            entries: Arc::default(),
            depth: 0,
        }
    }

    /// What became of all that closures submitted; complete when the pool has ended.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        std::mem::take(&mut self.entries.lock().unwrap())
    }
}

/// A closure that may take a moment, panic, or wait for another one of its pool.
pub(crate) fn work(
    inside: &Inside,
    rng: &mut Rng,
    account: &Arc<Account>,
) -> impl FnOnce() + Send + use<> {
    let (account, inside) = (account.clone(), inside.clone());
    let (panics, mut rng) = (rng.below(10) == 0, Rng::new(rng.next()));
    move || {
        account.run();
        if rng.below(4) == 0 {
            pause(&mut rng, 500);
        }
        // Further ones, once it has begun, are likely.
        let often = if inside.depth == 0 { 16 } else { 2 };
        if inside.depth < DEEPEST && rng.below(often) == 0 {
            wait_for_inner(&inside, &mut rng);
        }
        assert!(!panics, "on purpose");
    }
}

/// Submits one or two closures from inside of one, and waits for them.
fn wait_for_inner(outer: &Inside, rng: &mut Rng) {
    let inside = Inside {
        depth: outer.depth + 1,
        ..outer.clone()
    };
    let account = Arc::<Account>::default();
    let inner = work(&inside, rng, &account);
    let fate = match rng.below(4) {
        0 => Fate::Gave(inside.pool.offload(inner).wait()),
        // It may find no room.
        1 => match inside.pool.try_spawn_blocking(inner) {
            Ok(handle) => Fate::Gave(handle.join()),
            Err(full) => {
                drop(full);
                Fate::Refused
            }
        },
        // Two, of which the later one is waited for first.
        2 if inside.depth < DEEPEST => {
            let earlier = inside.pool.spawn_blocking(inner);
            wait_for_inner(&inside, rng);
            Fate::Gave(earlier.join())
        }
        _ => Fate::Gave(inside.pool.spawn_blocking(inner).join()),
    };
    let mut entries = inside.entries.lock().unwrap();
    entries.push((account, fate));
}
