//! A progress line, where standard error is a terminal.

use std::fs::{self, OpenOptions};
use std::process::Command;
use std::thread;

use crate::interrupt::make_fifo;
use crate::peer;
use crate::process::Running;
use crate::tree::{EMPTY, Tree, abc_lines};

const CLEAR_LINE: &[u8] = b"\r\x1b[2K";

#[test]
fn progress_is_shown_while_the_work_goes_on() {
    if !has_script() {
        return peer::skip("util-linux's script is not on the PATH");
    }
    let tree = Tree::of(&["a"]);
    make_fifo(&tree.join("fifo"));
    let mut command = Command::new("script");
    command
        .current_dir(tree.path())
        .env("TREESUM", env!("CARGO_BIN_EXE_treesum"));
    command
        .env("TERM", "xterm")
        .args(["--quiet", "--return", "--flush", "--command"]);
    command.args([r#"stty cols 80; "$TREESUM" a fifo > sums"#, "/dev/null"]);
    // Each redrawing begins at the line's left end.
    let mut running = Running::start_split(command, b'\r');
    while !shows(&running.line().expect("the progress line"), "files: 1, 3 B") {}

    // The other side of the pipe lets the work end; should there be none, only this thread waits.
    let fifo = tree.join("fifo");
    thread::spawn(move || OpenOptions::new().write(true).open(fifo).unwrap());
    let finished = running.finish();
    assert_eq!(finished.code, Some(0));
    assert!(
        finished.stdout.ends_with(CLEAR_LINE),
        "{}",
        finished.stdout.escape_ascii()
    );
    let sums = fs::read_to_string(tree.join("sums")).unwrap();
    assert_eq!(sums, abc_lines(&["a"]) + &format!("{EMPTY}  fifo\n"));
}

fn shows(screen: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(screen).contains(text)
}

fn has_script() -> bool {
    let version = Command::new("script").arg("--version").output();
    version.is_ok_and(|version| version.stdout.starts_with(b"script from util-linux"))
}
