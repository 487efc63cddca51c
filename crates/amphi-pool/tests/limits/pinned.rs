//! Values that are made, used and dropped on one thread.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, ThreadId};
use std::time::Duration;

use allocation_counter::measure;
use amphi_core::{BlockOn, Spawner, TaskHandleExt};
use amphi_pool::{Pinned, PinnedBuilder};
use amphi_smol::SmolRuntime;
use amphi_tokio::TokioRuntime;

use crate::runtimes::{in_each_runtime, on_each_runtime};
use crate::within::{next, within};

fn here() -> ThreadId {
    thread::current().id()
}

/// Not `Send`; tells where it was dropped.
struct Value {
    calls: Rc<RefCell<Vec<usize>>>,
    dropped: Sender<ThreadId>,
}

impl Value {
    fn spawn() -> (Pinned<Self>, Receiver<ThreadId>) {
        let (dropped, is_dropped) = channel();
        let pinned = Pinned::spawn(|| Self {
            calls: Rc::default(),
            dropped,
        });
        (pinned, is_dropped)
    }
}

impl Drop for Value {
    fn drop(&mut self) {
        let _ = self.dropped.send(here());
    }
}

/// Keeps the value's thread busy until it is told to go on.
fn occupy<T: 'static>(pinned: &Pinned<T>) -> Sender<()> {
    let (go, may_go) = channel();
    let (started, has_started) = channel();
    let busy = pinned.with(move |_| {
        started.send(()).unwrap();
        next(&may_go);
    });
    busy.detach();
    next(&has_started);
    go
}

#[test]
fn b112_calls_run_on_one_thread_one_at_a_time_in_order() {
    fn test<R: Spawner + BlockOn>(rt: &R) {
        let (pinned, _) = Value::spawn();
        let home = pinned.with(|_| here()).wait().unwrap();
        assert_ne!(home, here());
        let call = |number| {
            pinned.with(move |value| {
                let calls = Rc::clone(&value.calls);
                calls.borrow_mut().push(number);
                here()
            })
        };
        let calls = Vec::from_iter((0..100).map(call));
        // Waited for in another order, in tasks.
        let tasks = Vec::from_iter(calls.into_iter().rev().map(|call| rt.spawn(call)));
        for task in tasks {
            assert_eq!(rt.block_on(task).unwrap().unwrap(), home);
        }
        let order = pinned.with(|value| value.calls.take()).wait().unwrap();
        assert_eq!(order, Vec::from_iter(0..100));
    }
    on_each_runtime(test, test, test);
}

#[test]
fn b112_a_call_never_runs_inside_with() {
    in_each_runtime(|| {
        let (pinned, _) = Value::spawn();
        let inner = pinned.clone();
        let outer = pinned.with(move |value| {
            inner
                .with(|value| value.calls.borrow_mut().push(2))
                .detach();
            value.calls.borrow_mut().push(1);
        });
        outer.wait().unwrap();
        let order = pinned.with(|value| value.calls.take()).wait().unwrap();
        assert_eq!(order, [1, 2]);
    });
}

#[test]
fn b37_a_call_that_is_dropped_before_it_began_never_runs() {
    within(|| {
        let pinned = Pinned::spawn(|| Cell::new(0));
        let go = occupy(&pinned);
        let (alive, dropped) = channel::<()>();
        let call = pinned.with(move |_| drop(alive));
        drop(call);
        assert!(dropped.try_recv().is_err(), "it is dropped at once");
        drop(pinned.with(|runs| runs.set(runs.get() + 1)));
        pinned.with(|runs| runs.set(runs.get() + 10)).detach();
        go.send(()).unwrap();
        assert_eq!(pinned.with(|runs| runs.get()).wait().unwrap(), 10);
    });
}

#[test]
fn a_call_that_runs_goes_on_when_nobody_waits() {
    within(|| {
        let pinned = Pinned::spawn(|| 0);
        let (started, has_started) = channel();
        let (go, may_go) = channel::<()>();
        let call = pinned.with(move |value| {
            started.send(()).unwrap();
            next(&may_go);
            *value = 7;
        });
        next(&has_started);
        drop(call);
        go.send(()).unwrap();
        assert_eq!(pinned.with(|value| *value).wait().unwrap(), 7);
    });
}

#[test]
fn a_panic_goes_to_its_caller_and_the_value_stays() {
    within(|| {
        let pinned = Pinned::spawn(|| 1);
        let error = pinned
            .with(|value| {
                *value = 2;
                panic!("no such luck")
            })
            .wait()
            .unwrap_err();
        assert!(error.is_panic());
        let payload = error.into_panic();
        assert_eq!(*payload.downcast::<&str>().unwrap(), "no such luck");
        assert_eq!(pinned.with(|value| *value).wait().unwrap(), 2);
    });
}

#[test]
fn a_result_that_panics_when_it_is_dropped_costs_no_thread() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let go = occupy(&pinned);
        pinned.with(|_| Bomb).detach();
        go.send(()).unwrap();
        assert_eq!(pinned.with(|value| *value).wait().unwrap(), 7);
    });
}

