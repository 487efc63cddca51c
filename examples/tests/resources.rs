//! The examples of resources and generators print the same on every runtime.

use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Far longer than any of them takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

#[track_caller]
fn prints(program: &'static str, lines: &str) {
    for runtime in ["tokio", "smol", "async-std"] {
        let mut command = Command::new(program);
        let (ended, has_ended) = channel();
        command.env("AMPHI_RUNTIME", runtime);
        thread::spawn(move || ended.send(command.output()));
        let output = has_ended
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("{program} hangs on {runtime}"))
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} on {runtime}: {errors}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed, format!("runtime: {runtime}\n{lines}"));
    }
}

#[test]
fn b110_connections_are_closed_whatever_happens() {
    prints(
        env!("CARGO_BIN_EXE_resource_guard"),
        "asked: Ok(4)\n  ann: hello, ann: tea?, ann: goodbye\n\
         asked: Err(\"too long\")\n  bob: hello, bob: anything at all?, bob: goodbye\n\
         asked: Err(\"nobody is not at home\")\n  \n\
         panicked: true\n  cid: hello, cid: tea?, cid: goodbye\n\
         kept: dan\n  dan: hello, dan: goodbye\n",
    );
}

#[test]
fn b109_a_generator_is_told_and_tells() {
    prints(
        env!("CARGO_BIN_EXE_guessing_generator"),
        "guesses: [50, 25, 38, 44, 41, 43, 42], 7 of them\n\
         in a task: 7\n\
         page 1\npage 2\npage 3\n",
    );
}
