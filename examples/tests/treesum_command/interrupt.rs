//! Ctrl-C ends it promptly, with the exit code 130 and without a partial line.

use std::path::Path;
use std::process::Command;

use crate::pipe::endless;
use crate::process::{Running, treesum};
use crate::tree::{Tree, abc_lines};

/// A pipe with a name; whoever opens it waits for the other side.
pub(crate) fn make_fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Sends SIGINT, as Ctrl-C does.
fn interrupt(running: &Running) {
    let kill = Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

#[test]
fn while_it_waits_for_a_file() {
    let tree = Tree::of(&["a"]);
    make_fifo(&tree.join("fifo"));
    for runtime in ["tokio", "smol", "async-std"] {
        for jobs in ["1", "2"] {
            let args = ["a", "fifo", "--runtime", runtime, "--jobs", jobs];
            let mut running = Running::start(treesum(tree.path(), &args));
            assert_eq!(running.line().unwrap(), abc_lines(&["a"]).as_bytes());
            interrupt(&running);
            let finished = running.finish();
            assert_eq!(
                (finished.code, finished.stderr.as_str()),
                (Some(130), ""),
                "{args:?}"
            );
            assert_eq!(finished.stdout, b"");
        }
    }
}

#[test]
fn while_it_hashes_a_huge_file() {
    let tree = Tree::of(&["a"]);
    let huge = std::fs::File::create(tree.join("huge")).unwrap();
    huge.set_len(1 << 42).unwrap();
    let mut running = Running::start(treesum(tree.path(), &["."]));
    assert_eq!(running.line().unwrap(), abc_lines(&["./a"]).as_bytes());
    interrupt(&running);
    let finished = running.finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(130), ""));
    assert_eq!(finished.stdout, b"");
}

#[test]
fn while_nobody_reads_its_output() {
    let tree = Tree::of(&["a"]);
    for runtime in ["tokio", "smol", "async-std"] {
        let mut command = endless(&tree);
        command.args(["--runtime", runtime]);
        let mut running = Running::start(command);
        let line = abc_lines(&["./a"]).into_bytes();
        assert_eq!(running.line().unwrap(), line);
        interrupt(&running);
        assert_eq!(running.wait().code(), Some(130));
        while let Some(next) = running.line() {
            assert_eq!(next, line);
        }
    }
}

#[test]
fn while_it_waits_for_a_list() {
    let tree = Tree::of(&["a"]);
    make_fifo(&tree.join("list"));
    let hold = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(tree.join("list"));
    let mut hold = hold.unwrap();
    std::io::Write::write_all(&mut hold, abc_lines(&["a"]).as_bytes()).unwrap();
    let mut running = Running::start(treesum(tree.path(), &["--check", "list"]));
    assert_eq!(running.line().unwrap(), b"a: OK\n");
    interrupt(&running);
    let finished = running.finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(130), ""));
}
