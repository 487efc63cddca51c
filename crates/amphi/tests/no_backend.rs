//! Without any backend compiled in, the error says what to do. Run with `--no-default-features`.
#![cfg(not(any(feature = "smol", feature = "tokio", feature = "async-std")))]

use std::sync::mpsc;
use std::thread;

use amphi::cleanup::{self, Trouble};
use amphi::{AsyncGuard, BlockOnErrorKind, Generator, Handle, Portal, Resumed};

#[test]
fn no_runtime_names_the_features() {
    let error = Handle::try_current().unwrap_err();
    for feature in ["smol", "tokio", "async-std"] {
        assert!(error.to_string().contains(feature), "{error}");
    }
    let error = amphi::try_block_on(async {}).unwrap_err();
    assert_eq!(error.kind(), BlockOnErrorKind::NoRuntime);
}

#[test]
fn a_call_without_a_runtime_names_the_features() {
    let raised = std::panic::catch_unwind(|| amphi::asyncify(|| ())().join()).unwrap_err();
    let text = raised.downcast::<String>().unwrap();
    assert!(text.contains("async-std"), "{text}");
}

#[test]
fn b63_a_portal_without_a_runtime_names_the_features() {
    for error in [Portal::start().unwrap_err(), Portal::shared().unwrap_err()] {
        assert!(error.is_start_failed());
        assert!(error.to_string().contains("async-std"), "{error}");
    }
}

#[test]
fn b86_a_guard_without_a_runtime_does_what_it_can() {
    let (sender, reports) = mpsc::channel();
    cleanup::set_patience(std::time::Duration::from_millis(20));
    cleanup::on_trouble(move |report| sender.send(report.trouble.clone()).unwrap());
    // Another thread wakes it.
    let portal = thread::spawn(|| ());
    let (done, is_done) = mpsc::channel();
    drop(AsyncGuard::new(
        done,
        async move |done: mpsc::Sender<u8>| {
            amphi::yield_now().await;
            portal.join().unwrap();
            done.send(7).unwrap();
        },
    ));
    assert_eq!(is_done.recv(), Ok(7));
    assert!(reports.try_recv().is_err());
    // This one cannot end, and its value is dropped.
    let (value, dropped) = mpsc::channel::<()>();
    drop(AsyncGuard::new(value, async |value| {
        let _value = value;
        std::future::pending::<()>().await;
    }));
    assert_eq!(reports.try_recv(), Ok(Trouble::CutOff));
    assert_eq!(dropped.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    assert_eq!(cleanup::lost(), 1);
    // Waited for, it says what is missing.
    let cleanup = AsyncGuard::new((), async |()| ()).close();
    let raised = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| cleanup.wait()));
    let text = raised.unwrap_err().downcast::<String>().unwrap();
    assert!(text.contains("async-std"), "{text}");
}

#[test]
fn b109_a_generator_needs_no_runtime_but_for_a_wait() {
    let mut generator = Generator::new(|co| async move { co.yield_(7).await });
    let waited = std::panic::AssertUnwindSafe(|| generator.resume_blocking(1));
    let text = std::panic::catch_unwind(waited).unwrap_err();
    let text = text.downcast::<String>().unwrap();
    assert!(text.contains("async-std"), "{text}");
    let resumed = amphi_core::park::block_on(generator.resume(2));
    assert_eq!(resumed, Ok(Resumed::Yielded(7)));
    let resumed = amphi_core::park::block_on(generator.resume(3));
    assert_eq!(resumed, Ok(Resumed::Complete(3)));
}
