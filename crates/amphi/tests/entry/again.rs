//! Tests of this program, run as child processes by other tests of it: those that fail, and those that change
//! what is the whole process's. They are `#[ignore]`d, so that nothing else runs them.

use std::env;
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(120);

/// How a process ended, and what it said.
pub(crate) struct Said {
    pub(crate) is_success: bool,
    pub(crate) text: String,
}

/// Runs the tests whose names begin like this, also those that are ignored.
pub(crate) fn run(names: &str, environment: &[(&str, &str)]) -> Said {
    start(&[names, "--include-ignored", "--nocapture"], environment)
}

/// The names of the tests that begin like this.
pub(crate) fn list(names: &str) -> Vec<String> {
    let said = start(&[names, "--list", "--format=terse"], &[]);
    let names = said
        .text
        .lines()
        .filter_map(|line| line.strip_suffix(": test"));
    names.map(String::from).collect()
}

fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(arguments)
        .env_remove("AMPHI_RUNTIME")
        .env("RUST_BACKTRACE", "0")
        .envs(environment.iter().copied());
    let (ended, has_ended) = mpsc::channel();
    thread::spawn(move || ended.send(command.output()));
    let output: Output = has_ended
        .recv_timeout(BOUND)
        .unwrap_or_else(|_| panic!("it hangs: {arguments:?}"))
        .unwrap();
    let (out, errors) = (output.stdout, output.stderr);
    Said {
        is_success: output.status.success(),
        text: String::from_utf8([out, errors].concat()).unwrap(),
    }
}
