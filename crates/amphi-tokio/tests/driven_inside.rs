//! A current-thread runtime that is driven where a worker's tasks have moved to another thread.

use std::future::Future;
use std::sync::mpsc::channel;
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, Timer};
use amphi_tokio::{OwnedRuntime, TokioRuntime};
use tokio::runtime::{Builder, Handle};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

/// Waits on a current-thread runtime inside of it, for what only it can have done.
async fn inside() -> u8 {
    let here = TokioRuntime::from(Handle::current());
    here.block_on(here.sleep(Duration::from_millis(1)));
    here.block_on(async { here.spawn(async { 7 }).await })
        .unwrap()
}

fn drive(future: impl Future<Output = u8>) -> u8 {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

#[test]
fn waits_know_it_in_a_region_of_ours() {
    let owned = OwnedRuntime::multi_thread(1).unwrap();
    let rt = owned.handle().clone();
    let (end, ended) = channel();
    rt.clone().spawn(async move {
        let once = rt.block_in_place(|| drive(inside()));
        // In a region inside a region, and in one inside a wait.
        let twice = rt.block_in_place(|| rt.block_in_place(|| drive(inside())));
        let waiting = rt.block_on(async {
            tokio::task::yield_now().await;
            rt.block_in_place(|| drive(inside()))
        });
        end.send([once, twice, waiting]).unwrap();
    });
    assert_eq!(ended.recv_timeout(BOUND).expect("it hangs"), [7; 3]);
}

#[test]
fn waits_know_it_in_a_region_of_tokios() {
    let owned = OwnedRuntime::multi_thread(1).unwrap();
    let (end, ended) = channel();
    owned.handle().spawn(async move {
        end.send(tokio::task::block_in_place(|| drive(inside())))
            .unwrap();
    });
    assert_eq!(ended.recv_timeout(BOUND).expect("it hangs"), 7);
}
