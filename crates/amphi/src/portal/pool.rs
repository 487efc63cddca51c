//! [`Pool`]: the portal that a provider and its leases share.

use std::mem;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use super::{Portal, PortalError, lock};
use crate::Handle;

/// What a provider and its leases share; a portal that lingers goes with the last of them.
pub(super) struct Pool {
    linger: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Arc<Portal>>,
    /// How many shares of the current portal are held.
    leases: usize,
    /// Since when nobody holds one.
    idle: Option<Instant>,
    /// Whether a task of the current portal's runtime looks after it while it lingers.
    is_watched: bool,
}

impl State {
    /// Counts a share of `portal` as given back; whether it was the last of the current one.
    fn is_last(&mut self, portal: &Arc<Portal>) -> bool {
        let is_current = |current: &Arc<Portal>| Arc::ptr_eq(current, portal);
        if !self.current.as_ref().is_some_and(is_current) {
            return false;
        }
        self.leases -= 1;
        self.leases == 0
    }
}

impl Pool {
    pub(super) fn new(linger: Duration) -> Self {
        Self {
            linger,
            state: Mutex::default(),
        }
    }

    /// A share of the current portal, or of a new one. The lock is held while that starts, so that
    /// those who come meanwhile get the same one.
    pub(super) fn take(
        &self,
        start: impl FnOnce() -> Result<Portal, PortalError>,
    ) -> Result<Arc<Portal>, PortalError> {
        let mut state = lock(&self.state);
        if let Some(current) = state.current.clone().filter(|current| !current.is_closed()) {
            state.leases += 1;
            state.idle = None;
            return Ok(current);
        }
        let portal = Arc::new(start()?);
        let closed = state.current.replace(portal.clone());
        state.leases = 1;
        state.idle = None;
        // Its runtime may take the task that watched along.
        state.is_watched = false;
        drop(state);
        drop(closed);
        Ok(portal)
    }

    /// Takes a share back; the last one leaves the portal lingering, or takes it along.
    pub(super) fn give_back(pool: &Arc<Self>, portal: Arc<Portal>) {
        let mut state = lock(&pool.state);
        if !state.is_last(&portal) {
            drop(state);
            return drop(portal);
        }
        if pool.linger.is_zero() || portal.is_closed() {
            let current = state.current.take();
            drop(state);
            return drop((current, portal));
        }
        state.idle = Some(Instant::now());
        let was_watched = mem::replace(&mut state.is_watched, true);
        drop(state);
        if !was_watched {
            let handle = portal.handle().clone();
            handle.spawn(watch(Arc::downgrade(pool), handle.clone()));
        }
    }

    /// Takes a share back; gives the portal where it was the last one.
    pub(super) fn last(&self, portal: &Arc<Portal>) -> Option<Arc<Portal>> {
        let mut state = lock(&self.state);
        if state.is_last(portal) {
            state.current.take()
        } else {
            None
        }
    }

    /// How long the portal has still to linger; or, at the end of that, the portal, where it does.
    fn look(&self) -> Result<Duration, Option<Arc<Portal>>> {
        let mut state = lock(&self.state);
        let left = |idle: Instant| self.linger.saturating_sub(idle.elapsed());
        match state.idle.map(left) {
            Some(left) if !left.is_zero() => Ok(left),
            idle => {
                state.is_watched = false;
                state.idle = None;
                Err(idle.and_then(|_| state.current.take()))
            }
        }
    }
}

/// Ends what has lingered long enough. Runs on the portal's own runtime, as none of its tasks.
async fn watch(pool: Weak<Pool>, handle: Handle) {
    loop {
        let looked = match pool.upgrade() {
            Some(pool) => pool.look(),
            None => return,
        };
        match looked {
            Ok(left) => handle.sleep(left).await,
            Err(portal) => return drop(portal),
        }
    }
}
