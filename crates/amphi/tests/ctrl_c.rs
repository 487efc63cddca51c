//! Ctrl-C as the end of a wait (B126), each case in a process of its own, which sends the signal to
//! itself.
#![cfg(unix)]

use std::env;
use std::fs;
use std::future::pending;
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use amphi::tokio::OwnedRuntime;
use amphi::{Handle, Runner, TaskGroup, interrupt, run_until_ctrl_c, until_ctrl_c};

/// Far longer than anything here takes; a hang ends with it.
const BOUND: Duration = Duration::from_secs(60);
/// Names the case that a child is to run.
const CASE: &str = "AMPHI_TEST_CTRL_C";
/// Set where the child is to run it on one thread of tokio, which `AMPHI_RUNTIME` cannot name.
const ONE_THREAD: &str = "AMPHI_TEST_ONE_THREAD";

const CASES: [(&str, fn()); 8] = [
    ("ends", ends),
    ("ends_nested", ends_nested),
    ("ends_all", ends_all),
    ("ends_a_run", ends_a_run),
    ("again", again),
    ("nobody", nobody),
    ("stuck", stuck),
    ("own_handler", own_handler),
];

/// Presses Ctrl-C.
fn press() {
    let id = process::id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.unwrap().success());
}

/// Presses it as soon as a future is polled, and never ends.
async fn pressing() {
    thread::spawn(press);
    pending::<()>().await;
}

/// Tells when it is dropped.
struct Alive(mpsc::Sender<()>);

impl Drop for Alive {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

fn ends() {
    let (dropped, drops) = mpsc::channel();
    let alive = Alive(dropped);
    let error = run_until_ctrl_c(async {
        let _alive = alive;
        pressing().await;
    });
    assert_eq!(error.unwrap_err().to_string(), "interrupted by Ctrl-C");
    drops.try_recv().expect("the future has been dropped");
    // What is ready is given.
    assert_eq!(run_until_ctrl_c(async { 7 }), Ok(7));
}

fn ends_nested() {
    let handle = Handle::current();
    let closure = handle.spawn_blocking(|| run_until_ctrl_c(pressing()));
    assert!(closure.join().unwrap().is_err());
    let task = handle.spawn(async { run_until_ctrl_c(pressing()) });
    assert!(task.join().unwrap().is_err());
    let group = TaskGroup::on(handle.clone());
    let (dropped, drops) = mpsc::channel();
    let alive = Alive(dropped);
    let joined = until_ctrl_c(async {
        group.spawn(async move {
            let _alive = alive;
            pressing().await;
        });
        group.join_all().await
    });
    assert!(handle.block_on(joined).is_err());
    drops.recv_timeout(BOUND).expect("the group went along");
}

fn ends_all() {
    let waits: Vec<_> = (0..4)
        .map(|_| {
            let (begun, has_begun) = mpsc::channel();
            let waits = thread::spawn(move || {
                run_until_ctrl_c(async {
                    begun.send(()).unwrap();
                    pending::<()>().await;
                })
            });
            has_begun.recv_timeout(BOUND).unwrap();
            waits
        })
        .collect();
    press();
    for wait in waits {
        assert!(wait.join().unwrap().is_err());
    }
}

fn ends_a_run() {
    let runner = Runner::new().unwrap();
    let interrupted = runner.run(until_ctrl_c(async {
        drop(amphi::spawn(pending::<()>()));
        pressing().await;
    }));
    assert!(interrupted.unwrap().is_err());
    // The runner is as good as before, and ends what is left.
    assert_eq!(runner.run(until_ctrl_c(async { 7 })).unwrap(), Ok(7));
    let report = runner.close(BOUND).wait();
    assert_eq!((report.joined, report.abandoned), (1, 0));
}

fn again() {
    for _ in 0..5 {
        assert!(run_until_ctrl_c(pressing()).is_err());
        assert!(!interrupt(), "nobody waits any more");
    }
}

/// Ctrl-C where nobody waits ends the process.
fn nobody() {
    assert_eq!(run_until_ctrl_c(async { 7 }), Ok(7));
    let (_open, never) = mpsc::channel::<()>();
    press();
    let waited = never.recv_timeout(BOUND);
    unreachable!("the process should have ended: {waited:?}");
}

/// Synchronous code does not stop; pressed again, Ctrl-C ends the process.
fn stuck() {
    let _ = run_until_ctrl_c(async {
        // The first one is taken, and then there is nothing more to interrupt. Two that come close
        // together may be one.
        for _ in 0..100 {
            press();
        }
    });
    unreachable!("the process has ended");
}

/// The application's own handler stays, and is asked to tell.
fn own_handler() {
    let (pressed, presses) = mpsc::channel();
    ctrlc::set_handler(move || pressed.send(interrupt()).unwrap()).unwrap();
    assert!(run_until_ctrl_c(pressing()).is_err());
    assert_eq!(presses.recv_timeout(BOUND), Ok(true));
    press();
    assert_eq!(presses.recv_timeout(BOUND), Ok(false));
}

/// Runs in the child.
#[test]
fn child() {
    let Ok(case) = env::var(CASE) else { return };
    let (_, body) = CASES.iter().find(|(name, _)| *name == case).unwrap();
    let one = env::var_os(ONE_THREAD).map(|_| OwnedRuntime::current_thread().unwrap());
    if let Some(one) = &one {
        Handle::set_default(one.handle()).unwrap();
    }
    body();
}

/// This program, where Ctrl-C ends it. A shell starts what it does not wait for with Ctrl-C ignored, and its
/// children inherit that.
fn program() -> Command {
    let this = env::current_exe().unwrap();
    if !is_ignored() {
        return Command::new(this);
    }
    let mut command = Command::new("env");
    command.arg("--default-signal=INT").arg(this);
    command
}

/// Whether this process ignores Ctrl-C, as Linux tells it.
fn is_ignored() -> bool {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = text.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & 0b10 != 0)
}

