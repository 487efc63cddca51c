//! [`PoolStats`]: what a pool does and has done.

use std::sync::atomic::Ordering;

use super::Pool;
use super::room::Room;

/// What a pool does and has done, at one moment of a pool at work.
///
/// Each figure is right by itself; they need not fit together to the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStats {
    /// Threads, idle ones included.
    pub threads: usize,
    /// Threads without work.
    pub idle: usize,
    /// Threads that run a closure or poll a task, and closures that were taken by threads that are not
    /// the pool's, since what waits for them kept its own.
    pub running: usize,
    /// Closures that have not started, and tasks that are to be polled.
    pub queued: usize,
    /// Closures that wait for room ([`Pool::offload`]).
    pub waiting: usize,
    /// Tasks that have not ended.
    pub tasks: usize,
    /// Closures that have run to their end; a panic is one.
    pub completed: u64,
    /// Closures that were dropped before they started: cancelled, or left over at the shutdown.
    pub cancelled: u64,
    /// Closures whose panic nobody took, since their handle had been dropped.
    pub lost_panics: u64,
}

impl Pool {
    /// What it does and has done.
    pub fn stats(&self) -> PoolStats {
        let inner = self.inner();
        let figures = inner.figures();
        PoolStats {
            threads: figures.threads,
            idle: figures.idle,
            running: figures.running,
            queued: figures.queued,
            waiting: inner.room.as_ref().map_or(0, Room::waiting),
            tasks: inner.tasks.count(),
            completed: figures.completed,
            cancelled: inner.counts.cancelled.load(Ordering::Relaxed),
            lost_panics: inner.counts.lost_panics.load(Ordering::Relaxed),
        }
    }
}
