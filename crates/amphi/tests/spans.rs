//! The `tracing` span is carried (B49), in a process of its own: a subscriber is for all of it.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Mutex;

use amphi::context::Context;
use amphi::{Handle, Portal, smol, tokio};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber, info_span};
use tracing_core::span::Current;

thread_local! {
    /// The spans that are entered on this thread.
    static ENTERED: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

/// Spans that there are, with how many hold them.
static SPANS: Mutex<Option<HashMap<u64, Span>>> = Mutex::new(None);

struct Span {
    metadata: &'static Metadata<'static>,
    holders: usize,
}

fn with<R>(f: impl FnOnce(&mut HashMap<u64, Span>) -> R) -> R {
    f(SPANS.lock().unwrap().get_or_insert_default())
}

struct Keeps;

impl Subscriber for Keeps {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        with(|spans| {
            let id = spans.keys().max().map_or(1, |last| last + 1);
            let metadata = attributes.metadata();
            let holders = 1;
            spans.insert(id, Span { metadata, holders });
            Id::from_u64(id)
        })
    }

    fn clone_span(&self, id: &Id) -> Id {
        with(|spans| spans.get_mut(&id.into_u64()).unwrap().holders += 1);
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        with(|spans| {
            let span = spans.get_mut(&id.into_u64()).unwrap();
            span.holders -= 1;
            let closes = span.holders == 0;
            if closes {
                spans.remove(&id.into_u64());
            }
            closes
        })
    }

    fn enter(&self, id: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(id.clone()));
    }

    fn exit(&self, id: &Id) {
        let last = ENTERED.with_borrow_mut(Vec::pop);
        assert_eq!(last.as_ref(), Some(id), "left in another order");
    }

    fn current_span(&self) -> Current {
        match ENTERED.with_borrow(|entered| entered.last().cloned()) {
            None => Current::none(),
            Some(id) => {
                let metadata = with(|spans| spans[&id.into_u64()].metadata);
                Current::new(id, metadata)
            }
        }
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
}

/// The names of the spans that are entered here.
fn seen() -> Vec<&'static str> {
    let ids = ENTERED.with_borrow(Clone::clone);
    let name = |id: &Id| with(|spans| spans[&id.into_u64()].metadata.name());
    ids.iter().map(name).collect()
}

#[test]
fn b49_the_span_is_carried_once() {
    info_span!("request").in_scope(|| assert!(Context::to_carry().is_none(), "nobody subscribes"));
    tracing::subscriber::set_global_default(Keeps).unwrap();
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    for handle in [
        Handle::from(many.handle()),
        Handle::from(one.handle()),
        Handle::from(small.handle()),
        Handle::async_std(),
        Handle::custom(small.handle().clone()),
    ] {
        let portal = Portal::on(handle.clone());
        let look = || async {
            let first = seen();
            amphi::yield_now().await;
            assert_eq!(first, seen());
            first
        };
        let inner = handle.clone();
        let (task, closure, called) = info_span!("request").in_scope(|| {
            let task = handle.spawn(async move {
                let first = look().await;
                let below = || inner.spawn_blocking(seen);
                let below = info_span!("inner").in_scope(below).await.unwrap();
                (first, below)
            });
            (task, handle.spawn_blocking(seen), portal.call(look()))
        });
        let request = vec!["request"];
        assert_eq!(task.join().unwrap(), (request.clone(), vec!["inner"]));
        assert_eq!(closure.join().unwrap(), request, "{handle:?}");
        assert_eq!(called.unwrap(), request, "{handle:?}");
        // All who held the span have let go of it before their results were seen.
        assert_eq!(with(|spans| spans.len()), 0, "{handle:?}");
        assert!(handle.spawn(look()).join().unwrap().is_empty());
        assert!(handle.spawn_blocking(seen).join().unwrap().is_empty());
        let left = || Context::left_behind(|| handle.spawn(look()));
        let left = info_span!("request").in_scope(left);
        assert!(left.join().unwrap().is_empty());
    }
    assert!(Context::to_carry().is_none(), "no span is entered");
}
