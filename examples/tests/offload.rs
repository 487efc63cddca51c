//! The short examples print the same on every runtime.

mod printed;

use printed::prints;

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
