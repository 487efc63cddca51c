//! Other libraries' contexts are carried (B49), in a process of its own: carriers are for all of it.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::cell::{Cell, RefCell};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amphi::context::{self, Carried, Carrier, Context};
use amphi::{Handle, Portal, context_var, smol, tokio};

thread_local! {
    /// What another library calls current.
    static LEVEL: Cell<u32> = const { Cell::new(0) };
    /// Who was entered, in order.
    static ENTERED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

context_var! { static NUMBER: u32 }

/// How many levels there are that were captured and not dropped.
static CAPTURED: AtomicUsize = AtomicUsize::new(0);

struct Levels(&'static str);

struct Level(&'static str, u32);

impl Carrier for Levels {
    fn capture(&self) -> Option<Box<dyn Carried>> {
        let level = LEVEL.get();
        CAPTURED.fetch_add(usize::from(level > 0), Ordering::SeqCst);
        (level > 0).then(|| Box::new(Level(self.0, level)) as Box<dyn Carried>)
    }
}

impl Carried for Level {
    fn enter(&self, run: &mut dyn FnMut()) {
        struct Leave(u32);
        impl Drop for Leave {
            fn drop(&mut self) {
                LEVEL.set(self.0);
                ENTERED.with_borrow_mut(Vec::pop);
            }
        }
        ENTERED.with_borrow_mut(|entered| entered.push(self.0));
        let _leave = Leave(LEVEL.replace(self.1));
        run();
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        CAPTURED.fetch_sub(1, Ordering::SeqCst);
    }
}

/// At a level, with the carriers registered.
fn at<R>(level: u32, f: impl FnOnce() -> R) -> R {
    static REGISTER: Once = Once::new();
    REGISTER.call_once(|| {
        context::register(&Levels("first"));
        context::register(&Levels("second"));
    });
    LEVEL.set(level);
    let output = f();
    LEVEL.set(0);
    output
}

fn seen() -> (u32, Vec<&'static str>) {
    (LEVEL.get(), ENTERED.with_borrow(Clone::clone))
}

/// One test, since it counts what there is in the process.
#[test]
fn b49_what_other_libraries_call_current_is_carried_once() {
    let many = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let one = tokio::OwnedRuntime::current_thread().unwrap();
    let small = smol::OwnedRuntime::new(1).unwrap();
    let handles = [
        Handle::from(many.handle()),
        Handle::from(one.handle()),
        Handle::from(small.handle()),
        Handle::async_std(),
        Handle::custom(small.handle().clone()),
    ];
    let both = || (3, vec!["first", "second"]);
    for handle in handles {
        let portal = Portal::on(handle.clone());
        let look = || async {
            let first = seen();
            amphi::yield_now().await;
            assert_eq!(first, seen());
            first
        };
        let (task, closure, called) = at(3, || {
            (
                handle.spawn(look()),
                handle.spawn_blocking(seen),
                portal.call(look()),
            )
        });
        // Entered once each, also where one runtime hands on to another.
        assert_eq!(task.join().unwrap(), both(), "{handle:?}");
        assert_eq!(closure.join().unwrap(), both(), "{handle:?}");
        assert_eq!(called.unwrap(), both(), "{handle:?}");
        // It has gone with the work, and nothing is left on the threads.
        assert_eq!(CAPTURED.load(Ordering::SeqCst), 0, "{handle:?}");
        let raised = at(3, || {
            handle.spawn_blocking(|| std::panic::resume_unwind(Box::new(())) as ())
        });
        assert!(raised.join().unwrap_err().is_panic());
        let nothing = (0, vec![]);
        assert_eq!(handle.spawn(look()).join().unwrap(), nothing);
        assert_eq!(handle.spawn_blocking(seen).join().unwrap(), nothing);

        // From a task on to the next, with variables beside it.
        let inner = handle.clone();
        let outer = at(3, || {
            NUMBER.sync_scope(7, || {
                handle.spawn(async move {
                    let seen = || (seen(), NUMBER.get());
                    inner.spawn_blocking(seen).await.unwrap()
                })
            })
        });
        assert_eq!(outer.join().unwrap(), (both(), Some(7)));

        let left = at(3, || Context::left_behind(|| handle.spawn(look())));
        assert_eq!(left.join().unwrap(), nothing);
        let report = portal.close(Duration::from_secs(60)).wait();
        assert!(report.is_clean(), "{report:?}");
    }
    assert!(
        Context::to_carry().is_none(),
        "nobody has captured anything"
    );
    let kept = at(3, Context::current);
    assert_eq!(CAPTURED.load(Ordering::SeqCst), 2);
    assert_eq!(kept.clone().sync_scope(seen), both());
    assert_eq!(smol_block_on(kept.scope(look_once())), both());
    assert_eq!(CAPTURED.load(Ordering::SeqCst), 0);
    assert_eq!(seen(), (0, vec![]));
}

async fn look_once() -> (u32, Vec<&'static str>) {
    amphi::yield_now().await;
    seen()
}

fn smol_block_on<T>(future: impl Future<Output = T>) -> T {
    Handle::smol().block_on(future)
}
