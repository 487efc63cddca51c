//! The mirror: async functions called like any other (B93).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::rc::Rc;

use amphi::smol::SmolRuntime;
use amphi::{Handle, asyncify, syncify, syncify_on};

use crate::ground::on_each;

async fn double(number: u32) -> u32 {
    amphi::yield_now().await;
    number * 2
}

#[test]
fn b93_one_function_gives_the_same_both_ways() {
    on_each(|handle| async move {
        assert_eq!(double(4).await, syncify(double)(4));
        assert_eq!(handle.syncify(double)(4), 8);
        assert_eq!(syncify_on(handle.clone(), double)(4), 8);
        // There and back again, any number of times.
        let blocking = syncify(double);
        let call = asyncify(move |number: u32| syncify(double)(number));
        assert_eq!(call(blocking(1)).await, 4);
    });
}

#[test]
fn b93_it_nests() {
    async fn down(depth: u32) -> u32 {
        amphi::yield_now().await;
        match depth {
            0 => 0,
            _ => 1 + syncify(boxed)(depth - 1),
        }
    }
    // The type of a function that calls itself has to have an end.
    fn boxed(depth: u32) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
        Box::pin(down(depth))
    }
    on_each(|_| async { assert_eq!(syncify(down)(16), 16) });
}

#[test]
fn b93_it_waits_on_the_runtime_that_it_was_given() {
    let name = || async { Handle::current().backend().to_string() };
    for handle in [Handle::tokio_default(), Handle::smol(), Handle::async_std()] {
        assert_eq!(handle.syncify(name)(), handle.backend().as_str());
        let _entered = handle.enter();
        assert_eq!(syncify(name)(), handle.backend().as_str());
    }
    assert_eq!(syncify_on(SmolRuntime::global(), name)(), "smol");
}

#[test]
fn b72_in_a_closure_it_is_the_closures_runtime_and_elsewhere_the_default() {
    async fn name() -> String {
        Handle::current().backend().to_string()
    }
    on_each(|handle| async move {
        let seen = handle.spawn_blocking(|| (syncify(name)(), syncify(async || 7)()));
        let expected = handle.backend().to_string();
        assert_eq!(seen.await.unwrap(), (expected, 7));
    });
    // Never refused: where nothing runs, the runtime of the free functions serves, the same for all.
    let default = || Handle::current().backend().to_string();
    let elsewhere = std::thread::spawn(move || (syncify(name)(), default()));
    let (seen, default) = elsewhere.join().unwrap();
    assert_eq!(seen, default);
}

#[test]
fn b93_arguments_may_borrow_and_futures_stay_on_their_thread() {
    async fn length(text: &str) -> usize {
        let here = Rc::new(Cell::new(0));
        amphi::yield_now().await;
        here.set(text.len());
        here.get()
    }
    let local = String::from("four");
    assert_eq!(syncify(length)(&local), 4);
    let asynchronous = syncify(async |a: u8, b: u8| {
        amphi::yield_now().await;
        a + b
    });
    assert_eq!(asynchronous(3, 4), 7);
}

#[test]
fn b02_no_argument_and_twelve() {
    async fn none() -> &'static str {
        "none"
    }
    type N = u16;
    #[expect(clippy::too_many_arguments, reason = "twelve is what is tested")]
    #[expect(clippy::many_single_char_names, reason = "they say nothing more")]
    async fn twelve(
        a: N,
        b: N,
        c: N,
        d: N,
        e: N,
        f: N,
        g: N,
        h: N,
        i: N,
        j: N,
        k: N,
        l: N,
    ) -> [N; 12] {
        [a, b, c, d, e, f, g, h, i, j, k, l]
    }
    assert_eq!(syncify(none)(), "none");
    let all = syncify(twelve)(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
}

#[test]
fn b04_a_panic_goes_on_to_the_caller_with_its_payload() {
    on_each(|_| async {
        let fails = syncify(|number: u8| async move {
            amphi::yield_now().await;
            panic_any(number)
        });
        let raised = catch_unwind(AssertUnwindSafe(|| -> () { fails(7) })).unwrap_err();
        assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
    });
}
