//! Starting threads, and what becomes of work where the system refuses them.

use std::io;
use std::sync::Arc;

use amphi_core::JoinError;

use super::desk::{Call, Desk};
use super::{Ground, Work, wake_all};

impl<J: Work> Ground<J> {
    /// Starts as many threads as always stay.
    ///
    /// # Errors
    /// What the system says; the threads that were started stay.
    pub(in crate::pool) fn start_min(self: &Arc<Self>) -> io::Result<()> {
        self.start_threads(self.settings.min_threads)
    }

    pub(super) fn start_threads(self: &Arc<Self>, threads: usize) -> io::Result<()> {
        for _ in 0..threads {
            let mut crew = self.crew();
            let desk = crew.engage();
            self.outlook.see(&crew);
            drop(crew);
            if let Err(error) = self.try_start(&desk, false) {
                let mut crew = self.crew();
                crew.not_started(&desk);
                self.outlook.see(&crew);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Starts a thread that searches; the caller has the search.
    pub(super) fn start(self: &Arc<Self>, desk: &Arc<Desk>) {
        if let Err(error) = self.try_start(desk, true) {
            self.refused(desk, &error);
        }
    }

    fn try_start(self: &Arc<Self>, desk: &Arc<Desk>, called: bool) -> io::Result<()> {
        let (ground, place) = (self.clone(), desk.clone());
        let body = Box::new(move || ground.serve(&place, called));
        let handle = (self.settings.start)(self.settings.thread(desk.number), body)?;
        if let Some(handle) = desk.store(handle) {
            // It has ended already.
            self.crew().ended.push(handle);
        }
        Ok(())
    }

    /// The system refused a thread that was to search.
    fn refused(self: &Arc<Self>, desk: &Desk, error: &io::Error) {
        let mut crew = self.crew();
        crew.not_started(desk);
        let idle = crew.wake();
        self.outlook.see(&crew);
        if let Some(idle) = idle {
            drop(crew);
            idle.call(Call::Search);
            return;
        }
        // Under the lock, as where no more threads may be started. What is queued is done by those
        // that there are.
        self.search.release();
        if crew.threads > 0 {
            return;
        }
        let (jobs, waiting) = (self.queue.drain(), self.waiting_for_quiet(&mut crew));
        drop(crew);
        for job in jobs {
            self.give_up(job, JoinError::no_thread(copy(error)));
        }
        wake_all(waiting);
    }
}

/// The same error once more.
fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}
