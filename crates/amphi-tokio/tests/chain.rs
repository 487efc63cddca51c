//! Closures that wait for closures by way of a task: nobody can take those, so the wait is
//! reported. A process of its own, since reports and the count of closures are the process's.

use std::sync::mpsc;
use std::time::Duration;

use amphi_core::{BlockOn, SpawnBlocking, Spawner, TaskHandleExt, stall};
use amphi_tokio::OwnedRuntime;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

#[test]
fn a_pool_that_stands_still_is_reported() {
    let (reported, reports) = mpsc::channel();
    stall::on_stall(move |report| {
        let _ = reported.send(report.to_string());
    });
    stall::set_threshold(Duration::from_millis(50));
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).max_blocking_threads(1).build();
    let owned = OwnedRuntime::from_runtime(runtime.unwrap()).unwrap();
    let rt = owned.handle().clone();
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let mut outer = owned.handle().spawn_blocking(move || {
        let inner = rt.clone();
        let task = rt.spawn(async move {
            let queued = inner.spawn_blocking(|| 7);
            released.await.unwrap();
            Some(queued)
        });
        // The task holds the only handle, so this wait polls no closure.
        let queued = rt.block_on(task).unwrap().unwrap();
        rt.block_on(queued).unwrap()
    });
    let report = reports.recv_timeout(BOUND).expect("a report");
    assert!(report.contains("none of 1 queued closures"), "{report}");
    assert!(report.contains(file!()), "{report}");
    release.send(()).unwrap();
    // Now the closure waits for the queued one itself.
    assert_eq!(outer.join_timeout(BOUND).expect("it hangs").unwrap(), 7);
}
