//! Who hears of a wait that found no other thread may wait as well. A process of its own, since it takes them all, and
//! reports go to one place.

use amphi_async_std::AsyncStdRuntime;
use amphi_conformance::heard;

#[test]
fn who_hears_of_a_late_wait_may_wait() {
    heard::who_hears_may_wait(&AsyncStdRuntime::global());
}
