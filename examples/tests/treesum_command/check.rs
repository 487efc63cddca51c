//! `--check`: the verdicts, warnings and exit codes of `sha256sum`.

use crate::peer;
use crate::process::{Finished, run, run_with_input, treesum};
use crate::tree::{ABC, EMPTY, Tree};

fn tree(list: &str) -> Tree {
    let list = list.replace("ABC", ABC).replace("EMPTY", EMPTY);
    Tree::of(&["a", "b", "c\nd"]).with("list", list.as_bytes())
}

#[track_caller]
fn check(list: &str) -> Finished {
    let tree = tree(list);
    let ours = run(treesum(tree.path(), &["--check", "list"]));
    if peer::is_there() {
        assert_like(&ours, &peer::check(tree.path(), "list"));
    }
    ours
}

/// The same verdicts and code, and the same last words; the messages on single files are free.
#[track_caller]
fn assert_like(ours: &Finished, peer: &Finished) {
    assert_eq!(
        String::from_utf8_lossy(&ours.stdout),
        String::from_utf8_lossy(&peer.stdout)
    );
    assert_eq!(ours.code, peer.code, "{}{}", ours.stderr, peer.stderr);
    let last = |stderr: &str| {
        stderr
            .lines()
            .last()
            .map(|line| line.split_once(": ").unwrap().1.to_owned())
    };
    assert_eq!(last(&ours.stderr), last(&peer.stderr));
    assert_eq!(
        ours.stderr.lines().count(),
        peer.stderr.lines().count(),
        "{}",
        ours.stderr
    );
}

#[track_caller]
fn assert_finished(finished: &Finished, code: i32, stdout: &str, stderr: &str) {
    assert_eq!(String::from_utf8_lossy(&finished.stdout), stdout);
    assert_eq!(finished.stderr, stderr);
    assert_eq!(finished.code, Some(code));
}

#[test]
fn good_lines_of_every_form() {
    let list = "ABC  a\nABC *b\n\\ABC  c\\nd\n\n# comment\n  ABC  a\nABC\t a";
    let verdicts = "a: OK\nb: OK\n\\c\\nd: OK\na: OK\na: OK\n";
    assert_finished(&check(list), 0, verdicts, "");
    let upper = format!("{}  a\r\n", ABC.to_uppercase());
    assert_finished(&check(&upper), 0, "a: OK\n", "");
}

#[test]
fn a_mismatch() {
    let warning = "treesum: WARNING: 1 computed checksum did NOT match\n";
    assert_finished(
        &check("EMPTY  a\nABC  b\n"),
        1,
        "a: FAILED\nb: OK\n",
        warning,
    );
    let warning = "treesum: WARNING: 2 computed checksums did NOT match\n";
    assert_finished(
        &check("EMPTY  a\nEMPTY  b\n"),
        1,
        "a: FAILED\nb: FAILED\n",
        warning,
    );
}

#[test]
fn files_that_cannot_be_read() {
    let finished = check("ABC  x\nABC  a\nABC  y\n");
    assert_eq!(finished.code, Some(1));
    let verdicts = b"x: FAILED open or read\na: OK\ny: FAILED open or read\n";
    assert_eq!(finished.stdout, verdicts);
    let lines: Vec<_> = finished.stderr.lines().collect();
    assert!(
        lines[0].starts_with("treesum: cannot read x: "),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("treesum: cannot read y: "),
        "{lines:?}"
    );
    assert_eq!(
        lines[2],
        "treesum: WARNING: 2 listed files could not be read"
    );
    assert_eq!(check("ABC  x\n").code, Some(1));
    assert_eq!(check("ABC  .\n").code, Some(1), "a directory");
}

#[test]
fn malformed_lines_are_counted() {
    let warning = "treesum: WARNING: 1 line is improperly formatted\n";
    assert_finished(&check("ABC  a\nnonsense\n"), 0, "a: OK\n", warning);
    let warning = "treesum: WARNING: 2 lines are improperly formatted\n";
    assert_finished(&check("ABC\nABC  a\n\\ABC  a\\x\n"), 0, "a: OK\n", warning);
}

#[test]
fn a_list_without_any_good_line() {
    let message = "treesum: list: no properly formatted checksum lines found\n";
    for list in ["", "nonsense\n", "# comment\n", "ABC\n"] {
        assert_finished(&check(list), 1, "", message);
    }
}

#[test]
fn all_warnings_in_the_order_of_sha256sum() {
    let finished = check("EMPTY  a\nABC  x\nnonsense\nABC  b\n");
    let warnings: Vec<_> = finished.stderr.lines().skip(1).collect();
    let expected = [
        "treesum: WARNING: 1 line is improperly formatted",
        "treesum: WARNING: 1 listed file could not be read",
        "treesum: WARNING: 1 computed checksum did NOT match",
    ];
    assert_eq!(warnings, expected);
}

#[test]
fn a_list_that_cannot_be_read() {
    let tree = Tree::new();
    for list in ["missing", "."] {
        let finished = run(treesum(tree.path(), &["--check", list]));
        assert_eq!(
            (finished.code, finished.stdout.as_slice()),
            (Some(1), &b""[..])
        );
        assert!(
            finished.stderr.starts_with(&format!("treesum: {list}: ")),
            "{}",
            finished.stderr
        );
        assert_eq!(finished.stderr.lines().count(), 1, "{}", finished.stderr);
    }
}

#[test]
fn the_list_on_standard_input() {
    let tree = tree("");
    let input = format!("{ABC}  a\n{EMPTY}  b\n").into_bytes();
    for runtime in ["tokio", "smol", "async-std"] {
        let command = treesum(tree.path(), &["--runtime", runtime, "--check", "-"]);
        let finished = run_with_input(command, input.clone());
        let warning = "treesum: WARNING: 1 computed checksum did NOT match\n";
        assert_finished(&finished, 1, "a: OK\nb: FAILED\n", warning);
    }
    let finished = run_with_input(treesum(tree.path(), &["--check", "-"]), Vec::new());
    let message = "treesum: 'standard input': no properly formatted checksum lines found\n";
    assert_finished(&finished, 1, "", message);
}

#[test]
fn its_own_output_is_verified() {
    let tree = crate::tree::mixed();
    let sums = run(treesum(tree.path(), &["."])).stdout;
    let tree = tree.with("list", &sums);
    let finished = run(treesum(tree.path(), &["--check", "list", "--jobs", "64"]));
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        finished
            .stdout
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count(),
        15
    );
    if peer::is_there() {
        assert_eq!(finished, peer::check(tree.path(), "list"));
    }
}
