//! Waits on one runtime on the thread that drives another one.
#![cfg(all(feature = "tokio", feature = "smol", feature = "async-std"))]

use std::future::Future;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi::Handle;
use tokio::runtime::Builder;
use tokio::task::yield_now;

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);
const MOMENT: Duration = Duration::from_millis(1);

/// Calls `inside` in the root of a current-thread runtime and in a task of it.
fn at_root_and_in_task<F>(inside: fn(Handle, Handle) -> F)
where
    F: Future<Output = u32> + 'static,
{
    for other in [Handle::smol as fn() -> Handle, Handle::async_std] {
        for in_task in [false, true] {
            let (done, is_done) = mpsc::channel();
            thread::spawn(move || {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                let here = Handle::tokio(runtime.handle().clone());
                let wait = async move { other().block_on(inside(here, other())) };
                let value = runtime.block_on(async {
                    if in_task {
                        tokio::task::LocalSet::new()
                            .run_until(async { tokio::task::spawn_local(wait).await.unwrap() })
                            .await
                    } else {
                        wait.await
                    }
                });
                done.send(value).unwrap();
            });
            let value = is_done.recv_timeout(BOUND).expect("it hangs or panics");
            assert_eq!(value, 7, "in a task: {in_task}");
        }
    }
}

#[test]
fn a_task_of_the_parked_runtime_that_is_spawned_inside_runs() {
    at_root_and_in_task(|here, _| async move { here.spawn(async { 7 }).await.unwrap() });
    at_root_and_in_task(|here, _| async move {
        yield_now().await;
        here.spawn(async { 7 }).await.unwrap()
    });
}

#[test]
fn a_sleep_of_the_parked_runtime_ends() {
    at_root_and_in_task(|here, _| async move {
        here.sleep(MOMENT).await;
        7
    });
}

#[test]
fn what_registers_with_tokio_itself_belongs_to_the_helper() {
    at_root_and_in_task(|_, _| async {
        tokio::time::sleep(MOMENT).await;
        tokio::spawn(async { 7 }).await.unwrap()
    });
    at_root_and_in_task(|_, other| async move {
        other.sleep(MOMENT).await;
        tokio::time::sleep(MOMENT).await;
        tokio::spawn(async { 7 }).await.unwrap()
    });
}

#[test]
fn waits_of_several_runtimes_nest() {
    at_root_and_in_task(|here, other| async move {
        let nested = here.clone();
        here.block_on(async move {
            nested.sleep(MOMENT).await;
            other.block_on(async { nested.spawn(async { 7 }).await.unwrap() })
        })
    });
}
