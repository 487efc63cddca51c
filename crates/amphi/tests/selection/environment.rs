//! What `AMPHI_RUNTIME` says.

use amphi::{BlockOnErrorKind, Handle};

use crate::ground::{assert_current, current};
use crate::harness::Case;

pub(crate) const CASES: &[Case] = &[
    ("env_tokio", Some("tokio"), || assert_current("tokio")),
    ("env_async_std", Some("async-std"), || {
        assert_current("async-std");
    }),
    ("env_smol", Some("smol"), || assert_current("smol")),
    ("env_empty_is_unset", Some(""), || assert_current("smol")),
    (
        "env_unknown_is_an_error",
        Some("toyko"),
        env_unknown_is_an_error,
    ),
    (
        "env_yields_to_the_default",
        Some("tokio"),
        env_yields_to_the_default,
    ),
    (
        "env_yields_to_what_runs",
        Some("tokio"),
        env_yields_to_what_runs,
    ),
];

fn env_unknown_is_an_error() {
    let refused = amphi::Portal::start().unwrap_err();
    assert!(
        refused.is_start_failed() && refused.to_string().contains("toyko"),
        "{refused}"
    );
    let error = Handle::try_current().unwrap_err();
    assert!(error.to_string().contains("\"toyko\""), "{error}");
    let error = amphi::try_block_on(async {}).unwrap_err();
    assert_eq!(error.kind(), BlockOnErrorKind::NoRuntime);
    assert!(error.to_string().contains("toyko"), "{error}");
}

fn env_yields_to_the_default() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    assert_current("async-std");
}

fn env_yields_to_what_runs() {
    assert_eq!(
        Handle::smol().spawn(async { current() }).join().unwrap(),
        "smol"
    );
}