#[test]
fn a_constructor_that_panics_is_told_to_all() {
    within(|| {
        let (go, may_go) = channel::<()>();
        let pinned = Pinned::<u8>::spawn(move || {
            next(&may_go);
            panic!("no such file")
        });
        let queued = [pinned.with(|_| ()), pinned.with(|_| ())];
        let close = pinned.close();
        go.send(()).unwrap();
        assert!(close.wait().unwrap_err().is_not_made());
        let late = pinned.with(|_| ());
        for call in queued.into_iter().chain([late]) {
            let error = call.wait().unwrap_err();
            assert!(error.is_not_made(), "{error}");
            assert!(error.to_string().ends_with(": no such file"), "{error}");
        }
    });
}

#[test]
fn b115_the_value_is_dropped_on_its_thread_after_the_last_handle_and_call() {
    in_each_runtime(|| {
        let (pinned, is_dropped) = Value::spawn();
        let home = pinned.with(|_| here()).wait().unwrap();
        let go = occupy(&pinned);
        let last = pinned.with(|_| here());
        let other = pinned.clone();
        // B116: leaving waits for nothing, although the thread is busy.
        drop((pinned, other));
        assert!(is_dropped.try_recv().is_err());
        go.send(()).unwrap();
        assert_eq!(last.wait().unwrap(), home);
        assert_eq!(next(&is_dropped), home);
    });
}

#[test]
fn b115_close_waits_for_the_drop_and_refuses_late_calls() {
    fn test<R: Spawner + BlockOn>(rt: &R) {
        let (pinned, is_dropped) = Value::spawn();
        let go = occupy(&pinned);
        let queued = pinned.with(|_| 7);
        let close = rt.spawn(pinned.close());
        assert!(pinned.with(|_| ()).wait().unwrap_err().is_closed());
        go.send(()).unwrap();
        rt.block_on(close).unwrap().unwrap();
        is_dropped.try_recv().expect("it is dropped by now");
        assert_eq!(queued.wait().unwrap(), 7);
        pinned.close().wait().unwrap();
    }
    on_each_runtime(test, test, test);
}

#[test]
fn a_panic_of_the_values_drop_is_told_once() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }
    within(|| {
        let pinned = Pinned::spawn(|| Bomb);
        let error = pinned.close().wait().unwrap_err();
        assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "in drop");
        pinned.close().wait().unwrap();
    });
}

#[test]
fn the_last_handle_may_go_inside_a_call() {
    within(|| {
        let (pinned, is_dropped) = Value::spawn();
        let inside = pinned.clone();
        let (go, may_go) = channel::<()>();
        let call = pinned.with(move |_| {
            next(&may_go);
            drop(inside);
        });
        drop(pinned);
        go.send(()).unwrap();
        call.wait().unwrap();
        next(&is_dropped);
    });
}

#[test]
fn b18_a_thread_that_is_refused_is_an_error() {
    let builder = PinnedBuilder::new();
    let huge = builder.clone().stack_size(usize::MAX / 4);
    assert!(huge.spawn(|| ()).is_err());
    let error = builder.name("a\0b").spawn(|| ()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn a_wait_can_be_bounded_and_goes_on() {
    within(|| {
        let pinned = Pinned::spawn(|| 7);
        let go = occupy(&pinned);
        let mut call = pinned.with(|value| *value);
        assert!(call.wait_timeout(Duration::from_millis(1)).is_none());
        assert!(!call.is_finished());
        go.send(()).unwrap();
        assert_eq!(call.wait().unwrap(), 7);
    });
}

#[test]
fn a_call_costs_one_allocation() {
    within(|| {
        let pinned = Pinned::spawn(|| 7_usize);
        let rt = SmolRuntime::global();
        let wait = || assert_eq!(pinned.with(|value| *value).wait().unwrap(), 7);
        let fewest = |once: &dyn Fn()| (0..50).map(|_| measure(once).count_total).min();
        assert_eq!(fewest(&wait), Some(1));
        let awaited = || {
            let call = async { pinned.with(|value| *value).await };
            assert_eq!(rt.block_on(call).unwrap(), 7);
        };
        assert_eq!(fewest(&awaited), Some(1));
    });
}

#[test]
fn calls_that_were_cancelled_do_not_pile_up() {
    within(|| {
        let pinned = Pinned::spawn(|| ());
        let go = occupy(&pinned);
        let measured = measure(|| {
            for _ in 0..10_000 {
                drop(pinned.with(|()| ()));
            }
        });
        let kept = measured.bytes_current;
        assert!(kept < 2000, "{kept} bytes are kept");
        go.send(()).unwrap();
        pinned.with(|()| ()).wait().unwrap();
    });
}

#[test]
fn it_works_where_the_caller_runs_tasks() {
    within(|| {
        let rt = TokioRuntime::global();
        let pinned = Pinned::spawn(|| 7);
        let waits = rt.spawn(async move { pinned.with(|value| *value).wait() });
        assert_eq!(waits.join().unwrap().unwrap(), 7);
    });
}
