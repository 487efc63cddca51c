//! Names of any bytes, as `sha256sum` writes and reads them.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::peer;
use crate::process::{run, treesum};
use crate::tree::{ABC, Tree};

const NAMES: [&[u8]; 9] = [
    b" leading and  double blanks ",
    b"*star",
    b"-dash",
    b"back\\slash",
    b"carriage\rreturn",
    b"line\nbreak",
    b"not utf-8 \xff\xfe",
    b"tab\tand \x1b escape",
    b"\\all\r\n\xff",
];

/// The lines of the names in their bytewise order.
fn expected() -> Vec<u8> {
    let lines: [&[u8]; 9] = [
        b"HEX  ./ leading and  double blanks \n",
        b"HEX  ./*star\n",
        b"HEX  ./-dash\n",
        b"\\HEX  ./\\\\all\\r\\n\xff\n",
        b"\\HEX  ./back\\\\slash\n",
        b"\\HEX  ./carriage\\rreturn\n",
        b"\\HEX  ./line\\nbreak\n",
        b"HEX  ./not utf-8 \xff\xfe\n",
        b"HEX  ./tab\tand \x1b escape\n",
    ];
    let with_sum = |line: &[u8]| {
        let at = line.windows(3).position(|window| window == b"HEX").unwrap();
        [&line[..at], ABC.as_bytes(), &line[at + 3..]].concat()
    };
    lines.iter().flat_map(|line| with_sum(line)).collect()
}

fn tree() -> Tree {
    NAMES.iter().fold(Tree::new(), |tree, name| {
        tree.with(OsStr::from_bytes(name), b"abc")
    })
}

#[test]
fn special_bytes_are_escaped_and_others_stand() {
    let finished = run(treesum(tree().path(), &["."]));
    assert_eq!(
        finished.stdout.escape_ascii().to_string(),
        expected().escape_ascii().to_string()
    );
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_same_bytes_as_sha256sum() {
    if peer::is_there() {
        let sums = peer::sums(tree().path(), ".");
        assert_eq!(
            sums.escape_ascii().to_string(),
            expected().escape_ascii().to_string()
        );
    }
}

#[test]
fn every_name_is_found_again() {
    let tree = tree();
    let lists = Tree::new().with("list", &expected());
    let list = lists.join("list");
    let checked = run(treesum(tree.path(), &["--check", list.to_str().unwrap()]));
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        checked.stdout.iter().filter(|&&byte| byte == b'\n').count(),
        NAMES.len()
    );
    if peer::is_there() {
        let peer = peer::check(tree.path(), list.to_str().unwrap());
        assert_eq!(
            checked.stdout.escape_ascii().to_string(),
            peer.stdout.escape_ascii().to_string()
        );
        assert_eq!(peer.code, Some(0));
    }
}
