//! Defects of `block_on` and `block_in_place`.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{self, Poll, Waker};
use std::thread;
use std::time::Duration;

use amphi_core::context::Context;
use amphi_core::{BlockOn, BlockOnError, BlockOnErrorKind, park};
use tokio::runtime;

use crate::defect::Defect;
use crate::runtime::Broken;

impl BlockOn for Broken {
    fn try_block_on<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        match self.defect {
            // The last two would be told otherwise that the runtime has gone.
            Defect::BlocksTheWorker | Defect::ShutdownIsNotTold | Defect::SleepNeverEnds => {
                let _context = self.rt.as_tokio().enter();
                Ok(park::block_on(future))
            }
            Defect::BlockOnRefuses => refuse_to_wait(future),
            Defect::BlockOnPanicsNested => {
                let nested = runtime::Handle::try_current().is_ok();
                assert!(!nested, "cannot start a runtime from within a runtime");
                self.rt.try_block_on(future)
            }
            Defect::BlockOnPollsTwice => self.poll_twice(future),
            Defect::BlockOnReplacesPayload => {
                catch_unwind(AssertUnwindSafe(|| self.rt.try_block_on(future)))
                    .unwrap_or_else(|_| panic!("the future panicked"))
            }
            Defect::BlockOnIsSpent => self.spend(future),
            Defect::BlockOnTires => self.tire(future),
            Defect::FirstUseRaces => self.begin(future),
            Defect::StallIsNotReported => {
                let _context = self.rt.as_tokio().enter();
                Ok(park::block_on(future))
            }
            Defect::WaitsForgetContext => {
                Context::empty().sync_scope(|| self.rt.try_block_on(future))
            }
            Defect::BlockOnIsPoisoned => self.poisonable(future),
            _ => self.rt.try_block_on(future),
        }
    }

    fn block_in_place<F, R>(&self, f: F) -> R
    where
        F: FnOnce() -> R,
    {
        match self.defect {
            Defect::BlockInPlaceNeedsWorker => {
                assert!(
                    runtime::worker_index().is_some(),
                    "this thread is no worker"
                );
                self.rt.block_in_place(f)
            }
            Defect::BlockInPlaceJustCalls => f(),
            _ => self.rt.block_in_place(f),
        }
    }
}

impl Broken {
    fn poll_twice<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let mut future = pin!(future);
        self.rt
            .try_block_on(poll_fn(|cx| match future.as_mut().poll(cx) {
                Poll::Ready(_) => future.as_mut().poll(cx),
                Poll::Pending => Poll::Pending,
            }))
    }

    /// Waits no more once the waits on a plain thread are done.
    fn spend<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        if self.state.waits.fetch_add(1, Ordering::SeqCst) == SPENT {
            return Err(BlockOnError::new(BlockOnErrorKind::Exhausted));
        }
        self.rt.try_block_on(future)
    }

    /// Takes no more wake-ups after a while.
    fn tire<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        let mut future = pin!(future);
        let mut polls = 0;
        self.rt.try_block_on(poll_fn(|cx| {
            polls += 1;
            match polls {
                0..=256 => future.as_mut().poll(cx),
                _ => Poll::Pending,
            }
        }))
    }

    /// The first one starts, and those that come meanwhile find what is half done.
    fn begin<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        if self.state.waits.fetch_add(1, Ordering::SeqCst) == 0 {
            thread::sleep(Duration::from_millis(20));
            self.state.begun.store(true, Ordering::SeqCst);
        }
        assert!(
            self.state.begun.load(Ordering::SeqCst),
            "it is not started yet"
        );
        self.rt.try_block_on(future)
    }

    fn poisonable<F: Future>(&self, future: F) -> Result<F::Output, BlockOnError> {
        if self.state.poisoned.load(Ordering::SeqCst) {
            return Err(BlockOnError::new(BlockOnErrorKind::Exhausted));
        }
        catch_unwind(AssertUnwindSafe(|| self.rt.try_block_on(future))).unwrap_or_else(|payload| {
            self.state.poisoned.store(true, Ordering::SeqCst);
            resume_unwind(payload)
        })
    }
}

/// One row of the matrix waits so often on a plain thread: 22 times where all waits are this
/// runtime's, and 10 times where every second one is.
const SPENT: usize = 32;

fn refuse_to_wait<F: Future>(future: F) -> Result<F::Output, BlockOnError> {
    match pin!(future).poll(&mut task::Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err(BlockOnError::new(BlockOnErrorKind::Exhausted)),
    }
}
