//! A call's value, arguments and number (B1 to B3), and when it starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use amphi::{Handle, asyncify, asyncify_on};
use futures_lite::future::poll_once;

use crate::by_hand::by_hand;
use crate::ground::on_each;

#[test]
fn b01_the_value_comes_from_another_thread() {
    fn double(number: u32) -> (u32, thread::ThreadId) {
        (number * 2, thread::current().id())
    }
    on_each(|handle| async move {
        let here = thread::current().id();
        for (value, there) in [
            asyncify(double)(21).await,
            handle.asyncify(double)(21).await,
            asyncify_on(handle.clone(), double)(21).await,
        ] {
            assert_eq!(value, 42);
            assert_ne!(there, here);
        }
    });
}

#[test]
fn b01_the_call_knows_its_runtime() {
    on_each(|handle| async move {
        let name = || Handle::current().backend().to_string();
        assert_eq!(asyncify(name)().await, handle.backend().as_str());
        assert_eq!(handle.asyncify(name)().await, handle.backend().as_str());
        let other = if handle.backend().as_str() == "tokio" {
            Handle::smol()
        } else {
            Handle::tokio_default()
        };
        let call = other.asyncify(name)();
        assert_eq!(call.await, other.backend().as_str());
    });
}

#[test]
fn b02_no_argument_and_twelve_arrive_unchanged() {
    type Text = String;
    fn none() -> &'static str {
        "none"
    }
    #[expect(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "twelve that own what they hold are what is tested"
    )]
    fn twelve(
        a: u8,
        b: i16,
        c: char,
        d: Text,
        e: Vec<u8>,
        f: [u8; 2],
        g: (u8, u8),
        h: Option<Text>,
        i: Box<u8>,
        j: &'static str,
        k: Arc<u8>,
        l: bool,
    ) -> Text {
        format!("{a} {b} {c} {d} {e:?} {f:?} {g:?} {h:?} {i} {j} {k} {l}")
    }
    on_each(|_| async {
        assert_eq!(asyncify(none)().await, "none");
        let text = asyncify(twelve)(
            1,
            -2,
            'c',
            "d".into(),
            vec![5],
            [6, 6],
            (7, 7),
            Some("h".into()),
            Box::new(9),
            "j",
            Arc::new(11),
            true,
        )
        .await;
        assert_eq!(text, "1 -2 c d [5] [6, 6] (7, 7) Some(\"h\") 9 j 11 true");
    });
}

#[test]
fn b02_methods_closures_pointers_and_partials() {
    struct Greeter(&'static str);
    impl Greeter {
        fn greet(self: Arc<Self>, name: &'static str) -> String {
            format!("{} {name}", self.0)
        }
    }
    on_each(|handle| async move {
        let greeter = Arc::new(Greeter("hello"));
        assert_eq!(
            asyncify(Greeter::greet)(greeter.clone(), "a").await,
            "hello a"
        );
        // Bound to its object, and bound to an argument as well.
        let bound = handle.asyncify({
            let greeter = greeter.clone();
            move |name: &'static str| greeter.clone().greet(name)
        });
        assert_eq!(
            (bound("b").await, bound("c").await),
            ("hello b".into(), "hello c".into())
        );
        let partial = asyncify(move || greeter.clone().greet("d"));
        assert_eq!(partial().await, "hello d");
        let pointer: fn(u8) -> u8 = u8::reverse_bits;
        assert_eq!(asyncify(pointer)(1).await, 128);
        assert_eq!(asyncify(str::len)("four").await, 4);
    });
}

#[test]
fn b03_one_await_is_one_execution() {
    on_each(|_| async {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        let call = asyncify(move |by: usize| counted.fetch_add(by, Relaxed));
        let first = call(1);
        let never = call(100);
        assert_eq!(
            count.load(Relaxed),
            0,
            "nothing happens before the first poll"
        );
        assert_eq!((first.await, call(1).await), (0, 1));
        drop(never);
        drop(call);
        assert_eq!(count.load(Relaxed), 2);
    });
}

#[test]
fn c01_a_call_starts_at_its_first_poll_once() {
    let pool = by_hand();
    let mut call = Box::pin(asyncify_on(pool.clone(), || 7)());
    assert_eq!(pool.queued(), 0);
    amphi::block_on(async {
        assert_eq!(poll_once(&mut call).await, None);
        assert_eq!(poll_once(&mut call).await, None);
        assert_eq!(pool.queued(), 1);
        pool.run_one();
        assert_eq!(call.await, 7);
    });
    assert_eq!(pool.queued(), 0);
}

#[test]
fn c01_a_spawned_call_starts_at_once_and_goes_on_alone() {
    let pool = by_hand();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let call = asyncify_on(pool.clone(), move || counted.fetch_add(1, Relaxed));
    let kept = call().spawn();
    drop(call().spawn());
    assert_eq!(pool.queued(), 2);
    pool.run_one();
    pool.run_one();
    assert_eq!(count.load(Relaxed), 2);
    assert_eq!(amphi::block_on(kept).unwrap(), 0);
}

#[test]
fn b93_a_call_is_awaited_or_waited_for() {
    let double = |number: u32| number * 2;
    // On a plain thread, in a task, and when it has started already.
    assert_eq!(asyncify(double)(4).join(), 8);
    on_each(move |handle| async move {
        assert_eq!(asyncify(double)(4).join(), 8);
        assert_eq!(handle.asyncify(double)(4).join(), 8);
        let mut call = asyncify(double)(4);
        let _ = poll_once(&mut call).await;
        // Where the first poll had its value already there is nothing left to wait for.
        if format!("{call:?}") == "Offloaded(started)" {
            assert_eq!(call.join(), 8);
        }
    });
}
