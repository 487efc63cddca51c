//! Every misuse that types cannot rule out panics where the caller stands, with a text that says
//! what to do.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, UnwindSafe};
use std::sync::Once;
use std::time::Duration;

use amphi::{BlockOn, BlockOnError, BlockOnErrorKind, Handle, JoinError, Limiter, Portal};

thread_local! {
    /// File and text of this thread's last panic.
    static LAST: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// The text of the panic of `misuse`, which must be located in this file.
#[track_caller]
fn text_of(misuse: impl FnOnce() + UnwindSafe) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let file = info.location().map_or("", |location| location.file());
            let payload = info.payload();
            let literal = payload.downcast_ref::<&str>().map(ToString::to_string);
            let text = literal.or_else(|| payload.downcast_ref::<String>().cloned());
            LAST.set(Some((file.to_owned(), text.unwrap_or_default())));
        }));
    });
    assert!(
        panic::catch_unwind(misuse).is_err(),
        "it should have panicked"
    );
    let (file, text) = LAST.take().expect("the hook ran");
    assert_eq!(file, file!(), "{text}");
    text
}

#[test]
fn an_interval_of_zero() {
    let text = text_of(|| drop(Handle::smol().interval(Duration::ZERO)));
    assert!(text.contains("yield_now"), "{text}");
    let text = text_of(|| drop(amphi::interval(Duration::ZERO)));
    assert!(text.contains("yield_now"), "{text}");
}

#[test]
fn the_payload_of_what_did_not_panic() {
    let text = text_of(|| drop(JoinError::cancelled().into_panic()));
    assert!(text.contains("try_into_panic"), "{text}");
    let text = text_of(|| JoinError::shutdown().resume());
    assert!(text.contains("shut down"), "{text}");
}

#[test]
fn the_payload_of_a_call_that_did_not_panic() {
    let portal = Portal::on(Handle::smol());
    let never = || std::future::pending::<()>();
    let timeout = || portal.call_timeout(Duration::ZERO, never()).unwrap_err();
    let (one, two) = (timeout(), timeout());
    let text = text_of(AssertUnwindSafe(|| drop(one.into_panic())));
    assert!(text.contains("try_into_panic"), "{text}");
    let text = text_of(AssertUnwindSafe(|| two.resume()));
    assert!(text.contains("within its time"), "{text}");
}

#[test]
fn a_wait_that_is_impossible() {
    struct Refuses;
    impl BlockOn for Refuses {
        fn try_block_on<F: Future>(&self, _: F) -> Result<F::Output, BlockOnError> {
            Err(BlockOnError::new(BlockOnErrorKind::Exhausted).with_detail("none of 0"))
        }
        fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
            f()
        }
    }
    let text = text_of(|| Refuses.block_on(async {}));
    assert!(
        text.contains("await the future instead") && text.contains("none of 0"),
        "{text}"
    );
}

#[test]
fn the_current_runtime_of_a_backend_where_it_does_not_run() {
    let text = text_of(|| drop(amphi::tokio::TokioRuntime::current()));
    assert!(text.contains("TokioRuntime::from"), "{text}");
    let text = text_of(|| drop(amphi::smol::SmolRuntime::current()));
    assert!(text.contains("SmolRuntime::global"), "{text}");
    let text = text_of(|| {
        amphi::async_std::AsyncStdRuntime::current();
    });
    assert!(text.contains("AsyncStdRuntime::global"), "{text}");
}

#[test]
fn a_handle_whose_result_was_given() {
    let text = text_of(|| {
        let mut guard = Handle::smol().spawn(async {}).cancel_on_drop();
        Handle::smol().block_on(&mut guard).unwrap();
        drop(guard.into_inner());
    });
    assert!(text.contains("given its result"), "{text}");
}

#[test]
fn runtimes_without_threads_are_errors() {
    let error = amphi::tokio::OwnedRuntime::multi_thread(0).unwrap_err();
    assert!(error.to_string().contains("current_thread"), "{error}");
    let error = amphi::smol::OwnedRuntime::new(0).unwrap_err();
    assert!(error.to_string().contains("SmolRuntime::from"), "{error}");
    Handle::smol();
    let error = amphi::smol::SmolRuntime::init_global(2).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
    assert!(
        error.to_string().contains("first thing in `main`"),
        "{error}"
    );
}

#[test]
fn a_call_and_a_permit_that_were_given_already() {
    let limiter = Limiter::new(2);
    let mut call = amphi::asyncify(|| 7)();
    assert_eq!(Handle::smol().block_on(&mut call), 7);
    let text = text_of(AssertUnwindSafe(|| drop(call.limited(&limiter))));
    assert!(text.contains("given its value already"), "{text}");

    let mut acquire = limiter.acquire();
    drop(Handle::smol().block_on(&mut acquire));
    let text = text_of(AssertUnwindSafe(|| {
        drop(acquire.offload(&Handle::smol(), || 7));
    }));
    assert!(text.contains("after it had given its permit"), "{text}");
}
