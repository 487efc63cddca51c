//! Waits that a runtime refuses, and where panics are located.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::sync::mpsc::channel;
use std::time::Duration;

use amphi_core::region::{self, Cover};
use amphi_core::{BlockOnError, BlockOnErrorKind};
use amphi_pool::{AffineScope, Limiter, Pinned};
use amphi_smol::SmolRuntime;

use crate::within::{next, within};

thread_local! {
    static REFUSES: Cell<bool> = const { Cell::new(false) };
    /// Where this thread panicked last.
    static PANICKED: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// A runtime that cannot spare some thread.
struct Refusing;

impl Cover for Refusing {
    fn cover(
        &self,
        next: &mut dyn FnMut() -> Result<(), BlockOnError>,
    ) -> Result<(), BlockOnError> {
        match REFUSES.get() {
            true => Err(BlockOnError::new(BlockOnErrorKind::Exhausted)),
            false => next(),
        }
    }
}

/// From now on all waits on this thread are refused.
fn refuse() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        region::register(&Refusing);
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let place = info.location();
            let place = place.map(|place| (place.file().into(), place.line()));
            PANICKED.with_borrow_mut(|panicked| *panicked = place);
            hook(info);
        }));
    });
    REFUSES.set(true);
}

/// `f` panics at this line, or so many after it.
#[track_caller]
fn panics_here<R>(lines: u32, f: impl FnOnce() -> R) {
    let here = panic::Location::caller();
    let here = (here.file().to_owned(), here.line() + lines);
    assert!(catch_unwind(AssertUnwindSafe(|| drop(f()))).is_err());
    assert_eq!(PANICKED.take(), Some(here));
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn refused_waits_for_permits_panic_at_the_caller() {
    within(|| {
        refuse();
        let limited = Limiter::new(0).on(&SmolRuntime::global());
        let limiter = limited.limiter();
        panics_here(0, || limiter.acquire().wait());
        panics_here(0, || limiter.acquire().wait_timeout(LONG));
        panics_here(0, || limited.spawn_blocking(|| ()).wait());
        panics_here(0, || limited.spawn_blocking(|| ()).wait_timeout(LONG));
        assert_eq!(limiter.stats().waiting, 0);
    });
}

#[test]
fn refused_waits_for_calls_are_errors() {
    within(|| {
        let pinned = Pinned::spawn(|| 0);
        let (go, may_go) = channel::<()>();
        pinned.with(move |_| next(&may_go)).detach();
        refuse();
        let error = pinned.with(|runs| *runs += 1).wait().unwrap_err();
        assert!(error.is_wait_failed(), "{error}");
        let kind = error.block_on_error().map(BlockOnError::kind);
        assert_eq!(kind, Some(BlockOnErrorKind::Exhausted));
        let bounded = pinned.with(|runs| *runs += 1).wait_timeout(LONG);
        assert!(bounded.unwrap().unwrap_err().is_wait_failed());
        let closing = pinned.clone();
        assert!(closing.close().wait().unwrap_err().is_wait_failed());
        go.send(()).unwrap();
    });
}

#[test]
fn a_refused_scope_panics_at_the_caller() {
    within(|| {
        refuse();
        let rt = SmolRuntime::global();
        let never = std::future::pending::<()>;
        panics_here(0, || AffineScope::run(&rt, |_| never()));
        let ran = AffineScope::run(&rt, |scope| {
            panics_here(0, || scope.block_on(&rt, never()));
            std::future::ready(7)
        });
        assert_eq!(ran, 7);
    });
}

#[test]
fn an_error_that_is_no_panic_is_told_at_the_caller() {
    within(|| {
        refuse();
        let pinned = Pinned::spawn(|| ());
        drop(pinned.close());
        let closed = || pinned.with(|()| ()).wait().unwrap_err();
        panics_here(0, || closed().into_panic());
        panics_here(0, || closed().resume());
        assert!(closed().try_into_panic().unwrap_err().is_closed());
    });
}
