//! Standard output and standard error that are pipes.

use std::fs::OpenOptions;
use std::process::Command;

use crate::peer;
use crate::process::{Running, run, treesum};
use crate::tree::{ABC, Tree};

/// Far more output than any pipe holds.
pub(crate) fn endless(tree: &Tree) -> Command {
    treesum(tree.path(), &vec!["."; 30_000])
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let tree = Tree::of(&["a", "b"]);
    let mut running = Running::start(endless(&tree));
    assert_eq!(running.line().unwrap(), format!("{ABC}  ./a\n").as_bytes());
    running.close_stdout();
    let finished = running.finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(141), ""));
}

#[test]
fn no_progress_in_a_pipe() {
    let tree = Tree::of(&["a"]);
    let finished = run(treesum(tree.path(), &vec!["."; 10_000]));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_told() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        return peer::skip("there is no /dev/full");
    };
    let tree = Tree::of(&["a"]);
    let mut shell = Command::new("sh");
    shell
        .current_dir(tree.path())
        .arg("-c")
        .arg(r#""$0" . > /dev/full"#);
    shell.arg(env!("CARGO_BIN_EXE_treesum"));
    drop(full);
    let finished = run(shell);
    assert_eq!(finished.code, Some(1));
    assert!(
        finished.stderr.starts_with("treesum: write error: "),
        "{}",
        finished.stderr
    );
}
