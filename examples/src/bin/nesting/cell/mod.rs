//! What a child does: one wait, in its place, to its end.
//!
//! The program is an ordinary one of the table's runtime. Its main thread runs the root future,
//! which goes to the place that the cell asks for, lets it wait there, and then tells by the exit
//! code what came of it. Both columns have the same program; only the calls behind [`Host`] differ.

mod amphi;
mod async_std;
mod awaited;
mod host;
mod in_place;
mod place;
mod smol;
mod tokio;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;

use self::awaited::{ANSWER, yield_now};
use self::host::Host;
use crate::child;
use crate::matrix::{Cell, Waits};
use crate::outcome::Outcome;

/// Runs a cell and ends this process with what came of it.
pub(crate) fn run(cell: Cell) -> ! {
    child::end_with_parent();
    let own = host::start(cell.runtime, cell.side, cell.threads);
    let other = host::start(cell.runtime.other(), cell.side, cell.threads);
    let (tell, told) = oneshot::channel();
    let levels = levels(&cell, &own, &other);
    let tasks = own.clone();
    let visit = move || {
        let waited = outcome(|| {
            let awaited = awaited::prepare(&cell, &levels, &tasks);
            wait(&levels, awaited) == ANSWER + u64::from(cell.depth) - 1
        });
        // The root future awaits it, or calls this itself and takes it afterwards.
        let _ = tell.send(waited);
    };
    let root = own.clone();
    root.root(Box::pin(async move {
        place::go(cell.place, &own, &other, Box::new(visit)).await;
        end(told.await.unwrap_or(Outcome::Abort));
    }));
    unreachable!("the root future ends the process")
}

/// Ends this process with what came of `f`.
pub(crate) fn finish(f: impl FnOnce() -> bool) -> ! {
    child::end_with_parent();
    end(outcome(f))
}

fn end(outcome: Outcome) -> ! {
    // Nothing is shut down: that might wait for what hangs.
    process::exit(outcome.code().unwrap_or(1).into())
}

fn outcome(is_right: impl FnOnce() -> bool) -> Outcome {
    match catch_unwind(AssertUnwindSafe(is_right)) {
        Ok(true) => Outcome::Ok,
        Ok(false) => Outcome::Wrong,
        Err(_) => Outcome::Panic,
    }
}

/// Who waits at each level, the outermost first.
fn levels(cell: &Cell, own: &Arc<dyn Host>, other: &Arc<dyn Host>) -> Vec<Arc<dyn Host>> {
    let level = |level| match cell.waits {
        Waits::Alternating if level % 2 == 0 => other.clone(),
        Waits::Alternating | Waits::Same => own.clone(),
    };
    (0..cell.depth).map(level).collect()
}

/// Waits inside a wait inside a wait. Each but the innermost is pending once before the next one
/// begins, and once more after that, so that none is a mere shell around the next.
fn wait(levels: &[Arc<dyn Host>], awaited: LocalBoxFuture<'_, u64>) -> u64 {
    match levels {
        [] => unreachable!("there is at least one level"),
        [last] => last.block_on(awaited),
        [host, inner @ ..] => host.block_on(Box::pin(async {
            yield_now().await;
            let value = wait(inner, awaited);
            yield_now().await;
            value + 1
        })),
    }
}
