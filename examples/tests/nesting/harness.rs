//! The harness: it sees how a process ends, and leaves none behind.

use std::process::Stdio;

use crate::command::{finish, nesting, run, start};

#[test]
fn it_sees_every_way_to_fail() {
    let finished = run(nesting(&["self-test"]));
    let seen = "none: seen as ok\n\
                panic: seen as panic\n\
                hang: seen as hang\n\
                stall: seen as stall\n\
                wrong: seen as wrong\n\
                abort: seen as abort\n";
    assert_eq!((finished.stdout.as_str(), finished.code), (seen, Some(0)));
}

#[test]
fn a_child_that_hangs_ends_with_its_parent() {
    let mut command = nesting(&["faulty", "hang"]);
    command.stdin(Stdio::piped());
    let mut child = start(command);
    // What the end of the parent does.
    drop(child.stdin.take().unwrap());
    assert_eq!(finish(child).code, Some(1));
}

#[test]
fn a_child_tells_by_its_exit_code() {
    for (fault, code) in [("none", 0), ("wrong", 3), ("panic", 101)] {
        let mut command = nesting(&["faulty", fault]);
        command.stdin(Stdio::piped());
        let mut child = start(command);
        let stdin = child.stdin.take();
        assert_eq!(finish(child).code, Some(code), "{fault}");
        drop(stdin);
    }
}
