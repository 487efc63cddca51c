//! `keyval_faces` prints the same on every runtime.

use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Far longer than it takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);

#[test]
fn both_faces_work_wherever_they_are_called() {
    for runtime in ["tokio", "smol", "async-std"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_keyval_faces"));
        let (ended, has_ended) = channel();
        command.env("AMPHI_RUNTIME", runtime);
        thread::spawn(move || ended.send(command.output()));
        let output = has_ended
            .recv_timeout(BOUND)
            .unwrap_or_else(|_| panic!("it hangs on {runtime}"))
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "on {runtime}: {errors}");
        assert!(errors.is_empty(), "on {runtime}: {errors}");
        let printed = String::from_utf8(output.stdout).unwrap();
        let expected = format!(
            "runtime: {runtime}\n\
             main: visit 1\n\
             offloaded closure: visit 2\n\
             task of tokio: visit 3\n\
             task of one thread of tokio: visit 4\n\
             task of smol: visit 5\n\
             task of async-std: visit 6\n\
             awaited: 6\n\
             counted: 2 here, 2 there\n"
        );
        assert_eq!(printed, expected);
    }
}
