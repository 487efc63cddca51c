//! Errors of the wait itself come through, and the call is cancelled.

use std::future::Future;

use amphi::smol::OwnedRuntime;
use amphi::{BlockOn, BlockOnError, BlockOnErrorKind, Handle, Portal};
use amphi_core::Named;

use crate::ground::{bounded, endless};
use crate::wrapped::wraps;

/// A runtime on which nothing can be waited for.
#[derive(Clone, Debug)]
struct Refusing(Handle, BlockOnErrorKind);

wraps!(Refusing, this => this.0, this.0);

impl BlockOn for Refusing {
    fn try_block_on<F: Future>(&self, _: F) -> Result<F::Output, BlockOnError> {
        Err(BlockOnError::new(self.1))
    }
    fn block_in_place<F: FnOnce() -> R, R>(&self, f: F) -> R {
        f()
    }
}

impl Named for Refusing {
    fn name(&self) -> &str {
        "refusing"
    }
}

#[test]
fn b65_b71_a_wait_that_is_impossible_cancels_the_call_and_says_why() {
    for kind in [
        BlockOnErrorKind::Exhausted,
        BlockOnErrorKind::Undriven,
        BlockOnErrorKind::RuntimeGone,
    ] {
        bounded(&format!("{kind:?}"), move || {
            let runtime = OwnedRuntime::new(1).unwrap();
            let portal = Portal::on(Handle::custom(Refusing(runtime.handle().into(), kind)));
            let (one, two, three) = (endless(), endless(), endless());
            let errors = [
                portal.call(one.0).unwrap_err(),
                portal
                    .call_timeout(crate::ground::BOUND, two.0)
                    .unwrap_err(),
                portal
                    .start_task::<(), _, _>(|started| async move {
                        let _started = started;
                        three.0.await;
                    })
                    .unwrap_err(),
            ];
            for error in errors {
                assert_eq!(error.block_on_error().unwrap().kind(), kind);
                let is_gone = kind == BlockOnErrorKind::RuntimeGone;
                assert_eq!(
                    (error.is_shutdown(), error.is_wait_failed()),
                    (is_gone, !is_gone)
                );
                assert!(!error.is_cancelled() && !error.is_panic(), "{error}");
            }
            one.1.wait();
            two.1.wait();
            three.1.wait();
        });
    }
}

#[test]
fn b71_a_runtime_that_nobody_drives_is_told() {
    bounded("undriven", || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let portal = Portal::on(Handle::tokio(runtime.handle().clone()));
        let error = portal.call(async { 7 }).unwrap_err();
        assert!(error.is_wait_failed(), "{error}");
        let kind = error.block_on_error().unwrap().kind();
        assert_eq!(kind, BlockOnErrorKind::Undriven);
    });
}
