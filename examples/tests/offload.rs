//! The short examples print the same on every runtime.

use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Far longer than any of them takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

#[track_caller]
fn prints(program: &'static str, lines: &str) {
    for runtime in ["tokio", "smol", "async-std"] {
        let mut command = Command::new(program);
        let (ended, has_ended) = channel();
        command.env("AMPHI_RUNTIME", runtime);
        thread::spawn(move || ended.send(command.output()));
        let output = has_ended
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("{program} hangs on {runtime}"))
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} on {runtime}: {errors}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed, format!("runtime: {runtime}\n{lines}"));
    }
}

#[test]
fn one_call() {
    prints(
        env!("CARGO_BIN_EXE_offload_call"),
        "package: amphi-examples\n\
         missing: NotFound\n\
         on another thread: true\n",
    );
}

#[test]
fn the_attribute() {
    prints(
        env!("CARGO_BIN_EXE_offload_attribute"),
        "has lines: true\n\
         publish: Some(\"false\"), the same both ways: true\n",
    );
}

#[test]
fn many_calls_at_once() {
    prints(
        env!("CARGO_BIN_EXE_offload_many"),
        "joined: NONE OF THEM WAITS\n\
         spawned: NONE OF THEM WAITS\n\
         buffered: 400\n",
    );
}

#[test]
fn a_pool_of_its_own() {
    prints(
        env!("CARGO_BIN_EXE_offload_pool"),
        "lookup: 144\n\
         on the pool: true\n\
         from a task: true\n\
         completed: 3\n\
         nothing left behind: true\n",
    );
}

#[test]
fn a_group_of_tasks() {
    prints(
        env!("CARGO_BIN_EXE_task_group"),
        "answers: [6, 5, 4, 3, 2, 1]\n\
         never more than two at a time: true\n\
         failed: no mirror in ghent\n\
         the closure ended: true\n\
         letters: 24\n",
    );
}
