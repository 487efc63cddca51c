//! `queue_bridge` on each runtime, as a process of its own.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const DEADLINE: Duration = Duration::from_secs(60);

/// What it prints; past the deadline the test fails by its name.
fn printed(runtime: &str, orders: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_queue_bridge"));
    command.arg(orders).env("AMPHI_RUNTIME", runtime);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        sender.send(stdout.read_to_string(&mut text).map(|_| text))
    });
    let Ok(text) = receiver.recv_timeout(DEADLINE) else {
        child.kill().unwrap();
        panic!("it hangs on {runtime}");
    };
    assert!(child.wait().unwrap().success(), "on {runtime}");
    text.unwrap()
}

#[test]
fn b111_orders_go_through_both_queues_on_every_runtime() {
    for runtime in ["smol", "tokio", "async-std"] {
        let expected = format!(
            "runtime: {runtime}\norder 1: tea for 5\norder 2: coffee for 8\norder 3: cake for 6\n\
             order 4: tea for 5\ntotal: 24\n"
        );
        assert_eq!(printed(runtime, "4"), expected);
        assert_eq!(
            printed(runtime, "0"),
            format!("runtime: {runtime}\ntotal: 0\n")
        );
        let many = printed(runtime, "1000");
        assert_eq!(many.lines().count(), 1002);
        assert!(
            many.ends_with("order 1000: tea for 5\ntotal: 6332\n"),
            "{many}"
        );
    }
}
