//! Symbolic links are followed where they are given, not below.

use std::os::unix::fs::symlink;

use crate::process::{run, treesum};
use crate::tree::{Tree, abc_lines};

fn tree() -> Tree {
    let tree = Tree::of(&["dir/file"]);
    symlink("dir", tree.join("to-dir")).unwrap();
    symlink("dir/file", tree.join("to-file")).unwrap();
    symlink("nowhere", tree.join("to-nothing")).unwrap();
    symlink(".", tree.join("dir/loop")).unwrap();
    tree
}

fn shown(args: &[&str]) -> String {
    let finished = run(treesum(tree().path(), args));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    String::from_utf8(finished.stdout).unwrap()
}

#[test]
fn links_below_a_path_are_passed_over() {
    assert_eq!(shown(&["."]), abc_lines(&["./dir/file"]));
}

#[test]
fn a_given_link_is_followed() {
    assert_eq!(shown(&["to-file"]), abc_lines(&["to-file"]));
    assert_eq!(shown(&["to-dir"]), abc_lines(&["to-dir/file"]));
}

#[test]
fn a_given_link_to_nothing_is_an_error() {
    let finished = run(treesum(tree().path(), &["to-nothing", "to-file"]));
    assert_eq!(finished.code, Some(1));
    assert_eq!(finished.stdout, abc_lines(&["to-file"]).as_bytes());
    assert!(
        finished
            .stderr
            .starts_with("treesum: cannot read to-nothing: ")
    );
}
