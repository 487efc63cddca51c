use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::Poll;
use std::thread;

use super::{Context, ContextVar, SharedContext};
use crate::park::{self, poll_now};
use crate::{context_var, offload};

context_var! {
    static NUMBER: u32;
    static WORD: String;
    static HELD: Arc<()>;
}

fn both() -> (Option<u32>, Option<String>) {
    (NUMBER.get(), WORD.get())
}

/// Pending once.
async fn pause() {
    let mut paused = false;
    poll_fn(|_| match std::mem::replace(&mut paused, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

#[test]
fn scopes_nest_and_end() {
    NUMBER.sync_scope(1, || {
        WORD.sync_scope("a".into(), || {
            assert_eq!(both(), (Some(1), Some("a".into())));
            NUMBER.sync_scope(2, || assert_eq!(both(), (Some(2), Some("a".into()))));
            assert_eq!(both(), (Some(1), Some("a".into())));
        });
        assert_eq!(both(), (Some(1), None));
    });
    assert_eq!(both(), (None, None));
}

#[test]
fn a_scope_ends_with_a_panic() {
    let raise = || NUMBER.sync_scope(1, || panic!("inside"));
    assert!(catch_unwind(raise).is_err());
    assert_eq!(NUMBER.get(), None);

    let mut future = pin!(NUMBER.scope(1, async { panic!("inside") }));
    assert!(catch_unwind(AssertUnwindSafe(|| poll_now(future.as_mut()).is_ready())).is_err());
    assert_eq!(NUMBER.get(), None);
}

#[test]
fn a_future_has_its_value_at_each_poll_and_what_is_around_then() {
    let mut future = pin!(NUMBER.scope(1, async {
        let mut seen = vec![both()];
        for _ in 0..3 {
            pause().await;
            seen.push(both());
        }
        seen
    }));
    assert!(poll_now(future.as_mut()).is_pending());
    for word in ["a", "b"] {
        let poll = || poll_now(future.as_mut()).is_pending();
        assert!(WORD.sync_scope(word.into(), poll));
    }
    assert_eq!(both(), (None, None));
    let Poll::Ready(seen) = poll_now(future) else {
        panic!("it is ready")
    };
    let words = [None, Some("a"), Some("b"), None];
    assert_eq!(seen, words.map(|word| (Some(1), word.map(String::from))));
}

#[test]
fn two_futures_that_are_polled_by_turns_keep_apart() {
    let counts = |number| {
        NUMBER.scope(number, async move {
            for _ in 0..5 {
                assert_eq!(NUMBER.get(), Some(number));
                pause().await;
            }
        })
    };
    let (mut one, mut two) = (pin!(counts(1)), pin!(counts(2)));
    let mut polls = 0;
    while poll_now(one.as_mut()).is_pending() & poll_now(two.as_mut()).is_pending() {
        assert_eq!(NUMBER.get(), None);
        polls += 1;
    }
    assert_eq!(polls, 5);
}

/// Notes the variable when it is dropped.
struct Notes(Arc<Mutex<Vec<Option<u32>>>>);

impl Drop for Notes {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(NUMBER.get());
    }
}

#[test]
fn a_future_is_dropped_in_its_scope() {
    let noted = Arc::<Mutex<Vec<_>>>::default();
    let holding = || {
        let notes = Notes(noted.clone());
        async move {
            let _notes = notes;
            pause().await;
        }
    };
    drop(NUMBER.scope(1, holding()));
    let mut begun = Box::pin(NUMBER.scope(2, holding()));
    assert!(poll_now(begun.as_mut()).is_pending());
    drop(begun);
    let mut ends = pin!(NUMBER.scope(3, holding()));
    assert!(poll_now(ends.as_mut()).is_pending());
    assert!(poll_now(ends).is_ready());
    assert_eq!(*noted.lock().unwrap(), [Some(1), Some(2), Some(3)]);
    assert_eq!(NUMBER.get(), None);
}

fn held() -> (Arc<()>, Weak<()>) {
    let held = Arc::new(());
    let left = Arc::downgrade(&held);
    (held, left)
}

#[test]
fn a_value_lives_as_long_as_its_scope_and_its_copies() {
    let (value, left) = held();
    let context = HELD.sync_scope(value, Context::current);
    assert!(left.upgrade().is_some(), "a copy keeps it");
    let kept = context.clone();
    context.sync_scope(|| assert!(HELD.get().is_some()));
    assert!(left.upgrade().is_some(), "a clone of the copy keeps it");
    drop(kept);
    assert!(left.upgrade().is_none());

    let (value, left) = held();
    let mut future = pin!(HELD.scope(value, pause()));
    assert!(poll_now(future.as_mut()).is_pending());
    assert!(left.upgrade().is_some());
    assert!(poll_now(future.as_mut()).is_ready());
    // The future itself is still there.
    assert!(left.upgrade().is_none());
}

#[test]
fn a_value_that_is_replaced_is_not_kept() {
    let (value, left) = held();
    let context = HELD.sync_scope(value, || HELD.sync_scope(Arc::new(()), Context::current));
    assert!(left.upgrade().is_none(), "a copy of what hides it keeps it");
    drop(context);
}

#[test]
fn user_code_may_use_variables_anywhere() {
    /// Looks at the other variable when it is cloned or dropped.
    struct Curious;
    impl Clone for Curious {
        fn clone(&self) -> Self {
            NUMBER.sync_scope(9, || assert_eq!(NUMBER.get(), Some(9)));
            Self
        }
    }
    impl Drop for Curious {
        fn drop(&mut self) {
            NUMBER.sync_scope(9, || assert_eq!(NUMBER.get(), Some(9)));
        }
    }
    context_var! { static CURIOUS: Curious }

    CURIOUS.sync_scope(Curious, || drop(CURIOUS.get()));
    let shared = SharedContext::new();
    shared.sync_scope(|| {
        for _ in 0..2 {
            assert!(CURIOUS.set(Curious).is_ok());
        }
        CURIOUS.with(|_| CURIOUS.set(Curious).is_ok());
    });
    park::block_on(CURIOUS.scope(Curious, async { drop(CURIOUS.get()) }));
    assert_eq!(NUMBER.get(), None);
}

#[test]
fn a_closure_runs_in_its_makers_context_and_lets_go_of_it() {
    let (value, left) = held();
    let (job, handle) = HELD.sync_scope(value, || offload::new(|| HELD.get().is_some()));
    thread::spawn(move || {
        job.run();
        assert!(HELD.get().is_none());
    })
    .join()
    .unwrap();
    assert!(left.upgrade().is_none());
    assert!(park::block_on(handle).unwrap());
}

#[test]
fn a_closure_without_a_context_is_isolated_where_it_runs() {
    let (job, handle) = offload::new(|| NUMBER.get());
    NUMBER.sync_scope(1, || job.run());
    assert_eq!(park::block_on(handle).unwrap(), None);
}

#[test]
fn a_context_replaces_what_is_around() {
    let context = NUMBER.sync_scope(1, Context::current);
    WORD.sync_scope("a".into(), || {
        assert_eq!(context.clone().sync_scope(both), (Some(1), None));
        let scoped = context.clone().scope(async { both() });
        assert_eq!(park::block_on(scoped), (Some(1), None));
        assert_eq!(Context::empty().sync_scope(both), (None, None));
    });
    assert!(!context.is_empty());
    assert!(Context::current().is_empty() && Context::empty().is_empty());
}

#[test]
fn b52_the_last_one_to_set_a_shared_variable_wins() {
    let shared = NUMBER.sync_scope(1, SharedContext::current);
    let seen = || shared.sync_scope(|| NUMBER.get());
    assert_eq!(seen(), Some(1));
    for number in 2..10 {
        let call = shared.clone();
        let set = move || call.sync_scope(|| NUMBER.set(number));
        assert_eq!(thread::spawn(set).join().unwrap(), Ok(()));
        assert_eq!(seen(), Some(number));
    }
    assert_eq!(NUMBER.get(), None);
}

#[test]
fn b52_no_change_is_lost_when_many_set_at_once() {
    context_var! { static A: u32; static B: u32; static C: u32; static D: u32 }
    for _ in 0..100 {
        let shared = SharedContext::new();
        thread::scope(|scope| {
            for variable in [&A, &B, &C, &D] {
                let shared = &shared;
                scope.spawn(move || shared.sync_scope(|| variable.set(7).unwrap()));
            }
        });
        let all = shared.sync_scope(|| [&A, &B, &C, &D].map(ContextVar::get));
        assert_eq!(all, [Some(7); 4]);
    }
}

#[test]
fn b51_a_change_is_refused_where_it_would_be_lost() {
    assert_eq!(NUMBER.set(5), Err(5));
    assert_eq!(NUMBER.sync_scope(1, || NUMBER.set(5)), Err(5));
    let shared = SharedContext::new();
    shared.sync_scope(|| {
        NUMBER.set(1).unwrap();
        // A scope inside keeps its value, and its variable.
        NUMBER.sync_scope(2, || {
            assert_eq!(NUMBER.set(5), Err(5));
            assert_eq!(WORD.set("a".into()), Ok(()));
            assert_eq!(both(), (Some(2), Some("a".into())));
        });
        assert_eq!(both(), (Some(1), Some("a".into())));
        // A copy does not take changes, and does not follow them.
        let copy = Context::current();
        copy.clone()
            .sync_scope(|| assert_eq!(NUMBER.set(5), Err(5)));
        NUMBER.set(3).unwrap();
        assert_eq!(copy.sync_scope(both), (Some(1), Some("a".into())));
        assert_eq!(NUMBER.get(), Some(3));
    });
}

#[test]
fn b53_a_shared_context_isolates_and_collects() {
    let shared = SharedContext::new();
    NUMBER.sync_scope(1, || {
        shared.sync_scope(|| {
            assert_eq!(NUMBER.get(), None);
            NUMBER.set(2).unwrap();
        });
        let words = shared.scope(async {
            pause_awake().await;
            WORD.set("a".into())
        });
        park::block_on(words).unwrap();
        assert_eq!(both(), (Some(1), None));
        let other = SharedContext::current();
        other.sync_scope(|| shared.sync_scope(|| WORD.set("b".into()).unwrap()));
        assert_eq!(other.sync_scope(both), (Some(1), None));
    });
    assert_eq!(shared.sync_scope(both), (Some(2), Some("b".into())));
    // What is started inside gets what it has at that moment, with the scopes inside it.
    let copy = shared.sync_scope(|| NUMBER.sync_scope(3, Context::current));
    shared.sync_scope(|| WORD.set("c".into()).unwrap());
    assert_eq!(copy.sync_scope(both), (Some(3), Some("b".into())));
    assert_eq!(
        shared.snapshot().sync_scope(both),
        (Some(2), Some("c".into()))
    );
}

async fn pause_awake() {
    let mut paused = false;
    poll_fn(|cx| {
        cx.waker().wake_by_ref();
        match std::mem::replace(&mut paused, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    })
    .await;
}

#[test]
fn a_variable_has_a_name_and_is_known_by_its_place() {
    mod other {
        crate::context_var! { pub(super) static NUMBER: u32 }
    }
    assert_eq!(format!("{NUMBER:?}"), "ContextVar(\"NUMBER\")");
    NUMBER.sync_scope(1, || assert_eq!(other::NUMBER.get(), None));
    context_var! {}
}

#[test]
fn a_value_is_dropped_outside_of_its_scope() {
    static DROPS: AtomicUsize = AtomicUsize::new(0);
    struct Ends;
    impl Drop for Ends {
        fn drop(&mut self) {
            ENDS.with(|ends| assert!(ends.is_none()));
            DROPS.fetch_add(1, Ordering::SeqCst);
        }
    }
    context_var! { static ENDS: Ends }
    ENDS.sync_scope(Ends, || ENDS.with(|ends| assert!(ends.is_some())));
    park::block_on(ENDS.scope(Ends, async {}));
    drop(ENDS.scope(Ends, pending::<()>()));
    assert_eq!(DROPS.load(Ordering::SeqCst), 3);
}
