//! Which comes first: what is entered, what runs, the default, smol.

use amphi::Handle;

use crate::ground::{assert_current, current, tokio_runtime};
use crate::harness::{Case, cases};

pub(crate) const CASES: &[Case] = cases![
    nothing_said_gives_smol,
    entered_comes_first,
    entered_guards_in_any_order,
    entered_beats_running,
    a_running_runtime_beats_the_default,
    the_default_beats_smol,
    the_default_is_set_once,
];

fn nothing_said_gives_smol() {
    assert_current("smol");
}

fn entered_comes_first() {
    Handle::set_default(Handle::tokio_default()).expect("the first call");
    let entered = Handle::async_std().enter();
    assert_current("async-std");
    drop(entered);
    assert_current("tokio");
}

fn entered_guards_in_any_order() {
    let first = Handle::async_std().enter();
    let second = Handle::tokio_default().enter();
    let third = Handle::smol().enter();
    assert_current("smol");
    drop(second);
    assert_current("smol");
    drop(third);
    assert_current("async-std");
    drop(first);
    assert_current("smol");
}

fn entered_beats_running() {
    let owned = tokio_runtime();
    let found = owned.handle().as_tokio().block_on(async {
        let _entered = Handle::async_std().enter();
        current()
    });
    assert_eq!(found, "async-std");
}

fn a_running_runtime_beats_the_default() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    let owned = tokio_runtime();
    assert_eq!(
        Handle::from(owned.handle())
            .spawn(async { current() })
            .join()
            .unwrap(),
        "tokio"
    );
    assert_eq!(
        Handle::smol().spawn(async { current() }).join().unwrap(),
        "smol"
    );
    assert_current("async-std");
}

fn the_default_beats_smol() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    assert_current("async-std");
    assert_eq!(
        amphi::spawn(async { current() }).join().unwrap(),
        "async-std"
    );
}

fn the_default_is_set_once() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    let error = Handle::set_default(Handle::smol()).unwrap_err();
    assert!(error.to_string().contains("once"), "{error}");
    assert_eq!(error.into_handle().backend().as_str(), "smol");
    assert_current("async-std");
}
