//! The report of a wait that physics forbid, in a process of its own: reports go to one place.

use std::sync::mpsc;
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, stall};
use amphi_tokio::OwnedRuntime;

#[test]
fn a_wait_on_a_current_thread_runtime_is_reported() {
    let owned = OwnedRuntime::current_thread().unwrap();
    let (send, sent) = mpsc::channel();
    stall::set_threshold(Duration::from_millis(1));
    stall::on_stall(move |report| drop(send.send(report.clone())));
    let (release, released) = tokio::sync::oneshot::channel();
    let rt = owned.handle().clone();
    let outer = rt.clone().spawn(async move {
        let never = rt.spawn(std::future::pending::<()>());
        // The other task cannot run, whatever it does.
        let either = async { tokio::select!(_ = never => "ended", _ = released => "released") };
        (line!(), rt.block_on(either))
    });
    let report = sent
        .recv_timeout(Duration::from_secs(60))
        .expect("a report");
    release.send(()).unwrap();
    let (line, ended) = outer.join().unwrap();
    assert_eq!(ended, "released");
    let location = report.location;
    assert_eq!((location.file(), location.line()), (file!(), line));
    assert!(report.inside.contains("current-thread"), "{report}");
    assert!(report.inside.contains("inside task"), "{report}");
    assert_eq!(report.thread, "\"amphi-current-thread\"");
}
