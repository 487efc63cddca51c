//! Reports of waits that nobody covers for, while somebody waits where they are heard.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use amphi_core::{Runtime, TaskHandleExt, stall};

const MOMENT: Duration = Duration::from_millis(1);
/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);
/// More waits than there are threads to cover for them.
const WAITS: usize = 300;

/// Has more tasks wait at once than are covered for, and waits itself for each report of one.
///
/// For a process of its own: reports go to one place.
///
/// # Panics
/// Where a task does, where none is reported, and where one hangs.
pub fn who_hears_may_wait<R: Runtime>(rt: &R) {
    let heard = Arc::<AtomicUsize>::default();
    let (count, hearing) = (heard.clone(), rt.clone());
    stall::set_threshold(MOMENT);
    stall::on_stall(move |_| {
        hearing.block_on(hearing.sleep(2 * MOMENT));
        count.fetch_add(1, Ordering::Relaxed);
    });
    let is_over = Arc::<AtomicBool>::default();
    let (start, has_started) = channel();
    let tasks = Vec::from_iter((0..WAITS).map(|_| {
        let (waits, is_over, start) = (rt.clone(), is_over.clone(), start.clone());
        rt.spawn(async move {
            waits.block_on(async {
                start.send(()).expect("somebody counts");
                while !is_over.load(Ordering::Relaxed) {
                    waits.sleep(MOMENT).await;
                }
            });
        })
    }));
    // Those that come after these have no thread, or none left to run them.
    for _ in 0..WAITS / 2 {
        has_started.recv_timeout(BOUND).expect("a wait begins");
    }
    let mut polls = 0;
    while heard.load(Ordering::Relaxed) == 0 {
        polls += 1;
        assert!(MOMENT * polls < BOUND, "no wait was reported");
        rt.block_on(rt.sleep(MOMENT));
    }
    is_over.store(true, Ordering::Relaxed);
    for mut task in tasks {
        let ended = task.join_timeout(BOUND).expect("it hangs");
        ended.expect("whoever waited goes on");
    }
}
