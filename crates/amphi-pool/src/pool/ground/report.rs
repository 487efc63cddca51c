//! Telling of waits on a pool's threads that may never end, since nobody is left to do what is queued.
//!
//! What such a wait waits for may be in the pool's own queue, by way of a task or of other futures. Nobody can
//! know that, so it is reported when it has lasted, all threads have something to do, and nothing was taken from the queue
//! meanwhile.

use std::cell::RefCell;
use std::sync::{Arc, Once};
use std::time::Duration;

use amphi_core::region::{self, Cover, Stall, Watcher};
use amphi_core::{BlockOnError, stall};

use super::{Ground, Work};

thread_local! {
    /// The pool whose thread this is.
    static HERE: RefCell<Option<Here>> = const { RefCell::new(None) };
}

struct Here {
    pool: Arc<dyn Serves>,
    /// How much had been taken from its queue when a wait was looked at last.
    taken: Option<u64>,
}

/// A pool, whatever its work is.
trait Serves: Send + Sync {
    /// What is queued while no thread is left to do it.
    fn backlog(&self) -> Option<Backlog>;
}

struct Backlog {
    name: String,
    threads: usize,
    queued: usize,
    /// How much was taken from the queue so far.
    taken: u64,
}

impl<J: Work> Serves for Ground<J> {
    fn backlog(&self) -> Option<Backlog> {
        let figures = self.figures();
        let (taken, _) = self.queue.progress();
        let is_full = figures.idle == 0 && figures.threads >= self.settings.max_threads;
        (is_full && figures.queued > 0).then(|| Backlog {
            name: self.settings.name.clone(),
            threads: figures.threads,
            queued: figures.queued,
            taken,
        })
    }
}

/// This is a thread of that pool until the guard is dropped.
pub(super) fn serve<J: Work>(pool: &Arc<Ground<J>>) -> Serving {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| region::register(&Threads));
    let pool = pool.clone();
    drop(HERE.replace(Some(Here { pool, taken: None })));
    Serving
}

pub(super) struct Serving;

impl Drop for Serving {
    fn drop(&mut self) {
        drop(HERE.try_with(RefCell::take));
    }
}

/// Does something with the pool whose thread this is. At a thread's end its store may have gone; then it is no
/// pool's any more.
fn at_pool<R>(f: impl FnOnce(&mut Here) -> R) -> Option<R> {
    HERE.try_with(|here| here.borrow_mut().as_mut().map(f))
        .ok()
        .flatten()
}

struct Threads;

impl Cover for Threads {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match at_pool(|here| here.taken = None) {
            None => next(),
            Some(()) => region::watch(&Self, stall::threshold() / 2, next),
        }
    }
}

/// The longest time between two looks.
const SELDOM: Duration = Duration::from_secs(10);

impl Watcher for Threads {
    fn look(&self, wait: &Stall) -> Result<Option<Duration>, BlockOnError> {
        let threshold = stall::threshold();
        let backlog = at_pool(stands_still).flatten();
        let waited = wait.waited();
        if waited < threshold {
            return Ok(Some(threshold - waited));
        }
        if let Some(backlog) = backlog {
            stall::report(wait, backlog.text());
        }
        Ok(Some(waited.clamp(threshold, threshold.max(SELDOM))))
    }
}

/// What is queued, where nothing has been taken since the look before.
fn stands_still(here: &mut Here) -> Option<Backlog> {
    let backlog = here.pool.backlog();
    let taken = backlog.as_ref().map(|backlog| backlog.taken);
    let before = std::mem::replace(&mut here.taken, taken);
    backlog.filter(|backlog| before == Some(backlog.taken))
}

impl Backlog {
    fn text(&self) -> String {
        let Self {
            name,
            threads,
            queued,
            taken: _,
        } = self;
        format!(
            "it waits on a thread of the pool \"{name}\", all {threads} of which are busy; none has begun \
             any of the {queued} tasks and closures in the queue for a while. If it waits for one of \
             these, it never ends: give the pool more threads, or await the future instead"
        )
    }
}

#[cfg(all(test, not(amphi_loom)))]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// What is taken and queued, as a test says.
    struct Said(Mutex<Option<u64>>);

    impl Serves for Said {
        fn backlog(&self) -> Option<Backlog> {
            let taken = (*self.0.lock().unwrap())?;
            Some(Backlog {
                name: "said".into(),
                threads: 1,
                queued: 1,
                taken,
            })
        }
    }

    #[test]
    fn only_a_queue_that_has_not_moved_since_the_last_look_stands_still() {
        let said = Arc::new(Said(Mutex::new(None)));
        let pool = said.clone();
        let mut here = Here { pool, taken: None };
        let mut look = |taken| {
            *said.0.lock().unwrap() = taken;
            stands_still(&mut here).is_some()
        };
        let looks = [None, Some(1), Some(1), Some(2), Some(2), None, Some(2)].map(&mut look);
        assert_eq!(looks, [false, false, true, false, true, false, false]);
    }
}
