//! The sums themselves: right, in order, and the same whoever does the work.

use crate::peer;
use crate::process::{run, treesum};
use crate::tree::{ABC, EMPTY, Tree, mixed};

#[test]
fn known_sums_in_bytewise_order() {
    let tree = Tree::new()
        .with("a/x", b"abc")
        .with("a.txt", b"")
        .with("a0", b"abc");
    let finished = run(treesum(tree.path(), &["."]));
    let expected = format!("{EMPTY}  ./a.txt\n{ABC}  ./a/x\n{ABC}  ./a0\n");
    assert_eq!(String::from_utf8(finished.stdout).unwrap(), expected);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_same_bytes_as_sha256sum() {
    let tree = mixed();
    let finished = run(treesum(tree.path(), &["."]));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    if peer::is_there() {
        assert_eq!(finished.stdout, peer::sums(tree.path(), "."));
    }
}

#[test]
fn the_same_bytes_on_every_runtime_with_any_number_of_jobs() {
    let tree = mixed();
    let expected = run(treesum(tree.path(), &["."]));
    assert_eq!(
        expected
            .stdout
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count(),
        15
    );
    for runtime in ["tokio", "smol", "async-std"] {
        for jobs in ["1", "2", "64"] {
            let args = [".", "--runtime", runtime, "--jobs", jobs];
            assert_eq!(run(treesum(tree.path(), &args)), expected, "{args:?}");
        }
    }
}

#[test]
fn more_files_than_the_window_holds() {
    let files: Vec<_> = (0..40).map(|index| format!("{index:02}")).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let tree = Tree::of(&files);
    let paths = vec!["."; 100];
    let finished = run(treesum(
        tree.path(),
        &[&paths[..], &["--jobs", "1"]].concat(),
    ));
    let line = |file: &&str| format!("{ABC}  ./{file}\n").repeat(100);
    let expected: String = files.iter().map(line).collect();
    assert_eq!(String::from_utf8(finished.stdout).unwrap(), expected);
}

#[test]
fn nothing_below_an_empty_directory() {
    let finished = run(treesum(Tree::new().path(), &["."]));
    assert_eq!(finished.stdout, b"");
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_wrong_command_line_is_refused() {
    for args in [
        ["--jobs", "0"],
        ["--runtime", "glommio"],
        ["--no-such-option", "x"],
    ] {
        let finished = run(treesum(Tree::new().path(), &args));
        assert_eq!(
            (finished.code, finished.stdout.as_slice()),
            (Some(2), &b""[..]),
            "{args:?}"
        );
        assert!(finished.stderr.contains(args[0]), "{}", finished.stderr);
    }
}
