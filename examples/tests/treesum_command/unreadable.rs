//! What cannot be read takes one line on standard error and the exit code 1; the rest is done.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::peer;
use crate::process::{Finished, run, treesum};
use crate::tree::{Tree, abc_lines};

#[track_caller]
fn assert_one_failure(finished: &Finished, rest: &[&str], message: &str) {
    assert_eq!(String::from_utf8_lossy(&finished.stdout), abc_lines(rest));
    assert!(finished.stderr.starts_with(message), "{}", finished.stderr);
    assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    assert_eq!(finished.code, Some(1));
}

#[test]
fn a_missing_path() {
    let tree = Tree::of(&["a", "c"]);
    let finished = run(treesum(tree.path(), &["a", "b", "c"]));
    assert_one_failure(
        &finished,
        &["a", "c"],
        "treesum: cannot read b: No such file",
    );
}

#[test]
fn a_missing_path_whose_name_has_a_line_break() {
    let tree = Tree::of(&["a"]);
    let finished = run(treesum(tree.path(), &["a", "x\ny"]));
    assert_one_failure(&finished, &["a"], "treesum: cannot read x\\ny: ");
}

#[test]
fn each_of_many_takes_one_line() {
    let tree = Tree::of(&["a"]);
    let missing: Vec<_> = (0..100)
        .map(|index| format!("missing-{index:02}"))
        .collect();
    let mut args: Vec<_> = missing.iter().map(String::as_str).collect();
    args.push("a");
    let finished = run(treesum(tree.path(), &args));
    assert_eq!(finished.stdout, abc_lines(&["a"]).as_bytes());
    assert_eq!(finished.code, Some(1));
    let named = finished
        .stderr
        .lines()
        .zip(&missing)
        .filter(|(line, name)| line.contains(*name));
    assert_eq!((named.count(), finished.stderr.lines().count()), (100, 100));
}

#[test]
fn a_file_that_opens_but_cannot_be_read() {
    // Nothing is mapped at the address 0, so its first byte cannot be read, not even by root.
    let memory = "/proc/self/mem";
    if File::open(memory).is_err() {
        return peer::skip("there is no /proc/self/mem");
    }
    let tree = Tree::of(&["a"]);
    let finished = run(treesum(tree.path(), &[memory, "a"]));
    assert_one_failure(&finished, &["a"], "treesum: cannot read /proc/self/mem: ");
}

#[test]
fn a_file_without_permission() {
    let tree = Tree::of(&["a", "b", "c"]);
    forbid(&tree.join("b"));
    if File::open(tree.join("b")).is_ok() {
        return peer::skip("this user may read every file");
    }
    let finished = run(treesum(tree.path(), &["."]));
    assert_one_failure(
        &finished,
        &["./a", "./c"],
        "treesum: cannot read ./b: Permission denied",
    );
}

#[test]
fn a_directory_without_permission() {
    let tree = Tree::of(&["a", "b/x", "c"]);
    forbid(&tree.join("b"));
    if fs::read_dir(tree.join("b")).is_ok() {
        return peer::skip("this user may read every directory");
    }
    let finished = run(treesum(tree.path(), &["."]));
    assert_one_failure(
        &finished,
        &["./a", "./c"],
        "treesum: cannot read ./b/: Permission denied",
    );
}

fn forbid(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
}
