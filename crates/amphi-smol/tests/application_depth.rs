//! How many spare threads waits take that are one inside the other, on an application's executor: alone in a process,
//! since it counts the process's own.
#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use amphi_core::{BlockOn, Timer};
use amphi_smol::SmolRuntime;
use async_executor::Executor;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);
const MOMENT: Duration = Duration::from_millis(1);
const DEPTH: usize = 30;

/// How many spare threads there are in the innermost wait.
fn spares_at(rt: &SmolRuntime, depth: usize) -> usize {
    rt.block_on(async {
        rt.sleep(MOMENT).await;
        match depth {
            0 => spares(),
            _ => spares_at(rt, depth - 1),
        }
    })
}

fn spares() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.starts_with("amphi-spare")).count()
}

#[test]
fn nested_waits_share_one() {
    let executor: Arc<Executor<'static>> = Arc::default();
    let (end, has_ended) = channel();
    let running = executor.clone();
    thread::spawn(move || {
        let rt = SmolRuntime::from(running.clone());
        let in_task = running.spawn({
            let rt = rt.clone();
            async move { spares_at(&rt, DEPTH) }
        });
        let found = async_io::block_on(running.run(in_task));
        // A region, and waits in it.
        let in_region = running.spawn(async move { rt.block_in_place(|| spares_at(&rt, DEPTH)) });
        let later = async_io::block_on(running.run(in_region));
        end.send([found, later]).unwrap();
    });
    let found = has_ended.recv_timeout(BOUND).expect("it hangs");
    assert!(
        found.iter().all(|spares| (1..=2).contains(spares)),
        "{found:?}"
    );
}
