//! Without any backend compiled in, the error says what to do. Run with `--no-default-features`.
#![cfg(not(any(feature = "smol", feature = "tokio", feature = "async-std")))]

use amphi::{BlockOnErrorKind, Handle, Portal};

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
