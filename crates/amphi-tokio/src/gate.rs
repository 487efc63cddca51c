//! How many workers of one multi-thread runtime may wait at the same time.
//!
//! Each wait on a worker takes a thread of the runtime's blocking pool for the worker's tasks, and
//! those tasks may wait in turn. So a storm of waits would use the pool up, and then the runtime
//! stands still for ever, silently: tokio polls timers and sockets only once in 61 tasks, so waits do not
//! end as fast as new ones begin.
//!
//! Below [`CALM`] waits nothing is done. Above, a wait delays the hand-over of its worker, by a time
//! that doubles with every [`STEP`] more: as long as waits end at all, beginnings and ends meet
//! somewhere below the limit. Delayed hand-overs take turns, so that the number of workers does not
//! matter. At the limit a wait is refused at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use amphi_core::{BlockOnError, BlockOnErrorKind};
use tokio::runtime::{Handle, Id};

/// Up to this many waits at once there is no delay.
const CALM: usize = 256;
/// The delay doubles with every so many waits more.
const STEP: usize = 32;
/// The first delay.
const DELAY: Duration = Duration::from_millis(1);
/// More waits than this are refused. Tokio's pool has 512 threads by default, and some are left for
/// closures.
const LIMIT: usize = 480;
/// A limit that was learned is forgotten after this time: what used the pool up may have ended.
const MEMORY: Duration = Duration::from_secs(1);

/// The waits on one runtime's workers.
#[derive(Debug)]
pub(crate) struct Gate {
    waiting: AtomicUsize,
    /// Held by the hand-over that is being delayed.
    turn: Mutex<()>,
    /// A lower limit that was run into, and when.
    learned: Mutex<Option<(usize, Instant)>>,
}

/// Gates that are in use, or remember something.
static GATES: RwLock<Vec<(Id, Arc<Gate>)>> = RwLock::new(Vec::new());

impl Gate {
    /// The gate of `handle`'s runtime.
    pub(crate) fn of(handle: &Handle) -> Arc<Self> {
        let id = handle.id();
        let find = |gates: &[(Id, Arc<Self>)]| {
            gates
                .iter()
                .find(|(of, _)| *of == id)
                .map(|(_, gate)| gate.clone())
        };
        if let Some(gate) = find(&GATES.read().unwrap_or_else(PoisonError::into_inner)) {
            return gate;
        }
        let mut gates = GATES.write().unwrap_or_else(PoisonError::into_inner);
        gates.retain(|(_, gate)| Arc::strong_count(gate) > 1 || gate.limit() < LIMIT);
        find(&gates).unwrap_or_else(|| {
            let gate = Arc::new(Self::new());
            gates.push((id, gate.clone()));
            gate
        })
    }

    fn new() -> Self {
        Self {
            waiting: AtomicUsize::new(0),
            turn: Mutex::new(()),
            learned: Mutex::new(None),
        }
    }

    /// Admits one more wait, sooner or later, or refuses it.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Ticket, BlockOnError> {
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed) + 1;
        let ticket = Ticket(self.clone());
        let limit = self.limit();
        if waiting > limit {
            return Err(exhausted(match limit {
                LIMIT => format!("{LIMIT} of its workers wait already"),
                _ => "its blocking pool had no thread left within the last second".into(),
            }));
        }
        if waiting > CALM {
            let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            // Others may have ended while this one waited for its turn.
            if let Some(delay) = delay(self.waiting.load(Ordering::Relaxed)) {
                thread::sleep(delay);
            }
        }
        Ok(ticket)
    }

    /// Remembers that the runtime had no thread for this many waits at once.
    pub(crate) fn learn(&self) -> BlockOnError {
        let waiting = self.waiting.load(Ordering::Relaxed);
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        *learned = Some((waiting.saturating_sub(1), Instant::now()));
        exhausted("its blocking pool has no thread left to go on with".into())
    }

    fn limit(&self) -> usize {
        let learned = *self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        match learned {
            Some((limit, when)) if when.elapsed() < MEMORY => limit,
            _ => LIMIT,
        }
    }
}

/// A wait that was admitted; counted for as long as it lives.
#[derive(Debug)]
pub(crate) struct Ticket(Arc<Gate>);

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How long the hand-over waits when so many wait already.
fn delay(waiting: usize) -> Option<Duration> {
    let steps = waiting.checked_sub(CALM + 1)? / STEP;
    Some(DELAY * 2_u32.pow(u32::try_from(steps).unwrap_or(16).min(16)))
}

fn exhausted(detail: String) -> BlockOnError {
    BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_with_every_step() {
        assert_eq!(delay(CALM), None);
        assert_eq!(delay(CALM + 1), Some(DELAY));
        assert_eq!(delay(CALM + STEP), Some(DELAY));
        assert_eq!(delay(CALM + STEP + 1), Some(DELAY * 2));
        assert_eq!(delay(LIMIT), Some(DELAY * 64));
    }

    #[test]
    fn the_limit_refuses_and_tickets_come_back() {
        let gate = Arc::new(Gate::new());
        let tickets: Vec<_> = (0..CALM).map(|_| gate.enter().unwrap()).collect();
        gate.learn();
        assert_eq!(gate.limit(), CALM - 1);
        assert_eq!(
            gate.enter().unwrap_err().kind(),
            BlockOnErrorKind::Exhausted
        );
        assert_eq!(gate.waiting.load(Ordering::Relaxed), CALM);
        drop(tickets);
        assert_eq!(gate.waiting.load(Ordering::Relaxed), 0);
        assert!(gate.enter().is_ok());
    }
}
