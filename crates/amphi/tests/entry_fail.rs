//! How tests of `amphi::test` fail. Those that do so are `#[ignore]`d, and the tests below run each of them, as a
//! child process (`each_fails`). They take the time that they are given, so they are apart from the others.
#![cfg(feature = "macros")]

#[path = "entry/again.rs"]
mod again;

use std::future::pending;
use std::sync::mpsc::channel;

use again::{Said, list, run};

#[amphi::test(timeout = "1500ms")]
#[ignore = "it hangs"]
async fn awaits_for_ever() {
    pending::<()>().await;
}

#[amphi::test(timeout = "1500ms")]
#[ignore = "it hangs"]
async fn blocks_for_ever() {
    let (_sender, receiver) = channel::<()>();
    amphi::yield_now().await;
    receiver.recv().unwrap();
}

#[amphi::test(backends(tokio, smol), timeout = "1500ms")]
#[ignore = "it hangs"]
async fn leaves_a_closure() {
    let ((start, started), (sender, receiver)) = (channel(), channel::<()>());
    std::mem::forget(sender);
    drop(amphi::spawn_blocking(move || {
        start.send(()).unwrap();
        let _ = receiver.recv();
    }));
    started.recv().unwrap();
}

#[amphi::test(timeout = "1500ms")]
#[should_panic]
#[ignore = "it hangs"]
async fn hangs_instead_of_panicking() {
    pending::<()>().await;
}

#[amphi::test]
#[ignore = "it fails"]
async fn gives_an_error() -> Result<(), std::num::ParseIntError> {
    "seven".parse::<u8>()?;
    Ok(())
}

#[amphi::test]
#[ignore = "it fails"]
async fn panics_with_a_closure_left() {
    let (sender, receiver) = channel::<()>();
    std::mem::forget(sender);
    drop(amphi::spawn_blocking(move || receiver.recv().is_ok()));
    panic!("the body's own text");
}

#[amphi::test(backends(tokio), flavors(current_thread), timeout = "2500ms")]
#[ignore = "it hangs"]
async fn waits_for_a_task_of_its_thread() {
    let task = amphi::spawn(async {});
    let _ = task.join();
}

/// Each of the tests of this name fails, and says all of this.
#[track_caller]
fn each_fails(test: &str, says: &[&str]) {
    let mut names = list(&format!("{test}::"));
    names.retain(|name| !name.ends_with("no_backend_is_compiled_in"));
    if names.is_empty() {
        return;
    }
    let Said { is_success, text } = run(&format!("{test}::"), &[]);
    assert!(!is_success, "{text}");
    assert!(text.contains(&format!("{} failed", names.len())), "{text}");
    for name in &names {
        assert!(text.contains(name), "{name}: {text}");
    }
    for part in says {
        let times = text.matches(part).count();
        assert!(times >= names.len(), "{part:?}, {times} times: {text}");
    }
}

#[test]
fn a_test_that_awaits_for_ever_fails_by_name() {
    let says = ["hangs: it has not ended within", "in an `.await`", file!()];
    each_fails("awaits_for_ever", &says);
}

#[test]
fn a_test_that_blocks_for_ever_fails_by_name() {
    let says = ["hangs: it has not ended within", "blocks its thread"];
    each_fails("blocks_for_ever", &says);
}

#[test]
fn a_runtime_that_does_not_end_fails_its_test() {
    each_fails("leaves_a_closure", &["its body has ended, but", "closure"]);
}

#[test]
fn a_hang_is_not_the_panic_that_should_come() {
    let says = ["hangs: it has not ended", "did not panic as expected"];
    each_fails("hangs_instead_of_panicking", &says);
}

#[test]
fn an_error_fails_the_test_with_its_text() {
    each_fails(
        "gives_an_error",
        &["Error: ParseIntError { kind: InvalidDigit }"],
    );
}

#[test]
fn a_panic_counts_more_than_what_is_left_behind() {
    each_fails("panics_with_a_closure_left", &["the body's own text"]);
}

#[test]
fn a_wait_that_stalls_is_reported_with_its_line() {
    let says = [
        "blocks its thread",
        file!(),
        "waits at",
        "current-thread runtime",
    ];
    each_fails("waits_for_a_task_of_its_thread", &says);
}

#[test]
fn patience_makes_it_longer() {
    for name in list("awaits_for_ever::").iter().take(1) {
        let said = run(name, &[("AMPHI_PATIENCE", "2")]);
        let is_none = name.ends_with("no_backend_is_compiled_in");
        assert!(
            is_none || said.text.contains("ended within 3s"),
            "{}",
            said.text
        );
    }
}
