//! Where nobody subscribes or handles it, a report is a line on standard error, with the feature
//! `tracing` and without: looked at from outside, in a process of its own.

use std::env;
use std::process::Command;

mod stalled;

const CHILD: &str = "AMPHI_STALLS";

#[test]
fn a_report_goes_to_standard_error() {
    if env::var_os(CHILD).is_some() {
        return stalled::wait();
    }
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_report_goes_to_standard_error", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let lines = Vec::from_iter(
        told.lines()
            .filter(|line| line.starts_with("amphi: thread ")),
    );
    assert_eq!(lines.len(), 1, "{told}");
    assert!(lines[0].contains(file!()), "{told}");
    assert!(lines[0].ends_with(": a test"), "{told}");
}
