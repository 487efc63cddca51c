//! Paths are shown as `find` shows them.

use crate::process::{run, treesum};
use crate::tree::{Tree, abc_lines};

#[track_caller]
fn assert_shown(tree: &Tree, args: &[&str], names: &[&str]) {
    let finished = run(treesum(tree.path(), args));
    assert_eq!(
        String::from_utf8(finished.stdout).unwrap(),
        abc_lines(names)
    );
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_directory_keeps_the_form_it_was_given_in() {
    let tree = Tree::of(&["dir/a", "dir/b/c"]);
    assert_shown(&tree, &["dir"], &["dir/a", "dir/b/c"]);
    assert_shown(&tree, &["dir/"], &["dir/a", "dir/b/c"]);
    assert_shown(&tree, &["./dir"], &["./dir/a", "./dir/b/c"]);
    assert_shown(&tree, &["dir/../dir/b"], &["dir/../dir/b/c"]);
}

#[test]
fn the_current_directory_is_the_default() {
    assert_shown(&Tree::of(&["a"]), &[], &["./a"]);
}

#[test]
fn a_file_is_shown_as_it_was_given() {
    assert_shown(&Tree::of(&["a", "dir/b"]), &["dir/b", "a"], &["a", "dir/b"]);
}

#[test]
fn several_paths_are_sorted_together() {
    let tree = Tree::of(&["a/1", "a/2", "b/1"]);
    assert_shown(&tree, &["b", "a"], &["a/1", "a/2", "b/1"]);
    assert_shown(&tree, &["a", "a/2"], &["a/1", "a/2", "a/2"]);
}

#[test]
fn a_path_may_begin_with_a_dash() {
    assert_shown(&Tree::of(&["-a"]), &["--", "-a"], &["-a"]);
}
