//! Which runtime a portal is of.

use amphi::Handle;

use crate::ground::{current, tokio_runtime};
use crate::harness::Case;
use crate::stranger::Stranger;

pub(crate) const CASES: &[Case] = &[
    ("a_portal_is_of_smol", None, a_portal_is_of_smol),
    (
        "a_portal_is_of_the_default",
        None,
        a_portal_is_of_the_default,
    ),
    ("env_portal", Some("tokio"), || assert_portal("tokio")),
];

#[track_caller]
fn assert_portal(name: &str) {
    let portal = amphi::Portal::start().expect("a portal");
    assert_eq!(portal.handle().backend().as_str(), name);
    assert_eq!(portal.call(async { current() }).expect("a value"), name);
}

fn a_portal_is_of_smol() {
    assert_portal("smol");
    // It needs no other runtime, so the process-wide one has not been started.
    amphi::smol::SmolRuntime::init_global(1).expect("the first start");
}

fn a_portal_is_of_the_default() {
    Handle::set_default(Handle::custom(Stranger(Handle::smol()))).expect("the first call");
    assert_portal("stranger");
    let _entered = Handle::async_std().enter();
    assert_portal("async-std");
    let owned = tokio_runtime();
    let inside = Handle::from(owned.handle()).spawn(async { assert_portal("tokio") });
    inside.join().unwrap();
}
