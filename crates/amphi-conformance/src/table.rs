//! The table of tests: the one list that everything else is made from.

use crate::{Clause, Fixture, Mount, Need, clauses};

/// Hands the list to another macro: `file::name [needs];`.
#[doc(hidden)]
#[macro_export]
macro_rules! __each_clause {
    ($($callback:tt)*) => { $($callback)*! {
        spawn::c01_spawn_runs_nothing_inside_the_call [];
        spawn::c01_spawn_blocking_runs_nothing_inside_the_call [];
        spawn::c01_spawn_works_at_any_place [];
        spawn::c01_spawn_blocking_works_at_any_place [];
        spawn::c01_a_clone_is_the_same_runtime [];
        detach::c02_a_dropped_handle_detaches_a_task [];
        detach::c02_a_dropped_handle_detaches_a_running_closure [];
        detach::c02_a_dropped_handle_detaches_a_queued_closure [BlockingLimit];
        detach::c02_detach_lets_a_task_go_on [];
        detach::c02_detach_lets_a_closure_go_on [BlockingLimit];
        cancel_task::c03_cancel_takes_effect_at_the_call [];
        cancel_task::c03_cancel_resolves_after_the_future_was_dropped [];
        cancel_task::c03_a_cancelled_task_says_so [];
        cancel_task::c03_a_finished_task_keeps_its_value [];
        cancel_task::c03_a_task_that_finishes_all_the_same_keeps_its_value [LateValue];
        cancel_task::c03_a_task_can_be_cancelled_before_it_runs [];
        cancel_task::c03_a_task_can_be_cancelled_at_any_place [];
        cancel_task::c03_a_task_may_cancel_itself [];
        cancel_closure::c04_a_cancelled_queued_closure_never_runs [BlockingLimit];
        cancel_closure::c04_a_cancelled_queued_closure_is_dropped_by_the_call [BlockingLimit];
        cancel_closure::c04_a_cancelled_queued_closure_resolves_at_once [BlockingLimit];
        cancel_closure::c04_a_cancelled_running_closure_gives_its_value [];
        cancel_closure::c04_a_running_closure_sees_its_cancellation [];
        cancel_closure::c04_only_a_cancelled_closure_sees_one [];
        cancel_closure::c04_a_dropped_handle_is_no_cancellation [];
        panic::c05_a_task_panic_keeps_its_payload [];
        panic::c05_a_closure_panic_keeps_its_payload [];
        panic::c05_panics_cost_no_worker [];
        panic::c05_a_cancelled_task_may_panic_in_drop [];
        panic::c05_a_cancelled_closure_may_panic_in_drop [BlockingLimit];
        panic::c05_a_result_that_nobody_wants_may_panic_in_drop [];
        shutdown::c06_a_pending_task_ends_with_shutdown [Shutdown];
        shutdown::c06_a_pending_task_is_dropped [Shutdown];
        shutdown::c06_a_waiter_elsewhere_is_told [Shutdown];
        shutdown::c06_spawn_after_the_end_gives_shutdown [Shutdown];
        shutdown::c06_spawn_blocking_after_the_end_gives_shutdown [Shutdown];
        shutdown::c06_a_running_closure_still_gives_its_value [Shutdown];
        shutdown::c06_a_queued_closure_runs_or_gives_shutdown [Shutdown, BlockingLimit];
        shutdown::c06_a_finished_task_keeps_its_value [Shutdown];
        shutdown::c06_cancel_after_the_end_resolves [Shutdown];
        shutdown::c06_block_on_after_the_end_returns [Shutdown];
        shutdown::c06_a_sleep_after_the_end_does_not_panic [Shutdown];
        shutdown::c06_block_on_for_a_sleep_ends_with_its_runtime [Shutdown];
        shutdown::c06_a_wait_in_progress_ends_with_its_runtime [Shutdown];
        release::c07_a_task_is_gone_before_its_value [];
        release::c07_a_task_is_gone_before_its_panic [];
        release::c07_a_task_is_gone_before_its_cancellation [];
        release::c07_a_closure_is_gone_before_its_result [];
        handle::c08_a_handle_is_awaited_anywhere [];
        handle::c08_a_handle_wakes_its_last_waker [];
        handle::c08_a_finished_handle_is_ready [];
        block_on::c10_block_on_waits_for_a_timer [];
        block_on::c10_block_on_waits_for_another_thread [];
        block_on::c10_block_on_waits_for_a_task_from_outside [];
        block_on::c10_block_on_waits_for_a_task_from_inside [];
        block_on::c10_block_on_waits_for_a_closure_from_inside [];
        block_on::c10_block_on_nests_sixteen_deep [];
        block_on::c10_block_on_takes_borrowed_futures_of_this_thread [];
        block_on::c10_block_on_works_in_another_runtimes_task [];
        block_on::c10_block_on_works_in_drop [];
        load::c10_first_use_by_eight_threads_at_once [];
        matrix::c10_matrix_ready [];
        matrix::c10_matrix_cpu [];
        matrix::c10_matrix_timer [];
        matrix::c10_matrix_socket [Socket];
        matrix::c10_matrix_join_outside [];
        matrix::c10_matrix_join_inside [];
        matrix::c10_matrix_channel [];
        nesting::c11_nesting_never_panics [];
        workers::c12_a_task_waits_for_a_task [WorkersCovered];
        workers::c12_a_task_joins_a_task [WorkersCovered];
        workers::c12_tasks_may_wait_for_each_others_halves [WorkersCovered];
        workers::c12_many_tasks_wait_at_once [WorkersCovered];
        storm::c12_a_storm_of_waits_ends [WorkersCovered];
        workers::c12_block_in_place_runs_here [];
        workers::c12_block_in_place_lets_the_others_go_on [WorkersCovered];
        load::c12_a_wait_receives_a_hundred_thousand_times [];
        load::c12_a_wait_sleeps_ten_thousand_times [];
        random::c12_random_waits_end [];
        nesting::c13_a_ready_future_is_polled_once [];
        matrix::c14_forbidden_waits_do_not_end [OneThread];
        matrix::c14_forbidden_waits_are_reported [OneThread];
        nesting::c15_a_panic_inside_reaches_the_caller [];
        nesting::c15_block_on_works_after_a_panic_inside [];
        chain::c20_closures_wait_for_closures [];
        chain::c20_a_chain_may_be_deeper_than_the_pool [BlockingLimit];
        chain::c20_a_closure_that_is_taken_delays_nothing [BlockingLimit];
        chain::c20_a_closure_that_is_taken_knows_its_runtime [BlockingLimit];
        timer::c30_a_sleep_is_made_at_any_place [];
        timer::c30_a_sleep_is_polled_on_any_runtime [];
        timer::c30_zero_and_past_deadlines_resolve [];
        timer::c30_far_deadlines_are_legal [];
        timer::c30_no_sleep_is_early [];
        timer::c30_a_sleep_from_outside_works_in_a_nested_wait [];
        timer::c30_a_sleep_wakes_its_last_waker [];
        timer::c30_a_dropped_sleep_wakes_nobody [];
        timer::c30_a_timeout_drops_its_inner_future [];
        reset::c30_reset_moves_a_deadline_later [];
        reset::c30_reset_moves_a_deadline_earlier [];
        reset::c30_reset_keeps_who_waits [];
        reset::c30_reset_revives_a_sleep [];
        reset::c30_deadline_follows_reset [];
        context::c40_a_task_sees_what_is_in_scope_where_it_is_spawned [];
        context::c40_a_closure_sees_what_is_in_scope_where_it_is_offloaded [];
        context::c40_variables_survive_nesting [];
        context::c40_changes_do_not_flow_back [];
        context::c40_nothing_is_left_for_the_next_job [];
        context::c40_a_wait_keeps_what_is_in_scope [];
        context::c40_who_goes_on_during_a_wait_inherits_nothing [WorkersCovered];
        context::c40_a_context_is_gone_before_the_result [];
        context::c40_a_closure_that_is_taken_keeps_its_context [BlockingLimit];
    } };
}

