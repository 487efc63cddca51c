//! Waits one inside the other, on a thread of the executor.

use amphi_conformance::deep;
use amphi_smol::OwnedRuntime;

/// Bytes, in a build without optimisation.
const MOST: usize = 4300;

#[test]
fn a_nested_wait_takes_little_stack() {
    let owned = OwnedRuntime::new(1).unwrap();
    let bytes = deep::stack_of_a_wait(owned.handle());
    assert!((1..=MOST).contains(&bytes), "{bytes} bytes");
}
