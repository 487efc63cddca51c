//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled or its
//! runtime went.

use std::future::{Future, pending};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandle};
use amphi_tokio::{OwnedRuntime, TokioRuntime};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

/// Tells, when it is dropped, whether tokio is current there.
struct Looks(Sender<bool>);

impl Drop for Looks {
    fn drop(&mut self) {
        let _ = self.0.send(TokioRuntime::try_current().is_ok());
    }
}

/// A future that never ends, and what it sees when it is dropped.
fn endless() -> (impl Future<Output = ()> + Send, Receiver<bool>) {
    let (sender, seen) = channel();
    let held = Looks(sender);
    let future = async move {
        let _held = held;
        pending::<()>().await;
    };
    (future, seen)
}

fn each(test: fn(OwnedRuntime)) {
    test(OwnedRuntime::multi_thread(1).unwrap());
    test(OwnedRuntime::current_thread().unwrap());
}

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    each(|owned| {
        let rt = owned.handle();
        let (future, seen) = endless();
        let ended = rt.block_on(rt.spawn(future).cancel());
        assert!(ended.unwrap_err().is_cancelled());
        assert_eq!(seen.recv_timeout(BOUND), Ok(true), "cancelled on {rt:?}");
        let (sender, seen) = channel();
        let held = Looks(sender);
        rt.block_on(rt.spawn(async move { drop(held) })).unwrap();
        assert_eq!(seen.recv_timeout(BOUND), Ok(true), "ended on {rt:?}");
    });
}

#[test]
fn a_task_whose_runtime_goes_is_dropped_inside_it() {
    each(|owned| {
        let (future, seen) = endless();
        owned.handle().spawn(future).detach();
        drop(owned);
        assert_eq!(seen.recv_timeout(BOUND), Ok(true));
    });
}