/// The function of a test.
pub type Body<F> = fn(&Mount<F>);

macro_rules! clauses {
    ($($file:ident :: $name:ident [$($need:ident),*];)*) => {
        /// Every test of the suite, in the order of the contract.
        pub static CLAUSES: &[Clause] =
            &[$(Clause::new(stringify!($name), &[$(Need::$need),*]),)*];

        /// Every test with its function, for harnesses that mount the suite in their own way.
        ///
        /// ```
        /// use amphi_conformance::{Mount, bodies, run};
        /// use amphi_tokio::TokioRuntime;
        ///
        /// let mount = || Mount::new("global", || (TokioRuntime::global(), ()), &[]);
        /// # let mut first = Some(());
        /// for (clause, body) in bodies() {
        /// #     if first.take().is_none() { break }
        ///     run(mount(), clause, body);
        /// }
        /// ```
        pub fn bodies<F: Fixture>() -> Vec<(&'static Clause, Body<F>)> {
            let functions: [Body<F>; CLAUSES.len()] = [$(clauses::$file::$name,)*];
            CLAUSES.iter().zip(functions).collect()
        }
    };
}

__each_clause! { clauses }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_the_order_of_the_contract() {
        for pair in CLAUSES.windows(2) {
            assert!(
                pair[0].number <= pair[1].number,
                "{} is out of order",
                pair[1].name
            );
        }
        let mut names: Vec<_> = CLAUSES.iter().map(|clause| clause.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CLAUSES.len());
    }
}