/// Runs a case on each runtime.
#[track_caller]
fn each(case: &'static str, expected: fn(ExitStatus) -> bool) {
    for runtime in ["tokio", "smol", "async-std", "one thread of tokio"] {
        let mut command = program();
        command.args(["--exact", "child", "--nocapture"]);
        command.env(CASE, case);
        match runtime {
            "one thread of tokio" => command.env(ONE_THREAD, "").env_remove("AMPHI_RUNTIME"),
            _ => command.env("AMPHI_RUNTIME", runtime),
        };
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = child.stderr.take().unwrap();
        let (ended, has_ended) = mpsc::channel();
        thread::spawn(move || {
            let mut text = String::new();
            let read = std::io::Read::read_to_string(&mut errors, &mut text);
            ended.send(read.map(|_| text)).unwrap();
        });
        let Ok(errors) = has_ended.recv_timeout(BOUND) else {
            child.kill().unwrap();
            panic!("{case} hangs on {runtime}");
        };
        let status = child.wait().unwrap();
        assert!(
            expected(status),
            "{case} on {runtime}: {status}: {errors:?}"
        );
    }
}

#[test]
fn b126_ctrl_c_ends_the_wait_and_drops_the_future() {
    each("ends", |status| status.success());
}

#[test]
fn b126_also_in_closures_tasks_and_groups() {
    each("ends_nested", |status| status.success());
}

#[test]
fn b126_all_that_wait_are_interrupted() {
    each("ends_all", |status| status.success());
}

#[test]
fn b126_a_runner_goes_on_after_it() {
    each("ends_a_run", |status| status.success());
}

#[test]
fn b126_each_wait_is_interrupted_anew() {
    each("again", |status| status.success());
}

#[test]
fn b126_where_nobody_waits_the_process_ends() {
    each("nobody", |status| status.code() == Some(130));
}

#[test]
fn b126_pressed_again_the_process_ends() {
    each("stuck", |status| status.code() == Some(130));
}

#[test]
fn b126_the_applications_own_handler_stays() {
    each("own_handler", |status| status.success());
}
