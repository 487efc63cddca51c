//! [`Plain`]: threads that take boxed closures from one queue, as most programs write it.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::contenders::Received;

type Job = Box<dyn FnOnce() + Send>;

/// Plain threads on one queue.
pub(crate) struct Plain(Sender<Job>);

impl Plain {
    pub(crate) fn start(threads: usize) -> Self {
        let (give, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..threads {
            let jobs = jobs.clone();
            thread::spawn(move || {
                while let Some(job) = next(&jobs) {
                    job();
                }
            });
        }
        Self(give)
    }

    pub(crate) fn spawn<T: Send + 'static>(
        &self,
        f: impl FnOnce() -> T + Send + 'static,
    ) -> Received<T> {
        let (tell, told) = channel();
        let job = move || drop(tell.send(f()));
        self.0.send(Box::new(job)).expect("the threads serve");
        Received(told)
    }
}

fn next(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    jobs.recv().ok()
}
