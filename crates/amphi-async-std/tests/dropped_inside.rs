//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled.

use std::sync::mpsc::{Sender, channel};

use amphi_async_std::AsyncStdRuntime;
use amphi_core::{BlockOn, Spawner, TaskHandle};

/// Tells, when it is dropped, whether async-std is current there.
struct Looks(Sender<bool>);

impl Drop for Looks {
    fn drop(&mut self) {
        let _ = self.0.send(AsyncStdRuntime::try_current().is_ok());
    }
}

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    let rt = AsyncStdRuntime::global();
    let (sender, seen) = channel();
    let held = Looks(sender.clone());
    let endless = rt.spawn(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    assert!(rt.block_on(endless.cancel()).unwrap_err().is_cancelled());
    assert_eq!(seen.recv(), Ok(true));
    let held = Looks(sender);
    rt.block_on(rt.spawn(async move { drop(held) })).unwrap();
    assert_eq!(seen.recv(), Ok(true));
}
