//! The command, started and waited for within a bound: past it the command is killed, its own
//! children end with it, and the test fails by its name.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(240);

/// All that the command left behind.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// `nesting` with these arguments, in an environment that chooses no runtime.
pub(crate) fn nesting(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nesting"));
    command.args(args).env_remove("AMPHI_RUNTIME");
    command
}

/// Runs it to its end.
#[track_caller]
pub(crate) fn run(mut command: Command) -> Finished {
    command.stdin(Stdio::null());
    finish(start(command))
}

/// Starts it with its output kept.
pub(crate) fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Reads its output to the end and waits for it.
#[track_caller]
pub(crate) fn finish(mut child: Child) -> Finished {
    let stdout = read(child.stdout.take().unwrap());
    let stderr = read(child.stderr.take().unwrap());
    let both = (stdout.recv_timeout(DEADLINE), stderr.recv_timeout(DEADLINE));
    let (Ok(stdout), Ok(stderr)) = both else {
        let _ = child.kill();
        let _ = child.wait();
        panic!("{}: no end within {DEADLINE:?}", test());
    };
    let code = child.wait().unwrap().code();
    Finished {
        code,
        stdout,
        stderr,
    }
}

/// The outcome of each cell, by its name.
#[track_caller]
pub(crate) fn outcomes(finished: &Finished) -> BTreeMap<String, String> {
    let split = |line: &str| {
        let (cell, outcome) = line.rsplit_once(' ').expect("a cell and its outcome");
        (cell.to_owned(), outcome.to_owned())
    };
    let outcomes: BTreeMap<_, _> = finished.stdout.lines().map(split).collect();
    let lines = finished.stdout.lines().count();
    assert_eq!(outcomes.len(), lines, "a cell occurs more than once");
    outcomes
}

fn read(mut pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut text = String::new();
        pipe.read_to_string(&mut text).unwrap();
        // A test that failed has gone.
        let _ = sender.send(text);
    });
    receiver
}

fn test() -> String {
    thread::current()
        .name()
        .unwrap_or("unnamed test")
        .to_owned()
}
