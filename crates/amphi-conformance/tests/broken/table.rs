//! Which defect each test must catch, and what it must say.

use crate::defect::Defect::{self, *};
use Sign::{Fails, Hangs, Says};

/// How a test shows that it has caught its defect.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sign {
    /// It panics with a text that contains this.
    Says(&'static str),
    /// It is given up by the watchdog.
    Hangs,
    /// It panics, with the backend's own words.
    Fails,
}

impl Sign {
    pub(crate) fn is_in(self, text: &str) -> bool {
        match self {
            Says(part) => text.contains(part),
            Hangs => text.contains("hangs"),
            Fails => !text.contains("hangs"),
        }
    }
}

#[rustfmt::skip]
pub(crate) const TABLE: &[(&str, Defect, Sign)] = &[
    ("c01_spawn_runs_nothing_inside_the_call", PollsInsideSpawn, Says("ran inside the call")),
    ("c01_spawn_blocking_runs_nothing_inside_the_call", CallsInsideSpawnBlocking, Says("ran inside the call")),
    ("c01_spawn_works_at_any_place", SpawnNeedsContext, Says("no runtime around")),
    ("c01_spawn_blocking_works_at_any_place", SpawnNeedsContext, Says("no runtime around")),
    ("c01_a_clone_is_the_same_runtime", ClonesAreRenamed, Says("another name")),
    ("c02_a_dropped_handle_detaches_a_task", DropCancelsTasks, Says("dropped with its handle")),
    ("c02_a_dropped_handle_detaches_a_running_closure", DropWaits, Hangs),
    ("c02_a_dropped_handle_detaches_a_queued_closure", DropCancelsClosures, Says("dropped with its handle")),
    ("c02_detach_lets_a_task_go_on", DetachCancels, Says("dropped with its handle")),
    ("c02_detach_lets_a_closure_go_on", DetachCancels, Says("dropped with its handle")),
    ("c03_cancel_takes_effect_at_the_call", CancelIsLazy, Hangs),
    ("c03_cancel_resolves_after_the_future_was_dropped", CancelResolvesEarly, Says("while the future was being dropped")),
    ("c03_a_cancelled_task_says_so", CancelIsShutdown, Says("expected an error that is_cancelled")),
    ("c03_a_finished_task_keeps_its_value", CancelDiscards, Says("expected a value")),
    ("c03_a_task_that_finishes_all_the_same_keeps_its_value", CancelDiscards, Says("expected a value")),
    ("c03_a_task_can_be_cancelled_before_it_runs", CancelNeedsStart, Hangs),
    ("c03_a_task_can_be_cancelled_at_any_place", CancelNeedsContext, Says("no runtime around")),
    ("c03_a_task_may_cancel_itself", CancelInsideIsIgnored, Hangs),
    ("c04_a_cancelled_queued_closure_never_runs", CancelIgnoresClosures, Says("a cancelled closure ran")),
    ("c04_a_cancelled_queued_closure_is_dropped_by_the_call", CancelIsLazy, Says("captures were still there")),
    ("c04_a_cancelled_queued_closure_resolves_at_once", CancelWaitsForPool, Hangs),
    ("c04_a_cancelled_running_closure_gives_its_value", CancelResolvesEarly, Says("while the closure ran")),
    ("c04_a_running_closure_sees_its_cancellation", CancelIgnoresClosures, Says("did not see its cancellation")),
    ("c04_only_a_cancelled_closure_sees_one", CancelIsToldToAll, Says("another closure saw")),
    ("c04_a_dropped_handle_is_no_cancellation", DropCancelsClosures, Says("told as a cancellation")),
    ("c05_a_task_panic_keeps_its_payload", PayloadIsReplaced, Says("not the object")),
    ("c05_a_closure_panic_keeps_its_payload", PayloadIsReplaced, Says("not the object")),
    ("c05_panics_cost_no_worker", PanicsKillWorkers, Hangs),
    ("c05_a_cancelled_task_may_panic_in_drop", PanicInDropHangs, Hangs),
    ("c05_a_cancelled_closure_may_panic_in_drop", PanicInDropHangs, Hangs),
    ("c05_a_result_that_nobody_wants_may_panic_in_drop", DetachKillsWorkers, Hangs),
    ("c06_a_pending_task_ends_with_shutdown", ShutdownIsCancelled, Says("expected an error that is_shutdown")),
    ("c06_a_pending_task_is_dropped", ShutdownKeepsTasks, Hangs),
    ("c06_a_waiter_elsewhere_is_told", ShutdownIsNotTold, Hangs),
    ("c06_spawn_after_the_end_gives_shutdown", SpawnPanicsWhenGone, Says("no runtime left")),
    ("c06_spawn_blocking_after_the_end_gives_shutdown", SpawnPanicsWhenGone, Says("no runtime left")),
    ("c06_a_running_closure_still_gives_its_value", ShutdownDiscards, Says("expected a value")),
    ("c06_a_queued_closure_runs_or_gives_shutdown", ShutdownLosesClosures, Hangs),
    ("c06_a_finished_task_keeps_its_value", ShutdownDiscards, Says("expected a value")),
    ("c06_cancel_after_the_end_resolves", CancelHangsWhenGone, Hangs),
    ("c06_block_on_after_the_end_returns", ShutdownIsNotTold, Hangs),
    ("c06_a_sleep_after_the_end_does_not_panic", SleepPanicsWhenGone, Says("no clock left")),
    ("c06_block_on_for_a_sleep_ends_with_its_runtime", SleepNeverEnds, Hangs),
    ("c06_a_wait_in_progress_ends_with_its_runtime", BlocksTheWorker, Hangs),
    ("c07_a_task_is_gone_before_its_value", ResultBeforeDrop, Says("what the work held was there")),
    ("c07_a_task_is_gone_before_its_panic", ResultBeforeDrop, Says("what the work held was there")),
    ("c07_a_task_is_gone_before_its_cancellation", CancelResolvesEarly, Says("what the work held was there")),
    ("c07_a_closure_is_gone_before_its_result", CancelResolvesEarly, Says("what the work held was there")),
    ("c08_a_handle_is_awaited_anywhere", HandleNeedsContext, Says("may be awaited on a plain thread")),
    ("c08_a_handle_wakes_its_last_waker", HandleWakesFirst, Hangs),
    ("c08_a_finished_handle_is_ready", IsFinishedTooEarly, Says("says that it has finished")),
    ("c10_block_on_waits_for_a_timer", BlocksTheWorker, Hangs),
    ("c10_block_on_waits_for_another_thread", BlockOnRefuses, Says("cannot block on the future")),
    ("c10_block_on_waits_for_a_task_from_outside", BlockOnRefuses, Says("cannot block on the future")),
    ("c10_block_on_waits_for_a_task_from_inside", BlocksTheWorker, Hangs),
    ("c10_block_on_waits_for_a_closure_from_inside", BlockOnRefuses, Says("cannot block on the future")),
    ("c10_block_on_nests_sixteen_deep", BlockOnPanicsNested, Says("from within a runtime")),
    ("c10_block_on_takes_borrowed_futures_of_this_thread", BlockOnRefuses, Says("cannot block on the future")),
    ("c10_block_on_works_in_another_runtimes_task", BlockOnPanicsNested, Says("from within a runtime")),
    ("c10_block_on_works_in_drop", BlockOnPanicsNested, Says("a wait failed in a destructor")),
    ("c11_nesting_never_panics", BlockOnPanicsNested, Says("a nested wait panicked")),
    ("c12_a_task_waits_for_a_task", BlocksTheWorker, Hangs),
    ("c12_a_task_joins_a_task", TasksOnOneThread, Hangs),
    ("c12_tasks_may_wait_for_each_others_halves", BlocksTheWorker, Hangs),
    ("c12_many_tasks_wait_at_once", BlocksTheWorker, Hangs),
    ("c12_block_in_place_runs_here", BlockInPlaceNeedsWorker, Says("no worker")),
    ("c12_block_in_place_lets_the_others_go_on", BlockInPlaceJustCalls, Hangs),
    ("c13_a_ready_future_is_polled_once", BlockOnPollsTwice, Says("polled 2 times")),
    ("c15_a_panic_inside_reaches_the_caller", BlockOnReplacesPayload, Says("not the object")),
    ("c15_block_on_works_after_a_panic_inside", BlockOnIsPoisoned, Says("cannot block on the future")),
    ("c20_closures_wait_for_closures", ClosuresOnOneThread, Hangs),
    ("c20_a_chain_may_be_deeper_than_the_pool", NothingIsTaken, Hangs),
    ("c20_a_closure_that_is_taken_delays_nothing", NothingIsTaken, Hangs),
    ("c20_a_closure_that_is_taken_knows_its_runtime", NothingIsTaken, Hangs),
    ("c30_a_sleep_is_made_at_any_place", SleepNeedsContext, Says("no runtime around")),
    ("c30_a_sleep_is_polled_on_any_runtime", SleepPollNeedsContext, Says("no runtime around")),
    ("c30_zero_and_past_deadlines_resolve", SleepPastNeverEnds, Hangs),
    ("c30_far_deadlines_are_legal", SleepFarOverflows, Says("overflow")),
    ("c30_no_sleep_is_early", SleepIsEarly, Says("ended early")),
    ("c30_a_sleep_from_outside_works_in_a_nested_wait", SleepRegistersWhenMade, Hangs),
    ("c30_a_sleep_wakes_its_last_waker", SleepWakesFirst, Hangs),
    ("c30_a_dropped_sleep_wakes_nobody", SleepWakesWhenDropped, Says("woke its task")),
    ("c30_a_timeout_drops_its_inner_future", SleepNeverEnds, Hangs),
    ("c30_reset_moves_a_deadline_later", ResetIsIgnored, Says("ended before the deadline")),
    ("c30_reset_moves_a_deadline_earlier", ResetIsIgnored, Hangs),
    ("c30_reset_keeps_who_waits", ResetForgetsWho, Hangs),
    ("c30_reset_revives_a_sleep", ResetDoesNotRevive, Says("ended before the deadline")),
    ("c30_deadline_follows_reset", DeadlineIsStale, Fails),
];
