//! What something allocates.

use allocation_counter::measure;

/// The least allocations of `f` on this thread in many calls: now and then something else, like a queue
/// that grows or a pool that starts a thread, allocates too.
pub(crate) fn allocations(mut f: impl FnMut()) -> u64 {
    let once = |_| measure(&mut f).count_total;
    (0..50).map(once).min().expect("fifty")
}
