//! Changes that flow back, where that was asked for.

use amphi::context::SharedContext;

use crate::ground::{NUMBER, WORD, on_each};

#[test]
fn b52_changes_flow_back_through_a_shared_context() {
    on_each(|ground| {
        let handle = &ground.handle;
        let shared = SharedContext::new();
        handle.block_on(shared.scope(async {
            NUMBER.set(1).unwrap();
            let call = shared.clone();
            let closure = handle
                .spawn_blocking(move || call.sync_scope(|| (NUMBER.get(), NUMBER.set(2).is_ok())));
            assert_eq!(closure.await.unwrap(), (Some(1), true));
            assert_eq!(NUMBER.get(), Some(2));
            // The other way: what is set here is seen there, while it runs.
            let (told, is_told) = tokio::sync::oneshot::channel::<()>();
            let task = handle.spawn(shared.scope(async move {
                let _ = is_told.await;
                NUMBER.get()
            }));
            NUMBER.set(3).unwrap();
            told.send(()).unwrap();
            assert_eq!(task.await.unwrap(), Some(3));
            // Without a share it is a copy.
            let copy = handle.spawn(async { (NUMBER.get(), NUMBER.set(4)) });
            assert_eq!(copy.await.unwrap(), (Some(3), Err(4)));
            assert_eq!(NUMBER.get(), Some(3));
        }));
        assert_eq!(NUMBER.get(), None);
    });
}

#[test]
fn b53_an_explicit_context_isolates_and_collects_the_changes_of_several_calls() {
    on_each(|ground| {
        let handle = &ground.handle;
        NUMBER.sync_scope(1, || {
            let shared = SharedContext::new();
            let calls = [5, 6, 7].map(|number| {
                let call = shared.clone();
                handle.spawn_blocking(move || {
                    call.sync_scope(|| {
                        // Isolated from what is around the call, not from the others.
                        assert_ne!(NUMBER.get(), Some(1));
                        NUMBER.set(number).unwrap();
                    });
                    assert_eq!(NUMBER.get(), Some(1));
                })
            });
            for call in calls {
                call.join().unwrap();
            }
            let word = handle.spawn(shared.scope(async { WORD.set("said") }));
            word.join().unwrap().unwrap();
            let (number, word) = shared.sync_scope(|| (NUMBER.get(), WORD.get()));
            assert!((5..=7).contains(&number.unwrap()), "{number:?}");
            assert_eq!(word, Some("said"));
            assert_eq!((NUMBER.get(), WORD.get()), (Some(1), None));
        });
    });
}
