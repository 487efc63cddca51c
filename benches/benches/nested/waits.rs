//! What is waited for, and where the waits are measured.

use amphi_benches::Group;
use amphi_core::{SpawnBlocking, Spawner};
use async_channel::{Receiver, Sender, bounded};

/// A channel that a long-lived task answers.
#[derive(Clone)]
pub(crate) struct Echo {
    ask: Sender<()>,
    answer: Receiver<()>,
}

impl Echo {
    /// Starts the task that answers.
    pub(crate) fn start(runtime: &impl Spawner) -> Self {
        let (ask, asked) = bounded(1);
        let (reply, answer) = bounded(1);
        drop(runtime.spawn(async move {
            while asked.recv().await.is_ok() && reply.send(()).await.is_ok() {}
        }));
        Self { ask, answer }
    }

    /// One question and its answer.
    pub(crate) async fn asked(self) {
        self.ask.send(()).await.expect("the task listens");
        self.answer.recv().await.expect("the task answers");
    }
}

/// Measures `group` inside a task that yields after each operation.
pub(crate) fn in_task(runtime: &impl Spawner, group: Group<'static>) {
    let task = runtime.spawn(group.run_in_task());
    pollster::block_on(task).expect("the task ends");
}

/// Measures `group` inside one poll of a task.
pub(crate) fn in_one_poll(runtime: &impl Spawner, group: Group<'static>) {
    let task = runtime.spawn(async move { group.run() });
    pollster::block_on(task).expect("the task ends");
}

/// Measures `group` inside an offloaded closure.
pub(crate) fn in_closure(runtime: &impl SpawnBlocking, group: Group<'static>) {
    let task = runtime.spawn_blocking(move || group.run());
    pollster::block_on(task).expect("the closure ends");
}
