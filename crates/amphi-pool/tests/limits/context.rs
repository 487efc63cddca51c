//! Context variables reach what is started here (C40).

use amphi_core::{BlockOn, SpawnBlocking, Spawner, context_var};
use amphi_pool::{AffineScope, Limiter, Pinned};

use crate::runtimes::on_each_runtime;
use crate::within::within;

context_var! {
    static REQUEST: u32;
}

#[test]
fn c40_a_call_to_a_pinned_value_runs_in_its_callers_context() {
    within(|| {
        let pinned = REQUEST.sync_scope(1, || Pinned::spawn(|| ()));
        let look = || pinned.with(|()| REQUEST.get());
        let call = REQUEST.sync_scope(7, look);
        assert_eq!(call.wait().unwrap(), Some(7));
        // Nothing is left behind, also not after a panic.
        let panics = || pinned.with(|()| panic!("inside"));
        assert!(REQUEST.sync_scope(7, panics).wait().is_err());
        assert_eq!(look().wait().unwrap(), None);
    });
}

#[test]
fn c40_a_closure_in_a_scope_runs_in_its_callers_context() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        AffineScope::run(rt, |scope| async move {
            let call = REQUEST.sync_scope(7, || scope.call(|| REQUEST.get()));
            assert_eq!(call.await.unwrap(), Some(7));
            assert_eq!(scope.call(|| REQUEST.get()).await.unwrap(), None);
        });
    }
    on_each_runtime(test, test, test);
}

#[test]
fn c40_a_limited_closure_runs_in_the_context_where_it_started() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let task = REQUEST.scope(7, limited.spawn_blocking(|| REQUEST.get()));
        assert_eq!(rt.block_on(task).unwrap(), Some(7));
        let after = limited.spawn_blocking(|| REQUEST.get());
        assert_eq!(after.wait().unwrap(), None);
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b32_a_call_to_a_pinned_value_inherits() {
    fn test<R: Spawner + SpawnBlocking + BlockOn>(rt: &R) {
        let limited = Limiter::new(1).on(rt);
        let (pinned, again) = (Pinned::spawn(|| ()), limited.clone());
        let work = move || {
            let call = pinned.with(move |()| again.spawn_blocking(|| 7).wait());
            call.wait().unwrap().unwrap()
        };
        assert_eq!(limited.spawn_blocking(work).wait().unwrap(), 7);
    }
    on_each_runtime(test, test, test);
}
