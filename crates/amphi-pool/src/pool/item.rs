//! [`Item`]: what is in a pool's queue.

use std::sync::Arc;

use amphi_core::JoinError;
use amphi_core::offload::AnyJob;

use super::ground::{Ran, Work, quietly};

/// What is in a pool's queue.
pub(super) enum Item {
    Closure(AnyJob),
    /// A task that is to be polled.
    Task(Arc<dyn Step>),
}

/// A task, as the pool's threads see it.
pub(super) trait Step: Send + Sync {
    /// Polls it once, where it is its turn.
    fn step(self: Arc<Self>);
    /// Ends it; its future is dropped here, or by the thread that polls it.
    fn stop(&self, why: JoinError);
}

impl Work for Item {
    fn run(self) -> Ran {
        match self {
            Self::Closure(job) => match job.run() {
                true => Ran::Closure,
                false => Ran::Dead,
            },
            Self::Task(task) => {
                quietly(|| task.step());
                Ran::Step
            }
        }
    }

    fn give_up(self, why: JoinError) -> Ran {
        match self {
            Self::Closure(job) => {
                job.give_up(why);
                Ran::Dead
            }
            Self::Task(task) => {
                quietly(|| task.stop(why));
                Ran::Step
            }
        }
    }
}
