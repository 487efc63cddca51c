//! tokio's budget for each poll of a task, which a wait inside such a poll must not use.

use std::future::Future;

/// Keeps a future off the budget of the tokio task that waits for it: the budget is renewed when
/// the task suspends, which it does not do while it waits (tokio#2376).
pub(crate) fn free_of_budget<F: Future>(future: F) -> impl Future<Output = F::Output> {
    tokio::task::unconstrained(future)
}
