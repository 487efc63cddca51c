//! How tests fail. Each of them is run in a process of its own.

use std::future::pending;
use std::sync::mpsc::channel;

use crate::again::{list, run};

#[amphi::test(timeout = "300ms")]
#[ignore = "it hangs"]
async fn awaits_for_ever() {
    pending::<()>().await;
}

#[amphi::test(timeout = "300ms")]
#[ignore = "it hangs"]
async fn blocks_for_ever() {
    let (_sender, receiver) = channel::<()>();
    amphi::yield_now().await;
    receiver.recv().unwrap();
}

#[amphi::test(backends(tokio, smol), timeout = "300ms")]
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

#[amphi::test(timeout = "300ms")]
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
    let names = list(&format!("fail::{test}::"));
    for name in names
        .iter()
        .filter(|name| !name.ends_with("no_backend_is_compiled_in"))
    {
        let said = run(name, &[]);
        assert!(!said.is_success, "{name}: {}", said.text);
        for part in says {
            assert!(said.text.contains(part), "{name}, {part:?}: {}", said.text);
        }
        assert!(said.text.contains("1 failed"), "{name}: {}", said.text);
        assert!(said.text.contains(name.as_str()), "{name}: {}", said.text);
    }
}

#[test]
fn a_test_that_awaits_for_ever_fails_by_name() {
    let says = [
        "hangs: it has not ended within 300ms",
        "in an `.await`",
        file!(),
    ];
    each_fails("awaits_for_ever", &says);
}

#[test]
fn a_test_that_blocks_for_ever_fails_by_name() {
    let says = ["hangs: it has not ended within 300ms", "blocks its thread"];
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
    for name in list("fail::awaits_for_ever::").iter().take(1) {
        let said = run(name, &[("AMPHI_PATIENCE", "2")]);
        let is_none = name.ends_with("no_backend_is_compiled_in");
        assert!(
            is_none || said.text.contains("within 600ms"),
            "{}",
            said.text
        );
    }
}
