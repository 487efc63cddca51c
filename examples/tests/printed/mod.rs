//! What a program prints.

use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Far longer than any of them takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

/// Runs `program` on each runtime; it must print the runtime's name and `lines`, and nothing else.
#[track_caller]
pub(crate) fn prints(program: &'static str, lines: &str) {
    prints_for(program, None, lines);
}

/// The same with an argument.
#[track_caller]
pub(crate) fn prints_for(program: &'static str, argument: Option<&str>, lines: &str) {
    for runtime in ["tokio", "smol", "async-std"] {
        let mut command = Command::new(program);
        let (ended, has_ended) = channel();
        command.args(argument).env("AMPHI_RUNTIME", runtime);
        thread::spawn(move || ended.send(command.output()));
        let output = has_ended
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("{program} hangs on {runtime}"))
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} on {runtime}: {errors}");
        assert_eq!(errors, "", "{program} on {runtime}");
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(printed, format!("runtime: {runtime}\n{lines}"));
    }
}
