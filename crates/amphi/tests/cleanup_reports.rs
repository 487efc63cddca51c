//! Where nobody subscribes or handles it, a cleanup in trouble is a line on standard error, with the
//! feature `tracing` and without: looked at from outside, in a process of its own.
#![cfg(feature = "smol")]

use std::env;
use std::process::Command;

use amphi::AsyncGuard;

const CHILD: &str = "AMPHI_CLEANUPS";

#[test]
fn b86_a_report_goes_to_standard_error() {
    if env::var_os(CHILD).is_some() {
        // The second one comes too soon.
        for text in ["no more goodbyes", "none at all"] {
            drop(AsyncGuard::<&str, ()>::new(text, async |text| {
                panic!("{text}")
            }));
        }
        return;
    }
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "b86_a_report_goes_to_standard_error"])
        .arg("--nocapture")
        .env(CHILD, "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let lines = Vec::from_iter(told.lines().filter(|line| line.starts_with("amphi: ")));
    assert_eq!(lines.len(), 1, "{told}");
    for part in [file!(), "panicked", "no more goodbyes", "close()"] {
        assert!(lines[0].contains(part), "{told}");
    }
}
