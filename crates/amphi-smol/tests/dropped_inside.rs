//! Code that runs while a task is dropped finds its runtime, also where the task was cancelled or its
//! runtime went, and whoever runs the executor.

use std::future::{Future, pending};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandle};
use amphi_smol::{Executor, OwnedRuntime, SmolRuntime};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

/// Tells, when it is dropped, whether smol is current there.
struct Looks(Sender<bool>);

impl Drop for Looks {
    fn drop(&mut self) {
        let _ = self.0.send(SmolRuntime::try_current().is_ok());
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

fn assert_dropped_inside(rt: &SmolRuntime) {
    let (future, seen) = endless();
    assert!(
        rt.block_on(rt.spawn(future).cancel())
            .unwrap_err()
            .is_cancelled()
    );
    assert_eq!(seen.recv_timeout(BOUND), Ok(true), "cancelled on {rt:?}");
    let (sender, seen) = channel();
    let held = Looks(sender);
    rt.block_on(rt.spawn(async move { drop(held) })).unwrap();
    assert_eq!(seen.recv_timeout(BOUND), Ok(true), "ended on {rt:?}");
}

#[test]
fn a_cancelled_task_is_dropped_inside_its_runtime() {
    assert_dropped_inside(&SmolRuntime::global());
    assert_dropped_inside(OwnedRuntime::new(1).unwrap().handle());
}

#[test]
fn a_cancelled_task_of_an_applications_executor_is_dropped_inside_its_runtime() {
    let executor = Arc::new(Executor::new());
    let rt = SmolRuntime::from(executor.clone());
    let (stop, stopped) = async_channel::bounded::<()>(1);
    let runs = thread::spawn(move || async_io::block_on(executor.run(stopped.recv())));
    assert_dropped_inside(&rt);
    drop(stop);
    assert!(runs.join().unwrap().is_err());
}

#[test]
fn a_task_whose_runtime_goes_is_dropped_inside_it() {
    let owned = OwnedRuntime::new(1).unwrap();
    let (future, seen) = endless();
    owned.handle().spawn(future).detach();
    drop(owned);
    assert_eq!(seen.recv_timeout(BOUND), Ok(true));
}
