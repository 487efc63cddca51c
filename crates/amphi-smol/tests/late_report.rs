//! Who hears of a wait that found no spare thread may wait as well. A process of its own, since it takes them all, and
//! reports go to one place.

use amphi_conformance::heard;
use amphi_smol::OwnedRuntime;

#[test]
fn who_hears_of_a_late_wait_may_wait() {
    let owned = OwnedRuntime::new(2).unwrap();
    heard::who_hears_may_wait(owned.handle());
}
