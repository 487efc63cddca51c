//! The real `sha256sum`, where there is one.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use crate::process::{Finished, run};

/// Whether GNU `sha256sum` is on the PATH; says loudly that a test is skipped where it is not.
pub(crate) fn is_there() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    let there = *THERE.get_or_init(|| {
        let version = Command::new("sha256sum").arg("--version").output();
        version.is_ok_and(|version| version.stdout.starts_with(b"sha256sum (GNU coreutils)"))
    });
    if !there {
        skip("GNU sha256sum is not on the PATH");
    }
    there
}

/// Tells that the rest of this test is skipped, past the capture of the test's output.
pub(crate) fn skip(why: &str) {
    let test = thread::current()
        .name()
        .unwrap_or("unnamed test")
        .to_owned();
    let line = format!("SKIPPED: {test}: {why}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Its sums of every file below `root`, sorted bytewise by path.
#[track_caller]
pub(crate) fn sums(directory: &Path, root: &str) -> Vec<u8> {
    let mut files = Vec::new();
    list(directory, root.as_ref(), &mut files);
    files.sort_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    let mut command = Command::new("sha256sum");
    command.current_dir(directory).arg("--").args(files);
    let finished = run(command);
    assert_eq!(finished.code, Some(0), "{}", finished.stderr);
    finished.stdout
}

/// Its verdict on a list.
#[track_caller]
pub(crate) fn check(directory: &Path, list: &str) -> Finished {
    let mut command = Command::new("sha256sum");
    command
        .current_dir(directory)
        .env("LC_ALL", "C")
        .args(["--check", list]);
    run(command)
}

fn list(directory: &Path, root: &Path, files: &mut Vec<OsString>) {
    for entry in fs::read_dir(directory.join(root)).unwrap() {
        let entry = entry.unwrap();
        let path = root.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            list(directory, &path, files);
        } else if kind.is_file() {
            files.push(path.into());
        }
    }
}
