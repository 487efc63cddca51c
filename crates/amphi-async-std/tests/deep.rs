//! Waits one inside the other, on a thread of the executor.

use amphi_async_std::AsyncStdRuntime;
use amphi_conformance::deep;

/// Bytes, in a build without optimisation.
const MOST: usize = 6700;

#[test]
fn a_nested_wait_takes_little_stack() {
    let bytes = deep::stack_of_a_wait(&AsyncStdRuntime::global());
    assert!((1..=MOST).contains(&bytes), "{bytes} bytes");
}
